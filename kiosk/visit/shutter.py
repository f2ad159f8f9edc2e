"""From the countdown to the pictures: the burst and, for who is cut out, one before the dark wall."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass

from hardware.camera.frame import Frame
from kiosk.visit.eye import Eye

COUNTDOWN = (3, 2, 1)
COUNT_S = 0.65
BURST = 5
"""Pictures in a burst; the best is kept by the rule of BSI TR-03121-3."""


@dataclass(frozen=True, slots=True)
class WallToGoDark:
    """The burst is taken, and the wall's light is to go out."""


@dataclass(frozen=True, slots=True)
class Missed:
    """The camera gave no pictures."""


@dataclass(frozen=True, slots=True)
class Taken:
    """All that was asked for; `dark` is None where it was not, or where the wall did not go dark."""

    lit: list[Frame]
    dark: Frame | None


class Shutter:
    """Pressed once for each shot; belongs to the screen's thread and waits for nothing."""

    def __init__(self, eye: Eye) -> None:
        self._eye = eye
        self._pressed_s: float | None = None
        self._burst: Future[list[Frame]] | None = None
        self._lit: list[Frame] = []
        self._dark: Future[Frame | None] | None = None
        self.burst_done_s = 0.0

    def press(self, now_s: float) -> None:
        """Begin to count down."""
        self._pressed_s = now_s

    def countdown(self, now_s: float) -> int | None:
        """Return the number to show, None when nothing is counted."""
        if self._pressed_s is None:
            return None
        turn = int((now_s - self._pressed_s) / COUNT_S)
        return COUNTDOWN[min(turn, len(COUNTDOWN) - 1)]

    @property
    def is_taking(self) -> bool:
        """Whether pictures are being taken, after the countdown."""
        return self._burst is not None or self._dark is not None

    def turn(self, now_s: float, *, cuts_out: bool) -> WallToGoDark | Missed | Taken | None:
        """Go one step on if it is time, and return what came of it."""
        if self._pressed_s is not None:
            if now_s - self._pressed_s >= COUNT_S * len(COUNTDOWN):
                self._pressed_s = None
                self._burst = self._eye.burst(BURST)
            return None
        if self._burst is not None and self._burst.done():
            return self._take_in_burst(self._burst, now_s, cuts_out=cuts_out)
        if self._dark is not None and self._dark.done():
            return self._take_in_dark_frame(self._dark)
        return None

    def _take_in_burst(
        self, burst: Future[list[Frame]], now_s: float, *, cuts_out: bool
    ) -> WallToGoDark | Missed | Taken:
        self._burst = None
        if burst.exception() is not None:
            return Missed()
        self.burst_done_s = now_s
        lit = burst.result()
        if not cuts_out:
            return Taken(lit, None)
        self._lit = lit
        self._dark = self._eye.dark_frame(lit[-1])
        return WallToGoDark()

    def _take_in_dark_frame(self, dark: Future[Frame | None]) -> Missed | Taken:
        self._dark = None
        lit, self._lit = self._lit, []
        return Missed() if dark.exception() is not None else Taken(lit, dark.result())
