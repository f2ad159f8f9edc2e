"""A printer that does not exist: how its inks mix on its paper, and the ICC profile that says so."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

from kiosk.colour.lab import lab_table, linear_table

_INKS = np.array([[1.10, -0.08, -0.02], [-0.06, 1.10, -0.04], [-0.01, -0.07, 1.08]])
"""Linear sRGB of its red, green and blue, in columns: a little more colourful than sRGB."""
_GAMMA = 1.8
_BLACK = 0.006
"""What its black throws back of the light: L* 5."""
_GRID_TO_PRINTER, _GRID_FROM_PRINTER = 33, 17
_D50 = (0.9642, 1.0, 0.8249)


def printed_light(bgr: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the linear sRGB light (…, 3), red-green-blue, of a picture in its colours; paper is 1."""
    return _light(bgr[..., ::-1] / 255.0)


def printer_icc(kind: bytes = b"prtr", space: bytes = b"RGB ", intents: bytes = b"01") -> bytes:
    """Return its profile (ICC.1:2001-04, version 2): tables of 16 bit, CIE L*a*b* in between.

    `kind` and `space` are what the header says it is, for those who look at false ones; `intents` names the
    tables that there are, perceptual 0 and relative colorimetric 1, which are alike.
    """
    from_printer = _table(_GRID_FROM_PRINTER, _from_printer(_GRID_FROM_PRINTER))
    to_printer = _table(_GRID_TO_PRINTER, _to_printer(_GRID_TO_PRINTER))
    tags = {
        b"desc": _description(b"An invented printer"),
        b"cprt": b"text\0\0\0\0None\0",
        b"wtpt": b"XYZ \0\0\0\0" + b"".join(_fixed(value) for value in _D50),
        **{b"A2B%c" % number: from_printer for number in intents},
        **{b"B2A%c" % number: to_printer for number in intents},
    }
    entries, data = b"", b""
    start = 128 + 4 + 12 * len(tags)
    places: dict[bytes, int] = {}
    for name, content in tags.items():
        if content not in places:  # tags may share what they hold
            places[content] = start + len(data)
            data += content + bytes(-len(content) % 4)
        entries += name + struct.pack(">II", places[content], len(content))
    body = struct.pack(">I", len(tags)) + entries + data
    head = struct.pack(">I4xI", 128 + len(body), 0x02400000) + kind + space + b"Lab " + bytes(12) + b"acsp"
    head += bytes(28) + b"".join(_fixed(value) for value in _D50)
    return head + bytes(128 - len(head)) + body


def _light(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    mixed: NDArray[np.float64] = _BLACK + (1 - _BLACK) * (rgb**_GAMMA @ _INKS.T)
    return mixed


def _to_printer(grid: int) -> NDArray[np.float64]:
    """Return red, green, blue 0 to 1 for a grid over the 16 bits of L*, a*, b*, the last one fastest."""
    steps = np.linspace(0, 65535, grid)
    lightness, a, b = np.meshgrid(steps * 100 / 65280, steps / 256 - 128, steps / 256 - 128, indexing="ij")
    light = linear_table(np.stack([lightness, a, b], axis=-1).reshape(-1, 3))
    inks = (light - _BLACK) / (1 - _BLACK) @ np.linalg.inv(_INKS).T
    rgb: NDArray[np.float64] = np.clip(inks, 0, 1) ** (1 / _GAMMA)
    return rgb


def _from_printer(grid: int) -> NDArray[np.float64]:
    """Return L*, a*, b* as shares of 16 bit for a grid over red, green, blue, the last one fastest."""
    steps = np.linspace(0, 1, grid)
    rgb = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
    lightness, a, b = lab_table(_light(rgb)).T
    nodes: NDArray[np.float64] = np.stack([lightness * 652.8, (a + 128) * 256, (b + 128) * 256], axis=-1)
    return nodes / 65535


def _table(grid: int, nodes: NDArray[np.float64]) -> bytes:
    """Return a lut16Type (ICC.1:2001-04 §6.5.8) of three channels into three, its curves straight."""
    identity = b"".join(_fixed(value) for value in np.eye(3).ravel())
    straight = struct.pack(">6H", *(0, 65535) * 3)
    clut = np.rint(np.clip(nodes, 0, 1) * 65535).astype(">u2").tobytes()
    head = b"mft2\0\0\0\0" + bytes((3, 3, grid, 0))
    return b"".join((head, identity, struct.pack(">HH", 2, 2), straight, clut, straight))


def _description(text: bytes) -> bytes:
    return b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text + bytes(1 + 78)


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))
