"""The sheet as a PDF of exactly one page, at exact size, that says nothing about anyone.

Written by hand rather than by a library: one picture, placed several times, a few lines and a colour profile
are eight objects, and nothing else (dates, names, fonts) can slip in. PDF 1.4 in the syntax of ISO 32000-1.
The same photo always gives the same bytes.
"""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray
from PIL import ImageCms

from kiosk.documents.rule import DocumentRule
from kiosk.sheet.imposition import GAP_MM, MARGIN_MM, Imposition, Mark, Place, impose
from kiosk.sheet.paper import Paper

POINTS_PER_MM = 72 / 25.4
MARK_WIDTH_MM = 0.1
MARK_GREY = 0.35

_COMPRESSION = 3
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
    return _document(photo_bgr, page)


def _document(photo_bgr: NDArray[np.uint8], page: Imposition) -> bytes:
    height, width = photo_bgr.shape[:2]
    pixels = zlib.compress(np.ascontiguousarray(photo_bgr[..., ::-1]).tobytes(), _COMPRESSION)
    profile = zlib.compress(_srgb_profile())
    media = f"[0 0 {_number(page.page_width_mm)} {_number(page.page_height_mm)}]"
    objects = [
        (
            b"<< /Type /Catalog /Pages 2 0 R /OutputIntents [6 0 R] "
            b"/ViewerPreferences << /PrintScaling /None >> >>"
        ),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox {media} /TrimBox {media} /Contents 4 0 R "
        f"/Resources << /XObject << /Photo 5 0 R >> >> >>".encode("ascii"),
        _stream("", zlib.compress(_drawing(page))),
        _stream(
            f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB "
            "/BitsPerComponent 8 ",
            pixels,
        ),
        (
            b"<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB IEC61966-2.1) "
            b"/RegistryName (http://www.color.org) /DestOutputProfile 7 0 R >>"
        ),
        _stream("/N 3 ", profile),
        b"<< /Title (Photo sheet) /Producer (Obscura) >>",
    ]
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects))
    out += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(out)


def _drawing(page: Imposition) -> bytes:
    marks = "\n".join(_line(mark) for mark in page.marks)
    photos = "\n".join(_photo(place) for place in page.places)
    style = f"{MARK_GREY:g} G {_number(MARK_WIDTH_MM)} w 0 J"
    return f"q {style}\n{marks}\nQ\n{photos}\n".encode("ascii")


def _line(mark: Mark) -> str:
    ends = [_number(value) for value in (mark.x1_mm, mark.y1_mm, mark.x2_mm, mark.y2_mm)]
    return f"{ends[0]} {ends[1]} m {ends[2]} {ends[3]} l S"


def _photo(place: Place) -> str:
    x, y = _number(place.x_mm), _number(place.y_mm)
    width, height = _number(place.width_mm), _number(place.height_mm)
    if place.turned:
        # a quarter turn counter-clockwise: the photo's own right edge points up on the page
        right = _number(place.x_mm + place.width_mm)
        return f"q 0 {height} -{width} 0 {right} {y} cm /Photo Do Q"
    return f"q {width} 0 0 {height} {x} {y} cm /Photo Do Q"


def _number(mm: float) -> str:
    return f"{mm * POINTS_PER_MM:.4f}".rstrip("0").rstrip(".")


def _stream(entries: str, data: bytes) -> bytes:
    head = f"<< {entries}/Filter /FlateDecode /Length {len(data)} >>\nstream\n"
    return head.encode("ascii") + data + b"\nendstream"


def _srgb_profile() -> bytes:
    """Return the sRGB profile with its date of making and checksum blanked, so it is always the same."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_PROFILE_DATE] = bytes.fromhex("07ce0002000900060031 0000".replace(" ", ""))
    profile[_PROFILE_ID] = bytes(16)
    return bytes(profile)
