"""Between sRGB levels and linear light (IEC 61966-2-1), for whole pictures."""

from __future__ import annotations

import functools

import cv2
import numpy as np
from numpy.typing import NDArray

_LEVEL = np.arange(256) / 255.0
_CURVE = np.where(_LEVEL <= 0.04045, _LEVEL / 12.92, ((_LEVEL + 0.055) / 1.055) ** 2.4)
LINEAR: NDArray[np.float32] = _CURVE.astype(np.float32)
"""Linear light 0 to 1 of each sRGB level."""

_FINE = 65535


def to_linear(levels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the linear light 0 to 1 of sRGB levels; same shape, any order of colours."""
    light: NDArray[np.float32] = cv2.LUT(levels, LINEAR).astype(np.float32, copy=False)
    return light.reshape(levels.shape)


def to_srgb(light: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the nearest sRGB levels of linear light; what is outside 0 to 1 is clipped. Same shape."""
    flat = light.reshape(1, -1)  # OpenCV takes an array of up to four numbers for one colour
    fine = cv2.multiply(flat, _FINE, dtype=cv2.CV_16U)  # type: ignore[call-overload]  # rounds, saturates
    levels: NDArray[np.uint8] = np.take(_levels(), fine)
    return levels.reshape(light.shape)


@functools.cache
def _levels() -> NDArray[np.uint8]:
    light = np.arange(_FINE + 1) / _FINE
    curve = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    levels: NDArray[np.uint8] = np.rint(255.0 * curve).astype(np.uint8)
    return levels
