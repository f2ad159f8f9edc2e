"""Blur along one direction only: the head, or the camera, moved while the shutter was open."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.face_points import LEFT_EYE_OUTER, RIGHT_EYE_OUTER, Points, inter_eye_distance_px

MOTION_IED_PX = 160.0
"""Scale: finest detail of a face that any sharp picture for documents shows."""

_DIRECTIONS = np.radians(np.arange(0.0, 180.0, 22.5))
_FINE_SIGMA_PX, _COARSE_SIGMA_PX = 0.8, 3.2


def motion_blur(rgb: NDArray[np.uint8], points_px: Points) -> float | None:
    """Return how much less fine detail one direction has than the best, 0 to 1; None off the picture.

    In a band around both eyes with the brows, at 160 px between the eyes, gradient energy of fine detail
    over that of coarse detail is taken for eight directions: eyes have more lines across than along, but at
    both scales alike, so the ratio tells only of the blur. Blur out of focus lowers all directions alike and
    counts little. Our own measure; no public one holds (OFIQ tried and left it out).
    """
    grey = _eye_band(rgb, points_px)
    if grey is None:
        return None
    fine = _energies(cv2.GaussianBlur(grey, (0, 0), _FINE_SIGMA_PX).astype(np.float32))
    coarse = _energies(cv2.GaussianBlur(grey, (0, 0), _COARSE_SIGMA_PX).astype(np.float32))
    ratio = fine / np.maximum(coarse, 1e-3)
    return float(1.0 - ratio.min() / max(float(ratio.max()), 1e-6))


def _eye_band(rgb: NDArray[np.uint8], points_px: Points) -> NDArray[np.float32] | None:
    inter_eye_px = inter_eye_distance_px(points_px)
    outer = points_px[[RIGHT_EYE_OUTER, LEFT_EYE_OUTER], :2]
    reach = np.array([0.1, 0.4]) * inter_eye_px
    left, top = np.maximum(np.floor(outer.min(axis=0) - reach), 0).astype(int)
    right, bottom = np.ceil(outer.max(axis=0) + reach).astype(int)
    part = rgb[top : max(bottom, 0), left : max(right, 0)]
    if min(part.shape[:2]) < 8:
        return None
    grey = cv2.cvtColor(part, cv2.COLOR_RGB2GRAY)
    scale = MOTION_IED_PX / inter_eye_px
    way = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    return cv2.resize(grey, None, fx=scale, fy=scale, interpolation=way).astype(np.float32)


def _energies(grey: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the mean square of the slope along each direction."""
    across = cv2.Sobel(grey, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    xx, yy, xy = (float((p * q).mean()) for p, q in ((across, across), (down, down), (across, down)))
    cos, sin = np.cos(_DIRECTIONS), np.sin(_DIRECTIONS)
    energies: NDArray[np.float64] = xx * cos**2 + yy * sin**2 + 2 * xy * cos * sin
    return energies
