"""Reads the stream that a DNP DS620 printer is sent, back to the picture that its print head would draw.

Every command is ESC, `P`, a name of 22 characters, the length of its data as 8 decimal digits (or blanks for
none), and the data. The three colour planes are 8-bit grey BMP files, one byte a dot, at 300 dpi. Learnt from
streams that gutenprint 5.3.4 wrote.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

DOTS_PER_M = 11_808
"""What the planes say of their resolution: 300 dots to the inch, rounded down."""

_HEAD = 32
_PLANES = ("IMAGE CPLANE", "IMAGE MPLANE", "IMAGE YPLANE")


class NotDs620(ValueError):
    """The bytes are no stream of a DS620; the text says where that shows."""


def commands(stream: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield every command's name and data; raises NotDs620."""
    at = 0
    while at < len(stream):
        head = stream[at : at + _HEAD]
        length = head[24:].strip() or b"0"
        if len(head) < _HEAD or head[:2] != b"\x1bP" or not length.isdigit():
            raise NotDs620(f"no command at byte {at}")
        data = stream[at + _HEAD : at + _HEAD + int(length)]
        if len(data) != int(length):
            raise NotDs620(f"the command at byte {at} is cut short")
        yield " ".join(head[2:24].decode("ascii").split()), data
        at += _HEAD + len(data)


def printed(stream: bytes) -> NDArray[np.uint8]:
    """Return the print as its planes hold it, shape (height, width, 3), order RGB, 255 where no dye is.

    Raises NotDs620 for anything but one sheet.
    """
    planes = [(name, data) for name, data in commands(stream) if name.endswith("PLANE")]
    if sorted(name for name, _ in planes) != sorted(_PLANES):
        raise NotDs620(f"not the planes of one sheet: {[name for name, _ in planes]}")
    by_name = dict(planes)
    return np.dstack([_grey_bmp(by_name[name]) for name in _PLANES])


def _grey_bmp(data: bytes) -> NDArray[np.uint8]:
    kind, start = struct.unpack_from("<2s8xI", data)
    width, height, _one, bits, packed, _size, x_per_m, y_per_m = struct.unpack_from("<iihHIIii", data, 18)
    if (kind, bits, packed, x_per_m, y_per_m) != (b"BM", 8, 0, DOTS_PER_M, DOTS_PER_M):
        raise NotDs620(f"a plane is {kind!r} of {bits} bits at {x_per_m}×{y_per_m} dots a metre")
    dots = np.frombuffer(data, np.uint8, width * height, offset=start)
    return dots.reshape(height, width)[::-1]  # a BMP of positive height begins with its lowest row
