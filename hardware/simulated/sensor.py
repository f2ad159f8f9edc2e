"""A simulated sensor: how it mixes and weakens the colours of light, and its noise. All in linear light."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.frame import BgrImage

Light = NDArray[np.float32]
"""Shape (height, width, 3), order red-green-blue, linear sRGB, 1 is white; also outside of 0 to 1."""

_FINE = 65535
_FINE_LIGHT = np.arange(_FINE + 1) / _FINE
_LEVELS = np.rint(
    255 * np.where(_FINE_LIGHT <= 0.0031308, 12.92 * _FINE_LIGHT, 1.055 * _FINE_LIGHT ** (1 / 2.4) - 0.055)
).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Sensor:
    """What a camera makes of light.

    `mixing` (rows for red, green, blue, each with the sum 1) is how its filters overlap, `gains` its white
    balance. `falloff` is the share of light that a corner of the picture loses, and less towards the middle,
    by the square of the distance. `noise` is the deviation at white; it shrinks with the root of the light.
    """

    mixing: tuple[tuple[float, float, float], ...] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    gains: tuple[float, float, float] = (1.0, 1.0, 1.0)
    falloff: float = 0.0
    noise: float = 0.0

    def see(self, light: Light, rng: np.random.Generator) -> BgrImage:
        """Return the picture of some light, as the camera's 8 bit."""
        height, width = light.shape[:2]
        mixed = cv2.transform(light, np.diag(self.gains) @ np.array(self.mixing))
        if self.falloff:
            y, x = (np.linspace(-1, 1, side, dtype=np.float32) ** 2 / 2 for side in (height, width))
            mixed = mixed * (1 - np.float32(self.falloff) * (y[:, None] + x[None, :]))[..., None]
        if self.noise:
            grain = rng.standard_normal(mixed.shape, np.float32)
            grain *= np.sqrt(np.maximum(mixed, np.float32(1e-3))) * np.float32(self.noise)
            mixed = mixed + grain
        fine = np.rint(np.clip(mixed, 0.0, 1.0) * _FINE).astype(np.uint16)
        return np.ascontiguousarray(_LEVELS[fine][..., ::-1])


HONEST = Sensor(falloff=0.04, noise=0.01)
"""True colours, and the vignetting and noise of a plain camera."""

CAST = Sensor(
    mixing=((0.80, 0.16, 0.04), (0.10, 0.82, 0.08), (0.03, 0.19, 0.78)),
    gains=(0.98, 0.84, 0.64),
    falloff=0.08,
    noise=0.01,
)
"""A camera that nobody adjusted: too warm, its colours too pale. Our own invention."""
