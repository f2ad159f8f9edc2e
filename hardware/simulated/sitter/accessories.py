"""Glasses and the peak of a cap: curves in space, drawn over the head."""

from __future__ import annotations

import numpy as np

from hardware.simulated.sitter.anatomy import EYE_Y_MM
from hardware.simulated.sitter.directions import F32
from hardware.simulated.sitter.head import Head
from hardware.simulated.sitter.palette import HAT
from hardware.simulated.sitter.pen import Pen


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
    for rim in rims.values():
        if kind == "tinted":
            pen.fill(rim, (36.0, 40.0, 46.0), 0.78)
        else:
            pen.fill(rim, (236.0, 234.0, 228.0), 0.045)
        middle = rim.mean(0)
        shine = middle + (rim - middle) * np.array([0.22, 0.80, 1.0], np.float32)
        shine = shine + np.array([0.38, 0.0, 0.0], np.float32) * half_w
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
    outer = np.stack([t * w, 45.0 + 13.0 * (1 - t * t), 48.0 + 112.0 * np.sqrt(1 - 0.98 * t * t)], 1)
    outline = np.concatenate([inner, outer[::-1]]).astype(np.float32)
    pen.fill(outline, tuple(0.72 * c for c in tone), 1.0)
    pen.curves(outer[None].astype(np.float32), tuple(0.95 * c for c in tone), 1.6)
    # three values
