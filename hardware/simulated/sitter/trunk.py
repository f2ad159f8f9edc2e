"""Neck, shoulders and clothes: relief pictures, seen from the front, moved flat with the body.

A booth sees the trunk straight on and the sitter hardly turns it, so it is modelled once as a relief in the
plane of the shoulders and placed by scale and shift. The neck is sheared so that it follows the skull.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter import illumination, raster
from hardware.simulated.sitter.description import Look
from hardware.simulated.sitter.directions import F32
from hardware.simulated.sitter.noise import grain, smoothstep
from hardware.simulated.sitter.palette import CLOTH, HAIR, HAT, SHIRT, SKIN
from hardware.simulated.sitter.shading import encode

LEFT_MM, TOP_MM, RIGHT_MM, BOTTOM_MM = -300.0, -40.0, 300.0, -430.0
PLANE_Z_MM = -12.0
_COARSE_MM = 3.0


Distance = Callable[[tuple[F32, F32, F32]], F32]
"""Millimetres from (x, y, z) to a surface."""


@dataclass
class Relief:
    """A flat piece whose top left corner is (left_mm, top_mm).

    `colour` (h, w, 3) uint8 is unlit and multiplied by
    `alpha` (h, w) uint8, and the light on a coarser grid.
    """

    left_mm: float
    top_mm: float
    colour: NDArray[np.uint8]
    alpha: NDArray[np.uint8]
    transfer: F32
    coarse_shape: tuple[int, int]
    shade: F32
    """Baked occlusion, like `transfer` on the coarse grid."""
    lit: dict[bytes, NDArray[np.uint8]] = field(default_factory=dict)

    def under(self, weights: F32, gain: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the lit piece (h, w, 4), multiplied by its alpha; the last light is remembered.

        `gain` (256, 3) turns shade into factors · 160.
        """
        key = weights.tobytes() + gain.tobytes()
        if key not in self.lit:
            self.lit.clear()
            light = (self.transfer @ weights).reshape(self.coarse_shape) * self.shade
            small = encode(light, gain)
            full = raster.resize(small, self.alpha.shape[::-1])
            lit = np.minimum(
                raster.multiply(self.colour, full, scale=1 / 160),
                raster.merge(self.alpha, self.alpha, self.alpha),
            )
            self.lit[key] = raster.merge(lit[..., 0], lit[..., 1], lit[..., 2], self.alpha)
        return self.lit[key]


def _coarse_grid() -> tuple[F32, F32]:
    x = np.arange(LEFT_MM, RIGHT_MM, _COARSE_MM, dtype=np.float32) + np.float32(_COARSE_MM / 2)
    y = np.arange(TOP_MM, BOTTOM_MM, -_COARSE_MM, dtype=np.float32) - np.float32(_COARSE_MM / 2)
    return tuple(np.meshgrid(x, y))  # type: ignore[return-value]  # two arrays


def _capsule(
    p: tuple[F32, F32, F32], a: tuple[float, ...], b: tuple[float, ...], ra: float, rb: float
) -> F32:
    ba = [b[i] - a[i] for i in range(3)]
    q = [p[i] - a[i] for i in range(3)]
    h = np.clip(sum(q[i] * ba[i] for i in range(3)) / sum(c * c for c in ba), 0.0, 1.0)
    away = np.sqrt(sum((q[i] - h * ba[i]) ** 2 for i in range(3)))
    return np.asarray(away - (ra + (rb - ra) * h), np.float32)


def _join(a: F32, b: F32, k: float) -> F32:
    h = np.maximum(k - np.abs(a - b), 0.0)
    return np.asarray(np.minimum(a, b) - h * h * (0.25 / k), np.float32)


def _neck_distance(p: tuple[F32, F32, F32], half: float) -> F32:
    x, y, z = p
    ax = np.sqrt(x * x + 4.0)
    q = (ax * np.float32(52.0 / half), y, z)
    d = _capsule(q, (0, -82, -26), (0, -175, -44), 52, 54)
    d = _join(d, _capsule((ax, y, z), (half - 7, -62, -6), (9, -168, 12), 9, 5), 16)
    d = _join(d, _capsule((ax, y, z), (12, -172, 8), (95, -166, -12), 7, 8), 18)
    d = _join(d, _capsule((ax, y, z), (10, -122, -46), (120, -186, -56), 26, 30), 36)
    return _join(d, _capsule((ax, y, z), (20, -240, -50), (70, -250, -60), 62, 50), 30)


def _chest_distance(p: tuple[F32, F32, F32], size: float) -> F32:
    x, y, z = p
    ax = np.sqrt(x * x + 9.0)
    q = (ax / np.float32(size), y, z)
    d = _capsule(q, (22, -140, -48), (165, -196, -46), 42, 50)
    d = _join(d, _capsule(q, (175, -232, -42), (205, -420, -40), 52, 48), 30)
    d = _join(d, _capsule(q, (55, -270, -44), (75, -430, -44), 88, 92), 50)
    return _join(d, _capsule(q, (0, -200, -40), (0, -430, -30), 52, 90), 50)


def _relief(distance: Distance) -> tuple[F32, F32, F32]:
    """Return (distance of closest approach, normals (3, …), z) on the coarse grid, looking along −z."""
    x, y = _coarse_grid()
    z = np.full(x.shape, 110.0, np.float32)
    nearest = np.full(x.shape, 1e3, np.float32)
    for _ in range(40):
        gap = distance((x, y, z)).astype(np.float32)
        nearest = np.minimum(nearest, gap)
        z = np.maximum(z - 0.85 * np.maximum(gap, 0.3), -140.0)
    z = raster.blur(z, 0.8)
    dx = raster.slope(z, across=True) / (8 * _COARSE_MM)
    dy = -raster.slope(z, across=False) / (8 * _COARSE_MM)
    n = np.stack([-dx, -dy, np.ones_like(dx)])
    # Beyond the outline the relief has no slope of its own; the nearest approach gives the edge instead.
    inside = np.where(nearest > 0.5, nearest, -2.0).astype(np.float32)
    return inside, (n / np.sqrt((n * n).sum(0))).astype(np.float32), z


class Trunk:
    """The reliefs of one look at `px_per_mm`: `neck` (skin), `garment`, and long hair at the `back`."""

    def __init__(self, look: Look, px_per_mm: float) -> None:
        self.look = look
        self.scale = px_per_mm
        self.rng = np.random.default_rng(look.detail_seed + 3)
        self.shape = (round((TOP_MM - BOTTOM_MM) * px_per_mm), round((RIGHT_MM - LEFT_MM) * px_per_mm))
        half = (50.0 + 5.0 * look.jaw) * look.width
        x = (np.arange(self.shape[1], dtype=np.float32) + 0.5) / np.float32(px_per_mm) + np.float32(LEFT_MM)
        y = np.float32(TOP_MM) - (np.arange(self.shape[0], dtype=np.float32) + 0.5) / np.float32(px_per_mm)
        self.x, self.y = np.meshgrid(x, y)
        self.neck_half_mm = half
        self.neck = self._neck()
        self.garment = self._garment()
        self.back = self._back_hair() if look.hair in ("long", "wavy") and look.hat != "scarf" else None
        del self.x, self.y  # as large as the finished pieces, and done with

    def _edge(self, distance: F32) -> F32:
        """Return the cover at full size of a coarse field of mm outside the outline."""
        fine = raster.resize(distance, self.shape[::-1], interpolation=cv2.INTER_CUBIC)
        return np.clip(0.5 - fine * np.float32(self.scale), 0.0, 1.0).astype(np.float32)

    def _outline(self, distance: Distance) -> F32:
        """Return mm outside the outline, smooth on both sides of it."""
        x, y = _coarse_grid()
        out = np.full(x.shape, 1e3, np.float32)
        for z in np.linspace(-80.0, 40.0, 41, dtype=np.float32):
            out = np.minimum(out, distance((x, y, np.full(x.shape, z, np.float32))))
        return raster.blur(out.astype(np.float32), 1.0)

    def _neck(self) -> Relief:
        look = self.look

        def distance(p: tuple[F32, F32, F32]) -> F32:
            return _neck_distance(p, self.neck_half_mm)

        _, normals, _ = _relief(distance)
        tone = np.array(SKIN[look.skin][::-1], np.float32)
        ax = np.abs(self.x)
        colour = tone * (1.0 + 0.012 * _fill(self.rng, self.shape, 2.0))[..., None]
        redden = 0.035 * np.exp(-(((self.y + 165.0) / 40.0) ** 2))
        line = sum(np.exp(-(((self.y + c + 0.0016 * ax * ax) / 1.3) ** 2)) for c in (112.0, 131.0))
        colour *= (1.0 - (0.03 + 0.05 * look.age) * line * (ax < 42))[..., None]
        for channel, strength in enumerate((1.0, 0.9, 0.2)):
            colour[..., channel] *= 1.0 - redden * np.float32(strength)
        if look.beard in ("short", "full", "stubble"):
            hair = np.array(HAIR[look.hair_tone][::-1], np.float32) * 0.9
            share = 0.16 * smoothstep(-124.0, -104.0, self.y) * smoothstep(46.0, 34.0, ax)
            share *= 0.8 + 0.3 * _fill(self.rng, self.shape, 0.8)
            _dye(colour, share, hair, np.ones_like(share))
        x, y = _coarse_grid()
        under_jaw = 1.0 - 0.42 * smoothstep(-150.0, -95.0, y)
        hollow = 1.0 - 0.20 * np.exp(-(((x / 12.0) ** 2) + ((y + 170.0) / 12.0) ** 2))
        alpha = self._edge(self._outline(distance)) * ((ax < 96.0) & (self.y > -225.0))
        return self._make(colour, alpha, normals, (under_jaw * hollow).astype(np.float32))

    def _back_hair(self) -> Relief:
        """Return the hair that falls behind the shoulders."""
        look = self.look
        ax = np.abs(self.x)
        wave = 4.0 * np.sin(self.y * 0.07 + np.sign(self.x)) * (1.0 if look.hair == "wavy" else 0.25)
        streak = grain(self.rng, 512, 1.1, 60.0)
        reps = (-(-self.shape[0] // 512), -(-self.shape[1] // 512))
        streak = np.tile(streak, reps)[: self.shape[0], : self.shape[1]]
        half = (86.0 + 10.0 * smoothstep(-60.0, -170.0, self.y)) * look.width + wave
        edge = np.minimum(
            half - ax + 2.5 * streak * smoothstep(-90.0, -160.0, self.y), self.y + 232.0 + 6.0 * streak
        )
        alpha = np.clip(np.minimum(edge, (-45.0 - self.y)) * np.float32(self.scale) + 0.5, 0.0, 1.0)
        tone = np.array(HAIR[look.hair_tone][::-1], np.float32) * 0.86
        colour = tone * np.clip(1.0 + 0.24 * streak, 0.3, 1.8)[..., None]
        x, _ = _coarse_grid()
        slope = np.clip(x / 105.0, -0.92, 0.92)
        normals = np.stack([slope, np.zeros_like(x), np.sqrt(1.0 - slope * slope)]).astype(np.float32)
        shade = 1.0 - 0.5 * smoothstep(75.0, 40.0, np.abs(x))
        return self._make(colour, alpha.astype(np.float32), normals, shade.astype(np.float32))

    def _make(self, colour: F32, alpha: F32, normals: F32, shade: F32) -> Relief:
        # Cut to what is covered, on whole cells of the coarse grid.
        cells = raster.resize(alpha, (normals.shape[2], normals.shape[1]), interpolation=cv2.INTER_AREA) > 0.0
        rows, columns = np.flatnonzero(cells.any(1)), np.flatnonzero(cells.any(0))
        r0, r1, c0, c1 = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
        px = _COARSE_MM * self.scale
        y0, y1, x0, x1 = (round(i * px) for i in (r0, r1, c0, c1))
        alpha = alpha[y0:y1, x0:x1]
        normals = normals[:, r0:r1, c0:c1]
        return Relief(
            LEFT_MM + x0 / self.scale,
            TOP_MM - y0 / self.scale,
            _over_black(colour[y0:y1, x0:x1], alpha),
            np.round(alpha * 255.0).astype(np.uint8),
            illumination.transfer(np.ascontiguousarray(normals).reshape(3, -1)),
            (normals.shape[1], normals.shape[2]),
            shade[r0:r1, c0:c1],
        )

    def _garment(self) -> Relief:
        size = 0.93 + 0.05 * self.look.jaw + 0.04 * (self.look.width - 1.0)

        def distance(p: tuple[F32, F32, F32]) -> F32:
            d = _chest_distance(p, size) - 3.0
            if self.look.hat == "scarf":  # the cloth lies round the neck
                d = _join(d, _capsule(p, (0, -112, -30), (0, -170, -36), 64, 74), 24)
            return d

        _, normals, _ = _relief(distance)
        x, y = _coarse_grid()
        folds = _folds(self.rng, x, y)
        normals = normals + np.stack([folds[0], folds[1], np.zeros_like(x)])
        normals = (normals / np.sqrt((normals * normals).sum(0))).astype(np.float32)
        alpha = self._edge(self._outline(distance))
        dress = {"crew": self._crew, "shirt": self._shirt, "blazer": self._blazer}[self.look.garment]
        colour, keep = dress()
        if self.look.hat == "scarf":
            colour, keep = self._shawl(colour, keep)
        shade = np.ones_like(x)
        shade -= 0.30 * smoothstep(-175.0, -125.0, y) * smoothstep(105.0, 60.0, np.abs(x))
        return self._make(colour, alpha * keep, normals, shade.astype(np.float32))

    def _cloth(self, tone: tuple[int, int, int], weave: float) -> Cloth:
        knit = np.sin(self.x * 2.6) * np.sin(self.y * 2.2 + np.abs((self.x * 0.83) % 2 - 1) * 2)
        grainy = _fill(self.rng, self.shape, 0.8) * 0.5 + knit * 0.5
        return Cloth(np.array(tone[::-1], np.float32), (1.0 + weave * grainy).astype(np.float32))

    def _inside(self, below_line: F32) -> F32:
        """Return the cover of what lies below a neckline, given mm below it."""
        return np.clip(below_line * np.float32(self.scale) + 0.5, 0.0, 1.0)

    def _crew(self) -> tuple[F32, F32]:
        colour = self._cloth(CLOTH[self.look.clothing], 0.05).spread()
        ax = np.abs(self.x)
        # A neckline hangs like a chain between the sides of the neck.
        line = -163.0 + 41.0 * (ax / 62.0) ** 2.7
        depth = (line - self.y) / np.sqrt(1.0 + (1.8 * (ax / 62.0) ** 1.7) ** 2)
        rib = smoothstep(15.0, 14.0, depth)
        angle = np.arctan2(self.x, -(self.y + 100.0)) * 95.0
        colour *= (1.0 + rib * (0.07 * np.sin(angle * 2.2) - 0.02))[..., None]
        colour *= (1.0 - 0.26 * np.exp(-(((depth - 14.8) / 1.0) ** 2)))[..., None]
        colour *= (1.0 - 0.30 * smoothstep(2.2, 0.0, depth))[..., None]
        return colour, self._inside(depth)

    def _leaf(
        self, colour: F32, keep: F32, corners: list[tuple[float, float]], cloth: Cloth, lift: float
    ) -> F32:
        """Lay a flat piece of cloth on both sides, with the shadow it throws; returns the new cover."""
        for side in (1.0, -1.0):
            at = np.array([[side * cx - LEFT_MM, TOP_MM - cy] for cx, cy in corners], np.float32) * self.scale
            margin = round(18.0 * self.scale)  # more than four deviations of the shadow's blur
            x0, y0 = np.maximum(np.floor(at.min(0)).astype(int) - margin, 0)
            x1, y1 = np.ceil(at.max(0)).astype(int) + margin
            window = (slice(y0, y1), slice(x0, x1))
            part = colour[window]
            mask = np.zeros(part.shape[:2], np.uint8)
            raster.fill(mask, np.round((at - (x0, y0)) * 16).astype(np.int32), 255, 4)
            soft_mask = raster.blur(mask, 3.0 * self.scale)
            shadow = np.roll(soft_mask, round(lift * self.scale), 0).astype(np.float32) / 255.0
            part *= (1.0 - 0.40 * shadow)[..., None]
            m = mask.astype(np.float32) / 255.0
            soft = raster.blur(m, 1.3 * self.scale)
            edge = 1.0 - 0.16 * (1.0 - smoothstep(0.5, 0.95, soft))
            _dye(part, m, cloth.tone, cloth.weave[window] * edge)
            np.maximum(keep[window], m, out=keep[window])
        return keep

    def _shirt(self) -> tuple[F32, F32]:
        colour = self._cloth(SHIRT[self.look.clothing], 0.025).spread()
        leaf = self._cloth(SHIRT[self.look.clothing], 0.02).dyed(1.03)
        depth = (-176.0 + 0.98 * np.abs(self.x) - self.y) * 0.714
        keep = self._inside(depth)
        middle = np.flatnonzero(np.abs(self.x[0]) < 18.0)
        strip = slice(middle[0], middle[-1] + 1)
        x, y = self.x[:, strip], self.y[:, strip]
        placket = np.exp(-(((x - 13.0) / 0.7) ** 2)) + np.exp(-(((x + 13.0) / 0.7) ** 2))
        part = colour[:, strip]
        part *= (1.0 - 0.14 * placket * (y < -186))[..., None]
        for k in range(3):
            away = np.hypot(x, y + 205.0 + 78.0 * k)
            part *= (1.0 - 0.25 * smoothstep(6.2, 5.2, away) + 0.18 * smoothstep(4.8, 4.0, away))[..., None]
        corners = [
            (69.0, -112.0),
            (74.0, -132.0),
            (62.0, -176.0),
            (42.0, -210.0),
            (2.0, -178.0),
            (30.0, -146.0),
            (58.0, -118.0),
        ]
        return colour, self._leaf(colour, keep, corners, leaf, 4.0)

    def _blazer(self) -> tuple[F32, F32]:
        colour, keep = self._shirt()
        dark = self._cloth(CLOTH[(self.look.clothing * 3) % len(CLOTH)], 0.05).dyed(0.85)
        ax = np.abs(self.x)
        opening = np.maximum((ax - 4.0 - 0.44 * np.maximum(self.y + 330.0, 0.0)) * 0.9, ax - 70.0)
        cover = np.clip(opening * np.float32(self.scale) + 0.5, 0.0, 1.0)
        colour *= (1.0 - 0.35 * smoothstep(-14.0, 0.0, opening))[..., None]
        _dye(colour, cover, dark.tone, dark.weave)
        corners = [
            (78.0, -116.0),
            (98.0, -140.0),
            (104.0, -196.0),
            (84.0, -204.0),
            (92.0, -222.0),
            (8.0, -334.0),
            (3.0, -326.0),
            (64.0, -176.0),
        ]
        return colour, self._leaf(colour, np.maximum(keep, cover), corners, dark.dyed(1.07), 4.0)

    def _shawl(self, colour: F32, keep: F32) -> tuple[F32, F32]:
        cloth = self._cloth(HAT[self.look.clothing], 0.03)
        ax = np.abs(self.x)
        fold = np.sin(self.y * 0.22 + ax * 0.10) * 0.035 + np.sin(self.y * 0.09 - self.x * 0.06) * 0.03
        cover = self._inside((self.y + 232.0 - 0.0008 * ax * ax) * 0.8)
        cover = cover.astype(np.float32)
        shadow = raster.blur(cover, 4 * self.scale)
        colour *= (1.0 - 0.35 * shadow)[..., None]
        _dye(colour, cover, cloth.tone, cloth.weave * (1.0 + fold))
        return colour, np.maximum(keep, cover)


@dataclass(frozen=True, slots=True)
class Cloth:
    """One colour, `tone` (3,) bgr, times a texture `weave` (h, w) about 1."""

    tone: F32
    weave: F32

    def dyed(self, factor: float) -> Cloth:
        """Return the cloth in a lighter or darker tone."""
        return Cloth(self.tone * np.float32(factor), self.weave)

    def spread(self) -> F32:
        """Return its picture (h, w, 3)."""
        return np.asarray(self.tone * self.weave[..., None], np.float32)


def _dye(colour: F32, share: F32, tone: F32, weave: F32) -> None:
    """Move a picture (h, w, 3) by a share (h, w) towards a cloth, by channels to save room."""
    for channel in range(3):
        part = colour[..., channel]
        part += share * (tone[channel] * weave - part)


def _over_black(colour: F32, alpha: F32) -> NDArray[np.uint8]:
    """Return a picture (h, w, 3) multiplied by its share (h, w) of each pixel."""
    out = np.empty(colour.shape, np.uint8)
    for channel in range(3):
        np.clip(colour[..., channel] * alpha, 0, 255, out=out[..., channel], casting="unsafe")
    return out


def _fill(rng: np.random.Generator, shape: tuple[int, int], sigma: float) -> F32:
    tile = grain(rng, 512, sigma)
    reps = (-(-shape[0] // 512), -(-shape[1] // 512))
    return np.tile(tile, reps)[: shape[0], : shape[1]].astype(np.float32)


def _folds(rng: np.random.Generator, x: F32, y: F32) -> tuple[F32, F32]:
    """Return small tilts of the cloth: long soft folds that run from the shoulders."""
    wave = grain(rng, 256, 7.0)[: x.shape[0], :]
    wave = np.tile(wave, (1, 2))[:, : x.shape[1]]
    run = np.sign(x) * np.sin((np.abs(x) * 0.05 + y * 0.028) + wave * 1.2)
    fade = smoothstep(-150.0, -215.0, y)
    return (0.13 * run * fade).astype(np.float32), (0.06 * wave * fade).astype(np.float32)
