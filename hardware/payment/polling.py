"""Polls an acceptor on a thread of its own, so that a silent device never holds up the owner."""

from __future__ import annotations

import threading
from collections import deque
from typing import Final

from hardware.payment.acceptor import Acceptor, AcceptorEvent, DeviceMark, Reading

LOOK_EVERY_S: Final = 0.05
"""How often the acceptor is given the chance to do what is due; it keeps its own pace."""


class PollingThread:
    """The same `Acceptor`, polled in the background from `start` to `close`.

    `poll` returns at once with what came in since the last call. If the thread ends in an error, the next
    `poll` raises it.
    """

    def __init__(self, acceptor: Acceptor, look_every_s: float = LOOK_EVERY_S) -> None:
        self._acceptor = acceptor
        self._look_every_s = look_every_s
        self._readings: deque[Reading] = deque()
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="acceptor", daemon=True)

    def start(self) -> None:
        """Begin polling."""
        self._thread.start()

    def enable(self) -> None:
        """Let coins in as soon as the thread gets there."""
        self._acceptor.enable()
        self._wake.set()

    def inhibit(self) -> None:
        """Refuse coins as soon as the thread gets there."""
        self._acceptor.inhibit()
        self._wake.set()

    def poll(self) -> Reading:
        """Return the news so far as one reading; raises what ended the thread."""
        events: list[AcceptorEvent] = []
        mark: DeviceMark | None = None
        while self._readings:
            reading = self._readings.popleft()
            events += reading.events
            mark = reading.mark or mark
        if self._error is not None and not events:
            raise self._error
        return Reading(tuple(events), mark)

    def close(self) -> None:
        """End the thread and let go of the device; may be called twice."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        self._acceptor.close()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                reading = self._acceptor.poll()
                if reading != Reading():
                    self._readings.append(reading)
                self._wake.wait(self._look_every_s)
                self._wake.clear()
        except BaseException as error:  # noqa: BLE001 - handed to the owner, who meets it in poll
            self._error = error
