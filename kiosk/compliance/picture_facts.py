"""What a picture file says of itself: its size, and how hard it was compressed, once or more often."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from kiosk.compliance.compression import jpeg_quality
from kiosk.compliance.recompression import earlier_quality


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a picture file says of itself.

    `size_kb` in units of 1024 bytes; `ratio` is how many times smaller it is than 24-bit pixels;
    `jpeg_quality` 1 to 100 on the scale of the Independent JPEG Group, None for lossless formats;
    `earlier_quality` that of a harder compression before, None where none is seen.
    """

    size_kb: float
    ratio: float
    jpeg_quality: int | None
    earlier_quality: int | None = None


def file_facts(data: bytes) -> FileFacts:
    """Read what a picture file says of itself; raises OSError when it is none."""
    with Image.open(io.BytesIO(data)) as picture:
        width, height = picture.size
        tables = getattr(picture, "quantization", None) or {}
        quality = jpeg_quality(tables[0]) if 0 in tables else None
        picture.draft("L", picture.size)
        shown = picture.convert("RGBA") if picture.mode == "P" else picture
        grey = np.asarray(shown.convert("L"))
    return FileFacts(
        len(data) / 1024, 3 * width * height / len(data), quality, earlier_quality(grey, quality)
    )
