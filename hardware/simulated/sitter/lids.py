"""The lids: their edges, and a map of what they make of the skin and the eyeball around one eye.

Everything here depends on the state of the lids alone, not on where the head is. So it is drawn once per
state, in millimetres about the eye's middle, and looked up for every picture and both eyes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter.anatomy import EYE_CENTRE_Z_MM, EYE_Y_MM
from hardware.simulated.sitter.description import Expression, Look
from hardware.simulated.sitter.directions import F32
from hardware.simulated.sitter.noise import smoothstep
from hardware.simulated.sitter.palette import HAIR, SKIN

_INNER_MM, _OUTER_MM = -13.2, 14.2
_HALF_A_MM, _HALF_B_MM = 19.0, 15.0
_TEXEL_PX = 0.75


@dataclass(frozen=True, slots=True)
class Lids:
    """The two edges of the opening at places `a` (mm from the eye's middle, positive towards the temple)."""

    upper: F32
    lower: F32
    crease: F32
    share: F32
    """0 at the inner corner to 1 at the outer."""


@dataclass(frozen=True, slots=True)
class State:
    """How the lids stand, in steps too small to see, so that a state returns."""

    lids: float
    smile: float
    brows: float
    gaze_up_deg: float
    px_per_mm: float

    @staticmethod
    def of(expression: Expression, gaze_up_deg: float, px_per_mm: float) -> State:
        """Return the state nearest to an expression; lids move 0.05 mm per step, edges soften by 4 %."""
        return State(
            round(expression.lids * 160.0) / 160.0,
            round(expression.smile * 32.0) / 32.0,
            round(expression.brows * 32.0) / 32.0,
            float(round(gaze_up_deg)),
            float(2.0 ** (round(np.log2(px_per_mm) * 8.0) / 8.0)),
        )


@dataclass(frozen=True, slots=True)
class Opening:
    """What one state of the lids shows: picture = skin · keep + eyeball · keep[3] + own.

    `keep` (h, w, 4) and `own` (h, w, 3) are uint8 maps over (a, b), mm from the eye's middle towards the
    temple and up; `keep` is a share · 255. `lashes` are curves (count, 5, 3) in the head's frame.
    """

    state: State
    texel_mm: float
    keep: NDArray[np.uint8]
    own: NDArray[np.uint8]
    lashes: F32

    def texels(self, a: F32, b: F32) -> tuple[F32, F32]:
        """Return the texel coordinates of places (a, b)."""
        k = np.float32(1.0 / self.texel_mm)
        rows, columns = self.own.shape[:2]
        return a * k + np.float32((columns - 1) / 2.0), b * k + np.float32((rows - 1) / 2.0)


def lids(a: F32, state: State) -> Lids:
    """Return the lids' edges, mm above the eye's middle."""
    s = np.clip((a - _INNER_MM) / (_OUTER_MM - _INNER_MM), 0.0, 1.0)
    base = -2.0 + 2.0 * s
    up = np.maximum(np.sin(np.pi * s**0.86), 0.0) ** 0.72
    down = np.maximum(np.sin(np.pi * s**1.22), 0.0) ** 0.85
    wide = float(np.clip(state.lids, 0.0, 1.2))
    opened = base + (5.9 + 0.05 * state.gaze_up_deg + 0.8 * max(state.brows, 0.0)) * up
    closed = base - 2.2 * down
    upper = closed + (opened - closed) * wide
    lower = base - (2.2 + 2.0 * min(wide, 1.0) - 1.1 * state.smile) * down
    crease = base + (8.7 + 2.5 * (1.0 - wide) * 0.3) * np.sin(np.pi * (0.06 + 0.90 * s)) ** 0.62
    return Lids(*(c.astype(np.float32) for c in (np.maximum(upper, lower), lower, crease, s)))


def opening(look: Look, state: State) -> Opening:
    """Return the maps of one state."""
    texel = _TEXEL_PX / state.px_per_mm
    columns, rows = (2 * round(half / texel) for half in (_HALF_A_MM, _HALF_B_MM))
    a = ((np.arange(columns, dtype=np.float32) - (columns - 1) / 2.0) * texel).astype(np.float32)[None]
    b = ((np.arange(rows, dtype=np.float32) - (rows - 1) / 2.0) * texel).astype(np.float32)[:, None]
    edge = lids(a, state)
    k = np.float32(state.px_per_mm)
    within = ((edge.share > 0.0) & (edge.share < 1.0)).astype(np.float32)
    eye = np.clip((edge.upper - b) * k + 0.5, 0, 1) * np.clip((b - edge.lower) * k + 0.5, 0, 1) * within
    shade = 1.0 - 0.50 * np.exp(np.maximum(edge.upper - b, 0.0) * np.float32(-1 / 1.7))
    shade *= 1.0 - 0.25 * np.exp(-np.maximum(b - edge.lower, 0.0))
    shade *= 0.62 + 0.38 * np.sin(np.pi * np.clip(edge.share * 0.92 + 0.04, 0, 1)) ** 0.6
    wet = np.exp(-((edge.share / 0.085) ** 2))
    rim = np.exp(-(((b - edge.lower + 0.25) / 0.55) ** 2)) * within * (0.42 * min(1.0, 2 * state.lids))
    line = np.exp(-(((b - edge.upper - 0.25) / 0.62) ** 2)) * (0.45 + 0.45 * edge.share) * within

    # Bottom to top: shaded skin, the eyeball in the opening, the lower lid's wet rim, the line of the lashes.
    dark = _skin_around(b, edge, state)
    skin = np.array(SKIN[look.skin][::-1], np.float32)
    lash = np.array(HAIR[min(look.hair_tone, 2)][::-1], np.float32) * 0.6
    over = (1.0 - rim) * (1.0 - line)
    bare = over * (1.0 - eye)
    keep = np.empty((rows, columns, 4), np.uint8)
    own = np.empty((rows, columns, 3), np.uint8)
    corner, moist, top = eye * wet * over, rim * (1.0 - line), line
    for c in range(3):
        kept = bare * (1.0 - dark * (0.92, 0.86, 0.66)[c])
        keep[..., c] = np.rint(kept * 255.0)
        mixed = corner * (skin[c] * (0.62, 0.60, 0.84)[c]) + moist * (skin[c] * (0.86, 0.84, 1.0)[c])
        own[..., c] = np.rint(mixed + top * lash[c])
    keep[..., 3] = np.rint(eye * shade * (1.0 - wet) * over * 255.0)
    return Opening(state, texel, keep, own, _lashes(state, look.ipd_mm / 2.0))


def _skin_around(b: F32, edge: Lids, state: State) -> F32:
    """Return the shade of the lid's crease, the lid itself and the edge of the lower lid."""
    wide = float(np.clip(state.lids, 0.0, 1.0))
    fade = np.maximum(np.sin(np.pi * edge.share), 0.0) ** 0.6
    soft = max(0.55, 0.7 / state.px_per_mm)
    above = b - edge.crease
    crease = (0.16 + 0.36 * wide) * np.exp(-((above / (soft + 0.25)) ** 2))
    lid = 0.14 * smoothstep(-0.3, 1.2, b - edge.upper) * smoothstep(0.2, -2.2, above)
    socket = 0.12 * np.exp(-(((above - 1.6) / 2.2) ** 2))
    under = 0.14 * np.exp(-(((b - edge.lower + 2.6) / 1.1) ** 2))
    return np.asarray((crease + lid + socket + under) * fade, np.float32)


def _lashes(state: State, eye_x_mm: float) -> F32:
    """Return the lashes of both eyes as curves (count, 5, 3), mm, in the head's frame."""
    out = []
    wide = float(np.clip(state.lids, 0.0, 1.0))
    for upper, count, reach in ((True, 40, 4.0), (False, 18, 1.8)):
        a = np.linspace(-10.5, 13.2, count, dtype=np.float32)
        edge = lids(a, state)
        b = edge.upper if upper else edge.lower
        fan = (a / 14.0) + 0.25
        length = reach * (0.6 + 0.4 * np.sin(np.pi * edge.share)) * (0.85 + 0.3 * np.sin(a * 5.1) ** 2)
        lift = (0.25 + 0.75 * wide) if upper else -0.8
        bulge = np.sqrt(np.clip(1.0 - (a / 16.5) ** 2 - (b / 14.0) ** 2, 0.05, 1.0))
        z0 = EYE_CENTRE_Z_MM - 0.5 + 13.6 * bulge
        t = np.linspace(0.0, 1.0, 5, dtype=np.float32)
        x = np.float32(eye_x_mm) + a[:, None] + (length * fan * 0.55)[:, None] * t
        y = b[:, None] + length[:, None] * lift * (0.25 * t + 0.55 * t * t)
        z = z0[:, None] + length[:, None] * (0.75 * t - 0.25 * t * t)
        out += [np.stack([sx, y + np.float32(EYE_Y_MM), z], -1).astype(np.float32) for sx in (x, -x)]
    return np.concatenate(out)
