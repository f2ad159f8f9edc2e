"""Single hairs that stand off the head's outline: curls and flyaways."""

from __future__ import annotations

import numpy as np

from hardware.simulated.sitter.description import Look
from hardware.simulated.sitter.directions import F32, directions, grid, look_up
from hardware.simulated.sitter.head import Head
from hardware.simulated.sitter.palette import HAIR
from hardware.simulated.sitter.pen import Colour, Pen

_COUNT = {"curly": 420, "afro": 520, "wavy": 130, "short": 150, "side": 130}


class Strands:
    """Single hairs that leave the outline, anchored on the hair's surface."""

    def __init__(self, head: Head) -> None:
        look: Look = head.look
        self._colour: Colour = (0.0, 0.0, 0.0)
        self._curves: F32 = np.zeros((0, 2, 3), np.float32)
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
        most = _COUNT.get(look.hair, 90)
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
        self._colour = (float(b), float(g), float(rr))
        self._curves = out.astype(np.float32)
        self._outward = look_up(np.ascontiguousarray(head.normals.transpose(1, 2, 0)), u, v)[
            rows[pick], columns[pick]
        ]

    def draw(self, pen: Pen) -> None:
        """Draw them all."""
        if len(self._curves) == 0:
            return
        toward = pen.view.eye_point() - self._curves[:, 0]
        seen = (toward * self._outward).sum(1) > 0.05 * float(pen.view.shift[2])
        if seen.any():
            pen.hairs(self._curves[seen], self._colour, 0.20, 0.85)
