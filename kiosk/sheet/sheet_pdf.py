"""The sheet as a PDF of exactly one page, at exact size: cut marks, ruler, photos."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kiosk.sheet.imposition import Imposition, Place
from kiosk.sheet.pdf_page import POINTS_PER_MM, PdfPage
from kiosk.sheet.ruler import Ruler

MARK_WIDTH_MM = 0.1
MARK_GREY = 0.35

_TEXT_MM = 2.2


def sheet_pdf(layout: Imposition, pictures: Sequence[NDArray[np.uint8]]) -> bytes:
    """Return the sheet; `pictures` are those that `layout.pictures` asks for, in that order.

    Each has shape (height_px, width_px, 3), order BGR, sRGB; its own pixels go into the file without loss,
    one for every dot of the printer. For a printer with a profile they are converted here, once, and the file
    says so. Raises ValueError when they are not of the pixels asked for.
    """
    asked = [(picture.height_px, picture.width_px, 3) for picture in layout.pictures]
    given = [picture.shape for picture in pictures]
    if given != asked:
        raise ValueError(f"the layout asks for pictures of {asked}, not {given}")
    out = io.BytesIO()
    profile = layout.profile
    size_mm = layout.page_width_mm, layout.page_height_mm
    page = PdfPage(out, size_mm, title="Photo sheet", icc=None if profile is None else profile.icc)
    for number, picture in enumerate(pictures):
        page.hold_picture(_name(number), picture if profile is None else profile.to_printer(picture))
    page.saveState()
    page.scale(POINTS_PER_MM, POINTS_PER_MM)
    page.setStrokeGray(MARK_GREY)
    page.setFillGray(MARK_GREY)
    page.setLineWidth(MARK_WIDTH_MM)
    for mark in layout.marks:
        page.line(mark.x1_mm, mark.y1_mm, mark.x2_mm, mark.y2_mm)
    if layout.ruler is not None:
        _draw_ruler(page, layout.ruler)
    page.restoreState()
    for place in layout.places:
        _draw_photo(page, place)
    page.save()
    return out.getvalue()


def _name(picture: int) -> str:
    return f"photo{picture}"


def _draw_ruler(page: PdfPage, ruler: Ruler) -> None:
    page.saveState()
    page.translate(ruler.x_mm, ruler.y_mm)
    if ruler.upright:
        page.rotate(90)
    for at_mm in range(ruler.length_mm + 1):
        tall = 2.2 if at_mm % 10 == 0 else 1.6 if at_mm % 5 == 0 else 1.0
        page.line(at_mm * ruler.scale, 0, at_mm * ruler.scale, tall)
    page.line(0, 0, ruler.length_mm * ruler.scale, 0)
    page.setFont("Helvetica", _TEXT_MM)
    page.drawCentredString(ruler.length_mm * ruler.scale / 2, 2.8, f"{ruler.length_mm} mm")
    page.restoreState()


def _draw_photo(page: PdfPage, place: Place) -> None:
    """Map the photo, a unit square to PDF, onto its place."""
    x, y = place.x_mm * POINTS_PER_MM, place.y_mm * POINTS_PER_MM
    width, height = place.width_mm * POINTS_PER_MM, place.height_mm * POINTS_PER_MM
    page.saveState()
    if place.turned:
        # a quarter turn counter-clockwise: the photo's own right edge points up on the page
        page.transform(0, height, -width, 0, x + width, y)
    else:
        page.transform(width, 0, 0, height, x, y)
    page.doForm(_name(place.picture))
    page.restoreState()
