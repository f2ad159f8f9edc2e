"""What is drawn as lines over the surface: glints, lashes, single hairs, glasses, the peak of a cap."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter import eyes, raster
from hardware.simulated.sitter.anatomy import EYE_Y_MM
from hardware.simulated.sitter.camera import View
from hardware.simulated.sitter.description import Expression, Light, Scene
from hardware.simulated.sitter.directions import F32, directions, grid, look_up
from hardware.simulated.sitter.head import Head
from hardware.simulated.sitter.palette import HAIR, HAT

_SHIFT = 5
Bgr = NDArray[np.uint8]
Colour = tuple[float, float, float]


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
        return np.asarray(np.round(self.view.project(points.T) * (1 << _SHIFT)), np.int32)

    def tone(self, colour: Colour) -> Colour:
        """Return a colour under the light's level and cast."""
        factor = [(self.light.level * c) ** (1 / 2.2) for c in self.light.cast_rgb[::-1]]
        b, g, r = (min(255.0, c * f) for c, f in zip(colour, factor, strict=True))
        return b, g, r

    def hairs(self, curves: F32, colour: Colour, width_mm: float, share: float) -> None:
        """Draw curves (count, points, 3) thinner than a pixel: they cover a share of it."""
        at = self.view.project(curves.reshape(-1, 3).T)
        x0, y0 = np.maximum(np.floor(at.min(0)).astype(int) - 3, 0)
        x1 = min(int(at[:, 0].max()) + 4, self.canvas.shape[1])
        y1 = min(int(at[:, 1].max()) + 4, self.canvas.shape[0])
        if x1 <= x0 or y1 <= y0:
            return
        lines = np.round((at - (x0, y0)) * (1 << _SHIFT)).astype(np.int32).reshape(*curves.shape[:2], 2)
        thick = width_mm * self.px_per_mm
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        grey = int(255 * share * min(1.0, thick))
        raster.lines(mask, lines, grey, max(1, round(thick)), _SHIFT)
        lay(*self.part(x0, y0, x1, y1), tinted(mask, self.tone(colour)), mask)

    def curves(self, curves: F32, colour: Colour, width_mm: float) -> None:
        """Draw curves (count, points, 3) of one width, at least a pixel."""
        at = self.fixed(curves.reshape(-1, 3)).reshape(curves.shape[0], curves.shape[1], 2)
        width = max(1, round(width_mm * self.px_per_mm))
        raster.lines(self.canvas, at, self.tone(colour), width, _SHIFT)
        if self.alpha is not None:
            raster.lines(self.alpha, at, 255, width, _SHIFT)

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
        inner = np.round((at - (x0, y0)) * (1 << _SHIFT)).astype(np.int32)
        raster.fill(mask, inner, int(255 * share), _SHIFT)
        lay(*self.part(x0, y0, x1, y1), tinted(mask, self.tone(colour)), mask)

    def part(self, x0: int, y0: int, x1: int, y1: int) -> tuple[Bgr, Bgr | None]:
        """Return a part of the picture and of the alpha."""
        return self.canvas[y0:y1, x0:x1], None if self.alpha is None else self.alpha[y0:y1, x0:x1]


def lay(canvas: Bgr, alpha: Bgr | None, colour: Bgr, cover: Bgr) -> None:
    """Lay `colour` (h, w, 3), already multiplied by `cover` (h, w), over a picture and its alpha."""
    rest = raster.invert(cover)
    under = raster.multiply(canvas, raster.merge(rest, rest, rest), scale=1 / 255)
    canvas[...] = raster.add(under, colour)
    if alpha is not None:
        alpha[...] = raster.invert(raster.multiply(raster.invert(alpha), rest, scale=1 / 255))


def tinted(mask: Bgr, colour: Colour) -> Bgr:
    """Return one colour multiplied by a mask (h, w): (h, w, 3)."""
    return raster.merge(*(raster.to_bytes(mask, c / 255.0) for c in colour))


def glint(pen: Pen, head: Head, side: int, looking: F32, scene: Scene) -> None:
    """Draw the key light's reflection on the cornea, where no lid hides it."""
    at = eyes.glint(head, pen.view, side, looking, scene.light.direction_deg)
    local = eyes.lids(np.array([side * 0.0], np.float32), scene.expression, 0.0)
    if scene.expression.lids < 0.45 or float(local.upper[0]) < 1.5:
        return
    radius = 0.85 * pen.px_per_mm
    bright = pen.tone((252.0, 252.0, 250.0))
    centre = np.round(at * (1 << _SHIFT)).astype(int)
    cv2.circle(
        pen.canvas,
        (int(centre[0]), int(centre[1])),
        round(radius * (1 << _SHIFT)),
        bright,
        -1,
        cv2.LINE_AA,
        _SHIFT,
    )


def lashes(pen: Pen, head: Head, side: int, expression: Expression, gaze_up_deg: float) -> None:
    """Draw upper and lower lashes."""
    upper, lower = eyes.lash_curves(head, side, expression, gaze_up_deg)
    dark = HAIR[min(head.look.hair_tone, 2)][::-1]
    base = tuple(0.55 * c for c in dark)
    pen.hairs(np.concatenate([upper, lower]), base, 0.30, 0.6)  # type: ignore[arg-type]  # three values


class Strands:
    """Single hairs that leave the outline, anchored on the hair's surface."""

    def __init__(self, head: Head) -> None:
        look = head.look
        self._sets: list[tuple[F32, Colour]] = []
        self._outward: F32 = np.zeros((0, 3), np.float32)
        bare = look.hair in ("bald", "crop") or look.hat in ("beanie", "scarf")
        if bare:
            return
        rng = np.random.default_rng(look.detail_seed + 11)
        curly = look.hair in ("curly", "afro", "wavy")
        u, v = grid(64)
        d = directions(u, v)
        r = look_up(head.radius, u, v)
        cover = look_up(head.cover, u, v)
        r_skin = look_up(head.skin, u, v)
        fit = (cover > 0.9) & (r > r_skin + 2.0) & (u * u + v * v < 1.0) & (d[1] > -0.25) & (d[2] < 0.55)
        if look.hat == "cap":
            fit &= d[1] < 0.3
        rows, columns = np.nonzero(fit)
        if len(rows) == 0:
            return
        most = {"curly": 420, "afro": 520, "wavy": 130, "short": 150, "side": 130}.get(look.hair, 90)
        count = min(most, 2 * len(rows))
        pick = rng.integers(0, len(rows), count)
        base = d[:, rows[pick], columns[pick]].T + rng.normal(0, 0.02, (count, 3))
        base /= np.linalg.norm(base, axis=1, keepdims=True)
        radius = r[rows[pick], columns[pick]][:, None]
        pole = np.array([0.0, 0.8, -0.4])
        down = pole - base * (base @ pole)[:, None]
        down = -down / np.maximum(np.linalg.norm(down, axis=1, keepdims=True), 1e-6)
        aside = np.cross(base, down)
        t = np.linspace(0.0, 1.0, 18 if curly else 8)[None, :, None]
        if curly:
            turn = rng.uniform(3.0, 6.0, (count, 1, 1)) * t * (2.2 if look.hair != "wavy" else 1.0)
            phase = rng.uniform(0, 6.28, (count, 1, 1))
            size = rng.uniform(1.5, 3.8, (count, 1, 1)) * (0.8 if look.hair == "afro" else 1.3)
            out = base[:, None] * (radius[:, None] - 1.5 + size * 1.6 * t + size * np.sin(turn + phase) * 0.5)
            out = out + aside[:, None] * size * np.cos(turn + phase) + down[:, None] * size * 1.6 * t
        else:
            length = rng.uniform(10.0, 26.0, (count, 1, 1))
            rise = rng.gamma(1.2, 0.9, (count, 1, 1))
            sway = rng.normal(0.0, 0.18, (count, 1, 1))
            out = base[:, None] * (radius[:, None] - 0.6 + rise * 3.0 * t * (1.0 - t) + rise * 0.3 * t)
            out = out + down[:, None] * length * t + aside[:, None] * length * sway * t * t
        tone = np.array(HAIR[look.hair_tone][::-1], float)
        b, g, rr = np.clip(tone * 0.85, 0, 255)
        self._sets.append((out.astype(np.float32), (float(b), float(g), float(rr))))
        self._outward = look_up(np.ascontiguousarray(head.normals.transpose(1, 2, 0)), u, v)[
            rows[pick], columns[pick]
        ]

    def draw(self, pen: Pen) -> None:
        """Draw them all."""
        for curves, colour in self._sets:
            toward = pen.view.eye_point() - curves[:, 0]
            seen = (toward * self._outward).sum(1) > -0.05 * pen.view.shift[2] * -1.0
            if seen.any():
                pen.hairs(curves[seen], colour, 0.20, 0.85)


def _rim(head: Head, side: int, half_w: float, half_h: float, power: float) -> F32:
    """Return the outline (n, 3) of a lens before an eye: a rounded rectangle on a slightly bent front."""
    t = np.linspace(0.0, 2.0 * np.pi, 49, dtype=np.float32)
    c, s = np.cos(t), np.sin(t)
    x = np.sign(c) * np.abs(c) ** power * half_w
    y = np.sign(s) * np.abs(s) ** power * half_h * (1.0 - 0.06 * np.sign(s))
    cx = np.float32(side * max(head.shape.eye_x_mm + 1.5, half_w + 10.0))
    gx = cx + x
    z = 97.0 - gx * gx / 420.0
    return np.asarray(np.stack([gx, EYE_Y_MM - 2.5 + y, z], 1), np.float32)


def glasses(pen: Pen, head: Head) -> None:
    """Draw glasses: lenses, rims, bridge and the arms as far as they are seen."""
    kind = head.look.glasses
    if kind == "none":
        return
    half_w, half_h, power, width, tone = {
        "thin": (25.0, 19.5, 0.8, 1.4, (62.0, 66.0, 74.0)),
        "heavy": (26.5, 20.0, 0.62, 4.6, (34.0, 32.0, 36.0)),
        "tinted": (27.0, 21.0, 0.72, 2.4, (40.0, 46.0, 58.0)),
    }[kind]
    rims = {side: _rim(head, side, half_w, half_h, power) for side in (1, -1)}
    for side, rim in rims.items():
        if kind == "tinted":
            pen.fill(rim, (36.0, 40.0, 46.0), 0.78)
        else:
            pen.fill(rim, (236.0, 234.0, 228.0), 0.045)
        middle = rim.mean(0)
        shine = middle + (rim - middle) * np.array([0.22, 0.80, 1.0], np.float32)
        shine = shine + np.array([0.38, 0.0, 0.0], np.float32) * (half_w + 0.0 * side)
        shine[:, 0] += (shine[:, 1] - middle[1]) * 0.35 - half_w * 0.7
        pen.fill(shine.astype(np.float32), (255.0, 252.0, 246.0), 0.10)
    faces = pen.view.turn
    for side in (1, -1):
        hinge = rims[side][0 if side > 0 else 24]
        outward = faces @ np.array([side, 0.0, 0.35], np.float32)
        end = np.array([side * 76.0 * head.look.width, EYE_Y_MM + 2.0, 8.0], np.float32)
        if outward[2] > 0.12:
            t = np.linspace(0.0, 1.0, 8, dtype=np.float32)[:, None]
            knee = np.array([side * 75.0 * head.look.width, hinge[1] + 3.0, 74.0], np.float32)
            arm = (1 - t) ** 2 * hinge + 2 * t * (1 - t) * knee + t * t * end
            pen.curves(arm[None].astype(np.float32), tone, max(width * 0.75, 1.4))
    a, b = rims[1][24], rims[-1][0]
    t = np.linspace(0.0, 1.0, 9, dtype=np.float32)[:, None]
    bridge = (
        a
        + (b - a) * t
        + np.array([0.0, 1.0, 0.4], np.float32) * (4.0 * t * (1 - t) * 4.0)
        + np.array([0, 3.0, 0], np.float32)
    )
    both = np.stack([rims[1], rims[-1]])
    pen.curves(both, tone, width)
    pen.curves(bridge[None].astype(np.float32), tone, max(width * 0.8, 1.4))
    if kind == "heavy":
        pen.curves(both[:, 4:21] + np.array([0.0, 0.9, 0.2], np.float32), (78.0, 76.0, 84.0), 0.5)


def visor(pen: Pen, head: Head) -> None:
    """Draw a cap's peak."""
    tone = HAT[head.look.clothing][::-1]
    t = np.linspace(-1.0, 1.0, 25, dtype=np.float32)
    w = 66.0 * head.look.width
    inner = np.stack([t * w, 64.0 + 5.0 * (1 - t * t), 44.0 + 56.0 * np.sqrt(1 - 0.96 * t * t)], 1)
    outer = np.stack([t * w * 1.0, 45.0 + 13.0 * (1 - t * t), 48.0 + 112.0 * np.sqrt(1 - 0.98 * t * t)], 1)
    outline = np.concatenate([inner, outer[::-1]]).astype(np.float32)
    pen.fill(outline, tuple(0.72 * c for c in tone), 1.0)  # type: ignore[arg-type]  # three values
    pen.curves(outer[None].astype(np.float32), tuple(0.95 * c for c in tone), 1.6)  # type: ignore[arg-type]
    # three values
