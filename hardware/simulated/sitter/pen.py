"""Drawing over the picture and its alpha alike: thin hairs, lines, filled outlines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter import raster
from hardware.simulated.sitter.camera import View
from hardware.simulated.sitter.description import Light
from hardware.simulated.sitter.directions import F32

SHIFT = 5
"""Fixed-point bits of a pixel in drawing calls."""
Bgr = NDArray[np.uint8]
Colour = tuple[float, ...]
"""Blue, green, red: sRGB as seen in the right light."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws into a picture and its alpha; curves are given in the head's frame (mm)."""

    canvas: Bgr
    alpha: Bgr | None
    view: View
    light: Light
    px_per_mm: float

    def fixed(self, points: F32) -> NDArray[np.int32]:
        """Return fixed-point pixels (n, 2) of points (n, 3)."""
        return np.asarray(np.round(self.view.project(points.T) * (1 << SHIFT)), np.int32)

    def tone(self, colour: Colour) -> Colour:
        """Return a colour under the light's level and cast."""
        factor = [(self.light.level * c) ** (1 / 2.2) for c in self.light.cast_rgb[::-1]]
        return tuple(min(255.0, c * f) for c, f in zip(colour, factor, strict=True))

    def hairs(self, curves: F32, colour: Colour, width_mm: float, share: float) -> None:
        """Draw curves (count, points, 3) thinner than a pixel: they cover a share of it."""
        at = self.view.project(curves.reshape(-1, 3).T)
        x0, y0 = np.maximum(np.floor(at.min(0)).astype(int) - 3, 0)
        x1 = min(int(at[:, 0].max()) + 4, self.canvas.shape[1])
        y1 = min(int(at[:, 1].max()) + 4, self.canvas.shape[0])
        if x1 <= x0 or y1 <= y0:
            return
        lines = np.round((at - (x0, y0)) * (1 << SHIFT)).astype(np.int32).reshape(*curves.shape[:2], 2)
        thick = width_mm * self.px_per_mm
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        grey = int(255 * share * min(1.0, thick))
        raster.lines(mask, lines, grey, max(1, round(thick)), SHIFT)
        lay(*self.part(x0, y0, x1, y1), tinted(mask, self.tone(colour)), mask)

    def curves(self, curves: F32, colour: Colour, width_mm: float) -> None:
        """Draw curves (count, points, 3) of one width, at least a pixel."""
        at = self.fixed(curves.reshape(-1, 3)).reshape(curves.shape[0], curves.shape[1], 2)
        width = max(1, round(width_mm * self.px_per_mm))
        raster.lines(self.canvas, at, self.tone(colour), width, SHIFT)
        if self.alpha is not None:
            raster.lines(self.alpha, at, 255, width, SHIFT)

    def fill(self, outline: F32, colour: Colour, share: float) -> None:
        """Fill an outline (n, 3) with a share of a colour."""
        at = self.view.project(outline.T)
        pad = 3
        x0, y0 = np.maximum(np.floor(at.min(0)).astype(int) - pad, 0)
        x1 = min(int(np.ceil(at[:, 0].max())) + pad, self.canvas.shape[1])
        y1 = min(int(np.ceil(at[:, 1].max())) + pad, self.canvas.shape[0])
        if x1 <= x0 or y1 <= y0:
            return
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        inner = np.round((at - (x0, y0)) * (1 << SHIFT)).astype(np.int32)
        raster.fill(mask, inner, int(255 * share), SHIFT)
        lay(*self.part(x0, y0, x1, y1), tinted(mask, self.tone(colour)), mask)

    def part(self, x0: int, y0: int, x1: int, y1: int) -> tuple[Bgr, Bgr | None]:
        """Return a part of the picture and of the alpha."""
        return self.canvas[y0:y1, x0:x1], None if self.alpha is None else self.alpha[y0:y1, x0:x1]


def lay(canvas: Bgr, alpha: Bgr | None, colour: Bgr, cover: Bgr) -> None:
    """Lay `colour` (h, w, 3), already multiplied by `cover` (h, w), over a picture and its alpha."""
    rest = raster.invert(cover)
    raster.put_over(canvas, raster.merge(rest, rest, rest), colour)
    if alpha is not None:
        alpha[...] = raster.invert(raster.multiply(raster.invert(alpha), rest, scale=1 / 255))


def tinted(mask: Bgr, colour: Colour) -> Bgr:
    """Return one colour multiplied by a mask (h, w): (h, w, 3)."""
    return raster.merge(*(raster.to_bytes(mask, c / 255.0) for c in colour))
