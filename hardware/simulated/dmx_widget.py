"""An Enttec DMX USB Pro as a program on a pseudo-terminal."""

from __future__ import annotations

import contextlib
import os
import selectors
import threading
import tty
from typing import TYPE_CHECKING, Literal, Self

from hardware.lights.dmx_codec import (
    LABEL_PARAMETERS,
    LABEL_SERIAL,
    FrameParser,
    WidgetFrame,
    encode,
    output_levels,
)

if TYPE_CHECKING:
    from collections.abc import Callable

DmxFault = Literal["none", "silent"]

_SERIAL_BCD = bytes((0x78, 0x56, 0x34, 0x12))
_PARAMETERS = bytes((0x44, 0x01, 9, 1, 40))
"""Firmware 1.44, break 9 and mark-after-break 1 units of 10.67 us, 40 frames a second."""


class SimulatedDmxWidget:
    """Listens on `path` like the widget does and tells `on_levels` the channel levels it was given.

    `on_levels` is called on the widget's own thread, only when a level changed.
    """

    def __init__(self, on_levels: Callable[[bytes], None]) -> None:
        self._on_levels = on_levels
        self._levels = b""
        self._fault: DmxFault = "none"
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.path = os.ttyname(self._slave)
        self._wake = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._thread = threading.Thread(target=self._serve, name="dmx-widget", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def levels(self) -> bytes:
        """The channel levels now, from channel 1."""
        return self._levels

    def set_fault(self, fault: DmxFault) -> None:
        """Cause a fault: `silent` obeys nothing and answers nothing; `none` heals it."""
        self._fault = fault

    def close(self) -> None:
        """Unplug the widget: the host's reads and writes fail from now on."""
        if self._thread.is_alive():
            os.eventfd_write(self._wake, 1)
            self._thread.join()
            for descriptor in (self._wake, self._master, self._slave):
                os.close(descriptor)

    def _serve(self) -> None:
        parser = FrameParser()
        with selectors.DefaultSelector() as ready:
            ready.register(self._wake, selectors.EVENT_READ)
            ready.register(self._master, selectors.EVENT_READ)
            while all(key.fd != self._wake for key, _ in ready.select()):
                for frame in parser.feed(os.read(self._master, 4096)):
                    if self._fault == "none":
                        self._obey(frame)

    def _obey(self, frame: WidgetFrame) -> None:
        levels = output_levels(frame)
        if levels is not None and levels != self._levels:
            self._levels = levels
            self._on_levels(levels)
        answers = {LABEL_SERIAL: _SERIAL_BCD, LABEL_PARAMETERS: _PARAMETERS}
        if frame.label in answers:
            with contextlib.suppress(BlockingIOError):  # a host that never reads loses answers, as on a wire
                os.write(self._master, encode(WidgetFrame(frame.label, answers[frame.label])))
