"""A PDF of exactly one page, at exact size, that says nothing about anyone.

reportlab writes the file. Three things of it are replaced below, because its own ways do not fit: the stream
filter (its images are re-coded as ASCII text at zlib's slow default), the document information (its own
always dates the file) and the catalogue, which has no entry for the colour profile. The same drawing always
gives the same bytes, and the file's identifier depends on nothing but reportlab's fixed date and our title.
"""

from __future__ import annotations

import io
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
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

from kiosk.srgb_profile import srgb_profile

POINTS_PER_MM = 72 / 25.4

_COMPRESSION = 3


class PdfPage(Canvas):
    """A page of exactly this size (width, height), printed unscaled.

    Its pictures are sRGB, and so is its output intent; with `icc`, the profile of a printer, pictures and
    intent are that printer's RGB.
    """

    _doc: Any  # reportlab.pdfbase.pdfdoc.PDFDocument, whose stubs leave the catalogue out

    def __init__(
        self, out: io.BytesIO, size_mm: tuple[float, float], *, title: str, icc: bytes | None = None
    ) -> None:
        size_pt = size_mm[0] * POINTS_PER_MM, size_mm[1] * POINTS_PER_MM
        super().__init__(
            out,
            pagesize=size_pt,
            trimBox=(0, 0, *size_pt),
            pageCompression=0,
            invariant=1,
            pdfVersion=(1, 4),
        )
        self.setViewerPreference("PrintScaling", "None")
        self._doc.info = _TitleOnly(title)
        catalogue = self._doc.Catalog
        # reportlab writes the entries that this list of names holds, and knows no /OutputIntents by itself
        catalogue.__NoDefault__ = [*catalogue.__NoDefault__, "OutputIntents"]
        self._space: object = PDFName("DeviceRGB")
        intent = _srgb_intent()
        if icc is not None:
            profile = self._doc.Reference(_profile_stream(icc))
            self._space, intent = PDFArray([PDFName("ICCBased"), profile]), _printer_intent(profile)
        catalogue.OutputIntents = PDFArray([intent])

    def hold_picture(self, name: str, bgr: NDArray[np.uint8]) -> None:
        """Keep a picture, shape (height, width, 3), in the file once, without loss; `doForm` draws it."""
        self._doc.addForm(name, _picture_stream(bgr, self._space))


class _TitleOnly(PDFInfo):
    """Document information without dates, author or anything that tells when or by whom."""

    producer = "Obscura"
    author = subject = keywords = ""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title

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


def _picture_stream(bgr: NDArray[np.uint8], space: object) -> PDFStream:
    height, width = bgr.shape[:2]
    entries = {
        "Type": PDFName("XObject"),
        "Subtype": PDFName("Image"),
        "Width": width,
        "Height": height,
        "ColorSpace": space,
        "BitsPerComponent": 8,
    }
    rgb = np.ascontiguousarray(bgr[..., ::-1])
    return PDFStream(PDFDictionary(entries), rgb.tobytes(), [_Flate()])


def _srgb_intent() -> PDFDictionary:
    entries = {
        "Type": PDFName("OutputIntent"),
        "S": PDFName("GTS_PDFA1"),
        "OutputConditionIdentifier": PDFString("sRGB IEC61966-2.1"),
        "RegistryName": PDFString("http://www.color.org"),
        "DestOutputProfile": _profile_stream(srgb_profile()),
    }
    return PDFDictionary(entries)


def _printer_intent(profile: object) -> PDFDictionary:
    entries = {
        "Type": PDFName("OutputIntent"),
        "S": PDFName("GTS_PDFX"),
        "OutputConditionIdentifier": PDFString("Custom"),
        "Info": PDFString("The printer's own colours"),
        "DestOutputProfile": profile,
    }
    return PDFDictionary(entries)


def _profile_stream(icc: bytes) -> PDFStream:
    return PDFStream(PDFDictionary({"N": 3}), icc, [_Flate()])
