"""What is drawn over the eyes: the glint of the key light and the lashes."""

from __future__ import annotations

import cv2

from hardware.simulated.sitter import eyes
from hardware.simulated.sitter.description import Scene
from hardware.simulated.sitter.directions import F32
from hardware.simulated.sitter.head import Head
from hardware.simulated.sitter.palette import HAIR
from hardware.simulated.sitter.pen import SHIFT, Pen


def glint(pen: Pen, head: Head, side: int, looking: F32, scene: Scene) -> None:
    """Draw the key light's reflection on the cornea, where no lid hides it."""
    if scene.expression.lids < 0.5:
        return
    at = eyes.glint(head, pen.view, side, looking, scene.light.direction_deg)
    radius = 0.85 * pen.px_per_mm
    bright = pen.tone((252.0, 252.0, 250.0))
    cv2.circle(
        pen.canvas,
        (round(at[0] * (1 << SHIFT)), round(at[1] * (1 << SHIFT))),
        round(radius * (1 << SHIFT)),
        bright,
        -1,
        cv2.LINE_AA,
        SHIFT,
    )


def lashes(pen: Pen, head: Head, curves: F32) -> None:
    """Draw the lashes of both eyes, given as `lids.Opening` has them."""
    dark = HAIR[min(head.look.hair_tone, 2)][::-1]
    pen.hairs(curves, tuple(0.55 * c for c in dark), 0.30, 0.6)
