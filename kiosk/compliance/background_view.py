"""The wall behind a person as the background measures see it: small, at a scale fixed by the eyes."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.colour.srgb import LINEAR
from kiosk.compliance.face_points import CHIN, Points, eye_midpoint_px, inter_eye_distance_px
from models.shrinking import averaged

VIEW_IED_PX = 40.0
"""Pixels between the eyes in the view: shadows and things behind a head are large."""

FINE_IED_PX = 81.0
"""Pixels between the eyes in the fine view: OFIQ 1.0.3 looks at 113 px, then shrinks by .72."""

CLEAR_OF_PERSON_IED = 0.15
"""Hair and the person mask's own error reach this far, in inter-eye distances."""

_PERSON = 0.1
_FINE_MARGIN_PX = 9
_LEAST_PIXELS = 200


@dataclass(frozen=True, slots=True)
class BackgroundView:
    """A small copy of a picture, RGB, and where in it the wall is seen.

    `wall` is true clear of the person; `apart_ied` is every pixel's distance to the person in inter-eye
    distances; `eyes_px` and `chin_y_px` place the head in the copy. `fine_rgb` and `fine_wall` are the same
    at the fine scale, for texture.
    """

    rgb: NDArray[np.uint8]
    wall: NDArray[np.bool_]
    apart_ied: NDArray[np.float32]
    eyes_px: tuple[float, float]
    chin_y_px: float
    fine_rgb: NDArray[np.uint8]
    fine_wall: NDArray[np.bool_]

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
    inter_eye_px = inter_eye_distance_px(points_px)
    rows = max(1, min(rgb.shape[0], int(bottom_px)))
    fine = _scaled(rgb[:rows], FINE_IED_PX / inter_eye_px)
    small = _scaled(fine, VIEW_IED_PX / FINE_IED_PX)
    # The mask comes from a network that sees 256 px a side: nothing in it is finer than the view.
    empty = _empty(person_mask[:rows], small.shape)
    apart = cv2.distanceTransform(empty, cv2.DIST_L2, 3).astype(np.float32) / np.float32(VIEW_IED_PX)
    wall = apart > CLEAR_OF_PERSON_IED
    if int(wall.sum()) < _LEAST_PIXELS:
        return None
    margin = np.ones((_FINE_MARGIN_PX, _FINE_MARGIN_PX), np.uint8)
    fine_wall = cv2.erode(_empty(person_mask[:rows], fine.shape), margin, borderType=cv2.BORDER_REPLICATE)
    scale = VIEW_IED_PX / inter_eye_px
    eye_x, eye_y = (float(place) for place in eye_midpoint_px(points_px) * scale)
    chin_y = float(points_px[CHIN, 1]) * scale
    return BackgroundView(small, wall, apart, (eye_x, eye_y), chin_y, fine, fine_wall.astype(np.bool_))


def _empty(person_mask: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    mask = cv2.resize(person_mask, shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return (mask < _PERSON).astype(np.uint8)


def _scaled(rgb: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """Resize a picture; one that shrinks a lot first by a whole number, which is several times faster."""
    height, width = rgb.shape[:2]
    size = max(1, round(width * scale)), max(1, round(height * scale))
    rgb = averaged(rgb, max(1, int(1.0 / scale)))
    way = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_LINEAR
    return cv2.resize(rgb, size, interpolation=way).astype(np.uint8, copy=False)
