"""The cash slip: what staff who took the coins keep; its audit head makes it a witness of the trail."""

from __future__ import annotations

import io

from kiosk.messages.console import CashSlip
from kiosk.sheet.paper import Paper
from kiosk.sheet.pdf_page import POINTS_PER_MM, PdfPage

LEFT_MM = 8.0
LINE_MM = 8.0
SIGNS_MM = 4.0
"""Size of the letters: the longest line takes some 75 mm; the narrowest paper of a booth has 89."""


def make_cash_slip(paper: Paper, slip: CashSlip) -> bytes:
    """Return a one-page PDF of exactly the paper's size."""
    out = io.BytesIO()
    page = PdfPage(out, (paper.width_mm, paper.height_mm), title="booth")
    page.scale(POINTS_PER_MM, POINTS_PER_MM)
    page.setFont("Helvetica", SIGNS_MM)
    for number, line in enumerate(slip_lines(slip), 2):
        page.drawString(LEFT_MM, paper.height_mm - number * LINE_MM, line)
    page.save()
    return out.getvalue()


def slip_lines(slip: CashSlip) -> tuple[str, ...]:
    """Return what the slip says."""
    return (
        "Cash box emptied",
        slip.at,
        f"counted {slip.counted_cents // 100}.{slip.counted_cents % 100:02} {slip.currency}",
        f"audit {slip.audit_head or 'trail is out of order'}",
        "Keep this: kiosk audit verify --head",
    )
