"""Painting the head: one map of colour over all directions, drawn from nothing but noise and geometry."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter import hair, raster
from hardware.simulated.sitter.anatomy import EYE_Y_MM, MOUTH_HALF_MM, STOMION_Y_MM
from hardware.simulated.sitter.description import Look
from hardware.simulated.sitter.directions import F32, directions, grid, grid_line, look_up, to_texel
from hardware.simulated.sitter.head import Head
from hardware.simulated.sitter.noise import grain, smoothstep
from hardware.simulated.sitter.palette import HAIR, HAT, SKIN

SIZE = 2048
"""Texels along a side: 0.25 mm each on the face."""
_HALF = SIZE // 2
Colours = NDArray[np.float16]
"""The map while it is painted: to an eighth of a grey level, in half the memory of float32."""
_SHIFT = 4
_BAND = 128


class Painter:
    """Paints one head. `colour` (SIZE, SIZE, 3) uint8, blue-green-red, sRGB as seen in even light."""

    def __init__(self, head: Head) -> None:
        self.head = head
        self.look: Look = head.look
        self.rng = np.random.default_rng(head.look.detail_seed)
        u, v = grid(_HALF)
        self.direction = directions(u, v)
        skin = look_up(head.skin, u, v)
        self.x, self.y, self.z = head.shape.to_template(tuple(self.direction * skin))
        self.front = smoothstep(-10.0, 30.0, self.z)

    def paint(self) -> NDArray[np.uint8]:
        """Return the finished colour map."""
        colour = self._enlarged(self._complexion())
        self._pores(colour)
        self._lips(colour)
        self._creases(colour)
        self._spots(colour)
        self._brows(colour)
        if self.look.beard != "none":
            self._beard(colour)
        if self.look.hair != "bald" and self.look.hat != "scarf":
            self._hair(colour)
        if self.look.hat != "none":
            self._hat(colour)
        return np.clip(colour, 0, 255, out=colour).astype(np.uint8)

    @staticmethod
    def _enlarged(low: F32) -> Colours:
        colour = np.empty((SIZE, SIZE, 3), np.float16)
        for channel in range(3):
            colour[..., channel] = raster.resize(np.ascontiguousarray(low[..., channel]), (SIZE, SIZE))
        return colour

    def _blob(self, x: float, y: float, rx: float, ry: float, *, both: bool = True) -> F32:
        """Return a soft patch on the front of the face, at ±x when `both`."""
        ax = np.abs(self.x) if both else self.x
        return (np.exp(-(((ax - x) / rx) ** 2) - ((self.y - y) / ry) ** 2) * self.front).astype(np.float32)

    def _complexion(self) -> F32:
        tone = np.array(SKIN[self.look.skin][::-1], np.float32)
        pale = 1.0 - self.look.skin / 7.0
        out = np.broadcast_to(tone, (_HALF, _HALF, 3)).astype(np.float32).copy()
        mottle = look_up(grain(self.rng, 512, 7.0), *grid(_HALF)) * 0.012
        mottle += look_up(grain(self.rng, 256, 12.0), *grid(_HALF)) * 0.012
        red = (
            0.75 * self._blob(43, -20, 20, 17)
            + 0.55 * self._blob(0, -24, 13, 11)
            + 0.2 * self._blob(0, -92, 18, 14)
        )
        red += (
            0.5
            * smoothstep(66.0, 76.0, np.abs(self.x))
            * smoothstep(40.0, 10.0, self.y)
            * smoothstep(60.0, 30.0, self.z)
        )
        ex = self.head.shape.eye_x_mm / self.look.width
        red += 0.35 * self._blob(ex, EYE_Y_MM, 18, 11)
        dark = 0.5 * self._blob(ex - 3, 3.0, 13, 5) + 0.45 * self._blob(ex, EYE_Y_MM + 5, 17, 8)
        gold = self._blob(0, 55, 60, 25)
        red = red * (0.6 + 0.4 * pale)
        shade = 1.0 + mottle
        out[..., 2] *= shade * (1.0 + 0.005 * red - 0.05 * dark)
        out[..., 1] *= shade * (1.0 - 0.085 * red - 0.075 * dark)
        out[..., 0] *= shade * (1.0 - 0.075 * red - 0.065 * dark - 0.025 * gold)
        if self.look.beard in ("stubble", "short", "full", "moustache"):
            shadow = (self._beard_area() * (0.10 if self.look.beard == "moustache" else 0.20))[..., None]
            out *= 1.0 - shadow * np.array([0.75, 0.95, 1.0], np.float32)
        return out

    def _pores(self, colour: Colours) -> None:
        fine = raster.resize(grain(self.rng, _HALF, 0.9), (SIZE, SIZE))
        tile = grain(self.rng, _HALF, 0.6)
        strength = np.float32(0.010 + 0.010 * self.look.age)
        for rows in _bands(0, SIZE):
            texture = strength * fine[rows] + np.float32(0.008) * _tiled(tile, rows)
            colour[rows] *= (texture + np.float32(1.0))[..., None]

    # Drawing in millimetres of the face seen from the front.

    def _texels(self, xy: F32) -> NDArray[np.int32]:
        """Return fixed-point texels (n, 2) of places (n, 2) of the average face, mm."""
        x = xy[:, 0] * np.float32(self.look.width)
        below = np.minimum(xy[:, 1] - EYE_Y_MM, 0.0)
        y = xy[:, 1] + below * np.float32(self.look.length - 1.0)
        return self._texels_own(np.stack([x, y], 1))

    def _texels_own(self, xy: F32) -> NDArray[np.int32]:
        u, v = self.head.place(xy[:, 0].astype(np.float32), xy[:, 1].astype(np.float32))
        at = np.stack([to_texel(u, SIZE), to_texel(v, SIZE)], 1)
        return np.asarray(np.round(at * (1 << _SHIFT)), np.int32)

    def _mask(self, polygons: list[F32], blur: float) -> tuple[F32, tuple[slice, slice]]:
        """Return a soft filled mask and the part of the map it lies in."""
        parts = [self._texels(p) for p in polygons]
        every = np.concatenate(parts) >> _SHIFT
        pad = int(4 * blur) + 3
        x0, y0 = np.maximum(every.min(0) - pad, 0)
        x1, y1 = np.minimum(every.max(0) + pad, SIZE)
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        for p in parts:
            raster.fill(mask, (p - (np.array([x0, y0]) << _SHIFT)).astype(np.int32), 255, _SHIFT)
        soft = raster.blur(mask.astype(np.float32) / 255.0, blur)
        return soft, (slice(y0, y1), slice(x0, x1))

    def _strokes(
        self,
        colour: Colours,
        lines: list[F32],
        tint: tuple[float, ...],
        share: float,
        width: int,
        blur: float,
    ) -> None:
        """Draw lines (each (n, 2), mm) softly: pixels move towards their product with `tint` (b, g, r)."""
        if not lines:
            return
        cuts = np.cumsum([len(line) for line in lines])[:-1]
        parts = np.split(self._texels(np.concatenate(lines)), cuts)
        every = np.concatenate(parts) >> _SHIFT
        pad = int(4 * blur) + width + 3
        x0, y0 = np.maximum(every.min(0) - pad, 0)
        x1, y1 = np.minimum(every.max(0) + pad, SIZE)
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        shift = np.array([x0, y0]) << _SHIFT
        raster.lines(mask, [(p - shift).astype(np.int32) for p in parts], 255, width, _SHIFT)
        soft = raster.blur(mask, blur) if blur > 0.3 else mask
        part = colour[y0:y1, x0:x1]
        part *= 1.0 - soft[..., None].astype(np.float32) * (share / 255.0) * (
            1.0 - np.array(tint, np.float32)
        )

    def _lips(self, colour: Colours) -> None:
        full = 0.7 + 0.6 * self.look.lips
        y0, half = STOMION_Y_MM, MOUTH_HALF_MM
        t = np.linspace(-1.0, 1.0, 41, dtype=np.float32)
        round_off = np.sqrt(np.maximum(1.0 - np.abs(t) ** 1.8, 0.0))
        bow = 7.2 * full * round_off * (1.0 - 0.30 * np.exp(-((t / 0.14) ** 2))) * (1.0 - 0.25 * np.abs(t))
        low = -8.6 * full * np.maximum(1.0 - np.abs(t) ** 2.2, 0.0) ** 0.8
        upper = np.concatenate(
            [np.stack([t * half, y0 + bow], 1), np.stack([t[::-1] * half, np.full(41, y0)], 1)]
        )
        lower = np.concatenate(
            [np.stack([t * half, y0 + low], 1), np.stack([t[::-1] * half, np.full(41, y0)], 1)]
        )
        pale = 1.0 - self.look.skin / 7.0
        tint = np.array([0.70, 0.60, 0.87 + 0.03 * pale], np.float32)
        for polygon, strength in ((upper, 0.88), (lower, 0.74)):
            mask, at = self._mask([polygon.astype(np.float32)], 3.2)
            colour[at] *= 1.0 - (mask * strength)[..., None] * (1.0 - tint)
        wrinkle = [
            np.array([[x, y0 - 1.5], [x * 1.03, y0 - 6.0 * full]], np.float32)
            for x in np.linspace(-15, 15, 22)
        ]
        self._strokes(colour, wrinkle, (0.8, 0.78, 0.85), 0.14, 1, 1.2)
        wave = np.stack([t * (half - 0.5), y0 + 0.9 * np.cos(t * 6.0) * (1 - t * t) - 0.3], 1).astype(
            np.float32
        )
        self._strokes(colour, [wave], (0.30, 0.26, 0.38), 0.75, 4, 2.2)
        self._strokes(colour, [wave], (0.2, 0.16, 0.25), 0.6, 2, 0.9)
        ends = [np.array([[s * (half - 2.0), y0], [s * (half + 0.8), y0 + 0.2]], np.float32) for s in (-1, 1)]
        self._strokes(colour, ends, (0.4, 0.36, 0.45), 0.5, 6, 3.0)

    def _creases(self, colour: Colours) -> None:
        w = 0.5 + 0.5 * self.look.nose
        for s in (-1, 1):
            nostril = np.array(
                [
                    [s * (6.2 * w + 3.2 * np.cos(a)), -31.8 + 1.9 * np.sin(a)]
                    for a in np.linspace(0, 6.28, 20)
                ],
                np.float32,
            )
            mask, at = self._mask([nostril], 3.0)
            colour[at] *= 1.0 - (mask * 0.72)[..., None] * np.array([0.92, 0.90, 0.76], np.float32)
            wing = np.array(
                [[s * 15.5 * w, -18.5], [s * 17.6 * w, -24.5], [s * 16.8 * w, -30.5], [s * 12.5 * w, -33.5]],
                np.float32,
            )
            self._strokes(colour, [wing], (0.55, 0.5, 0.62), 0.42, 5, 4.5)
            fold = np.array(
                [[s * 18.0 * w, -24.0], [s * 24.0, -36.0], [s * 29.5, -50.0], [s * 31.0, -60.0]], np.float32
            )
            self._strokes(colour, [fold], (0.55, 0.52, 0.64), 0.10 + 0.34 * self.look.age, 6, 6.0)
        if self.look.age > 0.35:
            share = (self.look.age - 0.35) * 0.4
            t = np.linspace(-34, 34, 15, dtype=np.float32)
            lines = [
                np.stack([t, np.float32(h) - 0.0022 * t * t + np.sin(t * 0.16 + h) * 0.6], 1)
                for h in (44, 52, 60)
            ]
            self._strokes(colour, lines, (0.55, 0.52, 0.62), share, 3, 3.0)
            feet = [
                np.array([[s * 50.0, 14 + k * 2.0], [s * 56.0, 14 + k * 4.5]], np.float32)
                for s in (-1, 1)
                for k in (-1, 0, 1)
            ]
            self._strokes(colour, feet, (0.55, 0.52, 0.62), share, 2, 2.0)
            bags = [
                np.array([[s * 20.0, 7.0], [s * 27.0, 2.0], [s * 36.0, 1.5], [s * 42.0, 5.0]], np.float32)
                for s in (-1, 1)
            ]
            self._strokes(colour, bags, (0.55, 0.5, 0.6), share * 1.2, 4, 4.0)

    def _spots(self, colour: Colours) -> None:
        moles = self.rng.uniform([-55, -80], [55, 60], (int(self.rng.integers(0, 4)), 2)).astype(np.float32)
        self._strokes(colour, [np.stack([m, m + 0.15]) for m in moles], (0.35, 0.36, 0.45), 0.7, 5, 1.2)
        if self.look.freckles > 0.0:
            n = int(320 * self.look.freckles)
            at = (self.rng.normal(0, 1, (n, 2)) * [26.0, 15.0] + [0.0, -12.0]).astype(np.float32)
            for width, part in ((2, at[::2]), (4, at[1::3]), (5, at[3::9])):
                self._strokes(
                    colour, [np.stack([m, m + 0.1]) for m in part], (0.55, 0.66, 0.82), 0.5, width, 1.3
                )

    def _hair_bgr(self) -> F32:
        return np.array(HAIR[self.look.hair_tone][::-1], np.float32)

    def _brows(self, colour: Colours) -> None:
        """Draw hundreds of short hairs along two arches, over a soft base."""
        skin = np.array(SKIN[self.look.skin][::-1], np.float32)
        tone = self._hair_bgr() * (0.85 if self.look.hair_tone < 4 else 0.66)
        own = (
            float((tone / skin).mean()) ** 0.75
        )  # strokes lie over each other: keep them from drifting in hue
        tint = tuple(float(c) for c in np.clip(0.3 * tone / skin + 0.7 * own, 0.12, 0.82))
        ex = self.head.shape.eye_x_mm / self.look.width
        thick = 3.6 + 4.2 * self.look.brow
        hairs: list[F32] = []
        for side in (-1.0, 1.0):
            spine: list[tuple[float, float]] = []
            for t in np.linspace(0.0, 1.0, 200):
                x = ex - 17.5 + 42.0 * t
                y = EYE_Y_MM + 14.6 + 5.2 * np.sin(np.pi * min(t * 0.78, 1.0)) - 3.6 * t * t
                h = thick * (0.55 + 0.55 * np.sin(np.pi * min(0.22 + t * 0.78, 1.0))) * (1.0 - 0.45 * t)
                spine.append((side * x, y))
                for _ in range(3):
                    base_y = y + self.rng.uniform(-0.5, 0.5) * h
                    lean = 0.35 + 0.9 * t + self.rng.normal(0, 0.12)
                    reach = self.rng.uniform(3.0, 5.5) * (0.8 + 0.2 * self.look.brow)
                    up = 1.0 if base_y < y else -0.25
                    tip = (side * (x + reach * np.sin(lean)), base_y + reach * np.cos(lean) * 0.55 * up)
                    hairs.append(np.array([[side * x, base_y], tip], np.float32))
            line = np.array(spine[4:-10:8], np.float32)
            self._strokes(colour, [line], tint, 0.42, int(thick * 3.0), 5.0)
        share = 0.55 + 0.2 * self.look.brow
        self._strokes(colour, hairs, tint, share, 1, 0.5)
        self._strokes(colour, hairs[::3], tint, share, 2, 0.7)

    def _beard_area(self) -> F32:
        """Return where a beard grows, 0 to 1, on the half-size map."""
        ax = np.abs(self.x)
        jaw = smoothstep(
            -24.0, -56.0, self.y - 0.55 * np.maximum(ax - 24.0, 0.0) + np.maximum(26.0 - ax, 0.0) * 0.7
        )
        burns = smoothstep(48.0, 60.0, ax) * smoothstep(8.0, -30.0, self.y) * smoothstep(4.0, 14.0, self.z)
        ear = smoothstep(67.0, 72.0, ax) * smoothstep(-34.0, -24.0, self.y)
        area = np.maximum(jaw, burns) * smoothstep(-30.0, 0.0, self.z) * (1.0 - ear)
        lip = (ax / 26.5) ** 2 + ((self.y - STOMION_Y_MM + 0.5) / 10.5) ** 2
        area = area * smoothstep(0.72, 1.05, lip)
        moustache = (
            smoothstep(29.0, 24.0, ax) * smoothstep(-37.5, -43.0, self.y) * smoothstep(-66.0, -60.0, self.y)
        )
        moustache = moustache * smoothstep(0.5, 0.85, lip)
        if self.look.beard == "moustache":
            return moustache
        # Below the corners of the lower lip a beard grows thinly.
        area = area * (1.0 - 0.55 * np.exp(-(((ax - 15.0) / 8.0) ** 2) - ((self.y + 73.0) / 5.0) ** 2))
        return np.maximum(area, moustache)

    def _beard(self, colour: Colours) -> None:
        area = raster.resize(self._beard_area(), (SIZE, SIZE))
        tone = self._hair_bgr() * 1.05
        tile = grain(self.rng, _HALF, 0.7, 5.0)
        dense = {"stubble": 0.0, "moustache": 0.72, "short": 0.52, "full": 0.74}[self.look.beard]
        grown = np.flatnonzero((area > 0.0).any(1))
        for rows in _bands(grown[0], grown[-1] + 1):
            hairs, there = _tiled(tile, rows), area[rows]
            if self.look.beard == "stubble":
                share = there * np.clip(0.10 + 0.24 * hairs, 0.0, 0.5)
            else:
                share = smoothstep(0.10, 0.95, there + 0.16 * hairs) * np.clip(there * 8.0, 0.0, 1.0)
                share = np.clip(share * (dense + 0.14 * hairs), 0.0, 0.95)
            strand = tone * np.clip(1.0 + 0.22 * hairs, 0.4, 1.8)[..., None]
            colour[rows] += share[..., None] * (strand - colour[rows])

    def _behind_hairline(self) -> F32:
        """Return mm behind the hairline or under hanging hair, on the half-size map."""
        depth = hair.hairline_mm(self.x, self.y, self.z)
        if hair.STYLES[self.look.hair].length_mm > 0.0:
            u, v = grid(_HALF)
            lift = look_up(self.head.radius - self.head.skin, u, v)
            aside = smoothstep(0.75, 0.5, self.direction[1]) * smoothstep(0.3, 0.4, np.abs(self.direction[0]))
            depth = np.maximum(depth, (lift - 1.1) * 6.0 - 60.0 * (1.0 - aside))
        return depth

    def _hair(self, colour: Colours) -> None:
        look = self.look
        depth = self._behind_hairline()
        hairy = 2 * np.flatnonzero((depth > -9.0).any(1))
        depth = raster.resize(depth, (SIZE, SIZE))
        strands = hair.Strokes(look, self.rng)
        line = grid_line(SIZE)
        tone = self._hair_bgr()
        for rows in _bands(hairy[0], hairy[-1] + 2):
            behind = depth[rows]
            strand = strands.brightness(directions(*np.meshgrid(line, line[rows])))
            if look.hair == "crop":
                share = smoothstep(-2.0, 9.0, behind) * np.clip(0.82 + 0.22 * strand, 0.0, 1.0)
            else:
                share = smoothstep(0.0, 4.5, behind + 2.4 * strand)
            root = 0.68 + 0.32 * smoothstep(0.0, 16.0, behind)
            light = np.clip(1.0 + 0.30 * strand, 0.25, 2.0) * root
            sheen = np.maximum(strand, 0.0)
            for channel, extra in enumerate((5.0, 7.0, 9.0)):
                part = colour[rows, :, channel]
                part += share * (tone[channel] * light + np.float32(extra) * sheen - part)

    def _hat(self, colour: Colours) -> None:
        look = self.look
        depth = hair.hat_mm(look, self.x, self.y, self.z)
        share = raster.resize(smoothstep(-0.6, 0.6, depth), (SIZE, SIZE))
        tone = np.array(HAT[look.clothing][::-1], np.float32)
        weave = grain(self.rng, _HALF, 0.8) * np.float32(0.04)
        shade = np.ones((_HALF, _HALF), np.float32)
        azimuth = np.arctan2(self.x, self.z)
        if look.hat == "beanie":
            shade += 0.14 * np.sin(azimuth * 62.0)
            shade -= 0.30 * np.exp(-(((depth - 24.0) / 1.6) ** 2))
        elif look.hat == "cap":
            for seam in (-1.05, 0.0, 1.05):
                shade -= 0.22 * np.exp(-(((azimuth - seam) * 70.0 / 1.0) ** 2)) * smoothstep(0.0, 6.0, depth)
            shade -= 0.25 * np.exp(-(((depth - 2.0) / 1.2) ** 2))
        else:
            fold = look_up(grain(self.rng, 256, 14.0), *grid(_HALF))
            shade += 0.07 * np.sin(depth * 0.30 + fold * 1.6) * smoothstep(2.0, 14.0, depth)
            shade -= 0.22 * np.exp(-((depth / 2.2) ** 2))
        full = raster.resize(shade, (SIZE, SIZE))
        for rows in _bands(0, SIZE):
            woven = full[rows] + _tiled(weave, rows)
            colour[rows] += share[rows, :, None] * (tone * woven[..., None] - colour[rows])


def _bands(start: int, stop: int) -> Iterator[slice]:
    """Return rows a few at a time: what is worked out for all at once takes hundreds of megabytes."""
    for row in range(int(start), int(stop), _BAND):
        yield slice(row, min(row + _BAND, int(stop)))


def _tiled(tile: F32, rows: slice) -> F32:
    """Return rows of the map (SIZE, SIZE) that a tile of half its size fills."""
    return np.tile(tile[np.arange(rows.start, rows.stop) % tile.shape[0]], (1, 2))
