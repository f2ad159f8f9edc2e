"""The staff's hidden gesture: hold the top left corner for three seconds, then tap the top right one."""

from __future__ import annotations

from kiosk.ui.box import Box
from kiosk.ui.pointer import Phase

CORNER = 160.0
HOLD_S = 3.0
THEN_WITHIN_S = 3.0


class StaffGesture:
    """Watches the finger on the attract screen; it opens nothing, it only asks for the staff's code."""

    def __init__(self, window: Box) -> None:
        self._left = Box(0, 0, CORNER, CORNER)
        self._right = Box(window.w - CORNER, 0, CORNER, CORNER)
        self._down_s: float | None = None
        self._held_until_s: float | None = None
        self._tapping = False

    def feed(self, phase: Phase, x: float, y: float, now_s: float) -> bool:
        """Follow the finger (design units); returns True at the end of the gesture."""
        if phase is Phase.DOWN:
            self._down_s = now_s if self._left.contains(x, y) else None
            held = self._held_until_s
            self._tapping = self._right.contains(x, y) and held is not None and now_s - held <= THEN_WITHIN_S
            self._held_until_s = None
        elif phase is Phase.UP:
            if self._down_s is not None and self._left.contains(x, y) and now_s - self._down_s >= HOLD_S:
                self._held_until_s = now_s
            done = self._tapping and self._right.contains(x, y)
            self._down_s, self._tapping = None, False
            return done
        elif phase is Phase.CANCEL:
            self._down_s, self._tapping = None, False
        return False
