"""Seeded textures that tile: grain, clouds and strands."""

from __future__ import annotations

import cv2
import numpy as np

from hardware.simulated.sitter.directions import F32


def grain(rng: np.random.Generator, size: int, sigma: float, along: float | None = None) -> F32:
    """Return smoothed white noise (size, size), mean 0 and deviation 1, that tiles.

    `sigma` is the blur in texels; with `along` the rows are blurred by that instead, which gives streaks.
    """
    white = rng.standard_normal((size, size), dtype=np.float32)
    margin = int(min(4 * max(sigma, along or 0.0) + 2, size))
    wide = np.pad(white, margin, mode="wrap")
    soft = cv2.GaussianBlur(wide, (0, 0), sigmaX=max(sigma, 0.3), sigmaY=max(along or sigma, 0.3))
    out = soft[margin : margin + size, margin : margin + size]
    return ((out - out.mean()) / out.std()).astype(np.float32)


def smoothstep(low: float, high: float, x: F32) -> F32:
    """Return 0 below `low`, 1 above `high`, smooth between; `low` may exceed `high`."""
    t = np.clip((x - np.float32(low)) * np.float32(1.0 / (high - low)), 0.0, 1.0)
    return (t * t * (3.0 - 2.0 * t)).astype(np.float32)
