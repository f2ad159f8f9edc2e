"""What is drawn over the eyes: the glint of the key light and the lashes."""

from __future__ import annotations

import cv2
import numpy as np

from hardware.simulated.sitter import eyes
from hardware.simulated.sitter.description import Expression, Scene
from hardware.simulated.sitter.directions import F32
from hardware.simulated.sitter.head import Head
from hardware.simulated.sitter.palette import HAIR
from hardware.simulated.sitter.pen import SHIFT, Pen


def glint(pen: Pen, head: Head, side: int, looking: F32, scene: Scene) -> None:
    """Draw the key light's reflection on the cornea, where no lid hides it."""
    at = eyes.glint(head, pen.view, side, looking, scene.light.direction_deg)
    if scene.expression.lids < 0.5:
        return
    radius = 0.85 * pen.px_per_mm
    bright = pen.tone((252.0, 252.0, 250.0))
    centre = np.round(at * (1 << SHIFT)).astype(int)
    cv2.circle(
        pen.canvas,
        (int(centre[0]), int(centre[1])),
        round(radius * (1 << SHIFT)),
        bright,
        -1,
        cv2.LINE_AA,
        SHIFT,
    )


def lashes(pen: Pen, head: Head, side: int, expression: Expression, gaze_up_deg: float) -> None:
    """Draw upper and lower lashes."""
    upper, lower = eyes.lash_curves(head, side, expression, gaze_up_deg)
    dark = HAIR[min(head.look.hair_tone, 2)][::-1]
    base = tuple(0.55 * c for c in dark)
    pen.hairs(np.concatenate([upper, lower]), base, 0.30, 0.6)
