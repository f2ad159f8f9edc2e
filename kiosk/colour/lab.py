"""Colours as people see them: CIE L*a*b* of linear light (D50 white, the one OFIQ 1.0.3 and ICC use)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kiosk.colour.srgb import LINEAR

_TO_XYZ_D50 = np.array(
    [[0.4360747, 0.3850649, 0.1430804], [0.2225045, 0.7168786, 0.0606169], [0.0139322, 0.0971045, 0.7141733]]
)
"""Linear sRGB to XYZ, Bradford-adapted from D65 to D50; its rows' sums are the white."""

_WHITE = _TO_XYZ_D50.sum(axis=1)
_EPSILON, _KAPPA = 216 / 24389, 24389 / 27
"""Where the cube root begins, and the slope below (CIE 15:2004)."""


class Lab(NamedTuple):
    """Lightness 0 to 100, a* (green to red), b* (blue to yellow)."""

    lightness: float
    a: float
    b: float


def lab_of(linear_rgb: NDArray[np.float64]) -> Lab:
    """Return L*a*b* of one colour in linear sRGB 0 to 1, shape (3,), order red-green-blue."""
    lightness, a, b = lab_table(linear_rgb)
    return Lab(float(lightness), float(a), float(b))


def mean_lab(pixels_rgb: NDArray[np.uint8]) -> Lab:
    """Return L*a*b* of the mean light of sRGB pixels, shape (…, 3)."""
    return lab_of(np.asarray(LINEAR[pixels_rgb.reshape(-1, 3)].mean(axis=0), np.float64))


def lab_table(linear_rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return L*a*b* of colours in linear sRGB or outside of it, shape (…, 3), order red-green-blue."""
    ratio = linear_rgb @ _TO_XYZ_D50.T / _WHITE
    f = np.where(ratio > _EPSILON, np.cbrt(ratio), (_KAPPA * ratio + 16) / 116)
    x, y, z = np.moveaxis(f, -1, 0)
    table: NDArray[np.float64] = np.stack((116 * y - 16, 500 * (x - y), 200 * (y - z)), axis=-1)
    return table


def linear_table(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return linear sRGB of L*a*b*, shape (…, 3), outside 0 to 1 where sRGB ends; undoes `lab_table`."""
    y = (lab[..., 0] + 16) / 116
    f = np.stack((y + lab[..., 1] / 500, y, y - lab[..., 2] / 200), axis=-1)
    ratio = np.where(f**3 > _EPSILON, f**3, (116 * f - 16) / _KAPPA)
    table: NDArray[np.float64] = (ratio * _WHITE) @ np.linalg.inv(_TO_XYZ_D50).T
    return table
