"""Everything behind the head: the wall, the neck and the clothes, remembered while they stand still.

The bust moves in steps of half a pixel, so most pictures of somebody who only breathes find it as it was. The
steps depend on the pose alone: the same pose gives the same picture whatever came before.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter import illumination, raster
from hardware.simulated.sitter.camera import View, trunk_shift, trunk_view
from hardware.simulated.sitter.description import Backdrop, Light, Look, Pose
from hardware.simulated.sitter.directions import F32
from hardware.simulated.sitter.pen import lay
from hardware.simulated.sitter.shading import gain_table
from hardware.simulated.sitter.studio import Wall
from hardware.simulated.sitter.tracing import Patch
from hardware.simulated.sitter.trunk import PLANE_Z_MM, Relief, Trunk

Bgr = NDArray[np.uint8]
_STEPS_PER_PX = 2
_STEPS_OF_SCALE = 1024
"""Half a pixel at the edge of a 960-pixel picture."""
_REACH_PX = 16
"""How far a layer is shifted before another is made; the margin that it has on every side."""
_ROOT_MM, _SKULL_MM = -185.0, -62.0


@dataclass(frozen=True, slots=True)
class Placing:
    """Where the trunk's reliefs lie: their scale, the head's origin and the skull's shift from it, px."""

    scale: float
    origin_x: float
    origin_y: float
    lean_x: float
    lean_y: float


@dataclass(frozen=True, slots=True)
class Layer:
    """The trunk alone, `colour` (h, w, 3) multiplied by `cover` (h, w), with a margin on every side.

    Its first row is row `top` of the picture with its margin.
    """

    top: int
    colour: Bgr
    cover: Bgr


class Bust:
    """The wall and the trunk of one look in one size of picture."""

    def __init__(self, look: Look, size_px: tuple[int, int], wall: Wall) -> None:
        self._size = size_px
        self._trunk = Trunk(look, min(2.75 * max(size_px) / 1280, 5.5))
        self._wall = wall
        self._layers: dict[tuple[float, float], Layer] = {}
        self._made: tuple[Placing, Light] | None = None
        self._drawn: tuple[Placing, Light, Backdrop] | None = None
        self._top = 0
        self._colour: Bgr = np.zeros((0, size_px[0], 3), np.uint8)
        self._cover: Bgr = np.zeros((0, size_px[0]), np.uint8)
        self._picture: Bgr = np.zeros((size_px[1], size_px[0], 3), np.uint8)

    def draw(
        self, pose: Pose, view: View, light: Light, backdrop: Backdrop, patch: Patch | None, alpha: Bgr | None
    ) -> Bgr:
        """Return a fresh picture (height, width, 3) without the head, whose shadow it bears.

        `view` and `patch` are the head's; `alpha` (height, width) takes the trunk's share of each pixel.
        """
        key = (self._placing(pose, view), light, backdrop)
        if key != self._drawn:
            self._place(key[0], light)
            self._picture[...] = self._wall.picture(backdrop, light)
            if len(self._colour):
                lay(self._picture[self._top :], None, self._colour, self._cover)
            self._drawn = key
        canvas = self._picture.copy()
        if patch is not None and len(self._colour):
            self._shade(canvas, patch)
        if alpha is not None:
            alpha[self._top :] = self._cover
        return canvas

    def _placing(self, pose: Pose, view: View) -> Placing:
        trunk = trunk_view(pose, self._size)
        depth = -float(trunk_shift(pose)[2]) - PLANE_Z_MM
        scale = trunk.focal_px / depth / self._trunk.scale
        # The top of the neck goes with the skull, its root stays with the shoulders.
        points = np.array([[0.0, 0.0], [0.0, _SKULL_MM], [PLANE_Z_MM, PLANE_Z_MM]], np.float32)
        origin, skull = trunk.project(points)
        lean = view.project(points[:, 1:])[0] - skull
        x, y, lean_x, lean_y = (round(float(c) * _STEPS_PER_PX) / _STEPS_PER_PX for c in (*origin, *lean))
        return Placing(round(scale * _STEPS_OF_SCALE) / _STEPS_OF_SCALE, x, y, lean_x, lean_y)

    def _place(self, placing: Placing, light: Light) -> None:
        """Set the trunk's rows of the picture: a layer of the same scale, shifted by whole pixels.

        Layers start from places on a fixed grid, lest the picture depend on where the sitter was before.
        """
        x, y = math.floor(placing.origin_x), math.floor(placing.origin_y)
        grid = 2 * _REACH_PX
        from_x, from_y = round(x / grid) * grid, round(y / grid) * grid
        base = replace(placing, origin_x=from_x, origin_y=from_y)
        if self._made != (base, light):
            self._layers.clear()
            self._made = (base, light)
        phase = (placing.origin_x - x, placing.origin_y - y)
        if phase not in self._layers:
            moved = replace(base, origin_x=from_x + phase[0], origin_y=from_y + phase[1])
            self._layers[phase] = self._layer(moved, light)
        layer = self._layers[phase]
        w, h = self._size
        left, first = _REACH_PX - (x - from_x), layer.top - _REACH_PX + (y - from_y)
        self._top = min(max(first, 0), h)
        part = (slice(self._top - first, h - first), slice(left, left + w))
        self._colour, self._cover = layer.colour[part], layer.cover[part]

    def _layer(self, placing: Placing, light: Light) -> Layer:
        trunk = self._trunk
        weights = illumination.weights(light, np.eye(3, dtype=np.float32))
        skin, cloth = gain_table(light, skin=True), gain_table(light, skin=False)
        slope = np.array([placing.lean_x, placing.lean_y], np.float32)
        slope /= np.float32((_SKULL_MM - _ROOT_MM) * trunk.scale)
        pieces = [(trunk.neck, skin, True), (trunk.garment, cloth, False)]
        if trunk.back is not None:
            pieces.insert(0, (trunk.back, cloth, True))
        moved = []
        for piece, gain, leans in pieces:
            affine = self._affine(piece, placing)
            if leans:
                affine[:, 1] -= slope
                affine[:, 2] += slope * np.float32((piece.top_mm - _ROOT_MM) * trunk.scale)
            window = self._window(piece, affine)
            if window is not None:
                moved.append((piece, gain, affine, window))
        width, height = (n + 2 * _REACH_PX for n in self._size)
        top = min([window[1] for *_, window in moved], default=height)
        colour, cover = (
            np.zeros((height - top, width, 3), np.uint8),
            np.zeros((height - top, width), np.uint8),
        )
        for piece, gain, affine, (x0, y0, x1, y1) in moved:
            affine[:, 2] -= (x0, y0)
            laid = raster.warp(piece.under(weights, gain), affine, (x1 - x0, y1 - y0))
            at = (slice(y0 - top, y1 - top), slice(x0, x1))
            lay(colour[at], cover[at], raster.drop_alpha(laid), raster.channel(laid, 3))
        return Layer(top, colour, cover)

    def _affine(self, relief: Relief, placing: Placing) -> F32:
        """Return the affine map (2, 3) from a relief's pixels to a layer's."""
        k = self._trunk.scale * placing.scale
        x = placing.origin_x + _REACH_PX + relief.left_mm * k
        y = placing.origin_y + _REACH_PX - relief.top_mm * k
        return np.array([[placing.scale, 0.0, x], [0.0, placing.scale, y]], np.float32)

    def _window(self, relief: Relief, affine: F32) -> tuple[int, int, int, int] | None:
        """Return (x0, y0, x1, y1): where a layer shows a moved relief, or None."""
        rows, columns = relief.alpha.shape
        corners = affine @ np.array([[0, columns, 0, columns], [0, 0, rows, rows], [1, 1, 1, 1]], np.float32)
        x0, y0 = (max(math.floor(c), 0) for c in corners.min(1))
        limits = (n + 2 * _REACH_PX for n in self._size)
        x1, y1 = (min(math.ceil(c), n) for c, n in zip(corners.max(1), limits, strict=True))
        return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None

    def _shade(self, canvas: Bgr, patch: Patch) -> None:
        """Take from the trunk the light that the head keeps from it."""
        block = 2 * patch.step
        first = max(0, (self._top - patch.top) // block)
        top, bottom = patch.top + first * block, min(patch.top + patch.height, self._size[1])
        x0, x1 = patch.left, min(patch.left + patch.width, self._size[0])
        start = max(top, self._top)
        if bottom <= start or x1 <= x0:
            return
        small = _shadow_below(patch, first)
        full = raster.resize(small, (patch.width, patch.top + patch.height - top))
        full = full[start - top : bottom - top, : x1 - x0]
        lost = raster.multiply(
            self._colour[start - self._top : bottom - self._top, x0:x1],
            raster.merge(full, full, full),
            scale=1 / 255,
        )
        raster.take(canvas[start:bottom, x0:x1], lost)


def _shadow_below(patch: Patch, first: int) -> Bgr:
    """Return the share · 255 of light that the head keeps from what lies below.

    One value for each block of 2 · `step` pixels, from row `first` of them on.
    """
    near = patch.clearance[::2, ::2]
    drop = max(1, round(0.0175 * patch.height / patch.step))
    rows, columns = near.shape
    near = near[np.maximum(np.arange(first, rows) - drop, 0)]
    i, j = np.arange(first, rows, dtype=np.float32), np.arange(columns, dtype=np.float32)
    down = np.clip((rows - 1 - i) / 7.0, 0.0, 1.0) * (i >= drop)
    aside = np.clip(np.minimum(j, columns - 1 - j) / 5.0, 0.0, 1.0)
    shade = raster.clip(np.float32(26.0 / 46.0) - near * np.float32(1.0 / 46.0), 0.0, 1.0)
    shade *= ((107.1 * down)[:, None] * aside).astype(np.float32)  # 0.42 · 255
    return raster.to_bytes(raster.blur(shade, 1.0))
