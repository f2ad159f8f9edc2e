"""Eyeballs behind lids: painted into the head's colours at full resolution, before light falls on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter import raster
from hardware.simulated.sitter.anatomy import EYE_CENTRE_Z_MM, EYE_Y_MM, EYEBALL_MM, IRIS_MM
from hardware.simulated.sitter.camera import View
from hardware.simulated.sitter.description import Expression, Look
from hardware.simulated.sitter.directions import F32
from hardware.simulated.sitter.head import Head
from hardware.simulated.sitter.noise import grain, smoothstep
from hardware.simulated.sitter.palette import HAIR, IRIS, SKIN

_BALL_TEXELS = 384
_INNER_MM, _OUTER_MM = -13.2, 14.2
MAX_TURN_DEG = 32.0
"""How far an eye turns off the head's axis."""


def ball(look: Look) -> NDArray[np.uint8]:
    """Return the eyeball seen from where it looks: (n, n, 3) bgr, the disc inscribed."""
    rng = np.random.default_rng(look.detail_seed + 7)
    n = _BALL_TEXELS
    line = ((np.arange(n) + 0.5) / n * 2.0 - 1.0).astype(np.float32) * np.float32(EYEBALL_MM)
    x, y = np.meshgrid(line, line)
    rho = np.hypot(x, y) / np.float32(IRIS_MM)
    angle = np.arctan2(y, x)
    spokes = grain(rng, 512, 0.8, 60.0)
    fibre = raster.remap(
        spokes, ((angle / (2 * np.pi) + 0.5) * 511).astype(np.float32), (rho * 140).astype(np.float32)
    )
    tone = np.array(IRIS[look.eyes][::-1], np.float32)
    ring = np.exp(-(((rho - 0.52) / 0.13) ** 2))
    bright = 0.80 + 0.24 * fibre + 0.30 * ring + 0.22 * smoothstep(0.4, 0.9, rho)
    warm = np.array([0.75, 0.95, 1.12], np.float32)
    iris = tone * bright[..., None] * (1.0 + ring[..., None] * 0.5 * (warm - 1.0))
    iris *= (1.0 - 0.62 * smoothstep(0.80, 1.0, rho))[..., None]
    pupil = smoothstep(0.36, 0.41, rho)[..., None]
    iris = iris * pupil + np.array([14.0, 12.0, 12.0], np.float32) * (1.0 - pupil)
    vein = np.abs(look_soft(grain(rng, n, 6.0)))
    white = (
        np.array([206.0, 212.0, 220.0], np.float32)
        - np.array([12.0, 11.0, 3.0], np.float32) * np.exp(-vein * 7.0)[..., None]
    )
    white *= (1.0 - 0.10 * smoothstep(1.1, 1.9, rho))[..., None]
    edge = smoothstep(0.94, 1.05, rho)[..., None]
    return np.asarray(np.clip(iris * (1.0 - edge) + white * edge, 0, 255), np.uint8)


def look_soft(noise: F32) -> F32:
    """Return noise with its extremes tamed."""
    return np.tanh(noise).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Lids:
    """The two edges of the opening at places `a` (mm from the eye's middle, positive towards the temple)."""

    upper: F32
    lower: F32
    crease: F32
    share: F32
    """0 at the inner corner to 1 at the outer."""


def lids(a: F32, expression: Expression, gaze_up_deg: float) -> Lids:
    """Return the lids' edges, mm above the eye's middle."""
    s = np.clip((a - _INNER_MM) / (_OUTER_MM - _INNER_MM), 0.0, 1.0)
    base = -2.0 + 2.0 * s
    up = np.maximum(np.sin(np.pi * s**0.86), 0.0) ** 0.72
    down = np.maximum(np.sin(np.pi * s**1.22), 0.0) ** 0.85
    wide = float(np.clip(expression.lids, 0.0, 1.2))
    opened = base + (5.9 + 0.05 * gaze_up_deg + 0.8 * max(expression.brows, 0.0)) * up
    closed = base - 2.2 * down
    upper = closed + (opened - closed) * wide
    lower = base - (2.2 + 2.0 * min(wide, 1.0) - 1.1 * expression.smile) * down
    crease = base + (8.7 + 2.5 * (1.0 - wide) * 0.3) * np.sin(np.pi * (0.06 + 0.90 * s)) ** 0.62
    return Lids(*(c.astype(np.float32) for c in (np.maximum(upper, lower), lower, crease, s)))


def gaze(head_turn: F32, eye_camera: F32, expression: Expression) -> tuple[F32, float, float]:
    """Return the direction an eye looks in (unit, head's frame) and the gaze it achieves (x, y degrees).

    `eye_camera` (3,) is the eye's place in the camera's frame; the lens is at its origin.
    """
    to_lens = -eye_camera / np.linalg.norm(eye_camera)
    x = np.arctan2(to_lens[0], to_lens[2]) + np.radians(expression.gaze_x_deg)
    y = np.arcsin(to_lens[1]) + np.radians(expression.gaze_y_deg)
    wish = np.array([np.sin(x) * np.cos(y), np.sin(y), np.cos(x) * np.cos(y)])
    own = head_turn.T @ wish
    turn = float(np.arccos(np.clip(own[2], -1.0, 1.0)))
    limit = np.radians(MAX_TURN_DEG)
    if turn > limit:
        aside = own[:2] / max(float(np.hypot(*own[:2])), 1e-9) * np.sin(limit)
        own = np.array([aside[0], aside[1], np.cos(limit)])
    seen = head_turn @ own
    rest_x, rest_y = np.arctan2(to_lens[0], to_lens[2]), np.arcsin(to_lens[1])
    return (
        own.astype(np.float32),
        float(np.degrees(np.arctan2(seen[0], seen[2]) - rest_x)),
        float(np.degrees(np.arcsin(np.clip(seen[1], -1, 1)) - rest_y)),
    )


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the picture at full resolution: the head-frame x and y (mm) of the skin in it."""

    left: int
    top: int
    x: F32
    y: F32


def paint(
    colour: NDArray[np.uint8],
    window: Window,
    head: Head,
    view: View,
    side: int,
    look_dir: F32,
    texture: NDArray[np.uint8],
    expression: Expression,
    px_per_mm: float,
) -> None:
    """Paint one eye into `colour` (h, w, 3), the unlit head under `window`."""
    a = (window.x - np.float32(side * head.shape.eye_x_mm)) * np.float32(side)
    b = window.y - np.float32(EYE_Y_MM)
    up_deg = float(np.degrees(np.arcsin(np.clip(look_dir[1], -1, 1))))
    edge = lids(a, expression, up_deg)
    k = np.float32(px_per_mm)
    within = (edge.share > 0.0) & (edge.share < 1.0)
    opening = np.clip((edge.upper - b) * k + 0.5, 0, 1) * np.clip((b - edge.lower) * k + 0.5, 0, 1) * within
    picture = colour.astype(np.float32)
    skin = np.array(SKIN[head.look.skin][::-1], np.float32)
    _skin_around(picture, b, edge, expression, px_per_mm)
    if float(opening.max()) > 0.0:
        eyeball = _eyeball(window, head, view, side, look_dir, texture)
        below = np.maximum(edge.upper - b, 0.0)
        shade = 1.0 - 0.50 * np.exp(-below / 1.7)
        shade *= 1.0 - 0.25 * np.exp(-np.maximum(b - edge.lower, 0.0) / 1.0)
        shade *= 0.62 + 0.38 * np.sin(np.pi * np.clip(edge.share * 0.92 + 0.04, 0, 1)) ** 0.6
        eyeball *= shade[..., None]
        wet = np.exp(-((edge.share / 0.085) ** 2))[..., None]
        eyeball += wet * (skin * np.array([0.62, 0.60, 0.84], np.float32) - eyeball)
        picture += opening[..., None].astype(np.float32) * (eyeball - picture)
        rim = np.exp(-(((b - edge.lower + 0.25) / 0.55) ** 2)) * within * min(1.0, 2 * expression.lids)
        picture += (0.42 * rim)[..., None].astype(np.float32) * (
            skin * np.array([0.86, 0.84, 1.0], np.float32) - picture
        )
    line = np.exp(-(((b - edge.upper - 0.25) / 0.62) ** 2)) * (0.45 + 0.45 * edge.share) * within
    lash = np.array(HAIR[min(head.look.hair_tone, 2)][::-1], np.float32) * 0.6
    picture += line[..., None].astype(np.float32) * (lash - picture)
    np.clip(picture, 0, 255, out=picture)
    colour[...] = picture.astype(np.uint8)


def _skin_around(picture: F32, b: F32, edge: Lids, expression: Expression, px_per_mm: float) -> None:
    """Shade the lid's crease, the lid itself and the edge of the lower lid."""
    wide = float(np.clip(expression.lids, 0.0, 1.0))
    fade = np.maximum(np.sin(np.pi * edge.share), 0.0) ** 0.6
    soft = max(0.55, 0.7 / px_per_mm)
    crease = (0.16 + 0.36 * wide) * np.exp(-(((b - edge.crease) / (soft + 0.25)) ** 2)) * fade
    lid = 0.14 * smoothstep(-0.3, 1.2, b - edge.upper) * smoothstep(0.2, -2.2, b - edge.crease) * fade
    socket = 0.12 * np.exp(-(((b - edge.crease - 1.6) / 2.2) ** 2)) * fade
    under = 0.14 * np.exp(-(((b - edge.lower + 2.6) / 1.1) ** 2)) * fade
    dark = (crease + lid + socket + under)[..., None].astype(np.float32)
    picture *= 1.0 - dark * np.array([0.92, 0.86, 0.66], np.float32)


def _eyeball(
    window: Window, head: Head, view: View, side: int, look_dir: F32, texture: NDArray[np.uint8]
) -> F32:
    """Return the colours of the eyeball along the window's rays."""
    rows, columns = window.x.shape
    ra, rb, rc = view.rays()
    px = np.arange(window.left, window.left + columns, dtype=np.float32)
    py = np.arange(window.top, window.top + rows, dtype=np.float32)
    offset = view.eye_point() - head.eye(side)
    d = [(ra[i] + rb[i] * px)[None, :] + (rc[i] * py)[:, None] for i in range(3)]
    dd = d[0] * d[0] + d[1] * d[1] + d[2] * d[2]
    half = d[0] * offset[0] + d[1] * offset[1] + d[2] * offset[2]
    rest = np.float32(float(offset @ offset) - EYEBALL_MM**2)
    t = (-half - np.sqrt(np.maximum(half * half - dd * rest, 0.0))) / dd
    right = np.cross(np.array([0.0, 1.0, 0.0], np.float32), look_dir)
    right = (right / np.linalg.norm(right)).astype(np.float32)
    up = np.cross(look_dir, right).astype(np.float32)
    scale = np.float32(_BALL_TEXELS / (2.0 * EYEBALL_MM))
    mid = np.float32(_BALL_TEXELS / 2.0 - 0.5)
    place = [offset[i] + t * d[i] for i in range(3)]
    tx = (place[0] * right[0] + place[1] * right[1] + place[2] * right[2]) * scale + mid
    ty = mid - (place[0] * up[0] + place[1] * up[1] + place[2] * up[2]) * scale
    seen = raster.remap(texture, tx.astype(np.float32), ty.astype(np.float32))
    return seen.astype(np.float32)


def lash_curves(head: Head, side: int, expression: Expression, gaze_up_deg: float) -> tuple[F32, F32]:
    """Return the lashes of one eye as curves (count, 5, 3), mm: (upper, lower)."""
    out = []
    wide = float(np.clip(expression.lids, 0.0, 1.0))
    for upper, count, reach in ((True, 40, 4.0), (False, 18, 1.8)):
        a = np.linspace(-10.5, 13.2, count, dtype=np.float32)
        edge = lids(a, expression, gaze_up_deg)
        b = edge.upper if upper else edge.lower
        fan = (a / 14.0) + 0.25
        length = reach * (0.6 + 0.4 * np.sin(np.pi * edge.share)) * (0.85 + 0.3 * np.sin(a * 5.1) ** 2)
        lift = (0.25 + 0.75 * wide) if upper else -0.8
        z0 = (
            EYE_CENTRE_Z_MM
            - 0.5
            + 13.6 * np.sqrt(np.clip(1.0 - (a / 16.5) ** 2 - (b / 14.0) ** 2, 0.05, 1.0))
        )
        t = np.linspace(0.0, 1.0, 5, dtype=np.float32)
        x = a[:, None] + (length * fan * 0.55)[:, None] * t
        y = b[:, None] + length[:, None] * lift * (0.25 * t + 0.55 * t * t)
        z = z0[:, None] + length[:, None] * (0.75 * t - 0.25 * t * t)
        x = np.float32(side) * (x + np.float32(head.shape.eye_x_mm))
        out.append(np.stack([x, y + np.float32(EYE_Y_MM), z], -1).astype(np.float32))
    return out[0], out[1]


def glint(head: Head, view: View, side: int, look_dir: F32, light_deg: float) -> F32:
    """Return the pixel (2,) where the key light shows on the cornea."""
    az, el = np.radians(light_deg), np.radians(24.0)
    light = np.array([np.sin(az) * np.cos(el), np.sin(el), np.cos(az) * np.cos(el)], np.float32)
    eye = head.eye(side)
    to_lens = view.eye_point() - eye
    to_lens = to_lens / np.linalg.norm(to_lens)
    half = view.turn.T @ light + to_lens
    half = half / np.linalg.norm(half)
    cornea = eye + look_dir * np.float32(5.0)
    return np.asarray(
        view.project((cornea + half * np.float32(7.6)).reshape(3, 1).astype(np.float32))[0], np.float32
    )
