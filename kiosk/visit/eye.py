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
from kiosk.matte.dark_frame import is_dark

_log = logging.getLogger(__name__)

READ_LIMIT_S = 0.25
DARK_LIMIT_S = 1.0
"""A wall that is not dark after this long has lamps that do not obey; the picture is made without it."""
LOST_AFTER_S = 3.0
"""A camera without a new picture for this long is lost (hardware reference §4)."""


class Analyst(Protocol):
    """Looks at live pictures; used from one thread only."""

    def look(self, frame: Frame) -> Coaching:
        """Return what to tell the customer after this picture."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen last: the coach's word, for which picture, and when the word was ready (monotonic)."""

    coaching: Coaching
    frame_captured_s: float
    ready_s: float
    count: int


class Eye:
    """A camera with its analyst that can be opened and closed; belongs to the screen's thread.

    Neither `open` nor `close` waits: a sitting that ends does so on its own threads, and the next one begins
    when it has let go of the camera.
    """

    def __init__(
        self,
        open_camera: Callable[[], Camera],
        make_analyst: Callable[[], Analyst],
        clock: Callable[[], float],
    ) -> None:
        self._open_camera = open_camera
        self._make_analyst = make_analyst
        self._clock = clock
        self._sitting: Sitting | None = None
        self._last: Sitting | None = None

    def open(self) -> None:
        """Start taking and looking at pictures."""
        self._sitting = Sitting(self._open_camera, self._make_analyst, self._clock, self._last)

    def close(self) -> None:
        """Show and look at no more pictures; may be called twice."""
        if self._sitting is not None:
            self._sitting.stop()
            self._last, self._sitting = self._sitting, None

    def shut(self) -> None:
        """Close, and wait until every thread has ended."""
        self.close()
        if self._last is not None:
            self._last.join()

    @property
    def is_open(self) -> bool:
        """Whether the camera is meant to run."""
        return self._sitting is not None

    @property
    def frame(self) -> Frame | None:
        """The newest picture."""
        return None if self._sitting is None else self._sitting.frame

    @property
    def sight(self) -> Sight | None:
        """What was seen last."""
        return None if self._sitting is None else self._sitting.sight

    @property
    def trouble(self) -> str | None:
        """Why no pictures come, when none do."""
        return None if self._sitting is None else self._sitting.trouble

    def burst(self, count: int) -> Future[list[Frame]]:
        """Ask for full-resolution pictures; the camera's thread takes them next."""
        if self._sitting is None:
            raise RuntimeError("the eye is closed")
        return self._sitting.burst(count)

    def dark_frame(self, lit: Frame) -> Future[Frame | None]:
        """Ask for the first full picture before a wall that has gone dark; None when it does not."""
        if self._sitting is None:
            raise RuntimeError("the eye is closed")
        return self._sitting.dark_frame(lit)


class Sitting:
    """One run of the camera: a thread that takes pictures and one that looks at them."""

    def __init__(
        self,
        open_camera: Callable[[], Camera],
        make_analyst: Callable[[], Analyst],
        clock: Callable[[], float],
        before: Sitting | None,
    ) -> None:
        self._open_camera = open_camera
        self._make_analyst = make_analyst
        self._clock = clock
        self._stop = threading.Event()
        self._fresh = threading.Condition()
        self._burst: tuple[int, Future[list[Frame]]] | None = None
        self._dark: tuple[Frame, Future[Frame | None]] | None = None
        self.frame: Frame | None = None
        self.sight: Sight | None = None
        self.trouble: str | None = None
        self._threads = [
            threading.Thread(target=self._take_pictures, args=(before,), name="camera", daemon=True),
            threading.Thread(target=self._look_at_pictures, args=(before,), name="analyst", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let both threads end and let go of every picture; does not wait."""
        self._stop.set()
        with self._fresh:
            self._fresh.notify_all()
        self.frame = self.sight = None

    def join(self) -> None:
        """Wait until both threads have ended."""
        for thread in self._threads:
            thread.join()
        self.frame = self.sight = None

    def burst(self, count: int) -> Future[list[Frame]]:
        """Ask for full-resolution pictures."""
        future: Future[list[Frame]] = Future()
        self._burst = (count, future)
        return future

    def dark_frame(self, lit: Frame) -> Future[Frame | None]:
        """Ask for a picture before the dark wall; `lit` shows it lit."""
        future: Future[Frame | None] = Future()
        self._dark = (lit, future)
        return future

    def _take_pictures(self, before: Sitting | None) -> None:
        if before is not None:
            before.join()
        try:
            if self._stop.is_set():  # closed while the sitting before had not let go of the camera yet
                return
            with self._open_camera() as camera:
                self._stream(camera)
        except CameraError as error:
            self.trouble = str(error)
            _log.error("camera: %s", error)
        finally:
            self.frame = None
            for asked in (self._burst, self._dark):
                if asked is not None:
                    asked[1].set_exception(CameraError("the camera was closed"))

    def _stream(self, camera: Camera) -> None:
        seen_s = self._clock()
        while not self._stop.is_set():
            if self._burst is not None:
                self._take_burst(camera)
                seen_s = self._clock()
            if self._dark is not None:
                self._take_dark_frame(camera)
                seen_s = self._clock()
            frame = camera.read(READ_LIMIT_S)
            if frame is not None:
                seen_s = self._clock()
                self._show(frame)
            elif self._clock() - seen_s > LOST_AFTER_S:
                raise CameraError("no picture for 3 seconds")

    def _take_burst(self, camera: Camera) -> None:
        """Take the burst, from the stream where that is as good, so that the live view goes on."""
        if self._burst is None:
            return
        count, future = self._burst
        try:
            frames = self._next_frames(camera, count) if camera.streams_stills else camera.burst(count)
        except CameraError as error:
            self._burst = None
            future.set_exception(error)
            return
        self._burst = None
        future.set_result(frames)

    def _take_dark_frame(self, camera: Camera) -> None:
        """Take the second picture that shows the wall dark: the first may have begun before the switch."""
        if self._dark is None:
            return
        lit, future = self._dark
        dark = 0
        frame: Frame | None = None
        until_s = self._clock() + DARK_LIMIT_S
        try:
            while dark < 2 and self._clock() < until_s and not self._stop.is_set():
                frame = camera.read(READ_LIMIT_S) if camera.streams_stills else camera.burst(1)[0]
                if frame is not None and is_dark(frame.bgr, lit.bgr):
                    dark += 1
        except CameraError as error:
            self._dark = None
            future.set_exception(error)
            return
        self._dark = None
        future.set_result(frame if dark == 2 else None)

    def _next_frames(self, camera: Camera, count: int) -> list[Frame]:
        frames: list[Frame] = []
        until_s = self._clock() + LOST_AFTER_S
        while len(frames) < count:
            frame = camera.read(READ_LIMIT_S)
            if frame is not None:
                frames.append(frame)
                self._show(frame)
            if self._stop.is_set() or self._clock() > until_s:
                raise CameraError("the burst was not completed")
        return frames

    def _show(self, frame: Frame) -> None:
        with self._fresh:
            self.frame = frame
            self._fresh.notify_all()

    def _look_at_pictures(self, before: Sitting | None) -> None:
        if before is not None:
            before.join()
        analyst = self._make_analyst()
        last_sequence = -1
        while not self._stop.is_set():
            frame = self._wait_for_frame_after(last_sequence)
            if frame is None:
                continue
            last_sequence = frame.sequence
            coaching = analyst.look(frame)
            count = 1 if self.sight is None else self.sight.count + 1
            if not self._stop.is_set():
                self.sight = Sight(coaching, frame.captured_s, self._clock(), count)

    def _wait_for_frame_after(self, sequence: int) -> Frame | None:
        def is_new() -> bool:
            return self.frame is not None and self.frame.sequence != sequence

        with self._fresh:
            self._fresh.wait_for(lambda: self._stop.is_set() or is_new(), timeout=READ_LIMIT_S)
            return self.frame if is_new() and not self._stop.is_set() else None
