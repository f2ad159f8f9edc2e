"""The wall behind a person as the background measures see it: small, at a scale fixed by the eyes."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.colour import LINEAR
from kiosk.compliance.face_points import CHIN, Points, eye_midpoint_px, inter_eye_distance_px

VIEW_IED_PX = 40.0
"""Pixels between the eyes in the view: shadows and things behind a head are large."""

CLEAR_OF_PERSON_IED = 0.15
"""Hair and the person mask's own error reach this far, in inter-eye distances."""

_PERSON = 0.1
_LEAST_PIXELS = 200


@dataclass(frozen=True, slots=True)
class BackgroundView:
    """A small copy of a picture, RGB, and where in it the wall is seen.

    `wall` is true clear of the person; `apart_ied` is every pixel's distance to the person in inter-eye
    distances; `eyes_px` and `chin_y_px` place the head in the copy.
    """

    rgb: NDArray[np.uint8]
    wall: NDArray[np.bool_]
    apart_ied: NDArray[np.float32]
    eyes_px: tuple[float, float]
    chin_y_px: float

    @property
    def light(self) -> NDArray[np.float32]:
        """Linear light 0 to 1, order red-green-blue."""
        return LINEAR[self.rgb]


def view_background(
    rgb: NDArray[np.uint8], person_mask: NDArray[np.float32], points_px: Points, bottom_px: float
) -> BackgroundView | None:
    """Look at the background above `bottom_px` of an RGB picture; None when hardly any is seen.

    `person_mask` has the picture's height and width, 0 background to 1 person.
    """
    scale = min(1.0, VIEW_IED_PX / inter_eye_distance_px(points_px))
    rows = max(1, min(rgb.shape[0], int(bottom_px)))
    size = max(1, round(rgb.shape[1] * scale)), max(1, round(rows * scale))
    small = cv2.resize(rgb[:rows], size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    mask = cv2.resize(person_mask[:rows], size, interpolation=cv2.INTER_AREA)
    ied_px = inter_eye_distance_px(points_px) * scale
    empty = (mask < _PERSON).astype(np.uint8)
    apart = cv2.distanceTransform(empty, cv2.DIST_L2, 3).astype(np.float32) / np.float32(ied_px)
    wall = apart > CLEAR_OF_PERSON_IED
    if int(wall.sum()) < _LEAST_PIXELS:
        return None
    eye_x, eye_y = eye_midpoint_px(points_px) * scale
    return BackgroundView(small, wall, apart, (float(eye_x), float(eye_y)), float(points_px[CHIN, 1]) * scale)
