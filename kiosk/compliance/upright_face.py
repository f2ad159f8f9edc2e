"""A face brought upright and to one size: what every measure of texture and colour in a face looks at."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.face_points import (
    LEFT_EYE_INNER,
    LEFT_EYE_OUTER,
    RIGHT_EYE_INNER,
    RIGHT_EYE_OUTER,
    Points,
)
from models.shrinking import averaged

IED_PX = 80.0
"""Distance of the eye centres in the upright face: near what a live picture has, about 1.3 px to the mm."""

WIDTH_PX, HEIGHT_PX = 272, 360
EYE_CENTRE_PX = (WIDTH_PX / 2, 184.0)
"""Where the point midway between the eyes comes to lie: room for a hat above, for the chin below."""

_LOG = np.log(np.arange(256) + 8.0).astype(np.float32)


@dataclass(frozen=True, slots=True)
class UprightFace:
    """A face with level eyes, 80 px apart.

    `rgb` (360, 272, 3) uint8, sRGB; `points_px` (478, 2) the mesh in its pixels. Beyond the picture's edge
    its outermost pixels are repeated. `log_rgb`, the same shape, float32, is ln(level + 8) of the picture
    smoothed over 3 × 3 pixels: a shadow, a brighter lamp or a darker skin adds the same amount everywhere, so
    that differences in it mean the same in every face.
    """

    rgb: NDArray[np.uint8]
    points_px: NDArray[np.float32]
    log_rgb: NDArray[np.float32]

    def column_row(self, point: int) -> tuple[int, int]:
        """Return the pixel of a mesh point, kept inside the picture."""
        x, y = self.points_px[point]
        return min(max(round(float(x)), 0), WIDTH_PX - 1), min(max(round(float(y)), 0), HEIGHT_PX - 1)

    def patches(self, centres_px: NDArray[np.float32], half_px: tuple[int, int]) -> NDArray[np.float32]:
        """Return (n, rows, columns, 3) of `log_rgb` about n places (n, 2), moved inside at the edge."""
        half_x, half_y = half_px
        x = np.clip(np.rint(centres_px[:, 0]).astype(int), half_x, WIDTH_PX - 1 - half_x)
        y = np.clip(np.rint(centres_px[:, 1]).astype(int), half_y, HEIGHT_PX - 1 - half_y)
        rows = y[:, None, None] + np.arange(-half_y, half_y + 1)[None, :, None]
        columns = x[:, None, None] + np.arange(-half_x, half_x + 1)[None, None, :]
        patches: NDArray[np.float32] = self.log_rgb[rows, columns]
        return patches

    def around(self, centre_px: tuple[int, int], half_px: tuple[int, int]) -> NDArray[np.float32]:
        """Return the (rows, columns, 3) of `log_rgb` about a pixel, as far as they lie inside."""
        (x, y), (half_x, half_y) = centre_px, half_px
        return self.log_rgb[max(y - half_y, 0) : y + half_y + 1, max(x - half_x, 0) : x + half_x + 1]


def upright_face(rgb: NDArray[np.uint8], points_px: Points) -> UprightFace | None:
    """Cut a face out of an RGB picture, level and at 80 px between the eyes; None where there is no face.

    An eye's centre is the middle of its corners, which neither gaze nor lids move.
    """
    right = points_px[[RIGHT_EYE_OUTER, RIGHT_EYE_INNER], :2].mean(axis=0)
    left = points_px[[LEFT_EYE_OUTER, LEFT_EYE_INNER], :2].mean(axis=0)
    across = np.asarray(left - right, np.float64)
    apart_px = float(np.hypot(*across))
    if apart_px < 1.0:
        return None
    scale = IED_PX / apart_px
    cosine, sine = across / apart_px * scale
    turn = np.array([[cosine, sine], [-sine, cosine]])
    shift = np.array(EYE_CENTRE_PX) - turn @ ((left + right) / 2)
    upright = np.asarray(points_px[:, :2] @ turn.T + shift, np.float32)
    part, way = _thinned(rgb, np.hstack([turn, shift[:, None]]), scale)
    if part is None:
        return None
    face = cv2.warpAffine(
        part, way, (WIDTH_PX, HEIGHT_PX), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    log_rgb = cv2.LUT(cv2.GaussianBlur(face, (3, 3), 0), _LOG).astype(np.float32, copy=False)
    return UprightFace(face.astype(np.uint8, copy=False), upright, log_rgb)


def _thinned(
    rgb: NDArray[np.uint8], way: NDArray[np.float64], scale: float
) -> tuple[NDArray[np.uint8] | None, NDArray[np.float64]]:
    """Return the part of the picture that `way` shows, shrunk by averaging, and the way from there.

    Without averaging a large picture would show its grain instead of the face.
    """
    back = cv2.invertAffineTransform(way)
    corners = np.array([[0, 0, 1], [WIDTH_PX, 0, 1], [0, HEIGHT_PX, 1], [WIDTH_PX, HEIGHT_PX, 1]]) @ back.T
    left, top = np.maximum(np.floor(corners.min(axis=0)), 0).astype(int)
    right, bottom = np.minimum(np.ceil(corners.max(axis=0)), rgb.shape[1::-1]).astype(int)
    if right <= left or bottom <= top:
        return None, way
    part = rgb[top:bottom, left:right]
    moved = way.copy()
    moved[:, 2] += way[:, :2] @ (left, top)
    if scale >= 1.0:
        return part, moved
    whole = int(1.0 / scale)
    part = averaged(part, whole)
    size = (max(1, round(part.shape[1] * whole * scale)), max(1, round(part.shape[0] * whole * scale)))
    ratio = whole * np.array([part.shape[1] / size[0], part.shape[0] / size[1]])
    shrunk = cv2.resize(part, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    # The centre of a shrunk pixel lies in the middle of those that it was averaged from.
    moved[:, 2] += moved[:, :2] @ ((ratio - 1.0) / 2)
    moved[:, :2] *= ratio
    return shrunk, moved
