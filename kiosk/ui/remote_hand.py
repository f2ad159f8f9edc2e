"""The simulated hand of demo and bench: makes finger events of what it is told to touch, and for how long."""

from __future__ import annotations

import pygame


class RemoteHand:
    """One finger on the glass of a window of `size_px`; `tick` lifts it when its time has come."""

    def __init__(self, size_px: tuple[int, int]) -> None:
        self._size_px = size_px
        self._down: tuple[float, dict[str, float]] | None = None

    def touch(self, x_px: int, y_px: int, hold_s: float, now_s: float) -> None:
        """Put the finger down now and lift it after `hold_s`; a touch under way ends first."""
        self._lift()
        where = {
            "touch_id": 1,
            "finger_id": 1,
            "x": x_px / self._size_px[0],
            "y": y_px / self._size_px[1],
            "dx": 0.0,
            "dy": 0.0,
        }
        pygame.event.post(pygame.event.Event(pygame.FINGERDOWN, where))
        self._down = (now_s + hold_s, where)
        self.tick(now_s)

    def tick(self, now_s: float) -> None:
        """Lift the finger if it is time to."""
        if self._down is not None and now_s >= self._down[0]:
            self._lift()

    def _lift(self) -> None:
        if self._down is not None:
            pygame.event.post(pygame.event.Event(pygame.FINGERUP, self._down[1]))
            self._down = None
