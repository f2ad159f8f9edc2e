"""Maps over directions: a square with one value for every way to look out of the head's centre.

A unit direction d lands at (u, v) = (d.x, d.y) / (SPREAD + d.z). That is a perspective picture of the unit
sphere taken from SPREAD behind its centre: no trigonometry to look up, nearly even density over the face, and
one fold at 138° from straight ahead, farther round than a camera ever sees.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter import raster

F32 = NDArray[np.float32]
SPREAD = 1.35
EXTENT = 1.0 / math.sqrt(SPREAD * SPREAD - 1.0)
"""Largest |u|: the fold."""


def grid(size: int) -> tuple[F32, F32]:
    """Return (u, v), each (size, size), of the texel centres; row 0 is the chin's side (v grows upwards)."""
    line = grid_line(size)
    u, v = np.meshgrid(line, line)
    return u, v


def grid_line(size: int) -> F32:
    """Return u of a row's or v of a column's texel centres (size,)."""
    return ((np.arange(size, dtype=np.float32) + 0.5) * (2.0 * EXTENT / size) - EXTENT).astype(np.float32)


def to_texel(uv: F32, size: int) -> F32:
    """Return the texel coordinates (for cv2.remap) of u or v."""
    return (uv * np.float32(size / (2.0 * EXTENT)) + np.float32(0.5 * size - 0.5)).astype(np.float32)


def directions(u: F32, v: F32) -> F32:
    """Return the unit directions (3, …) that land at (u, v); beyond the fold, those of the fold."""
    rho2 = u * u + v * v
    inside = np.maximum(1.0 + rho2 * (1.0 - SPREAD * SPREAD), 0.0)
    z = (np.sqrt(inside) - rho2 * SPREAD) / (1.0 + rho2)
    flat = np.stack([u * (SPREAD + z), v * (SPREAD + z), z]).astype(np.float32)
    return np.asarray((flat / np.maximum(np.sqrt((flat * flat).sum(0)), 1e-6)), np.float32)


def look_up(field: F32, u: F32, v: F32) -> F32:
    """Sample a map (size, size[, channels]) bilinearly at (u, v) of any two-dimensional shape."""
    size = field.shape[0]
    return raster.remap(field, to_texel(u, size), to_texel(v, size))


def project(points: F32) -> tuple[F32, F32]:
    """Return (u, v) of points (3, …) given in the head's frame, mm."""
    n = np.sqrt((points * points).sum(0))
    scale = 1.0 / (SPREAD * n + points[2])
    return (points[0] * scale).astype(np.float32), (points[1] * scale).astype(np.float32)
