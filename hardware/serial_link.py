"""A serial port reduced to what a driver needs: write, read with a time limit, close; it fails in one way."""

from __future__ import annotations

import contextlib
import select
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Final, Protocol

import serial

Clock = Callable[[], float]
"""Seconds on a clock that only goes forward, such as `time.monotonic`."""

WRITE_TIMEOUT_S: Final = 1.0


class LinkLost(Exception):
    """The port is gone, refused to open, or can no longer be read or written; open a new one."""


class Direction(StrEnum):
    """Which way bytes went, seen from this machine."""

    SENT = "TX"
    RECEIVED = "RX"


Trace = Callable[[float, Direction, bytes], None]
"""Receives (clock seconds, direction, bytes) for everything that passes."""


class SerialLink(Protocol):
    """An open port; every method raises LinkLost once the device is gone."""

    def write(self, data: bytes) -> None:
        """Send all of `data`."""

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """Return what has arrived, at most `max_bytes`; b"" when nothing came for `timeout_s`."""

    def close(self) -> None:
        """Let go of the port; may be called twice and never raises."""


class PortLink:
    """`SerialLink` on a port of pyserial that was opened with `timeout=0`."""

    def __init__(self, port: serial.Serial) -> None:
        self._port = port

    def write(self, data: bytes) -> None:
        """Send all of `data`; raises LinkLost, also when the port takes no byte for a second."""
        try:
            self._port.write(data)
        except (serial.SerialException, OSError) as error:
            raise LinkLost(str(error)) from error

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """Return what has arrived; raises LinkLost.

        Waits with select rather than pyserial's own timeout: changing that one reconfigures the port, which a
        pseudo-terminal refuses for some settings.
        """
        try:
            ready, _, _ = select.select([self._port], [], [], max(timeout_s, 0.0))
            return bytes(self._port.read(max_bytes)) if ready else b""
        except (serial.SerialException, OSError, ValueError, TypeError) as error:
            # pyserial's fileno raises ValueError or TypeError once the port was closed.
            raise LinkLost(str(error)) from error

    def close(self) -> None:
        """Close the port."""
        with contextlib.suppress(serial.SerialException, OSError):
            self._port.close()


class TracedLink:
    """A link that shows every byte to `trace`; for fault finding, so it is never on by default."""

    def __init__(self, link: SerialLink, trace: Trace, clock: Clock = time.monotonic) -> None:
        self._link = link
        self._trace = trace
        self._clock = clock

    def write(self, data: bytes) -> None:
        """Send all of `data`; raises LinkLost."""
        self._trace(self._clock(), Direction.SENT, data)
        self._link.write(data)

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """Return what has arrived; raises LinkLost."""
        data = self._link.read(max_bytes, timeout_s)
        if data:
            self._trace(self._clock(), Direction.RECEIVED, data)
        return data

    def close(self) -> None:
        """Close the link behind."""
        self._link.close()


def open_serial(
    path: str,
    baudrate: int = 9600,
    *,
    bytesize: int = serial.EIGHTBITS,
    parity: str = serial.PARITY_NONE,
    stopbits: float = serial.STOPBITS_ONE,
    exclusive: bool = True,
    trace: Trace | None = None,
    clock: Clock = time.monotonic,
) -> SerialLink:
    """Open the port at `path` and drop what was waiting in it; raises LinkLost.

    All settings are made once, here. With `exclusive` a second exclusive opener is refused (flock).
    """
    try:
        port = serial.Serial(
            path,
            baudrate,
            bytesize=bytesize,
            parity=parity,
            stopbits=stopbits,
            timeout=0,
            write_timeout=WRITE_TIMEOUT_S,
            exclusive=exclusive,
        )
    except (serial.SerialException, OSError) as error:
        raise LinkLost(str(error)) from error
    link = PortLink(port)
    return link if trace is None else TracedLink(link, trace, clock)
