"""The photo in a PDF that asks for a password: AES-256 of PDF 2.0 (ISO 32000-2, security handler revision 6).

The page shows the photo; the file itself is attached and comes out byte for byte. Its name is encrypted, too,
and nothing in the PDF tells when or by what it was made.
"""

from __future__ import annotations

import io
import zlib

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from kiosk.portability.password import Password

_DPI = 300
_POINTS_PER_INCH = 72


def locked_pdf(photo: bytes, name: str, password: Password) -> bytes:
    """Return the PDF of a JPEG or PNG file; `name` is what the attachment is called."""
    writer = PdfWriter()
    writer.metadata = None
    writer.pdf_header = "%PDF-2.0"
    with Image.open(io.BytesIO(photo)) as picture:
        width_px, height_px = picture.size
        pixels = _pixels(photo, picture)
    width_pt, height_pt = (side * _POINTS_PER_INCH / _DPI for side in (width_px, height_px))
    page = writer.add_blank_page(width_pt, height_pt)
    drawing = DecodedStreamObject()
    drawing.set_data(f"{width_pt:.3f} 0 0 {height_pt:.3f} 0 0 cm /Photo Do".encode())
    page[NameObject("/Contents")] = writer._add_object(drawing)  # noqa: SLF001 -- pypdf has no other way in
    images = DictionaryObject({NameObject("/Photo"): writer._add_object(pixels)})  # noqa: SLF001
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): images})
    writer.add_attachment(name, photo)
    # the owner's password opens as well, so the blanks that people see may be typed or left out
    writer.encrypt(password.digits, password.for_people, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _pixels(photo: bytes, picture: Image.Image) -> StreamObject:
    """Return the picture as the page draws it; a JPEG is taken over as it is."""
    stream = StreamObject()
    if picture.format == "JPEG":
        data, coded = photo, "/DCTDecode"
    else:
        data, coded = zlib.compress(picture.convert("RGB").tobytes()), "/FlateDecode"
    stream._data = data  # noqa: SLF001 -- pypdf would code it once more
    stream.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(picture.width),
            NameObject("/Height"): NumberObject(picture.height),
            NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
            NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/Filter"): ArrayObject([NameObject(coded)]),
        }
    )
    return stream
