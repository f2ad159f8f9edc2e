"""The wall behind the sitter and the noise of the sensor."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter import raster
from hardware.simulated.sitter.description import Backdrop, Light

Bgr = NDArray[np.uint8]
UNLIT = 0.012
"""Share of its own light that a wall whose lamp is off still gets from the rest of the room."""


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
        dither = np.random.default_rng(5).random(full.shape, np.float32)
        return np.asarray(np.clip(full + dither, 0, 255), np.uint8)


class Grain:
    """Sensor noise: rolled once, then laid at random offsets."""

    def __init__(self, size_px: tuple[int, int]) -> None:
        w, h = size_px
        self._shape = (h, w)
        self._extra = 61
        self._tiles: dict[float, tuple[Bgr, Bgr]] = {}

    def add(self, picture: Bgr, sigma: float, seed: int) -> None:
        """Add noise of deviation `sigma` (8-bit steps) to a picture in place; `seed` chooses the pattern."""
        if sigma <= 0.0:
            return
        if sigma not in self._tiles:
            self._tiles.clear()
            self._tiles[sigma] = self._roll(sigma)
        rng = np.random.default_rng(seed)
        y, x = (int(c) for c in rng.integers(0, self._extra, 2))
        h, w = self._shape
        up, down = (t[y : y + h, x : x + w] for t in self._tiles[sigma])
        if rng.random() < 0.5:
            up, down = down, up
        cv2.add(picture, up, dst=picture)
        cv2.subtract(picture, down, dst=picture)

    def _roll(self, sigma: float) -> tuple[Bgr, Bgr]:
        rng = np.random.default_rng(20240229)
        shape = (self._shape[0] + self._extra, self._shape[1] + self._extra)
        luma = rng.standard_normal(shape, np.float32)
        out = np.empty((*shape, 3), np.int8)
        for channel in range(3):
            own = rng.standard_normal(shape, np.float32)
            out[..., channel] = np.clip(np.rint((0.8 * luma + 0.6 * own) * sigma), -127, 127)
        return np.maximum(out, 0).astype(np.uint8), np.maximum(-out.astype(np.int16), 0).astype(np.uint8)
