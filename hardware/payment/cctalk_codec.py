"""ccTalk frames: bytes in, frames out, and back; no port and no clock of its own.

ccTalk Generic Specification v4.7 (Crane Payment Solutions, "Public Domain Document"): packets Part 1 §7,
CRC Part 1 §7.11 and Part 3 Appendix 9, headers Part 3 Appendix 1.

    simple checksum   [dest][n][source][header][data * n][chk]       all bytes add up to 0 modulo 256
    CRC               [dest][n][crc low][header][data * n][crc high] CRC-CCITT over dest, n, header, data
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

HOST: Final = 1
"""Default address of the machine that asks (Part 1 §7.7)."""
COIN_ACCEPTOR: Final = 2
"""Default address of a coin acceptor (Part 3 Table 1)."""
SILENCE_S: Final = 0.050
"""A gap this long within a packet ends it (Part 1: receivers reset after 50 ms)."""
MAX_DATA: Final = 255
_OVERHEAD: Final = 5
"""Bytes of a packet beside its data, in either checksum mode."""


class Header(IntEnum):
    """Commands a coin acceptor knows (Part 3 Appendix 1), and the three kinds of reply."""

    REPLY = 0
    RESET_DEVICE = 1
    REQUEST_COMMS_STATUS = 2
    CLEAR_COMMS_STATUS = 3
    REQUEST_COMMS_REVISION = 4
    NAK = 5
    BUSY = 6
    REQUEST_COIN_ID = 184
    REQUEST_BUILD_CODE = 192
    REQUEST_SORTER_PATHS = 209
    MODIFY_SORTER_PATHS = 210
    REQUEST_MASTER_INHIBIT = 227
    MODIFY_MASTER_INHIBIT = 228
    READ_BUFFERED_EVENTS = 229
    REQUEST_INHIBIT = 230
    MODIFY_INHIBIT = 231
    PERFORM_SELF_CHECK = 232
    REQUEST_SOFTWARE_REVISION = 241
    REQUEST_SERIAL_NUMBER = 242
    REQUEST_PRODUCT_CODE = 244
    REQUEST_EQUIPMENT_CATEGORY = 245
    REQUEST_MANUFACTURER = 246
    SIMPLE_POLL = 254


class Checksum(StrEnum):
    """How packets of a bus are protected."""

    SIMPLE = "simple"
    CRC = "crc"


class BadFrame(ValueError):
    """The bytes are no ccTalk packet; the text says why."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One packet; `source` is None with a CRC, where the packet has no such field."""

    destination: int
    header: int
    data: bytes = b""
    source: int | None = HOST


def crc_ccitt(data: bytes) -> int:
    """CRC-CCITT of ccTalk: x^16 + x^12 + x^5 + 1, start 0, not reflected (Part 1 §7.11)."""
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = ((crc << 1) ^ 0x1021) & 0xFFFF if crc & 0x8000 else crc << 1
    return crc


def encode(frame: Frame, checksum: Checksum = Checksum.SIMPLE) -> bytes:
    """Return the bytes of a packet; raises BadFrame for more than 255 bytes of data or a missing source."""
    if len(frame.data) > MAX_DATA:
        raise BadFrame(f"{len(frame.data)} bytes of data, at most {MAX_DATA} fit")
    start = bytes((frame.destination, len(frame.data)))
    if checksum is Checksum.CRC:
        crc = crc_ccitt(start + bytes((frame.header,)) + frame.data)
        return start + bytes((crc & 0xFF, frame.header)) + frame.data + bytes((crc >> 8,))
    if frame.source is None:
        raise BadFrame("a packet with the simple checksum needs a source address")
    body = start + bytes((frame.source, frame.header)) + frame.data
    return body + bytes((-sum(body) & 0xFF,))


def decode(packet: bytes, checksum: Checksum = Checksum.SIMPLE) -> Frame:
    """Return the frame that `packet` is, no byte more or less; raises BadFrame."""
    if len(packet) < _OVERHEAD:
        raise BadFrame(f"{len(packet)} bytes, a packet has at least {_OVERHEAD}")
    destination, length, third, header = packet[:4]
    if len(packet) != length + _OVERHEAD:
        raise BadFrame(f"{len(packet)} bytes, but the length byte promises {length + _OVERHEAD}")
    data = packet[4:-1]
    if checksum is Checksum.CRC:
        if crc_ccitt(packet[:2] + packet[3:-1]) != third | packet[-1] << 8:
            raise BadFrame("wrong CRC")
        return Frame(destination, header, data, None)
    if sum(packet) & 0xFF:
        raise BadFrame("wrong checksum")
    return Frame(destination, header, data, third)


@dataclass(frozen=True, slots=True)
class Noise:
    """Bytes that belong to no packet, and why they were given up."""

    data: bytes
    reason: str


class FrameParser:
    """Finds packets in chunks of any size.

    `destination` (and `source`, simple checksum only) let the parser pass over packets of others on the bus
    and find its feet sooner after garbage; None takes any. `skip_echo` announces our own transmission, which
    the one-wire bus gives back: everything up to its end is dropped, wherever the chunk boundaries lie.

    ccTalk has no start mark. After a bad checksum the parser moves on by one byte and looks again; a partial
    packet dies with a silence of 50 ms, which the caller makes known by the time it passes in.
    """

    def __init__(
        self,
        checksum: Checksum = Checksum.SIMPLE,
        *,
        destination: int | None = None,
        source: int | None = None,
    ) -> None:
        self._checksum = checksum
        self._destination = destination
        self._source = source if checksum is Checksum.SIMPLE else None
        self._buffer = bytearray()
        self._noise = bytearray()
        self._noise_reason = ""
        self._echo = b""
        self._heard_s: float | None = None

    def skip_echo(self, sent: bytes) -> None:
        """Expect `sent` to come back; what came before its end is older than the question and no answer."""
        self._buffer.clear()
        self._noise.clear()
        self._echo = sent

    def feed(self, chunk: bytes, now_s: float) -> list[Frame | Noise]:
        """Take what arrived by `now_s`, perhaps nothing, and return what it completes, in order."""
        found: list[Frame | Noise] = []
        silent = self._heard_s is not None and now_s - self._heard_s >= SILENCE_S
        if silent and (self._buffer or self._noise):
            self._give_up(len(self._buffer), "silence within a packet")
            self._flush(found)
        if chunk:
            self._heard_s = now_s
            self._buffer += chunk
        if self._drop_echo():
            self._scan(found)
        return found

    def _drop_echo(self) -> bool:
        """Remove our own bytes; False while more of them are needed to decide."""
        if not self._echo:
            return True
        start = self._buffer.find(self._echo)
        if start >= 0:
            del self._buffer[: start + len(self._echo)]
            self._echo = b""
            return True
        return False

    def _packet_length(self, start: int) -> int:
        """Return the length of the packet that may start here; 0 when none of ours can, -1 when too early."""
        head = self._buffer[start : start + 4]
        if self._destination is not None and head[0] != self._destination:
            return 0
        if len(head) < 2:
            return -1
        if self._source is not None and len(head) > 2 and head[2] != self._source:
            return 0
        return head[1] + _OVERHEAD

    def _scan(self, found: list[Frame | Noise]) -> None:
        while self._buffer:
            length = self._packet_length(0)
            if length == 0:
                self._give_up(1, "not addressed to us")
                continue
            if length < 0 or length > len(self._buffer):
                return
            try:
                frame = decode(bytes(self._buffer[:length]), self._checksum)
            except BadFrame as error:
                self._give_up(1, str(error))
                continue
            self._flush(found)
            found.append(frame)
            del self._buffer[:length]

    def _give_up(self, count: int, reason: str) -> None:
        if not self._noise:
            self._noise_reason = reason
        self._noise += self._buffer[:count]
        del self._buffer[:count]

    def _flush(self, found: list[Frame | Noise]) -> None:
        if self._noise:
            found.append(Noise(bytes(self._noise), self._noise_reason))
            self._noise.clear()
