"""The simulated camera: renders pictures while somebody looks, and shares them as memory, never as files."""

from __future__ import annotations

import os
import selectors
import socket
import threading
import time
from typing import TYPE_CHECKING, Literal, Self

from hardware.camera.frame_ring import RingShape, RingWriter, create_memory
from hardware.camera.street_wire import MAX_PACKET_BYTES, BurstRequest, RingPacket

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hardware.camera.frame import BgrImage

CameraFault = Literal["none", "freeze", "unplug"]

SizePx = tuple[int, int]
"""Width and height."""

_SLOTS = 4
_BURST_INTERVAL_S = 1 / 15
_PATIENCE_S = 2.0


class _Viewer:
    """One connection: its own memory, made fresh for it and gone with it."""

    def __init__(self, link: socket.socket, size_px: SizePx, *, streams_stills: bool) -> None:
        shape = RingShape(*size_px, slots=_SLOTS)
        packet = RingPacket.of(shape, streams_stills=streams_stills).model_dump_json().encode()
        self._raised = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        memory = create_memory(shape)
        self._ring = RingWriter(memory, shape)
        self._link = link
        try:
            socket.send_fds(link, [packet], [memory, self._raised])
        except OSError:
            self.close()
            raise
        finally:
            os.close(memory)

    def show(self, bgr: BgrImage, captured_s: float) -> None:
        self._ring.write(bgr, captured_s)
        os.eventfd_write(self._raised, 1)

    def close(self) -> None:
        self._ring.close()
        os.close(self._raised)
        self._link.close()


class SimulatedCamera:
    """Serves `path`: calls `shoot(size_px, now_s)` `fps` times a second while a client is connected."""

    def __init__(
        self,
        path: Path,
        shoot: Callable[[SizePx, float], BgrImage],
        clock: Callable[[], float],
        size_px: SizePx = (960, 1280),
        burst_size_px: SizePx | None = None,
        fps: float = 30.0,
    ) -> None:
        self._path, self._shoot, self._clock = path, shoot, clock
        self._size_px, self._burst_size_px = size_px, burst_size_px or size_px
        self._interval_s = 1 / fps
        self._fault: CameraFault = "none"
        self._viewers: dict[socket.socket, _Viewer] = {}
        self._selector = selectors.DefaultSelector()
        path.unlink(missing_ok=True)
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._server.bind(str(path))
        self._server.listen(4)
        self._wake = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._closing = False
        self._thread = threading.Thread(target=self._serve, name="camera", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def viewers(self) -> int:
        """How many clients are connected."""
        return len(self._viewers)

    @property
    def fault(self) -> CameraFault:
        """The fault that was caused."""
        return self._fault

    def set_fault(self, fault: CameraFault) -> None:
        """Cause a fault: `freeze` sends no more pictures, `unplug` hangs up on all, `none` heals both."""
        self._fault = fault
        os.eventfd_write(self._wake, 1)

    def close(self) -> None:
        """Switch the camera off and free everything."""
        if self._thread.is_alive():
            self._closing = True
            os.eventfd_write(self._wake, 1)
            self._thread.join()
            self._server.close()
            self._path.unlink(missing_ok=True)
            os.close(self._wake)

    def _serve(self) -> None:
        self._selector.register(self._wake, selectors.EVENT_READ)
        self._selector.register(self._server, selectors.EVENT_READ)
        due_s = self._clock()
        while not self._closing:
            streaming = bool(self._viewers) and self._fault == "none"
            wait_s = max(0.0, due_s - self._clock()) if streaming else None
            for key, _ in self._selector.select(wait_s):
                self._attend(key.fileobj)
            if self._fault == "unplug":
                self._hang_up_on_all()
            elif streaming and self._clock() >= due_s:
                self._publish()
                due_s = max(due_s + self._interval_s, self._clock())
        self._hang_up_on_all()
        self._selector.close()

    def _attend(self, ready: object) -> None:
        if ready == self._wake:
            os.eventfd_read(self._wake)
        elif ready is self._server:
            self._welcome()
        elif isinstance(ready, socket.socket) and ready in self._viewers:
            self._listen_to(ready)

    def _welcome(self) -> None:
        link, _ = self._server.accept()
        if self._fault == "unplug":
            link.close()
            return
        link.settimeout(_PATIENCE_S)
        try:
            as_good = self._burst_size_px == self._size_px
            self._viewers[link] = _Viewer(link, self._size_px, streams_stills=as_good)
        except OSError:
            return  # the client left before it was welcomed
        self._selector.register(link, selectors.EVENT_READ)

    def _listen_to(self, link: socket.socket) -> None:
        try:
            packet = link.recv(MAX_PACKET_BYTES)
            request = BurstRequest.model_validate_json(packet) if packet else None
            if request is None:
                self._hang_up(link)
            elif self._fault == "none":
                self._take_burst(link, request.burst)
        except (OSError, ValueError):
            self._hang_up(link)

    def _take_burst(self, link: socket.socket, count: int) -> None:
        shape = RingShape(*self._burst_size_px, slots=count)
        memory = create_memory(shape)
        ring = RingWriter(memory, shape)
        try:
            for _ in range(count):
                now_s = self._clock()
                ring.write(self._shoot(self._burst_size_px, now_s), now_s)
                time.sleep(max(0.0, now_s + _BURST_INTERVAL_S - self._clock()))
            socket.send_fds(link, [RingPacket.of(shape).model_dump_json().encode()], [memory])
        finally:
            ring.close()
            os.close(memory)

    def _publish(self) -> None:
        now_s = self._clock()
        bgr = self._shoot(self._size_px, now_s)
        for viewer in self._viewers.values():
            viewer.show(bgr, now_s)

    def _hang_up(self, link: socket.socket) -> None:
        self._selector.unregister(link)
        self._viewers.pop(link).close()

    def _hang_up_on_all(self) -> None:
        for link in list(self._viewers):
            self._hang_up(link)
