"""Grain in a face: what too little light, or a camera turned up for it, leaves in a picture."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.face_points import Points, inter_eye_distance_px

Real = NDArray[np.number[Any]]

PRINT_IED_PX = 120.0
"""Pixels between the eyes of a photo printed at 300 dpi: averaging larger pictures down takes grain away."""

BLOCK_PX = 12
_SMOOTHEST = 0.25
_DIFFERENCE = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
_TO_DEVIATION = math.sqrt(math.pi / 2) / 6


def noise_levels(rgb: NDArray[np.uint8], points_px: Points) -> float | None:
    """Return the deviation of the grain in a face of an RGB picture, in levels of 255, as printed at 300 dpi.

    The difference of two Laplacians answers to neither slopes nor straight edges (Immerkær, CVIU 64(2),
    1996); its mean size is taken in blocks of 12 px, and of the blocks in the face the smoother quarter
    counts, so that beard, brows and lashes do not. Mean of red, green and blue. Grain that was blown up or
    smoothed away is not seen. None where the face holds no block.
    """
    over = inter_eye_distance_px(points_px) / PRINT_IED_PX
    whole = max(1, int(over))
    low = np.maximum(points_px[:, :2].min(axis=0), 0).astype(int)
    high = np.minimum(points_px[:, :2].max(axis=0), rgb.shape[1::-1]).astype(int)
    width, height = np.maximum(high - low, 0) // whole
    if min(width, height) < BLOCK_PX + 2:
        return None
    part = rgb[low[1] : low[1] + height * whole, low[0] : low[0] + width * whole]
    face = cv2.resize(part, (int(width), int(height)), interpolation=cv2.INTER_AREA)
    grain = np.abs(cv2.filter2D(face, cv2.CV_32F, _DIFFERENCE)).mean(axis=2)
    hull = np.zeros(grain.shape, np.uint8)
    outline = cv2.convexHull(np.asarray((points_px[:, :2] - low) / whole, np.int32))
    cv2.fillConvexPoly(hull, outline, (1,))
    inside = _blocks(hull).min(axis=(1, 3)) > 0
    if not inside.any():
        return None
    smooth = float(np.quantile(_blocks(grain).mean(axis=(1, 3))[inside], _SMOOTHEST))
    return smooth * _TO_DEVIATION * min(1.0, whole / over)


def _blocks(values: Real) -> Real:
    """Return (rows, 12, columns, 12) of a picture without its outermost pixels, the rest cut to blocks."""
    inner = values[1:-1, 1:-1]
    rows, columns = (side // BLOCK_PX for side in inner.shape)
    cut = inner[: rows * BLOCK_PX, : columns * BLOCK_PX]
    blocks: Real = cut.reshape(rows, BLOCK_PX, columns, BLOCK_PX)
    return blocks
