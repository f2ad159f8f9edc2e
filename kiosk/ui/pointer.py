"""One finger on the glass, made of whatever SDL delivers: finger events, mouse events or both.

Rules (X11, Wayland and KMSDRM differ): finger events win and silence the mouse for `MOUSE_SILENT_S`; mouse
events that SDL made from touches are dropped; while one finger is down, a second is not seen; a press acts
when it is lifted within the slop of the target where it began; after a screen changes nothing acts for
`LOCKED_S`, so that a double tap does not press what was not there yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pygame

from kiosk.ui.canvas import Target

MOUSE_SILENT_S = 10.0
LOCKED_S = 0.3
SLOP = 24.0
"""How far outside a target, in design units, a finger may leave the glass."""

MOUSE = -1
"""The id of the contact that is the mouse."""


class Phase(StrEnum):
    """What the finger did."""

    DOWN = "down"
    MOVE = "move"
    UP = "up"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Contact:
    """One move of the one finger; pixels of the window."""

    phase: Phase
    x_px: float
    y_px: float


class Pointer:
    """Turns pygame events into contacts of a single finger."""

    def __init__(self, size_px: tuple[int, int]) -> None:
        self._size_px = size_px
        self._held: int | None = None
        self._finger_seen_s: float | None = None

    def feed(self, event: pygame.event.Event, now_s: float) -> tuple[Contact, ...]:
        """Return what the event means: no contact, one, or a cancel followed by a new press."""
        if event.type in (pygame.FINGERDOWN, pygame.FINGERMOTION, pygame.FINGERUP):
            return self._finger(event, now_s)
        if event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEMOTION, pygame.MOUSEBUTTONUP):
            return self._mouse(event, now_s)
        if event.type in (pygame.WINDOWFOCUSLOST, pygame.WINDOWLEAVE) and self._held == MOUSE:
            self._held = None
            return (Contact(Phase.CANCEL, 0, 0),)
        return ()

    def _finger(self, event: pygame.event.Event, now_s: float) -> tuple[Contact, ...]:
        self._finger_seen_s = now_s
        # SDL does not clamp the normalised position.
        x_px = min(max(event.x, 0.0), 1.0) * (self._size_px[0] - 1)
        y_px = min(max(event.y, 0.0), 1.0) * (self._size_px[1] - 1)
        finger = int(event.finger_id)
        if event.type == pygame.FINGERDOWN:
            if self._held == MOUSE:  # Wayland tells the mouse first: the same touch, told twice
                self._held = finger
                return Contact(Phase.CANCEL, x_px, y_px), Contact(Phase.DOWN, x_px, y_px)
            if self._held is not None:
                return ()
            self._held = finger
            return (Contact(Phase.DOWN, x_px, y_px),)
        return self._held_on(finger, x_px, y_px, lifted=event.type == pygame.FINGERUP)

    def _mouse(self, event: pygame.event.Event, now_s: float) -> tuple[Contact, ...]:
        silent = self._finger_seen_s is not None and now_s - self._finger_seen_s < MOUSE_SILENT_S
        if silent or getattr(event, "touch", False):
            return ()
        x_px, y_px = event.pos
        if event.type == pygame.MOUSEMOTION:
            return self._held_on(MOUSE, x_px, y_px, lifted=False)
        if event.button != 1:
            return ()
        if event.type == pygame.MOUSEBUTTONDOWN:
            if self._held is not None:
                return ()
            self._held = MOUSE
            return (Contact(Phase.DOWN, x_px, y_px),)
        return self._held_on(MOUSE, x_px, y_px, lifted=True)

    def _held_on(self, contact: int, x_px: float, y_px: float, *, lifted: bool) -> tuple[Contact, ...]:
        if self._held != contact:
            return ()
        if lifted:
            self._held = None
        return (Contact(Phase.UP if lifted else Phase.MOVE, x_px, y_px),)


class Press:
    """Decides which target a finger presses; positions in design units."""

    def __init__(self) -> None:
        self._began: Target | None = None
        self._inside = False
        self._locked_until_s = 0.0

    @property
    def showing(self) -> str | None:
        """The id of the target to draw as pressed, or None."""
        return self._began.id if self._began is not None and self._inside else None

    def screen_changed(self, now_s: float) -> None:
        """Forget the press under way and let nothing act for `LOCKED_S`."""
        self._began = None
        self._locked_until_s = now_s + LOCKED_S

    def feed(self, phase: Phase, x: float, y: float, targets: tuple[Target, ...], now_s: float) -> str | None:
        """Follow the finger; returns the id of the target that is pressed now, if one is."""
        if phase is Phase.DOWN:
            hit = next((t for t in reversed(targets) if t.box.contains(x, y)), None)
            self._began = hit if now_s >= self._locked_until_s else None
            self._inside = True
            return None
        began = self._began
        if began is None:
            return None
        self._inside = phase is not Phase.CANCEL and began.box.contains(x, y, SLOP)
        if phase is Phase.MOVE:
            return None
        self._began = None
        return began.id if self._inside else None
