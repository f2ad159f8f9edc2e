"""How far two colours lie apart to the eye: CIEDE2000."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_25_TO_7 = 25.0**7


def delta_e_2000(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ΔE00 of L*a*b* colours, shapes (…, 3) that broadcast; all parametric factors are 1.

    CIE 142-2001, with hues as Sharma, Wu and Dalal, «The CIEDE2000 Color-Difference Formula» (2005), make
    them unambiguous. About 1 is just seen side by side.
    """
    lightness_1, a_1, b_1 = np.moveaxis(one, -1, 0)
    lightness_2, a_2, b_2 = np.moveaxis(other, -1, 0)
    mean_chroma = (np.hypot(a_1, b_1) + np.hypot(a_2, b_2)) / 2
    stretch = 1 + 0.5 * (1 - np.sqrt(mean_chroma**7 / (mean_chroma**7 + _25_TO_7)))
    chroma_1, chroma_2 = np.hypot(stretch * a_1, b_1), np.hypot(stretch * a_2, b_2)
    hue_1, hue_2 = (np.arctan2(b, stretch * a) % (2 * np.pi) for a, b in ((a_1, b_1), (a_2, b_2)))
    coloured = chroma_1 * chroma_2 > 0
    turn = np.where(coloured, (hue_2 - hue_1 + np.pi) % (2 * np.pi) - np.pi, 0.0)
    d_lightness, d_chroma = lightness_2 - lightness_1, chroma_2 - chroma_1
    d_hue = 2 * np.sqrt(chroma_1 * chroma_2) * np.sin(turn / 2)

    lightness, chroma = (lightness_1 + lightness_2) / 2, (chroma_1 + chroma_2) / 2
    hue = np.where(coloured, hue_1 + turn / 2, hue_1 + hue_2)
    weight = (
        1
        - 0.17 * np.cos(hue - np.radians(30))
        + 0.24 * np.cos(2 * hue)
        + 0.32 * np.cos(3 * hue + np.radians(6))
        - 0.20 * np.cos(4 * hue - np.radians(63))
    )
    off_middle = (lightness - 50) ** 2
    s_lightness = 1 + 0.015 * off_middle / np.sqrt(20 + off_middle)
    s_chroma = 1 + 0.045 * chroma
    s_hue = 1 + 0.015 * chroma * weight
    blue = np.exp(-((((np.degrees(hue) - 275 + 180) % 360 - 180) / 25) ** 2))
    rotation = -2 * np.sqrt(chroma**7 / (chroma**7 + _25_TO_7)) * np.sin(np.radians(60) * blue)
    by_chroma, by_hue = d_chroma / s_chroma, d_hue / s_hue
    apart = (d_lightness / s_lightness) ** 2 + by_chroma**2 + by_hue**2 + rotation * by_chroma * by_hue
    result: NDArray[np.float64] = np.sqrt(apart)
    return result
