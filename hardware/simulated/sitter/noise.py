"""Seeded textures that tile: grain, clouds and strands."""

from __future__ import annotations

import numpy as np

from hardware.simulated.sitter import raster
from hardware.simulated.sitter.directions import F32


def grain(rng: np.random.Generator, size: int, sigma: float, along: float | None = None) -> F32:
    """Return smoothed white noise (size, size), mean 0 and deviation 1, that tiles.

    `sigma` is the blur in texels; with `along` the rows are blurred by that instead, which gives streaks.
    """
    sigma_y = sigma if along is None else along
    # A wide blur is rolled on a coarser grid and enlarged: the same look for a fraction of the work.
    fx, fy = (1 << max(0, int(np.log2(max(s / 2.0, 1.0)))) for s in (sigma, sigma_y))
    white = rng.standard_normal((size // fy, size // fx), dtype=np.float32)
    sx, sy = max(sigma / fx, 0.3), max(sigma_y / fy, 0.3)
    mx, my = min(int(4 * sx) + 2, size // fx), min(int(4 * sy) + 2, size // fy)
    wide = np.pad(white, ((my, my), (mx, mx)), mode="wrap")
    soft = raster.blur(wide, sx, sy)
    if fx > 1 or fy > 1:
        soft = raster.resize(soft, (soft.shape[1] * fx, soft.shape[0] * fy))
    out = soft[my * fy : my * fy + size, mx * fx : mx * fx + size]
    return np.asarray(((out - out.mean()) / out.std()), np.float32)


def smoothstep(low: float, high: float, x: F32 | float) -> F32:
    """Return 0 below `low`, 1 above `high`, smooth between; `low` may exceed `high`."""
    t = np.clip((np.asarray(x, np.float32) - np.float32(low)) * np.float32(1.0 / (high - low)), 0.0, 1.0)
    return (t * t * (3.0 - 2.0 * t)).astype(np.float32)
