"""What light makes of the head's colours, as maps that are remembered while head and light hardly change."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter import illumination, raster
from hardware.simulated.sitter.camera import rotation
from hardware.simulated.sitter.description import Light, Pose
from hardware.simulated.sitter.directions import F32
from hardware.simulated.sitter.expression import Face
from hardware.simulated.sitter.head import SIZE, Head

Bgr = NDArray[np.uint8]
_STEPS_PER_DEG = 4.0
"""A step changes the factors by 0.15/160 on average and by 2/160 at most (measured, ours)."""


class Shading:
    """The light on one head."""

    def __init__(self, head: Head) -> None:
        self._head = head
        self._key: tuple[object, ...] | None = None
        self._face: Face | None = None
        self._maps: tuple[Bgr, Bgr] = (np.zeros((1, 1, 3), np.uint8), np.zeros((1, 1), np.uint8))

    def maps(self, light: Light, pose: Pose, face: Face) -> tuple[Bgr, Bgr]:
        """Return (factors · 160 on the colours (SIZE, SIZE, 3), the sheen in 8-bit steps (SIZE, SIZE))."""
        angles = (pose.yaw_deg, pose.pitch_deg, pose.roll_deg)
        yaw, pitch, roll = (round(a * _STEPS_PER_DEG) / _STEPS_PER_DEG for a in angles)
        key = (light, yaw, pitch, roll)
        if key != self._key or face is not self._face:
            turn = rotation(Pose(yaw, pitch, roll))
            received = (self._head.light @ illumination.weights(light, turn)).reshape(SIZE, SIZE)
            if face.fold is not None:
                received = received * face.fold
            self._maps = encode(received, gain_table(light, skin=True)), self._gloss(light, turn)
            self._key, self._face = key, face
        return self._maps

    def _gloss(self, light: Light, turn: F32) -> Bgr:
        """Return the sheen of skin and hair (SIZE, SIZE), in 8-bit steps."""
        azimuth, elevation = math.radians(light.direction_deg), math.radians(illumination.KEY_ELEVATION_DEG)
        key = np.array(
            [
                math.sin(azimuth) * math.cos(elevation),
                math.sin(elevation),
                math.cos(azimuth) * math.cos(elevation),
            ]
        )
        half = turn.T @ (key + np.array([0.0, 0.0, 1.0]))
        half = (half / np.linalg.norm(half)).astype(np.float32)
        shine = np.maximum(np.tensordot(half, self._head.normals, 1), np.float32(0.0))
        shine = raster.power(shine, 14)
        return raster.to_bytes(shine, (15.0 + 1.8 * self._head.look.skin) * min(light.level, 2.0) ** 0.45)


def encode(light: F32, gain: Bgr) -> Bgr:
    """Return the factors · 160 (h, w, 3) of linear light (h, w) through the table `gain`."""
    index = raster.to_bytes(raster.root(np.maximum(light, np.float32(0.0))), 150.0)
    return raster.table(raster.merge(index, index, index), gain)


@lru_cache(maxsize=16)
def gain_table(light: Light, *, skin: bool) -> Bgr:
    """Return (256, 3) blue-green-red factors · 160 on sRGB values, by √(linear light) · 150.

    sRGB is close to a power of 2.2, so a factor g on linear light is g^(1/2.2) on its values. Skin lets red
    light through: its shadows are warmer (exponents differ by channel).
    """
    root = np.arange(256) / 150.0
    received = root * root
    toned = received**1.25 * 0.95
    cast = np.array(light.cast_rgb[::-1])
    exponent = np.array([1.08, 1.03, 0.90] if skin else [1.0, 1.0, 1.0])
    linear = toned[:, None] ** exponent[None, :] * cast[None, :] * light.level
    return np.asarray(np.clip(np.round(linear ** (1 / 2.2) * 160.0), 0, 255), np.uint8)
