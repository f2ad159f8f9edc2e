"""Turning a photo into the bytes of a file: PNG for print, JPEG within a band of kilobytes for upload.

No file tells more than its pixels, sRGB and the resolution: no EXIF, no date, no software, no thumbnail.
"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from kiosk.portrait.pixels import BgrImage

BEST_QUALITY = 97
LEAST_QUALITY = 40
"""JPEG quality below which blocks show on skin at the sizes that issuers ask for."""

_RELATIVE_COLORIMETRIC = b"\x01"
_COMMENT_BYTES = 65533


class FileSizeImpossible(Exception):
    """No JPEG of this photo is both within the issuer's kilobytes and good enough."""


def png_bytes(bgr: BgrImage, dpi: int) -> bytes:
    """Return the photo as PNG, lossless, marked sRGB and with its resolution."""
    marks = PngInfo()
    marks.add(b"sRGB", _RELATIVE_COLORIMETRIC)
    out = io.BytesIO()
    _rgb(bgr).save(out, "PNG", dpi=(dpi, dpi), pnginfo=marks, compress_level=3)
    return out.getvalue()


def jpeg_bytes(bgr: BgrImage, dpi: int, quality: int = BEST_QUALITY) -> bytes:
    """Return the photo as baseline JPEG, colour not subsampled, with its resolution."""
    out = io.BytesIO()
    _rgb(bgr).save(out, "JPEG", quality=quality, subsampling=0, dpi=(dpi, dpi), optimize=True)
    return out.getvalue()


def jpeg_in_band(bgr: BgrImage, dpi: int, kb_min: int | None, kb_max: int | None) -> bytes:
    """Return the best JPEG of at least `kb_min` and at most `kb_max` kilobytes.

    Issuers do not say whether a kilobyte is 1000 or 1024 bytes, so the floor is kept in 1024 and the ceiling
    in 1000. A file under the floor is filled up with JPEG comment segments, inside the file and ignored by
    every reader. Raises FileSizeImpossible when even quality 40 is too large.
    """
    ceiling = None if kb_max is None else kb_max * 1000
    data = jpeg_bytes(bgr, dpi)
    if ceiling is not None and len(data) > ceiling:
        data = _largest_under(bgr, dpi, ceiling)
    floor = 0 if kb_min is None else kb_min * 1024
    if len(data) < floor:
        best = jpeg_bytes(bgr, dpi, 100)
        data = best if ceiling is None or len(best) <= ceiling else data
        data = _filled_up(data, floor)
        if ceiling is not None and len(data) > ceiling:
            raise FileSizeImpossible(f"no file fits between {kb_min} and {kb_max} KB")
    return data


def _largest_under(bgr: BgrImage, dpi: int, ceiling: int) -> bytes:
    low, high = LEAST_QUALITY, BEST_QUALITY - 1
    best: bytes | None = None
    while low <= high:
        quality = (low + high) // 2
        data = jpeg_bytes(bgr, dpi, quality)
        if len(data) <= ceiling:
            best, low = data, quality + 1
        else:
            high = quality - 1
    if best is None:
        raise FileSizeImpossible(
            f"even at JPEG quality {LEAST_QUALITY} the file is over {ceiling // 1000} KB"
        )
    return best


def _filled_up(data: bytes, floor: int) -> bytes:
    missing = floor - len(data)
    segments = bytearray()
    while missing > 0:
        length = min(max(missing - 4, 0), _COMMENT_BYTES)
        segments += b"\xff\xfe" + (length + 2).to_bytes(2, "big") + b" " * length
        missing -= length + 4
    header_end = 4 + int.from_bytes(data[4:6], "big")  # after SOI and the JFIF segment, which must come first
    return data[:header_end] + bytes(segments) + data[header_end:]


def _rgb(bgr: BgrImage) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(bgr[..., ::-1]))
