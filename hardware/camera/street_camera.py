"""The simulated camera's client: pictures that another process renders, through shared memory."""

from __future__ import annotations

import os
import select
import socket
import time
from typing import TYPE_CHECKING, Self

from hardware.camera.frame import CameraError, Frame
from hardware.camera.frame_ring import RingReader
from hardware.camera.street_wire import (
    MAX_PACKET_BYTES,
    BurstRequest,
    RingPacket,
    close_all,
    receive_with_descriptors,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OPEN_S = 5.0
START_S = 10.0
"""A stream may take this long for its first picture."""

STALL_S = 3.0
"""A stream without a new picture for this long is dead."""

BURST_S = 10.0


class StreetCamera:
    """Streams from the camera process behind the socket at `path`; use it from one thread at a time."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._clock = clock
        self._link: socket.socket | None = None
        self._ring: RingReader | None = None
        self._raised = -1
        self._streams_stills = False
        self._dead_from_s = 0.0

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def open(self) -> None:
        """Connect and map the stream; raises CameraError."""
        self.close()
        self._link = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._link.settimeout(OPEN_S)
        try:
            self._link.connect(str(self._path))
            packet, descriptors = receive_with_descriptors(self._link, 2)
        except OSError as error:
            self.close()
            raise CameraError(f"no camera: {error.strerror or 'it does not answer'}") from None
        try:
            memory, raised = descriptors
            announced = RingPacket.model_validate_json(packet)
            self._ring = RingReader(memory, announced.shape)
            self._streams_stills = announced.streams_stills
            self._raised = os.dup(raised)
        except (ValueError, OSError):
            self.close()
            raise CameraError("no camera: what answers is not one") from None
        finally:
            close_all(descriptors)
        self._dead_from_s = self._clock() + START_S

    def read(self, timeout_s: float) -> Frame | None:
        """Return the newest picture not read before, or None; raises CameraError."""
        link, ring = self._opened()
        ready = select.poll()
        ready.register(self._raised, select.POLLIN)
        ready.register(link, select.POLLIN)
        events = dict(ready.poll(1000 * timeout_s))
        if link.fileno() in events and _hung_up(link):
            raise CameraError("the camera was unplugged")
        if self._raised in events:
            os.eventfd_read(self._raised)
            frame = ring.newest()
            if frame is not None:
                self._dead_from_s = self._clock() + STALL_S
                return frame
        if self._clock() > self._dead_from_s:
            raise CameraError("the camera has stopped sending pictures")
        return None

    @property
    def streams_stills(self) -> bool:
        """Whether the camera process said that its stream is as good as its bursts."""
        return self._streams_stills

    def burst(self, count: int) -> list[Frame]:
        """Return `count` full-resolution pictures taken in a row; raises CameraError."""
        link, _ = self._opened()
        link.settimeout(BURST_S)
        try:
            link.send(BurstRequest(burst=count).model_dump_json().encode())
            packet, descriptors = receive_with_descriptors(link, 1)
        except OSError as error:
            raise CameraError(f"no pictures: {error.strerror or 'the camera does not answer'}") from None
        try:
            if not packet:
                raise CameraError("the camera was unplugged")
            (memory,) = descriptors
            return _read_all(memory, RingPacket.model_validate_json(packet), count)
        except ValueError:
            raise CameraError("no pictures: the camera's answer makes no sense") from None
        finally:
            close_all(descriptors)
            self._dead_from_s = self._clock() + STALL_S

    def close(self) -> None:
        """Let go of the connection, the shared memory and the descriptors; may be called twice."""
        if self._ring is not None:
            self._ring.close()
            self._ring = None
        if self._raised >= 0:
            os.close(self._raised)
            self._raised = -1
        if self._link is not None:
            self._link.close()
            self._link = None

    def _opened(self) -> tuple[socket.socket, RingReader]:
        if self._link is None or self._ring is None:
            raise CameraError("the camera is not open")
        return self._link, self._ring


def _hung_up(link: socket.socket) -> bool:
    try:
        return not link.recv(MAX_PACKET_BYTES, socket.MSG_DONTWAIT)
    except OSError:
        return True


def _read_all(memory: int, packet: RingPacket, count: int) -> list[Frame]:
    if packet.slots != count:
        raise ValueError(f"asked for {count} pictures, got {packet.slots}")
    ring = RingReader(memory, packet.shape)
    try:
        return ring.all()
    finally:
        ring.close()
