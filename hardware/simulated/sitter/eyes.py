"""Eyeballs behind lids: painted into the head's colours at full resolution, before light falls on them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter import raster
from hardware.simulated.sitter.anatomy import EYE_Y_MM, EYEBALL_MM, IRIS_MM
from hardware.simulated.sitter.camera import View
from hardware.simulated.sitter.description import Expression, Look, Point
from hardware.simulated.sitter.directions import F32
from hardware.simulated.sitter.head import Head
from hardware.simulated.sitter.lids import Opening
from hardware.simulated.sitter.noise import grain, smoothstep
from hardware.simulated.sitter.palette import IRIS
from hardware.simulated.sitter.tracing import Patch

_BALL_TEXELS = 384
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


def paint(
    colour: NDArray[np.uint8],
    window: Patch,
    head: Head,
    view: View,
    side: int,
    look_dir: F32,
    texture: NDArray[np.uint8],
    opening: Opening,
) -> None:
    """Paint one eye into `colour` (h, w, 3), the unlit head under `window`; `texture` is that of `ball`."""
    size = (colour.shape[1], colour.shape[0])
    outward = (window.x - np.float32(side * head.shape.eye_x_mm)) * np.float32(side)
    a, b = opening.texels(outward, window.y - np.float32(EYE_Y_MM))
    a, b = raster.resize(a, size), raster.resize(b, size)
    keep = raster.remap(opening.keep, a, b)
    tx, ty = _eyeball(window, head, view, side, look_dir)
    eyeball = raster.remap(texture, raster.resize(tx, size), raster.resize(ty, size))
    share = raster.channel(keep, 3)
    seen = raster.multiply(eyeball, raster.merge(share, share, share), scale=1 / 255)
    skin = raster.multiply(colour, raster.drop_alpha(keep), scale=1 / 255)
    colour[...] = raster.add(raster.add(skin, seen), raster.remap(opening.own, a, b))


def _eyeball(window: Patch, head: Head, view: View, side: int, look_dir: F32) -> tuple[F32, F32]:
    """Return the places in the eyeball's picture that the window's rays hit."""
    camera = view.eye_point()
    offset = camera - head.eye(side)
    right = np.array([look_dir[2], 0.0, -look_dir[0]], np.float32)
    right /= np.float32(math.hypot(right[0], right[2]))
    up = np.cross(look_dir, right)
    scale = _BALL_TEXELS / (2.0 * EYEBALL_MM)
    # The hit is offset + t·d; offset and d are taken along the line of sight and along the iris's axes.
    axes = np.stack([offset, right * scale, -up * scale]).astype(np.float32)
    d = np.stack([window.x, window.y, window.z]).reshape(3, -1)
    d -= camera[:, None]
    half, dx, dy = axes @ d
    dd = np.einsum("ij,ij->j", d, d)
    rest = np.float32(float(offset @ offset) - EYEBALL_MM**2)
    t = (-half - np.sqrt(np.maximum(half * half - dd * rest, np.float32(0.0)))) / dd
    start = axes[1:] @ offset + np.float32(_BALL_TEXELS / 2.0 - 0.5)
    shape = window.x.shape
    return (dx * t + start[0]).reshape(shape), (dy * t + start[1]).reshape(shape)


def glint(head: Head, view: View, side: int, look_dir: F32, light_deg: float) -> Point:
    """Return the pixel where the key light shows on the cornea."""
    azimuth, elevation = math.radians(light_deg), math.radians(24.0)
    cosine = math.cos(elevation)
    light = np.array([math.sin(azimuth) * cosine, math.sin(elevation), math.cos(azimuth) * cosine])
    eye = head.eye(side)
    to_lens = view.eye_point() - eye
    half = view.turn.T @ light + to_lens / math.hypot(*to_lens)
    spot = eye + look_dir * np.float32(5.0) + half * (7.6 / math.hypot(*half))
    return view.pixel(spot)
