"""The page that staff print and measure: a frame, its width A, its height B, its distances C and D."""

from __future__ import annotations

import io

from kiosk.sheet.calibration import calibration_frame
from kiosk.sheet.paper import Paper
from kiosk.sheet.pdf_page import POINTS_PER_MM, PdfPage

_LINE_MM = 0.1
_LETTER_MM = 5.0
_HEAD_MM = 2.0
_INSIDE_MM = 12.0
_BESIDE_MM = 2.5
_ROOMY_MM = 80.0
_SAFE_MM = 5.0


def calibration_page(paper: Paper) -> bytes:
    """Return the PDF: one upright page of exactly the paper's size, drawn without any correction.

    The lengths are those of `calibration_frame`; they are measured from the middle of one line to the middle
    of the other. A goes across, B down, C from the paper's left edge, D from its top edge to the frame.
    """
    frame = calibration_frame(paper)
    out = io.BytesIO()
    page = PdfPage(out, (paper.width_mm, paper.height_mm), title="Calibration")
    page.scale(POINTS_PER_MM, POINTS_PER_MM)
    page.setLineWidth(_LINE_MM)
    left, top = frame.from_left_mm, paper.height_mm - frame.from_top_mm
    right, bottom = left + frame.across_mm, top - frame.down_mm
    page.rect(left, bottom, frame.across_mm, frame.down_mm)
    middle_x, middle_y = paper.width_mm / 2, paper.height_mm / 2
    small = min(1.0, frame.across_mm / _ROOMY_MM)
    inside, beside, letter = _INSIDE_MM * small, _BESIDE_MM * small, _LETTER_MM * small
    _span(page, (left, bottom + inside), (right, bottom + inside))
    _span(page, (right - inside, bottom), (right - inside, top))
    _span(page, (_SAFE_MM, middle_y), (left, middle_y))
    _span(page, (middle_x, top), (middle_x, paper.height_mm - _SAFE_MM))
    page.setFont("Helvetica-Bold", letter)
    page.drawCentredString(middle_x, bottom + inside + beside, f"A = {frame.across_mm:g} mm")
    page.saveState()
    page.translate(right - inside - beside, middle_y)
    page.rotate(90)
    page.drawCentredString(0, 0, f"B = {frame.down_mm:g} mm")
    page.restoreState()
    page.drawCentredString(left + letter * 1.8, middle_y - letter / 2.5, "C")
    page.drawCentredString(middle_x, top - letter * 1.8, "D")
    page.save()
    return out.getvalue()


def _span(page: PdfPage, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw a line to the right or up with a head at both ends."""
    page.line(*start, *end)
    right, up = (1, 0) if end[0] > start[0] else (0, 1)
    for tip, back in ((start, 1), (end, -1)):
        for side in (-_HEAD_MM / 3, _HEAD_MM / 3):
            along, across = back * _HEAD_MM, side
            page.line(*tip, tip[0] + along * right + across * up, tip[1] + along * up + across * right)
