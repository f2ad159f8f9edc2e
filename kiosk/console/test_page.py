"""The test page: a frame, a ruler and a grey scale; shows at a glance whether the printer is well."""

from __future__ import annotations

import io

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from kiosk.sheet.calibration import Calibration
from kiosk.sheet.paper import Paper

FRAME_MM = 5.0
RULER_MM = 80
GREYS = 8


def make_test_page(paper: Paper, calibration: Calibration) -> bytes:
    """Return a one-page PDF of exactly the paper's size, drawn so that its print measures right."""
    file = io.BytesIO()
    size_mm = paper.width_mm, paper.height_mm
    page = Canvas(file, pagesize=(size_mm[0] * mm, size_mm[1] * mm), invariant=True)
    page.setTitle("booth")
    across, up, right_mm, up_mm = calibration.transform(size_mm)
    page.transform(across, 0, 0, up, right_mm * mm, up_mm * mm)
    inner_w_mm, inner_h_mm = paper.width_mm - 2 * FRAME_MM, paper.height_mm - 2 * FRAME_MM
    page.setLineWidth(0.3 * mm)
    page.rect(FRAME_MM * mm, FRAME_MM * mm, inner_w_mm * mm, inner_h_mm * mm)
    _ruler(page, FRAME_MM + 5, paper.height_mm - FRAME_MM - 25)
    _greys(page, FRAME_MM + 5, paper.height_mm - FRAME_MM - 60, inner_w_mm - 10)
    page.showPage()
    page.save()
    return file.getvalue()


def _ruler(page: Canvas, left_mm: float, base_mm: float) -> None:
    page.setLineWidth(0.1 * mm)
    page.setFont("Helvetica", 8)
    for at in range(RULER_MM + 1):
        length = 6.0 if at % 10 == 0 else 4.0 if at % 5 == 0 else 2.5
        x = (left_mm + at) * mm
        page.line(x, base_mm * mm, x, (base_mm + length) * mm)
        if at % 10 == 0:
            page.drawCentredString(x, (base_mm + 7.5) * mm, str(at))
    page.drawString(left_mm * mm, (base_mm - 5) * mm, f"This ruler is {RULER_MM} mm long.")


def _greys(page: Canvas, left_mm: float, base_mm: float, width_mm: float) -> None:
    step_mm = width_mm / GREYS
    for index in range(GREYS):
        page.setFillGray(index / (GREYS - 1))
        page.rect((left_mm + index * step_mm) * mm, base_mm * mm, step_mm * mm, 20 * mm, stroke=1, fill=1)
