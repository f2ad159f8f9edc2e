"""Draws over a photo where something is wrong; the words stand beside it, and nothing of it is printed."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.compliance.marks import Mark, Towards
from kiosk.ui.theme import CARD, VERDICTS, Colour, Tone
from kiosk.visit.view import BgrImage

SHADE = 0.45
"""How much of a shaded part is the colour of the verdict."""

STRIPE = 0.035
"""Distance of the stripes of a shaded part in photo heights: not everyone sees a colour alone."""

WAYS: dict[Towards, tuple[float, float]] = {
    "left": (-1.0, 0.0),
    "right": (1.0, 0.0),
    "up": (0.0, -1.0),
    "down": (0.0, 1.0),
}


def draw_marks(photo: BgrImage, marks: tuple[Mark, ...]) -> None:
    """Draw marks into a photo (BGR, in place)."""
    height = photo.shape[0]
    line = max(2, round(height / 110))
    for mark in marks:
        colour = VERDICTS[Tone.BAD if mark.mandatory else Tone.NOTE].mark
        match mark.shape:
            case "ring":
                _ring(photo, mark, colour, line)
            case "arrow":
                _arrow(photo, mark, colour, line)
            case "shade":
                _shade(photo, mark, colour)


def _ring(photo: BgrImage, mark: Mark, colour: Colour, line: int) -> None:
    height, width = photo.shape[:2]
    middle = (round(mark.x * width), round(mark.y * height))
    axes = (max(1, round(mark.width * width / 2)), max(1, round(mark.height * height / 2)))
    for inked, thick in ((CARD, 2 * line), (colour, line)):
        cv2.ellipse(photo, middle, axes, 0, 0, 360, inked[::-1], thick, cv2.LINE_AA)


def _arrow(photo: BgrImage, mark: Mark, colour: Colour, line: int) -> None:
    height, width = photo.shape[:2]
    dx, dy = WAYS[mark.towards or "up"]
    length = mark.height * height
    x, y = mark.x * width, mark.y * height
    start = (round(x - dx * length / 2), round(y - dy * length / 2))
    end = (round(x + dx * length / 2), round(y + dy * length / 2))
    for inked, thick in ((CARD, 4 * line), (colour, 2 * line)):
        cv2.arrowedLine(photo, start, end, inked[::-1], thick, cv2.LINE_AA, tipLength=0.4)


def _shade(photo: BgrImage, mark: Mark, colour: Colour) -> None:
    height, width = photo.shape[:2]
    left, right = (round(max(0.0, mark.x + side * mark.width / 2) * width) for side in (-1, 1))
    top, bottom = (round(max(0.0, mark.y + side * mark.height / 2) * height) for side in (-1, 1))
    part = photo[top:bottom, left:right]
    if not part.size:
        return
    rows, columns = np.indices(part.shape[:2])
    pitch = max(4, round(STRIPE * height))
    stripes = (rows + columns + top + left) % pitch < pitch // 2
    blended = part * (1.0 - SHADE) + np.array(colour[::-1]) * SHADE
    part[stripes] = blended[stripes].astype(np.uint8)
