"""What a smile, a dropped jaw and raised brows do to the maps.

Every direction d of the moved face shows the place m(d) of the resting one; `pull` is m − d in map units. The
jaw is a rigid turn about the axis between the ears (the head's origin lies on it): below the line of the lips
places move down and back by the same angle, beside the mouth's corners the cheek stretches, and between the
lips a gap opens.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hardware.simulated.sitter import raster
from hardware.simulated.sitter.anatomy import EYE_Y_MM, MOUTH_HALF_MM, STOMION_Y_MM
from hardware.simulated.sitter.description import Expression
from hardware.simulated.sitter.directions import F32, directions, grid, look_up
from hardware.simulated.sitter.head import SIZE, Head
from hardware.simulated.sitter.noise import smoothstep

LIP_RADIUS_MM = 106.0
"""From the jaw's axis to the lips."""
_UV_PER_MM = 1.0 / 232.0
_STRETCH_RAD = 0.36


@dataclass(frozen=True, slots=True)
class Face:
    """The maps of one expression.

    `radius` (SIZE, SIZE) mm, `pull` (SIZE, SIZE, 2) or None at rest, `fold` (SIZE,
    SIZE) the factor on light, `jaw_rad`, `stomion_rad` (elevation of the line of the lips, about the jaw's
    axis).
    """

    radius: F32
    pull: F32 | None
    fold: F32 | None
    jaw_rad: float
    stomion_rad: float
    mouth_half_mm: float


def stomion_mm(head: Head) -> float:
    """Return the height of the line between the closed lips."""
    return head.shape.from_template(0.0, STOMION_Y_MM, 0.0)[1]


def gap_rad(face: Face, x: F32) -> F32:
    """Return the opening between the lips at x mm from the midline."""
    share = np.clip(1.0 - (x / np.float32(face.mouth_half_mm)) ** 2, 0.0, 1.0)
    return (np.float32(face.jaw_rad) * np.sqrt(share)).astype(np.float32)


def express(head: Head, expression: Expression) -> Face:
    """Return the face that `expression` makes of a head."""
    y = stomion_mm(head)
    z = float(np.sqrt(LIP_RADIUS_MM**2 - y * y))
    stomion = float(np.arctan2(y, z))
    half = MOUTH_HALF_MM * head.look.width + 4.0 * expression.smile
    opening = float(expression.mouth_open_mm)
    jaw = opening / LIP_RADIUS_MM if opening > 0.05 else 0.0
    if jaw <= 0.0 and expression.smile == 0.0 and expression.brows == 0.0:
        return Face(head.radius, None, None, 0.0, stomion, half)
    u, v = grid(SIZE)
    d = directions(u, v)
    p = d * head.skin
    rest = Face(head.radius, None, None, jaw, stomion, half)
    m = _jaw(d, p, rest) if jaw > 0.0 else d
    from_spread = 1.35 + m[2]
    pull = np.stack([m[0] / from_spread - u, m[1] / from_spread - v], -1)
    pull += _muscles(head, expression, p)
    pull = pull.astype(np.float32)
    at_u, at_v = u + pull[..., 0], v + pull[..., 1]
    radius = look_up(head.radius, at_u, at_v)
    ax = np.abs(p[0])
    cheek = np.exp(-(((ax - 41.0) / 17.0) ** 2) - ((p[1] + 20.0) / 15.0) ** 2) * smoothstep(0.0, 40.0, p[2])
    radius = (radius + np.float32(2.2 * expression.smile) * cheek).astype(np.float32)
    fold = _fold(expression.smile, ax, p[1]) if expression.smile > 0.0 else None
    return Face(radius, pull, fold, jaw, stomion, half)


def _jaw(d: F32, p: F32, face: Face) -> F32:
    """Return the resting direction that each direction shows when the jaw is turned down."""
    elevation = np.arctan2(d[1], d[2])
    below = face.stomion_rad - elevation
    weight = smoothstep(8.0, 48.0, p[2]) * smoothstep(78.0, 60.0, np.abs(p[0]))
    share = gap_rad(face, p[0]) / np.float32(face.jaw_rad)
    depth = np.maximum(below, 0.0)

    def moved(at: F32) -> F32:
        ramp = smoothstep(0.0, _STRETCH_RAD, at)
        return (np.float32(face.jaw_rad) * weight * (share + (1.0 - share) * ramp)).astype(np.float32)

    rest = depth
    for _ in range(6):
        rest = np.maximum(depth - moved(rest), 0.0)
    turn = np.where(below > 0.0, depth - rest, 0.0)
    c, s = np.cos(turn), np.sin(turn)
    return np.asarray(np.stack([d[0], d[1] * c + d[2] * s, d[2] * c - d[1] * s]), np.float32)


def _muscles(head: Head, expression: Expression, p: F32) -> F32:
    """Return the pull (SIZE, SIZE, 2) of smile and brows."""
    x, y, z = p
    ax, sign = np.abs(x), np.sign(x)
    front = smoothstep(0.0, 40.0, z)
    mouth_y = stomion_mm(head)
    near = np.exp(-(((ax - 24.0) / 20.0) ** 2) - ((y - mouth_y) / 17.0) ** 2) * front
    middle = np.exp(-((x / 13.0) ** 2) - ((y - mouth_y) / 14.0) ** 2) * front
    cheek = np.exp(-(((ax - 40.0) / 18.0) ** 2) - ((y + 24.0) / 18.0) ** 2) * front
    s = expression.smile
    aside = 6.0 * s * near * np.minimum(ax / 20.0, 1.0)
    up = 6.0 * s * near * np.minimum((ax / 24.0) ** 2, 1.2) + 3.0 * s * cheek - 0.8 * s * middle
    ex = head.shape.eye_x_mm
    brow = np.exp(-(((ax - ex) / 26.0) ** 2) - ((y - EYE_Y_MM - 19.0) / 12.0) ** 2) * front
    up = up + 5.0 * expression.brows * brow
    return np.asarray(np.stack([-aside * sign * _UV_PER_MM, -up * _UV_PER_MM], -1), np.float32)


def _fold(smile: float, ax: F32, y: F32) -> F32:
    """Return the shade of the folds from the nose's wings to beside the mouth."""
    start, end = np.array([19.0, -25.0]), np.array([36.0, -56.0])
    run = end - start
    t = np.clip(((ax - start[0]) * run[0] + (y - start[1]) * run[1]) / (run @ run), 0.0, 1.0)
    away = np.hypot(ax - start[0] - t * run[0], y - start[1] - t * run[1])
    dimple = np.hypot((ax - 32.0) / 1.2, y + 54.0)
    shade = 0.22 * np.exp(-((away / 3.2) ** 2)) + 0.16 * np.exp(-((dimple / 4.0) ** 2))
    return raster.blur((1.0 - np.float32(smile) * shade).astype(np.float32), 0.8)


def follow(face: Face, u: F32, v: F32) -> tuple[F32, F32]:
    """Return the directions (1, n) at which the resting face's (u, v) now lie."""
    if face.pull is None:
        return u, v
    at_u, at_v = u, v
    for _ in range(12):
        pull = look_up(face.pull, at_u, at_v)
        at_u = (0.5 * (at_u + u - pull[..., 0])).astype(np.float32)
        at_v = (0.5 * (at_v + v - pull[..., 1])).astype(np.float32)
    return at_u, at_v
