"""The privacy notice on paper: both layers, in plain type, on as many pages as it takes."""

from __future__ import annotations

import io
from html import escape
from importlib import resources

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from kiosk.privacy.policy_text import Notice

MARGIN_MM = 9.0
TYPE_PT = 9.0
"""As small as is still read without effort; a notice in smaller type is none (GDPR Art. 12 (1))."""


def notice_pdf(notice: Notice, size_mm: tuple[float, float]) -> bytes:
    """Return the notice as a PDF with pages of this size (width, height); the same notice, the same bytes.

    Every page tells language, version and number, so that paper and consent records can be compared.
    """
    for weight in ("Regular", "Bold"):
        _register(weight)
    title = ParagraphStyle("title", fontName="Notice-Bold", fontSize=TYPE_PT * 1.6, leading=TYPE_PT * 2)
    heading = ParagraphStyle(
        "heading", fontName="Notice-Bold", fontSize=TYPE_PT, leading=TYPE_PT * 1.3, keepWithNext=1
    )
    text = ParagraphStyle("text", fontName="Notice-Regular", fontSize=TYPE_PT, leading=TYPE_PT * 1.3)
    between = Spacer(1, TYPE_PT * 0.6)
    story = [Paragraph(escape(notice.title), title), between]
    first = (*(line for _icon, line in notice.short), *(words for _extra, words in notice.extras))
    story += [Paragraph(escape(line), text) for line in first]
    story += [between, Paragraph(escape(notice.agree), text), between]
    for head, body in notice.sections:
        story += [Paragraph(escape(head), heading), Paragraph(escape(body), text), between]

    def number(canvas: Canvas, _document: SimpleDocTemplate) -> None:
        canvas.setFont("Notice-Regular", TYPE_PT * 0.8)
        foot = f"{notice.language} · {notice.version} · {canvas.getPageNumber()}"
        canvas.drawRightString((size_mm[0] - MARGIN_MM) * mm, MARGIN_MM * 0.5 * mm, foot)

    out = io.BytesIO()
    SimpleDocTemplate(
        out,
        pagesize=(size_mm[0] * mm, size_mm[1] * mm),
        leftMargin=MARGIN_MM * mm,
        rightMargin=MARGIN_MM * mm,
        topMargin=MARGIN_MM * mm,
        bottomMargin=(MARGIN_MM + 2) * mm,
        title=notice.title,
        lang=notice.language,
        invariant=1,
    ).build(story, onFirstPage=number, onLaterPages=number)
    return out.getvalue()


def _register(weight: str) -> None:
    files = resources.files("font_source_sans_pro") / "files"
    with resources.as_file(files / f"SourceSansPro-{weight}.ttf") as path:
        pdfmetrics.registerFont(TTFont(f"Notice-{weight}", str(path)))
