"""The sheet as a PDF of exactly one page, at exact size, that says nothing about anyone.

reportlab writes the file. Three things of it are replaced below, because its own ways do not fit: the stream
filter (its images are re-coded as ASCII text at zlib's slow default), the document information (its own
always dates the file) and the catalogue, which has no entry for the colour profile. The same photo always
gives the same bytes, and the file's identifier depends on nothing but reportlab's fixed date and our title.
"""

from __future__ import annotations

import io
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import ImageCms
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFInfo,
    PDFName,
    PDFStream,
    PDFString,
)
from reportlab.pdfgen.canvas import Canvas

from kiosk.documents.rule import DocumentRule
from kiosk.sheet.imposition import GAP_MM, MARGIN_MM, Imposition, Mark, Place, impose
from kiosk.sheet.paper import Paper

POINTS_PER_MM = 72 / 25.4
MARK_WIDTH_MM = 0.1
MARK_GREY = 0.35

_COMPRESSION = 3
_PHOTO = "photo"
_PROFILE_DATE = slice(24, 36)
_PROFILE_ID = slice(84, 100)


def sheet_pdf(
    photo_bgr: NDArray[np.uint8],
    rule: DocumentRule,
    paper: Paper,
    *,
    copies: int | None = None,
    gap_mm: float = GAP_MM,
    margin_mm: float = MARGIN_MM,
) -> bytes:
    """Return the sheet for `paper` with as many photos of the rule's print size as fit, or `copies` of them.

    `photo_bgr` has shape (height, width, 3), order BGR, sRGB; its own pixels go into the file without loss.
    Raises ValueError when the document has no print, PhotoTooLarge when the paper is too small for it.
    """
    if rule.print_mm is None:
        raise ValueError(f"{rule.id} has no printed photo")
    page = impose(rule.print_mm, paper, gap_mm=gap_mm, margin_mm=margin_mm, count=copies)
    out = io.BytesIO()
    canvas = _SheetCanvas(out, page, photo_bgr)
    canvas.saveState()
    canvas.setStrokeGray(MARK_GREY)
    canvas.setLineWidth(MARK_WIDTH_MM * POINTS_PER_MM)
    for mark in page.marks:
        _draw_mark(canvas, mark)
    canvas.restoreState()
    for place in page.places:
        _draw_photo(canvas, place)
    canvas.save()
    return out.getvalue()


class _SheetCanvas(Canvas):
    """A page of exactly the paper's size, printed unscaled, that holds the photo once under its name."""

    _doc: Any  # reportlab.pdfbase.pdfdoc.PDFDocument, whose stubs leave the catalogue out

    def __init__(self, out: io.BytesIO, page: Imposition, photo_bgr: NDArray[np.uint8]) -> None:
        size_pt = page.page_width_mm * POINTS_PER_MM, page.page_height_mm * POINTS_PER_MM
        super().__init__(
            out,
            pagesize=size_pt,
            trimBox=(0, 0, *size_pt),
            pageCompression=0,
            invariant=1,
            pdfVersion=(1, 4),
        )
        self.setViewerPreference("PrintScaling", "None")
        self._doc.info = _TitleOnly()
        self._doc.addForm(_PHOTO, _photo_stream(photo_bgr))
        catalogue = self._doc.Catalog
        # reportlab writes the entries that this list of names holds, and knows no /OutputIntents by itself
        catalogue.__NoDefault__ = [*catalogue.__NoDefault__, "OutputIntents"]
        catalogue.OutputIntents = PDFArray([_srgb_intent()])


class _TitleOnly(PDFInfo):
    """Document information without dates, author or anything that tells when or by whom."""

    title = "Photo sheet"
    producer = "Obscura"
    author = subject = keywords = ""

    def format(self, document: PDFDocument) -> bytes:
        """Return the dictionary as reportlab wants it for the file."""
        told = {"Title": PDFString(self.title), "Producer": PDFString(self.producer)}
        return bytes(PDFDictionary(told).format(document))


class _Flate:
    """A stream filter for reportlab: zlib at a fast level, binary."""

    pdfname = "FlateDecode"

    def encode(self, content: bytes) -> bytes:
        """Return the content compressed."""
        return zlib.compress(content, _COMPRESSION)


def _draw_mark(canvas: Canvas, mark: Mark) -> None:
    ends_mm = mark.x1_mm, mark.y1_mm, mark.x2_mm, mark.y2_mm
    x1, y1, x2, y2 = (end * POINTS_PER_MM for end in ends_mm)
    canvas.line(x1, y1, x2, y2)


def _draw_photo(canvas: Canvas, place: Place) -> None:
    """Map the photo, a unit square to PDF, onto its place."""
    x, y = place.x_mm * POINTS_PER_MM, place.y_mm * POINTS_PER_MM
    width, height = place.width_mm * POINTS_PER_MM, place.height_mm * POINTS_PER_MM
    canvas.saveState()
    if place.turned:
        # a quarter turn counter-clockwise: the photo's own right edge points up on the page
        canvas.transform(0, height, -width, 0, x + width, y)
    else:
        canvas.transform(width, 0, 0, height, x, y)
    canvas.doForm(_PHOTO)
    canvas.restoreState()


def _photo_stream(photo_bgr: NDArray[np.uint8]) -> PDFStream:
    height, width = photo_bgr.shape[:2]
    entries = {
        "Type": PDFName("XObject"),
        "Subtype": PDFName("Image"),
        "Width": width,
        "Height": height,
        "ColorSpace": PDFName("DeviceRGB"),
        "BitsPerComponent": 8,
    }
    rgb = np.ascontiguousarray(photo_bgr[..., ::-1])
    return PDFStream(PDFDictionary(entries), rgb.tobytes(), [_Flate()])


def _srgb_intent() -> PDFDictionary:
    entries = {
        "Type": PDFName("OutputIntent"),
        "S": PDFName("GTS_PDFA1"),
        "OutputConditionIdentifier": PDFString("sRGB IEC61966-2.1"),
        "RegistryName": PDFString("http://www.color.org"),
        "DestOutputProfile": PDFStream(PDFDictionary({"N": 3}), _srgb_profile(), [_Flate()]),
    }
    return PDFDictionary(entries)


def _srgb_profile() -> bytes:
    """Return the sRGB profile with its date of making and checksum blanked, so it is always the same."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_PROFILE_DATE] = bytes.fromhex("07ce 0002 0009 0006 0031 0000")
    profile[_PROFILE_ID] = bytes(16)
    return bytes(profile)
