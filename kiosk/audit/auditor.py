"""Writes the trail beside the booth's loop: events are taken at once and put on the disk by a thread.

Also keeps the head that operators may scrape: the one of the end of the last full day (UTC). A head that
moved with every visit would tell when somebody sat in the booth.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import Any, Final, Self

from kiosk.audit.chain import Head
from kiosk.audit.events import Events, Value
from kiosk.audit.trail import Trail, TrailBroken

_log = logging.getLogger(__name__)

DAY_S: Final = 86_400
WRITE_LIMIT_S: Final = 5.0
"""A disk that takes longer for what was recorded is not waited for."""


class Auditor:
    """Owns the trail; a context manager. Its methods are called from one thread, `trouble` from any."""

    def __init__(self, trail: Trail, events: Events, wall_clock: Callable[[], float]) -> None:
        self._trail = trail
        self._events = events
        self._wall_clock = wall_clock
        self._bodies: queue.SimpleQueue[dict[str, Any] | threading.Event | None] = queue.SimpleQueue()
        self._broken = False
        self._day, self._witnessed = _witnessed(trail, wall_clock())
        self._writer = threading.Thread(target=self._write, name="audit")

    def __enter__(self) -> Self:
        self._writer.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._bodies.put(None)
        self._writer.join()

    def record(self, event: str, **fields: Value) -> None:
        """Take an event that happened now; raises Undeclared."""
        self._bodies.put(self._events.body(event, fields, self._wall_clock()))

    def record_if_new(self, event: str, **fields: Value) -> None:
        """Record how something is, unless the last such event tells the same; raises Undeclared.

        Reads the trail from its end: for the start of the booth.
        """
        told = self._events.body(event, fields, self._wall_clock())["with"]
        entries = (entry for entry, _ in self._trail.backwards())
        before = next((entry["with"] for entry in entries if entry["event"] == event), None)
        if before != told:
            self.record(event, **fields)

    def head(self) -> Head | None:
        """Return the head once all that was recorded so far is on the disk, or the disk took too long."""
        written = threading.Event()
        self._bodies.put(written)
        written.wait(WRITE_LIMIT_S)
        return self._trail.head

    def witnessed_head(self) -> Head | None:
        """Return the head as it was when the last full day ended, None before there was one."""
        day = int(self._wall_clock()) // DAY_S
        if day > self._day:
            self._day, self._witnessed = day, self.head()
        return self._witnessed

    @property
    def trouble(self) -> str | None:
        """Key of why nothing can be recorded, or None."""
        return "audit.trail" if self._broken or not self._writer.is_alive() else None

    def _write(self) -> None:
        while (body := self._bodies.get()) is not None:
            if isinstance(body, threading.Event):
                body.set()
            elif not self._broken:
                try:
                    self._trail.append_body(body)
                except TrailBroken as error:
                    self._broken = True
                    _log.critical("%s; out of service until the next start", error)


def _witnessed(trail: Trail, now_s: float) -> tuple[int, Head | None]:
    """Return today, and the last head of a day before."""
    day = int(now_s) // DAY_S
    return day, next((head for entry, head in trail.backwards() if entry["at_s"] < day * DAY_S), None)
