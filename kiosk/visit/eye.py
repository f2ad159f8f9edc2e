"""The live eye of the pose screen: one thread takes pictures, another looks, the screen waits for neither.

The newest picture lies in a one-slot box; a picture nobody looked at in time is replaced, never queued.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from hardware.camera.frame import Camera, CameraError, Frame
from kiosk.compliance.coach import Coaching

_log = logging.getLogger(__name__)

READ_LIMIT_S = 0.25
LOST_AFTER_S = 3.0
"""A camera without a new picture for this long is lost (hardware reference §4)."""


class Analyst(Protocol):
    """Looks at live pictures; used from one thread only."""

    def look(self, frame: Frame) -> Coaching:
        """Return what to tell the customer after this picture."""

    def close(self) -> None:
        """Free the networks."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen last: the coach's word, for which picture, and when the word was ready (monotonic)."""

    coaching: Coaching
    frame_captured_s: float
    ready_s: float
    count: int


class Eye:
    """A running camera with its analyst; `open` and `close` belong to the screen's thread."""

    def __init__(
        self,
        open_camera: Callable[[], Camera],
        make_analyst: Callable[[], Analyst],
        clock: Callable[[], float],
    ) -> None:
        self._open_camera = open_camera
        self._make_analyst = make_analyst
        self._clock = clock
        self._stop = threading.Event()
        self._fresh = threading.Condition()
        self._frame: Frame | None = None
        self._sight: Sight | None = None
        self._trouble: str | None = None
        self._burst: tuple[int, Future[list[Frame]]] | None = None
        self._threads: list[threading.Thread] = []

    def open(self) -> None:
        """Start taking and looking at pictures."""
        self._stop.clear()
        self._trouble = None
        self._threads = [
            threading.Thread(target=self._take_pictures, name="camera", daemon=True),
            threading.Thread(target=self._look_at_pictures, name="analyst", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Stop both threads and let go of every picture; may be called twice."""
        self._stop.set()
        with self._fresh:
            self._fresh.notify_all()
        for thread in self._threads:
            thread.join()
        self._threads = []
        self._frame = self._sight = None

    @property
    def is_open(self) -> bool:
        """Whether the camera is meant to run."""
        return bool(self._threads)

    @property
    def frame(self) -> Frame | None:
        """The newest picture."""
        return self._frame

    @property
    def sight(self) -> Sight | None:
        """What was seen last."""
        return self._sight

    @property
    def trouble(self) -> str | None:
        """Why no pictures come, when none do."""
        return self._trouble

    def burst(self, count: int) -> Future[list[Frame]]:
        """Ask for full-resolution pictures; the camera's thread takes them next."""
        future: Future[list[Frame]] = Future()
        self._burst = (count, future)
        return future

    def _take_pictures(self) -> None:
        try:
            with self._open_camera() as camera:
                self._stream(camera)
        except CameraError as error:
            self._trouble = str(error)
            _log.error("camera: %s", error)
        finally:
            wanted = self._burst
            if wanted is not None:
                wanted[1].set_exception(CameraError("the camera was closed"))

    def _stream(self, camera: Camera) -> None:
        seen_s = self._clock()
        while not self._stop.is_set():
            if self._burst is not None:
                count, future = self._burst
                self._burst = None
                try:
                    future.set_result(camera.burst(count))
                except CameraError as error:
                    future.set_exception(error)
            frame = camera.read(READ_LIMIT_S)
            if frame is not None:
                seen_s = self._clock()
                with self._fresh:
                    self._frame = frame
                    self._fresh.notify_all()
            elif self._clock() - seen_s > LOST_AFTER_S:
                raise CameraError("no picture for 3 seconds")

    def _look_at_pictures(self) -> None:
        analyst = self._make_analyst()
        last_sequence = -1
        try:
            while not self._stop.is_set():
                frame = self._wait_for_frame_after(last_sequence)
                if frame is None:
                    continue
                last_sequence = frame.sequence
                coaching = analyst.look(frame)
                count = 1 if self._sight is None else self._sight.count + 1
                self._sight = Sight(coaching, frame.captured_s, self._clock(), count)
        finally:
            analyst.close()

    def _wait_for_frame_after(self, sequence: int) -> Frame | None:
        def is_new() -> bool:
            return self._frame is not None and self._frame.sequence != sequence

        with self._fresh:
            self._fresh.wait_for(lambda: self._stop.is_set() or is_new(), timeout=READ_LIMIT_S)
            return self._frame if is_new() and not self._stop.is_set() else None
