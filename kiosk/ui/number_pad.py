"""A number pad: ten digits, erase, and room for two keys more."""

from __future__ import annotations

from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas
from kiosk.ui.theme import GAP, LABEL
from kiosk.ui.widgets import button

_ROWS = ("123", "456", "789")


def digits(canvas: Canvas, box: Box) -> tuple[Box, Box]:
    """Draw the digits in four rows of three; returns the places left and right of the zero."""
    *rows, last = box.rows(4, GAP)
    for row, signs in zip(rows, _ROWS, strict=True):
        for key, digit in zip(row.columns(3, GAP), signs, strict=True):
            button(canvas, f"digit:{digit}", key, digit, size=LABEL)
    left, zero, right = last.columns(3, GAP)
    button(canvas, "digit:0", zero, "0", size=LABEL)
    return left, right


def erase(canvas: Canvas, box: Box) -> None:
    """Draw the key that takes the last digit back."""
    button(canvas, "erase", box, "", icon="backspace", spoken=canvas.gettext("Erase"))
