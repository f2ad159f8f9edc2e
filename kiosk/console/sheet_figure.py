"""The calibration sheet drawn small on the screen, with the length that is asked for in the accent colour."""

from __future__ import annotations

from kiosk.sheet.calibration import calibration_frame
from kiosk.sheet.paper import Paper
from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import ACCENT, BODY, CARD, INK_SOFT, OUTLINE

_INSIDE = 0.2
"""Where the spans of width and height lie, in parts of the frame from its lower and right side."""
_EDGE_W, _SPAN_W, _ASKED_W = 3.0, 4.0, 10.0
_LETTER = 56.0


def draw_sheet(canvas: Canvas, box: Box, paper: Paper, asked: str | None) -> None:
    """Draw paper, frame and the four spans A, B, C and D as large as the box allows."""
    nominal = calibration_frame(paper)
    scale = min(box.w / paper.width_mm, box.h / paper.height_mm)
    sheet = box.middle(paper.width_mm * scale, paper.height_mm * scale)
    frame = sheet.inset(nominal.from_left_mm * scale, nominal.from_top_mm * scale)
    canvas.panel(sheet, PanelLook(CARD, 4, OUTLINE, _EDGE_W))
    canvas.panel(frame, PanelLook(None, 0, INK_SOFT, _EDGE_W))
    _, middle_y = sheet.centre
    low, right = frame.bottom - frame.h * _INSIDE, frame.right - frame.w * _INSIDE
    middle_x = sheet.centre[0]
    across = Box(frame.x, low, frame.w, 0), Box(middle_x - _LETTER / 2, low - _LETTER, _LETTER, _LETTER)
    down = Box(right, frame.y, 0, frame.h), Box(right - _LETTER, middle_y - _LETTER / 2, _LETTER, _LETTER)
    left = (
        Box(sheet.x, middle_y, frame.x - sheet.x, 0),
        Box(frame.x + 4, middle_y - _LETTER / 2, _LETTER, _LETTER),
    )
    top = (
        Box(middle_x, sheet.y, 0, frame.y - sheet.y),
        Box(middle_x - _LETTER / 2, frame.y + 4, _LETTER, _LETTER),
    )
    for letter, (span, place) in zip("ABCD", (across, down, left, top), strict=True):
        colour, width = (ACCENT, _ASKED_W) if letter == asked else (INK_SOFT, _SPAN_W)
        canvas.fill(colour, span.inset(0, -width / 2) if span.h == 0 else span.inset(-width / 2, 0))
        canvas.text(letter, place, Style(BODY, Weight.SEMIBOLD, colour), "centre", "middle")
