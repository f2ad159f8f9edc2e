"""The wall behind the sitter and the noise of the sensor."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter import raster
from hardware.simulated.sitter.description import Backdrop, Light

Bgr = NDArray[np.uint8]
UNLIT = 0.012
"""Share of its own light that a wall whose lamp is off still gets from the rest of the room."""

_DITHER_ROWS = 128
_MARGIN = 61


class Wall:
    """Backdrops of one picture size; the last one is remembered."""

    def __init__(self, size_px: tuple[int, int]) -> None:
        self._size = size_px
        self._key: tuple[object, ...] | None = None
        self._picture: Bgr = np.zeros((1, 1, 3), np.uint8)

    def picture(self, backdrop: Backdrop, light: Light) -> Bgr:
        """Return a fresh picture (height, width, 3), blue-green-red, of the wall alone."""
        key = (backdrop, light.cast_rgb)
        if key != self._key:
            self._picture, self._key = self._draw(backdrop, light), key
        return self._picture.copy()

    def _draw(self, backdrop: Backdrop, light: Light) -> Bgr:
        w, h = self._size
        x, y = np.meshgrid(
            np.linspace(-1, 1, w // 4, dtype=np.float32), np.linspace(-1, 1, h // 4, dtype=np.float32)
        )
        linear = 1.0 - 0.5 * backdrop.gradient * (0.5 * (x + y)) - 0.5 * abs(backdrop.gradient)
        linear = linear - 0.05 * (x * x + y * y) * 0.5
        if not backdrop.lit:
            linear = linear * UNLIT
        tone = np.array(backdrop.rgb[::-1], np.float32)
        cast = np.array(light.cast_rgb[::-1], np.float32)
        small = tone * (np.maximum(linear, 0.0)[..., None] * cast) ** np.float32(1 / 2.2)
        full = raster.resize(small, (w, h))
        dither = np.random.default_rng(5).random((_DITHER_ROWS, w, 3), np.float32)
        for top in range(0, h, _DITHER_ROWS):
            part = full[top : top + _DITHER_ROWS]
            part += dither[: len(part)]
        return np.clip(full, 0, 255, out=full).astype(np.uint8)


class Grain:
    """Sensor noise: rolled once for all pictures of a size, then laid at random offsets."""

    def __init__(self, size_px: tuple[int, int]) -> None:
        self._size = size_px

    def add(self, picture: Bgr, sigma: float, seed: int) -> None:
        """Add noise of deviation `sigma` (8-bit steps) to a picture in place; `seed` chooses the pattern."""
        if sigma <= 0.0:
            return
        rng = np.random.default_rng(seed)
        y, x = (int(c) for c in rng.integers(0, _MARGIN, 2))
        w, h = self._size
        up, down = (t[y : y + h, x : x + w] for t in _noise(self._size, sigma))
        if rng.random() < 0.5:
            up, down = down, up
        raster.brighten(picture, up)
        raster.take(picture, down)


@lru_cache(maxsize=2)
def _noise(size_px: tuple[int, int], sigma: float) -> tuple[Bgr, Bgr]:
    """Return what noise adds and what it takes, each larger than a picture by the margin."""
    rng = np.random.default_rng(20240229)
    shape = (size_px[1] + _MARGIN, size_px[0] + _MARGIN)
    luma = rng.standard_normal(shape, np.float32)
    up, down = np.empty((*shape, 3), np.uint8), np.empty((*shape, 3), np.uint8)
    for channel in range(3):
        noise = rng.standard_normal(shape, np.float32)
        noise *= np.float32(0.6)
        noise += np.float32(0.8) * luma
        noise *= np.float32(sigma)
        np.rint(noise, out=noise)
        np.clip(noise, 0.0, 127.0, out=up[..., channel], casting="unsafe")
        np.clip(-noise, 0.0, 127.0, out=down[..., channel], casting="unsafe")
    return up, down
