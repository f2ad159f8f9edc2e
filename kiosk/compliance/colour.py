"""Colours as people see them: CIE L*a*b* of linear light (D50 white, the one OFIQ 1.0.3 uses)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kiosk.colour.srgb import LINEAR

_TO_XYZ_D50 = np.array(
    [[0.4360747, 0.3850649, 0.1430804], [0.2225045, 0.7168786, 0.0606169], [0.0139322, 0.0971045, 0.7141733]]
)
"""Linear sRGB to XYZ, Bradford-adapted from D65 to D50; its rows' sums are the white."""


class Lab(NamedTuple):
    """Lightness 0 to 100, a* (green to red), b* (blue to yellow)."""

    lightness: float
    a: float
    b: float


def lab_of(linear_rgb: NDArray[np.float64]) -> Lab:
    """Return L*a*b* of one colour in linear sRGB 0 to 1, shape (3,), order red-green-blue."""
    ratio = _TO_XYZ_D50 @ linear_rgb / _TO_XYZ_D50.sum(axis=1)
    x, y, z = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return Lab(float(116 * y - 16), float(500 * (x - y)), float(200 * (y - z)))


def mean_lab(pixels_rgb: NDArray[np.uint8]) -> Lab:
    """Return L*a*b* of the mean light of sRGB pixels, shape (…, 3)."""
    return lab_of(np.asarray(LINEAR[pixels_rgb.reshape(-1, 3)].mean(axis=0), np.float64))
