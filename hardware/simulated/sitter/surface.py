"""Laying the head's colours and light over the picture, in bands no wider than the head is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter import raster
from hardware.simulated.sitter.directions import F32, to_texel
from hardware.simulated.sitter.head import SIZE
from hardware.simulated.sitter.pen import lay
from hardware.simulated.sitter.tracing import Patch

Bgr = NDArray[np.uint8]
_ROWS = 32
"""Grid rows of a band: few enough to follow the outline, enough to be worth the calls."""


@dataclass(frozen=True, slots=True)
class Band:
    """Grid points (j0, i0) to before (j1, i1) of a patch of `step` pixels per point."""

    j0: int
    i0: int
    j1: int
    i1: int
    step: int

    def pixels(self) -> tuple[slice, slice]:
        """Return the band's part of a picture of the patch."""
        s = self.step
        return slice(self.j0 * s, self.j1 * s), slice(self.i0 * s, self.i1 * s)

    def enlarged(self, field: NDArray[raster.T]) -> NDArray[raster.T]:
        """Return the band of a field on the patch's grid at full resolution."""
        s = self.step
        top, left = max(self.j0 - 1, 0), max(self.i0 - 1, 0)
        block = field[top : self.j1 + 1, left : self.i1 + 1]
        full = raster.resize(block, (block.shape[1] * s, block.shape[0] * s))
        y, x = (self.j0 - top) * s, (self.i0 - left) * s
        return full[y : y + (self.j1 - self.j0) * s, x : x + (self.i1 - self.i0) * s]


def bands(patch: Patch, px_per_mm: float) -> Iterator[Band]:
    """Return the bands that hold every pixel that the head covers a share of."""
    rows, columns = patch.clearance.shape
    near = patch.clearance < np.float32(0.5 / px_per_mm)
    for j in range(0, rows, _ROWS):
        seen = np.flatnonzero(near[max(j - 1, 0) : j + _ROWS + 1].any(0))
        if len(seen):
            yield Band(
                j, max(int(seen[0]) - 1, 0), min(j + _ROWS, rows), min(int(seen[-1]) + 2, columns), patch.step
            )


def colours(texture: Bgr, u: F32, v: F32, of: list[Band], size: tuple[int, int]) -> Bgr:
    """Return the colours (h, w, 3) of a map (n, n, 4) at the directions u, v; undefined beyond the bands."""
    out = np.empty((size[1], size[0], 3), np.uint8)
    tx, ty = to_texel(u, texture.shape[0]), to_texel(v, texture.shape[0])
    for band in of:
        out[band.pixels()] = raster.drop_alpha(raster.remap(texture, band.enlarged(tx), band.enlarged(ty)))
    return out


def lay_lit(
    canvas: Bgr,
    alpha: Bgr | None,
    colour: Bgr,
    patch: Patch,
    of: list[Band],
    maps: tuple[Bgr, Bgr],
    uv: tuple[F32, F32],
    px_per_mm: float,
) -> None:
    """Light the patch's colours with the maps of `shading` at `uv`; lay them over picture and alpha."""
    tx, ty = to_texel(uv[0], SIZE), to_texel(uv[1], SIZE)
    gain, gloss = (raster.remap(m, tx, ty) for m in maps)
    depth = np.float32(127.5) - patch.clearance * np.float32(255.0 * px_per_mm)
    for band in of:
        rows, columns = band.pixels()
        lit = colour[rows, columns]
        raster.light_up(lit, band.enlarged(gain), 1 / 160)
        sheen = band.enlarged(gloss)
        raster.brighten(lit, raster.merge(sheen, sheen, sheen))
        cover = raster.to_bytes(raster.at_least(band.enlarged(depth), 0.0))
        raster.light_up(lit, raster.merge(cover, cover, cover), 1 / 255)
        x, y = patch.left + columns.start, patch.top + rows.start
        under = canvas[y : patch.top + rows.stop, x : patch.left + columns.stop]
        h, w = under.shape[:2]
        if h and w:
            through = None if alpha is None else alpha[y : y + h, x : x + w]
            lay(under, through, lit[:h, :w], cover[:h, :w])
