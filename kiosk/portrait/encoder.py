"""Turning a photo into the bytes of a file: PNG for print, JPEG within a band of bytes for upload.

No file tells more than its pixels, sRGB and the resolution: no EXIF, no date, no software, no thumbnail.
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from kiosk.documents.digital_file import DigitalFile
from kiosk.portrait.pixels import BgrImage
from kiosk.srgb_profile import srgb_profile

BEST_QUALITY = 97
"""JPEG quality used where nothing limits the file: more adds bytes that no eye or matcher can see."""

LEAST_QUALITY = 40
"""JPEG quality below which blocks show on skin at the sizes that issuers ask for."""

GOOD_QUALITY = 80
"""JPEG quality from which a picture with more pixels is worth more than one with fewer artefacts."""

Subsampling = Literal["4:4:4", "4:2:0"]

_RELATIVE_COLORIMETRIC = b"\x01"


class FileSizeImpossible(Exception):
    """No file of this photo is both within the issuer's kilobytes and good enough."""


@dataclass(frozen=True, slots=True)
class ByteBand:
    """How many bytes a file may have, both limits included."""

    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Jpeg:
    """A JPEG file and how it was compressed."""

    data: bytes
    quality: int
    subsampling: Subsampling


def byte_band(file: DigitalFile, size_px: tuple[int, int]) -> ByteBand:
    """Return the bytes that the issuer takes for a picture of `size_px`.

    Issuers do not say whether a kilobyte is 1000 or 1024 bytes, so the floor is kept in 1024 and the ceiling
    in 1000.
    """
    least = 0 if file.kb_min is None else file.kb_min * 1024
    if file.compression_max is not None:
        least = max(least, round(3 * size_px[0] * size_px[1] / file.compression_max))
    return ByteBand(least, None if file.kb_max is None else file.kb_max * 1000)


def png_bytes(bgr: BgrImage, dpi: int) -> bytes:
    """Return the photo as PNG, lossless, marked sRGB and with its resolution.

    A photo has noise and hardly repeats itself: run lengths alone (zlib's Z_RLE) give as small a file as its
    search for repetitions, in two thirds of the time.
    """
    marks = PngInfo()
    marks.add(b"sRGB", _RELATIVE_COLORIMETRIC)
    out = io.BytesIO()
    _rgb(bgr).save(out, "PNG", dpi=(dpi, dpi), pnginfo=marks, compress_level=3, compress_type=zlib.Z_RLE)
    return out.getvalue()


def jpeg_bytes(
    bgr: BgrImage, dpi: int, quality: int = BEST_QUALITY, subsampling: Subsampling = "4:4:4"
) -> bytes:
    """Return the photo as baseline JPEG with its resolution and the sRGB profile.

    Huffman tables are the standard ones: Pillow gives up on a noisy picture when it is to optimise them.
    """
    out = io.BytesIO()
    _rgb(bgr).save(
        out,
        "JPEG",
        quality=quality,
        subsampling=subsampling,
        dpi=(dpi, dpi),
        icc_profile=srgb_profile(),
    )
    return out.getvalue()


def jpeg_in_band(bgr: BgrImage, dpi: int, band: ByteBand) -> Jpeg:
    """Return the best JPEG within `band`: one lossy step, and not a byte that is not the picture's.

    Quality is searched up to `BEST_QUALITY`, and beyond only where the floor asks for it; colour is
    halved (4:2:0) only where quality `LEAST_QUALITY` with full colour is too large. Raises FileSizeImpossible
    when the ceiling cannot be kept at `LEAST_QUALITY`, or the floor not even at quality 100.
    """
    best = Jpeg(jpeg_bytes(bgr, dpi), BEST_QUALITY, "4:4:4")
    if len(best.data) < band.least:
        return _filled(bgr, dpi, band)
    if band.most is None or len(best.data) <= band.most:
        return best
    options: tuple[Subsampling, ...] = ("4:4:4", "4:2:0")
    for subsampling in options:
        found = _largest_under(bgr, dpi, band.most, subsampling)
        if found is not None:
            if len(found.data) < band.least:
                raise FileSizeImpossible(
                    f"no quality gives a file between {_kb(band.least)} and {_kb(band.most)} KB"
                )
            return found
    raise FileSizeImpossible(
        f"even at JPEG quality {LEAST_QUALITY} the file has more than {_kb(band.most)} KB"
    )


def _filled(bgr: BgrImage, dpi: int, band: ByteBand) -> Jpeg:
    """Return the smallest file that reaches the floor with a quality above `BEST_QUALITY`."""
    for quality in range(BEST_QUALITY + 1, 101):
        data = jpeg_bytes(bgr, dpi, quality)
        if len(data) >= band.least and (band.most is None or len(data) <= band.most):
            return Jpeg(data, quality, "4:4:4")
    raise FileSizeImpossible(f"a picture with so little detail cannot fill {_kb(band.least)} KB")


def _largest_under(bgr: BgrImage, dpi: int, most: int, subsampling: Subsampling) -> Jpeg | None:
    low, high = LEAST_QUALITY, BEST_QUALITY - 1
    best: Jpeg | None = None
    while low <= high:
        quality = (low + high) // 2
        data = jpeg_bytes(bgr, dpi, quality, subsampling)
        if len(data) <= most:
            best, low = Jpeg(data, quality, subsampling), quality + 1
        else:
            high = quality - 1
    return best


def _kb(count: int) -> int:
    return count // 1000


def _rgb(bgr: BgrImage) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(bgr[..., ::-1]))
