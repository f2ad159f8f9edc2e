"""Putting another background behind a person: once, and in linear light, as light itself mixes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.colour.srgb import to_linear, to_srgb
from kiosk.documents.rule import Colour
from kiosk.matte.matte import Matte
from kiosk.portrait.pixels import BgrImage

Bgr = tuple[int, int, int]
"""One colour, sRGB levels 0 to 255, order blue-green-red."""

NOISE_MAX = 0.5
"""Most noise that BSI TR-03121-3 allows on a replaced background, in levels of 255."""

_COLOURS: Final[Mapping[Colour, Bgr]] = MappingProxyType(
    {
        "white": (245, 245, 245),
        "off-white": (219, 233, 238),
        "cream": (207, 231, 241),
        "beige": (184, 209, 222),
        "light-brown": (132, 164, 196),
        "light": (216, 216, 216),
        "light-grey": (208, 208, 208),
        "grey": (168, 168, 168),
        "light-blue": (235, 214, 185),
        "blue": (192, 120, 60),
        "red": (48, 36, 196),
    }
)
"""What is painted for an issuer's word. Issuers give no numbers: each is our own choice well inside of what
`kiosk check` takes for the word (a test holds the two together), the greys within TR-03121-3's #A1A1A1 to
#E1E1E1, white short of what Doc 9303-3 §3.9.1 calls fully white, and off-white not white."""


def target_colour(name: Colour) -> Bgr:
    """Return the colour that stands for a background as issuers name it."""
    return _COLOURS[name]


@dataclass(frozen=True, slots=True)
class Background:
    """One colour, with noise if wanted: a perfectly even wall looks painted.

    `noise` is the root mean square in levels of 255, at most NOISE_MAX, the same in all three colours; the
    same `seed` gives the same grain. Raises ValueError for more noise, or a level outside of 0 to 255.
    """

    bgr: Bgr
    noise: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0.0 <= self.noise <= NOISE_MAX:
            raise ValueError(f"noise must be 0 to {NOISE_MAX} levels")
        if not all(0 <= level <= 255 for level in self.bgr):
            raise ValueError("a colour has three levels of 0 to 255")

    def picture(self, height_px: int, width_px: int) -> BgrImage:
        """Return shape (height, width, 3)."""
        flat = np.empty((height_px, width_px, 3), np.uint8)
        flat[:] = self.bgr
        if self.noise == 0.0:
            return flat
        # One level up or down, each in `each` of the pixels: mean square 2 · each.
        each = round(self.noise * self.noise / 2.0 * (1 << 16))
        dice = np.random.default_rng(self.seed).integers(0, 1 << 16, (height_px, width_px), np.uint16)
        step = (dice >= each).astype(np.uint8) + (dice >= (1 << 16) - each)
        planes = [cv2.LUT(step, _around(level)).astype(np.uint8, copy=False) for level in self.bgr]
        return cv2.merge(planes).astype(np.uint8, copy=False)


def _around(level: int) -> NDArray[np.uint8]:
    table = np.full(256, level, np.uint8)
    table[:3] = max(0, level - 1), level, min(255, level + 1)
    return table


def composite(matte: Matte, background: Background | BgrImage) -> BgrImage:
    """Return the person before another background: alpha · foreground + (1 - alpha) · background, in light.

    `background` is one colour, or a picture of the matte's height and width. Where alpha is 1 the result is
    the foreground itself, where it is 0 the background itself, level for level. Porter & Duff 1984 (`over`).
    """
    height, width = matte.alpha.shape
    behind = background.picture(height, width) if isinstance(background, Background) else background
    alpha = matte.alpha
    result = behind.copy()
    cv2.copyTo(matte.foreground, (alpha >= 1.0).astype(np.uint8), result)
    mixed = np.flatnonzero((alpha > 0.0) & (alpha < 1.0))
    if mixed.size:
        share = alpha.reshape(-1)[mixed, None]
        person = to_linear(matte.foreground.reshape(-1, 3)[mixed])
        wall = to_linear(behind.reshape(-1, 3)[mixed])
        result.reshape(-1, 3)[mixed] = to_srgb(share * person + (1.0 - share) * wall)
    return result
