"""Finding the surface behind every pixel.

The head is r(direction) about its origin, so a point p lies outside by |p| − r(p/|p|), one map look-up. Rays
are sampled coarsely (every 8th pixel of a 1280-pixel picture), which finds the first crossing, and how near
each ray passes at its closest: a smooth field whose zero is the outline, so edges stay smooth at any
resolution. The crossing is then settled on a grid twice as fine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter import raster
from hardware.simulated.sitter.camera import View
from hardware.simulated.sitter.directions import EXTENT, F32, SPREAD

_SAMPLES = 7
Rays = tuple[F32, ...]
"""x, y and z of the rays, each (h, w)."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A rectangle of the picture with what its rays hit, on a grid of `step` pixels.

    `left, top` and `width, height` are pixels of the picture, multiples of 2·`step`; grid point (i, j) is the
    centre of the block of pixels from (left + i·step, top + j·step). `u, v` are the direction the ray hits
    (or passes nearest), `x, y, z` that place in the head's frame (mm). `clearance` is the mm by which a ray
    misses the surface, negative inside.
    """

    left: int
    top: int
    width: int
    height: int
    step: int
    u: F32
    v: F32
    x: F32
    y: F32
    z: F32
    clearance: F32

    def cut(self, i0: int, j0: int, i1: int, j1: int) -> Patch:
        """Return the part from grid point (i0, j0) to before (i1, j1)."""
        s = self.step
        maps = (f[j0:j1, i0:i1] for f in (self.u, self.v, self.x, self.y, self.z, self.clearance))
        left, top = self.left + i0 * s, self.top + j0 * s
        return Patch(left, top, (i1 - i0) * s, (j1 - j0) * s, s, *maps)

    def part(self, image: NDArray[np.uint8], of: Patch) -> NDArray[np.uint8]:
        """Return the part of an image of the patch `of` that lies under this one, which was cut from it."""
        x, y = self.left - of.left, self.top - of.top
        return image[y : y + self.height, x : x + self.width]


def frame(points_px: F32, size_px: tuple[int, int], step: int, margin_px: int) -> tuple[int, int, int, int]:
    """Return (left, top, width, height) around points (n, 2), on whole blocks, cut to the picture."""
    block = 2 * step
    low = np.floor((points_px.min(0) - margin_px) / block).astype(int) * block
    high = np.ceil((points_px.max(0) + np.array([margin_px, 5 * margin_px])) / block).astype(int) * block
    low = np.maximum(low, 0)
    limit = np.array([-(-size_px[0] // block) * block, -(-size_px[1] // block) * block])
    high = np.minimum(high, limit)
    width, height = np.maximum(high - low, 0)
    return int(low[0]), int(low[1]), int(width), int(height)


class _Field:
    """|p| − r along the rays of a view."""

    def __init__(self, radius: F32, view: View) -> None:
        self._radius = radius
        self._scale = np.float32(radius.shape[0] / (2.0 * EXTENT))
        self._offset = np.float32(0.5 * radius.shape[0] - 0.5)
        self.origin = view.eye_point()
        self._a, self._b, self._c = view.rays()

    def rays(self, left: int, top: int, width: int, height: int, step: int) -> Rays:
        half = (step - 1) / 2.0
        x = np.arange(left, left + width, step, dtype=np.float32) + np.float32(half)
        y = np.arange(top, top + height, step, dtype=np.float32) + np.float32(half)
        out = []
        for axis in range(3):
            row = self._a[axis] + self._b[axis] * x
            out.append((row[None, :] + (self._c[axis] * y)[:, None]).astype(np.float32))
        return tuple(out)

    def place(self, d: Rays, t: F32) -> tuple[F32, F32, F32, F32, F32, F32]:
        """Return (u, v, x, y, z, distance from the origin) at depth t on rays d."""
        x, y, z = d[0] * t, d[1] * t, d[2] * t
        x += self.origin[0]
        y += self.origin[1]
        z += self.origin[2]
        n = raster.length(x, y, z)
        scale = np.reciprocal(n * np.float32(SPREAD) + z)
        return x * scale, y * scale, x, y, z, n

    def gap(self, d: Rays, t: F32) -> F32:
        """Return the distance to the surface at depth t (h, w) on rays d."""
        u, v, _, _, _, n = self.place(d, t)
        u *= self._scale
        u += self._offset
        v *= self._scale
        v += self._offset
        n -= raster.remap(self._radius, u, v)
        return n


def trace(radius: F32, bound_mm: F32, view: View, rect: tuple[int, int, int, int], step: int) -> Patch:
    """Return what the pixels of `rect` (see `frame`) see of the surface `radius`.

    All of it lies within the ellipsoid about the origin with the half axes `bound_mm` (3,).
    """
    left, top, width, height = rect
    field = _Field(radius, view)
    coarse = field.rays(left, top, width, height, 2 * step)
    crossing, closest = _first_crossing(field, coarse, bound_mm)
    fine = field.rays(left, top, width, height, step)
    size = (fine[0].shape[1], fine[0].shape[0])
    # Between neighbours that pass near different parts (an ear, the cheek) the depth in the middle is
    # neither's; there the coarse field is the better one.
    rough = raster.resize(field.gap(coarse, closest), size)
    clearance = np.minimum(rough, field.gap(fine, raster.resize(closest, size)))
    t = raster.resize(crossing, size)
    t += raster.clip(field.gap(fine, t), -4.0, 4.0) * np.float32(0.75)
    return Patch(left, top, width, height, step, *field.place(fine, t)[:5], clearance)


def _first_crossing(field: _Field, d: Rays, bound_mm: F32) -> tuple[F32, F32]:
    """Return the depths of (the first crossing, the closest approach); equal where nothing is hit."""
    o = field.origin / bound_mm
    e = [d[i] * np.float32(1.0 / bound_mm[i]) for i in range(3)]
    dd = e[0] * e[0] + e[1] * e[1] + e[2] * e[2]
    nearest = -(e[0] * o[0] + e[1] * o[1] + e[2] * o[2]) / dd
    off2 = np.float32((o * o).sum()) - nearest * nearest * dd
    half = np.sqrt(np.maximum(np.float32(1.0) - off2, np.float32(0.02)) / dd)
    hop = half * np.float32(1.2 / _SAMPLES)

    # All samples of all rays at once: (samples, rows, columns).
    count, shape = _SAMPLES + 1, nearest.shape
    t = (nearest - half) + hop * np.arange(count, dtype=np.float32)[:, None, None]
    flat = (count * shape[0], shape[1])
    along = (np.broadcast_to(f, t.shape).reshape(flat) for f in d)
    gaps = field.gap(tuple(along), t.reshape(flat)).reshape(t.shape)
    before, gap, after = gaps[:-2], gaps[1:-1], gaps[2:]
    # The lowest point of the parabola through three samples: near an edge a ray dips in between two.
    fall = before - after
    bend = before + after
    bend -= gap
    bend -= gap
    slide = np.clip(fall / np.maximum(bend, np.float32(1e-3)) * np.float32(0.5), -1.0, 1.0)
    lowest = gap - fall * slide * np.float32(0.25)
    dip = t[1:-1] + slide * hop
    # The first crossing is between samples, or else at a dip; the very first step may cross at once.
    enters = after < 0.0
    hit = enters | (lowest < 0.0)
    first = hit.argmax(0)[None]
    share = gap / np.maximum(gap - after, np.float32(1e-3))
    into = np.where(enters, t[1:-1] + hop * share, dip)
    crossing = np.take_along_axis(into, first, 0)[0]
    at_once = gap[0] < 0.0
    start = t[1] - hop * (gap[0] / np.minimum(gap[0] - before[0], np.float32(-1e-3)))
    crossing = np.where(at_once, start, crossing)
    best = lowest.argmin(0)[None]
    lower = np.take_along_axis(lowest, best, 0)[0] < gap[0]
    closest = np.where(lower, np.take_along_axis(dip, best, 0)[0], t[1])
    crossing += raster.clip(field.gap(d, crossing), -4.0, 4.0) * np.float32(0.8)
    return np.where(at_once | hit.any(0), crossing, closest), closest
