"""The file that is uploaded: the issuer's shape and kilobytes, with as many pixels as the picture gives."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.documents.digital_file import DigitalFile
from kiosk.portrait.encoder import (
    GOOD_QUALITY,
    FileSizeImpossible,
    Jpeg,
    byte_band,
    jpeg_in_band,
    png_bytes,
)
from kiosk.portrait.pixels import BgrImage
from kiosk.portrait.solver import LARGEST_ENLARGEMENT

LARGEST_WITHOUT_MOST = 2
"""Where the issuer names no largest size, this many times the least is enough."""

_STEP = 0.8


@dataclass(frozen=True, slots=True)
class Upload:
    """The finished file, its pixels (width, height), and the quality of a JPEG."""

    data: bytes
    size_px: tuple[int, int]
    quality: int | None


def upload_sizes(file: DigitalFile, source_width_px: float) -> list[tuple[int, int]]:
    """Return the sizes to try, best first: what the source gives, smaller ones, then slightly enlarged.

    `source_width_px` is the width of the crop in pixels of the source picture. Every size has exactly the
    issuer's shape and lies between its least and most; the least is always among them.
    """
    low = file.smallest_px
    if file.px is not None:
        return [low]
    most = file.px_max or (LARGEST_WITHOUT_MOST * low[0], LARGEST_WITHOUT_MOST * low[1])
    unit = math.gcd(*low)
    shape = low[0] // unit, low[1] // unit
    top = max(unit, min(most[0] // shape[0], most[1] // shape[1]))
    native = min(top, max(unit, math.floor(source_width_px / shape[0])))
    factors = [native]
    while factors[-1] > unit:
        factors.append(max(unit, math.floor(factors[-1] * _STEP)))
    enlarged = min(top, math.floor(source_width_px * LARGEST_ENLARGEMENT / shape[0]))
    if enlarged > native:
        factors.append(enlarged)
    return [(factor * shape[0], factor * shape[1]) for factor in factors]


def upload_file(
    file: DigitalFile, dpi: int, source_width_px: float, cut: Callable[[tuple[int, int]], BgrImage]
) -> Upload:
    """Make the file that the issuer takes; `cut` gives the photo with (width, height) pixels.

    The first size that compresses well enough wins, else the one that keeps most quality. Raises
    FileSizeImpossible when none fits the issuer's kilobytes.
    """
    sizes = upload_sizes(file, source_width_px)
    if file.format == "png":
        return _png(file, dpi, sizes, cut)
    best: tuple[Jpeg, tuple[int, int]] | None = None
    refusal: FileSizeImpossible | None = None
    for size in sizes:
        try:
            made = jpeg_in_band(cut(size), dpi, byte_band(file, size))
        except FileSizeImpossible as impossible:
            refusal = refusal or impossible
            continue
        if best is None or made.quality > best[0].quality:
            best = made, size
        if made.quality >= GOOD_QUALITY and made.subsampling == "4:4:4":
            break
    if best is None:
        raise refusal or FileSizeImpossible("no size was tried")
    return Upload(best[0].data, best[1], best[0].quality)


def _png(
    file: DigitalFile, dpi: int, sizes: list[tuple[int, int]], cut: Callable[[tuple[int, int]], BgrImage]
) -> Upload:
    for size in sizes:
        data, band = png_bytes(cut(size), dpi), byte_band(file, size)
        if band.least <= len(data) and (band.most is None or len(data) <= band.most):
            return Upload(data, size, None)
    raise FileSizeImpossible("no lossless file of this picture has the kilobytes that are asked for")
