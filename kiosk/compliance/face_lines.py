"""Thin dark or bright lines across a profile of brightness: rims of glasses, hairs, the line of the lips."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def dark_lines(profile: NDArray[np.float32], width_px: int) -> NDArray[np.float32]:
    """Return by how much each value (of each column, along the rows) lies under its surroundings.

    `profile` (n, columns) in log brightness; what is narrower than `width_px` counts as a line (closing minus
    profile, the black hat of mathematical morphology). Never negative.
    """
    return cv2.morphologyEx(profile, cv2.MORPH_BLACKHAT, _along(width_px)).astype(np.float32, copy=False)


def lines(profile: NDArray[np.float32], width_px: int) -> NDArray[np.float32]:
    """Return by how much each value stands out from its surroundings, darker or brighter."""
    bright = cv2.morphologyEx(profile, cv2.MORPH_TOPHAT, _along(width_px)).astype(np.float32, copy=False)
    return np.maximum(dark_lines(profile, width_px), bright)


def _along(width_px: int) -> NDArray[np.uint8]:
    return np.ones((width_px, 1), np.uint8)
