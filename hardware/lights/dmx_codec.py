"""The frames of an Enttec DMX USB Pro, in bytes and out of bytes; no port, no clock.

A frame is `7E label length-low length-high data E7` (Enttec, DMX USB Pro widget API). The baud rate does not
matter, there is no checksum and no escaping: a receiver that lost its place tries again at the next 7E.
"""

from __future__ import annotations

from dataclasses import dataclass

START = 0x7E
END = 0xE7
MAX_DATA_BYTES = 600
"""The longest data a widget accepts (Enttec widget API)."""

LABEL_PARAMETERS = 3
LABEL_OUTPUT = 6
LABEL_SERIAL = 10

MIN_CHANNELS = 24
MAX_CHANNELS = 512
_HEADER_BYTES = 4
_START_CODE = 0


@dataclass(frozen=True, slots=True)
class WidgetFrame:
    """One message from or to the widget: what it is about, and its data."""

    label: int
    data: bytes = b""


def encode(frame: WidgetFrame) -> bytes:
    """Return the bytes of a frame; ValueError when a field does not fit."""
    if len(frame.data) > MAX_DATA_BYTES:
        raise ValueError(f"a widget takes {MAX_DATA_BYTES} bytes of data, not {len(frame.data)}")
    return bytes((START, frame.label)) + len(frame.data).to_bytes(2, "little") + frame.data + bytes((END,))


def output_frame(levels: bytes) -> WidgetFrame:
    """Return the frame that sets the first channels to `levels` (0..255 each), filled up to 24 channels."""
    if len(levels) > MAX_CHANNELS:
        raise ValueError(f"DMX has {MAX_CHANNELS} channels, not {len(levels)}")
    return WidgetFrame(LABEL_OUTPUT, bytes((_START_CODE,)) + levels.ljust(MIN_CHANNELS, b"\0"))


def output_levels(frame: WidgetFrame) -> bytes | None:
    """Return the channel levels that an output frame sets, or None when it sets none."""
    if frame.label != LABEL_OUTPUT or not frame.data or frame.data[0] != _START_CODE:
        return None
    return frame.data[1:]


def serial_number(frame: WidgetFrame) -> int | None:
    """Return the serial number in a widget's answer (four BCD bytes, low first), or None."""
    digits = frame.data[::-1].hex()
    if frame.label != LABEL_SERIAL or len(frame.data) != 4 or not digits.isdecimal():
        return None
    return int(digits)


class FrameParser:
    """Finds frames in a stream that arrives in pieces of any size, with anything in between."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, data: bytes) -> list[WidgetFrame]:
        """Return the frames completed by `data`, in order."""
        self._pending += data
        frames: list[WidgetFrame] = []
        while True:
            start = self._pending.find(START)
            del self._pending[: start if start >= 0 else len(self._pending)]
            if len(self._pending) < _HEADER_BYTES:
                return frames
            length = int.from_bytes(self._pending[2:4], "little")
            end = _HEADER_BYTES + length
            if length <= MAX_DATA_BYTES and len(self._pending) <= end:
                return frames
            if length > MAX_DATA_BYTES or self._pending[end] != END:
                del self._pending[0]
                continue
            frames.append(WidgetFrame(self._pending[1], bytes(self._pending[_HEADER_BYTES:end])))
            del self._pending[: end + 1]
