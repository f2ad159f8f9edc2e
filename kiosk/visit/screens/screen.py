"""What every screen is: it paints what stands still, animates what moves, speaks, and answers touches."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from kiosk.privacy.consent import Extra
from kiosk.ui.canvas import Canvas, Language
from kiosk.visit.events import Event
from kiosk.visit.view import View


@dataclass(frozen=True, slots=True)
class StaffAsked:
    """Somebody made the staff's hidden gesture on the attract screen; the supervisor decides what follows."""


@dataclass(frozen=True, slots=True)
class FarewellRead:
    """The customer touched "Done" on the farewell; the attract screen may come."""


UiEvent = Event | StaffAsked | FarewellRead


@dataclass(frozen=True, slots=True)
class Local:
    """What a screen remembers by itself until it is left; nothing of a person.

    `asking` names a question of the screen's own that lies over it: `override`, `advice:us-passport`, ….
    """

    query: str = ""
    typing: bool = False
    browsing: bool = False
    page: int = 0
    selected: int | None = None
    asking: str | None = None
    extras: frozenset[Extra] = frozenset()


Answer = tuple[Local, tuple[UiEvent, ...]]


class Screen:
    """The defaults: nothing moves, touches mean nothing of their own."""

    def key(self, view: View, local: Local) -> Hashable:  # noqa: ARG002 -- the others need it
        """Return what `paint` depends on besides language and local state: a change paints anew."""
        return ()

    def paint(self, canvas: Canvas, view: View, local: Local) -> None:
        """Draw everything that stands still and note the targets."""
        raise NotImplementedError

    def moment(self, view: View, now_s: float) -> Hashable | None:  # noqa: ARG002 -- the others need it
        """Return what `animate` depends on, or None while nothing moves."""
        return None

    def animate(self, canvas: Canvas, view: View, now_s: float) -> None:
        """Draw what moves; `canvas.restore` brings back what stands still."""

    def spoken(self, language: Language, view: View, local: Local) -> str:
        """Return the screen in words, for help by ear."""
        raise NotImplementedError

    def act(self, target_id: str, view: View, local: Local) -> Answer:  # noqa: ARG002 -- the others need it
        """Return what a pressed target means: the local state after it and the events for the flow."""
        return local, ()
