"""A box that holds one picture: the newest. Never a queue."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardware.camera.frame import CameraError, Frame


class LatestFrame:
    """Hands the newest picture from the thread that takes pictures to the one that wants them.

    A picture that was not taken in time is replaced by the next. May be used from any number of threads.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._trouble: CameraError | None = None

    def put(self, frame: Frame) -> None:
        """Replace whatever is in the box."""
        with self._changed:
            self._frame = frame
            self._changed.notify_all()

    def fail(self, trouble: CameraError) -> None:
        """Make every `take` raise this from now on."""
        with self._changed:
            self._frame, self._trouble = None, trouble
            self._changed.notify_all()

    def take(self, timeout_s: float) -> Frame | None:
        """Take the picture out, waiting for one if need be; None when none came; raises CameraError."""
        with self._changed:
            self._changed.wait_for(lambda: self._frame is not None or self._trouble is not None, timeout_s)
            if self._trouble is not None:
                raise self._trouble
            frame, self._frame = self._frame, None
            return frame

    def clear(self) -> None:
        """Let go of the picture."""
        with self._changed:
            self._frame = None
