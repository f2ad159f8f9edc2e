"""The five points that decide a portrait: both eyes, the chin, and the crown with and without hair.

Coordinates are in pixels of the source picture, x to the right, y down, origin at the outer corner of the
top left pixel (the middle of that pixel is 0.5, 0.5). Left and right are the person's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Vector = NDArray[np.float64]

RIGHT_IRIS, LEFT_IRIS, CHIN, FOREHEAD = 468, 473, 152, 10
LOWER_LIP = 17
RIGHT_CHEEK, LEFT_CHEEK = 234, 454
"""Points of MediaPipe's face mesh: middles of the irises, lowest point of the chin, top of the forehead,
lower edge of the lower lip's red, and the face's edges before the ears."""

CHIN_FIT = (0.422, 0.852, 0.298)
"""Eyes to chin = .422 × that of the mesh's chin point + .852 × eyes to lower lip + .298 × tilt × forehead,
where tilt is the depth from chin to forehead over their height. The lip steadies the chin under a beard."""

SKULL_FIT = (0.655, -1.056, 0.462)
"""Eyes to crown without hair = .655 × forehead - 1.056 × tilt × forehead + .462 × the distance of the mesh's
edge points: nothing that speech or a smile moves. Both are fitted to 460 pictures of 115 rendered sitters of
known geometry without hats (±5° yaw and pitch, ±8° roll, 0.8–1.15 m): sd .6 % of the head for the chin, 1.6 %
for the crown. On a short-haired official portrait the head comes out 1 % lower than an eye reads off it.
`kiosk bench --crop` measures both anew."""

CHIN_UNCERTAINTY = 0.010
SKULL_UNCERTAINTY = 0.020
"""Uncertainties of chin and crown under hair, in head heights: the fit's, and some for what it never saw."""

FACE_PER_CHEEKS = 0.986
"""Width of the face before the ears over the distance of the mesh's edge points (same fit, sd 1.1 %)."""

USUAL_HAIR = 0.05
"""Usual height of hair over the skull, in head heights; used only where no person mask is given."""

HIGHEST_HAIR = 0.60
"""Hair is followed up to this far over the skull, in head heights: further up is an arm or an object."""

_HALF_STRIP = 0.30
_ROWS_PER_HEAD = 240
_PERSON = 0.5


@dataclass(frozen=True, slots=True)
class HeadPoints:
    """Eyes (middles of the irises), chin, both crowns and the face's width before the ears in source pixels.

    Uncertainties are one sigma.
    """

    left_eye: Point
    right_eye: Point
    chin: Point
    chin_uncertainty_px: float
    face_width_px: float
    crown_skull: Point
    crown_skull_uncertainty_px: float
    crown_hair: Point
    crown_hair_uncertainty_px: float

    @property
    def eye_middle(self) -> Point:
        """Middle between the eyes."""
        return (self.left_eye[0] + self.right_eye[0]) / 2, (self.left_eye[1] + self.right_eye[1]) / 2

    @property
    def eye_distance_px(self) -> float:
        """Distance between the eyes (inter-eye distance, IED)."""
        return math.hypot(self.left_eye[0] - self.right_eye[0], self.left_eye[1] - self.right_eye[1])

    @property
    def right_axis(self) -> Vector:
        """Unit vector along the eye line towards the person's left eye, so to the right in the picture."""
        dx, dy = self.left_eye[0] - self.right_eye[0], self.left_eye[1] - self.right_eye[1]
        return np.array([dx, dy]) / math.hypot(dx, dy)

    @property
    def up_axis(self) -> Vector:
        """Unit vector square to the eye line, from chin to crown."""
        right = self.right_axis
        return np.array([right[1], -right[0]])

    def above_chin_px(self, point: Point) -> float:
        """Height of a point over the chin, measured square to the eye line."""
        dx, dy = self.left_eye[0] - self.right_eye[0], self.left_eye[1] - self.right_eye[1]
        x, y = point[0] - self.chin[0], point[1] - self.chin[1]
        return (x * dy - y * dx) / math.hypot(dx, dy)

    def scaled(self, factor: float) -> HeadPoints:
        """Return the same points in a copy of the picture `factor` times as large."""

        def by(point: Point) -> Point:
            return point[0] * factor, point[1] * factor

        return HeadPoints(
            by(self.left_eye),
            by(self.right_eye),
            by(self.chin),
            self.chin_uncertainty_px * factor,
            self.face_width_px * factor,
            by(self.crown_skull),
            self.crown_skull_uncertainty_px * factor,
            by(self.crown_hair),
            self.crown_hair_uncertainty_px * factor,
        )


def estimate_head_points(
    landmarks_px: NDArray[np.floating[Any]], person_mask: NDArray[np.floating[Any]] | None
) -> HeadPoints:
    """Find the head's points from the face mesh and, for the hair, from the person mask.

    `landmarks_px` has shape (478, 3), in pixels of the picture; `person_mask` shape (height, width) of the
    same picture, 0 background to 1 person, or None. The skull's crown is extrapolated from eyes and forehead
    and never lies above the hair that was seen; without a mask hair of usual height is assumed. Raises
    ValueError when the eyes coincide.
    """
    right_eye, left_eye, chin, forehead, lip = (
        np.asarray(landmarks_px[index, :2], dtype=np.float64)
        for index in (RIGHT_IRIS, LEFT_IRIS, CHIN, FOREHEAD, LOWER_LIP)
    )
    cheeks_px = float(np.hypot(*(landmarks_px[RIGHT_CHEEK, :2] - landmarks_px[LEFT_CHEEK, :2])))
    axis = left_eye - right_eye
    if float(np.hypot(*axis)) < 1.0:
        raise ValueError("the eyes coincide: these are no landmarks of a face")
    right = axis / np.hypot(*axis)
    up = np.array([right[1], -right[0]])
    middle = (left_eye + right_eye) / 2
    forehead_px = float((forehead - middle) @ up)
    depth_px = float(landmarks_px[FOREHEAD, 2] - landmarks_px[CHIN, 2])
    tilt = float(np.clip(depth_px / max(float((forehead - chin) @ up), 1.0), -0.4, 0.3))
    tilted_px = tilt * forehead_px
    eyes_px = float(np.dot(CHIN_FIT, (float((middle - chin) @ up), float((middle - lip) @ up), tilted_px)))
    chin = chin + up * (float((middle - chin) @ up) - eyes_px)
    skull_px = eyes_px + float(np.dot(SKULL_FIT, (forehead_px, tilted_px, cheeks_px)))
    skull_sigma = SKULL_UNCERTAINTY * skull_px
    seen = (
        None
        if person_mask is None
        else _hair_px(person_mask, chin, middle, right, up, eyes_px + forehead_px, skull_px)
    )
    if seen is None:
        hair_px, hair_sigma = skull_px * (1 + USUAL_HAIR), skull_px * 2 * USUAL_HAIR
    else:
        hair_px, hair_sigma = seen
        if hair_px < skull_px:
            skull_px, skull_sigma = hair_px, min(skull_sigma, 2 * hair_sigma)

    def on_axis(height_px: float) -> Point:
        point = middle + up * (height_px - eyes_px)
        return float(point[0]), float(point[1])

    return HeadPoints(
        left_eye=(float(left_eye[0]), float(left_eye[1])),
        right_eye=(float(right_eye[0]), float(right_eye[1])),
        chin=(float(chin[0]), float(chin[1])),
        chin_uncertainty_px=CHIN_UNCERTAINTY * skull_px,
        face_width_px=FACE_PER_CHEEKS * cheeks_px,
        crown_skull=on_axis(skull_px),
        crown_skull_uncertainty_px=skull_sigma,
        crown_hair=on_axis(hair_px),
        crown_hair_uncertainty_px=hair_sigma,
    )


def _hair_px(
    mask: NDArray[np.floating[Any]],
    chin: Vector,
    middle: Vector,
    right: Vector,
    up: Vector,
    forehead_px: float,
    skull_px: float,
) -> tuple[float, float] | None:
    """Follow the mask upwards from the forehead; return the top of the hair over the chin and its sigma.

    Only what hangs together with the forehead, column by column in a strip as wide as the skull, counts, so a
    raised hand beside the head does not. None when the mask does not cover the forehead.
    """
    step = skull_px / _ROWS_PER_HEAD
    columns = int(2 * _HALF_STRIP * skull_px / step)
    rows = int(((1 + HIGHEST_HAIR) * skull_px - forehead_px) / step)
    base = middle + up * (forehead_px - float((middle - chin) @ up)) - right * (columns / 2 * step)
    to_source: Vector = np.column_stack([right * step, up * step, base - 0.5])
    strip = cv2.warpAffine(
        np.asarray(mask, dtype=np.float32),
        to_source,
        (columns, rows),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(0.0,),
    )
    outside = strip < _PERSON
    heights = np.where(outside.any(axis=0), outside.argmax(axis=0), rows)
    smooth = np.median(np.lib.stride_tricks.sliding_window_view(heights, 7), axis=1)
    best = int(np.argmax(smooth))
    if smooth[best] < 2:
        return None
    hair_px = forehead_px + float(smooth[best]) * step
    top = base + right * ((best + 3) * step) + up * (float(smooth[best]) * step)
    height, width = mask.shape[:2]
    cut = bool(top[1] < 2 * step or top[0] < 2 * step or top[0] > width - 2 * step or top[1] > height)
    return hair_px, skull_px * (0.10 if cut or smooth[best] >= rows else 0.012)
