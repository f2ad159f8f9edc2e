"""Reads as much of an ONNX file as is needed to refuse one that would open other files.

An ONNX file may say that its numbers lie in another file, whose path it names. Protocol buffers' wire form
and the numbers of the fields are those of onnx.proto (ONNX, IR version 10); nothing but lengths is followed,
so a file of any size is looked through in milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator


class BadNetwork(Exception):
    """A file holds no network that can be used; the text says why."""


_WITHIN: dict[str, dict[int, str]] = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "function": {7: "node", 11: "attribute"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {},
}
"""The messages that can hold a tensor: number of a field, and the message in it."""
_EXTERNAL_DATA, _DATA_LOCATION = 13, 14
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_VARINT_LONGEST = 10


def refuse_other_files(model: bytes) -> None:
    """Raise BadNetwork if the network, or any part of it, keeps numbers in another file, or is no ONNX."""
    waiting = [("model", memoryview(model))]
    while waiting:
        kind, message = waiting.pop()
        for number, value in _fields(message):
            if kind == "tensor" and (number == _EXTERNAL_DATA or (number == _DATA_LOCATION and value != 0)):
                raise BadNetwork("it keeps numbers in another file")
            within = _WITHIN[kind].get(number)
            if within is not None:
                if isinstance(value, int):
                    raise BadNetwork("it is no ONNX file")
                waiting.append((within, value))


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        number, wire = tag >> 3, tag & 7
        if wire == _VARINT:
            value, at = _varint(message, at)
            yield number, value
            continue
        if wire == _BYTES:
            length, at = _varint(message, at)
        elif wire in (_FIXED64, _FIXED32):
            length = 8 if wire == _FIXED64 else 4
        else:
            raise BadNetwork("it is no ONNX file")
        if at + length > len(message):
            raise BadNetwork("it is cut off")
        yield number, message[at : at + length]
        at += length


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for place in range(_VARINT_LONGEST):
        if at + place >= len(message):
            raise BadNetwork("it is cut off")
        byte = message[at + place]
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    raise BadNetwork("it is no ONNX file")
