"""Writes a network of two layers in ONNX's form: a convolution from three colours to one share, a sigmoid.

Protocol buffers by hand, as onnx.proto numbers the fields: a few lines instead of one more library.
"""

from __future__ import annotations

import struct

import numpy as np

_FLOAT, _INTS = 1, 7


def tiny_network(
    kernel: np.ndarray,
    bias: float,
    *,
    sides: tuple[int, int] | None = None,
    keeps_numbers_in: str | None = None,
    last_layer: str = "Sigmoid",
) -> bytes:
    """Return sigmoid(kernel * picture + bias); `kernel` is 3 × n × n, n odd; `sides`: fixed height, width."""
    reach = kernel.shape[1] // 2
    weights = np.ascontiguousarray(kernel[None], np.float32)
    where = _bytes(9, weights.tobytes())
    if keeps_numbers_in is not None:
        where = _bytes(13, _bytes(1, b"location") + _bytes(2, keeps_numbers_in.encode())) + _number(14, 1)
    shape = b"".join(_number(1, side) for side in weights.shape)
    graph = b"".join(
        (
            _bytes(1, _node("Conv", ("picture", "weights", "bias"), "grey", _pads(reach))),
            _bytes(1, _node(last_layer, ("grey",), "share")),
            _bytes(2, b"tiny"),
            _bytes(5, shape + _number(2, _FLOAT) + _bytes(8, b"weights") + where),
            _bytes(
                5,
                _number(1, 1) + _number(2, _FLOAT) + _bytes(8, b"bias") + _bytes(9, struct.pack("<f", bias)),
            ),
            _bytes(11, _picture("picture", 3, sides)),
            _bytes(12, _picture("share", 1, sides)),
        )
    )
    return _number(1, 8) + _bytes(8, _bytes(1, b"") + _number(2, 13)) + _bytes(7, graph)


def _node(kind: str, takes: tuple[str, ...], gives: str, attribute: bytes = b"") -> bytes:
    inputs = b"".join(_bytes(1, name.encode()) for name in takes)
    return inputs + _bytes(2, gives.encode()) + _bytes(4, kind.encode()) + attribute


def _pads(reach: int) -> bytes:
    return _bytes(5, _bytes(1, b"pads") + b"".join(_number(8, reach) for _ in range(4)) + _number(20, _INTS))


def _picture(name: str, channels: int, sides: tuple[int, int] | None) -> bytes:
    height, width = (_number(1, side) for side in sides) if sides else (_bytes(2, b"h"), _bytes(2, b"w"))
    axes = (_number(1, 1), _number(1, channels), height, width)
    shape = b"".join(_bytes(1, axis) for axis in axes)
    return _bytes(1, name.encode()) + _bytes(2, _bytes(1, _number(1, _FLOAT) + _bytes(2, shape)))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*out, value))
