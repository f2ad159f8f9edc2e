"""What is drawn over the eyes: the glint of the key light and the lashes."""

from __future__ import annotations

import cv2
import numpy as np

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


def lashes(pen: Pen, head: Head, side: int, curves: F32) -> None:
    """Draw upper and lower lashes, given as `lids.Opening` has them."""
    dark = HAIR[min(head.look.hair_tone, 2)][::-1]
    base = tuple(0.55 * c for c in dark)
    own = curves + np.array([head.shape.eye_x_mm, 0.0, 0.0], np.float32)
    own[..., 0] *= side
    pen.hairs(own, base, 0.30, 0.6)
