"""What lossy compression did to a picture: blocks in its pixels, and the scale of its quality."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.face_points import Points, inter_eye_distance_px

BLOCK_PX = 8
"""JPEG transforms blocks of 8 × 8 pixels."""

FINEST_PRINT_IED_PX = 240.0
"""Pixels between the eyes of a photo printed at 600 dpi: edges of blocks in larger faces blend into it."""

_LARGEST_SIDE_PX = 1024

_STANDARD_LUMINANCE = (
    (16, 11, 10, 16, 24, 40, 51, 61),
    (12, 12, 14, 19, 26, 58, 60, 55),
    (14, 13, 16, 24, 40, 57, 69, 56),
    (14, 17, 22, 29, 51, 87, 80, 62),
    (18, 22, 37, 56, 68, 109, 103, 77),
    (24, 35, 55, 64, 81, 104, 113, 92),
    (49, 64, 78, 87, 103, 121, 120, 101),
    (72, 92, 95, 98, 112, 100, 103, 99),
)
"""Quantisation steps of ITU-T T.81 table K.1, which most programs scale by their quality setting."""


def blockiness(rgb: NDArray[np.uint8], points_px: Points) -> float | None:
    """Return how much steeper brightness steps are at every eighth pixel than elsewhere; 0 is none.

    Over the box of the face, at most 1024 px of its middle, never scaled: the relative excess of the mean
    step at the strongest of eight positions over the middle one of the others, columns and rows averaged. On
    16 rendered and 2 real faces up to .12 as taken, .08 to .37 at JPEG quality 90, .40 to .87 at 50, over
    .56 at 30. A face with more than 240 px between the eyes will be shrunk for its photo, so it counts for as
    much less. Scaling after compression hides the blocks. None where the face leaves less than 32 px.
    """
    grey = _face_grey(rgb, points_px)
    if grey is None:
        return None
    shown = min(1.0, FINEST_PRINT_IED_PX / inter_eye_distance_px(points_px))
    return shown * (_excess(grey) + _excess(np.ascontiguousarray(grey.T))) / 2


def jpeg_quality(luminance_steps: Sequence[int]) -> int:
    """Return the quality whose table has the nearest sum to a JPEG's 64 luminance steps, in any order.

    Exact for tables made by scaling ITU-T T.81 K.1 as the Independent JPEG Group does, an estimate for
    others. Raises ValueError unless there are 64.
    """
    if len(luminance_steps) != BLOCK_PX * BLOCK_PX:
        raise ValueError("a quantisation table has 64 steps")
    total = sum(luminance_steps)
    return min(range(100, 0, -1), key=lambda quality: abs(float(quality_steps(quality).sum()) - total))


def quality_steps(quality: int) -> NDArray[np.float64]:
    """Return the (8, 8) luminance steps of a quality 1 to 100, T.81 K.1 scaled as the IJG does."""
    percent = 5000 // quality if quality < 50 else 200 - 2 * quality
    return np.clip((np.array(_STANDARD_LUMINANCE) * percent + 50) // 100, 1, 255).astype(np.float64)


def _face_grey(rgb: NDArray[np.uint8], points_px: Points) -> NDArray[np.float32] | None:
    height, width = rgb.shape[:2]
    low, high = points_px[:, :2].min(axis=0), points_px[:, :2].max(axis=0)
    middle, half = (low + high) / 2, np.minimum((high - low) / 2, _LARGEST_SIDE_PX / 2)
    left, top = np.maximum(middle - half, 0).astype(int)
    right, bottom = np.minimum(middle + half, (width, height)).astype(int)
    if right - left < 4 * BLOCK_PX or bottom - top < 4 * BLOCK_PX:
        return None
    part = np.ascontiguousarray(rgb[top:bottom, left:right])
    return cv2.cvtColor(part, cv2.COLOR_RGB2GRAY).astype(np.float32)


def _excess(grey: NDArray[np.float32]) -> float:
    steps = np.abs(np.diff(grey, axis=1))
    beside = (steps[:, :-2] + steps[:, 2:]) / 2
    columns = np.minimum(steps[:, 1:-1] - beside, 16.0).mean(axis=0)
    usual = float(steps.mean()) + 0.5
    by_position = np.array([columns[start::BLOCK_PX].mean() for start in range(BLOCK_PX)])
    strongest = int(by_position.argmax())
    others = np.delete(by_position, strongest)
    return float(by_position[strongest] - np.median(others)) / usual
