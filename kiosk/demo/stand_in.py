"""The simulated sitter before the camera when a person at the screen is the customer: follows the hints."""

from __future__ import annotations

from hardware.simulated.street_control import StreetControl
from hardware.simulated.street_messages import Look, NewPerson, Obey
from kiosk.demo.customer import Obedience
from kiosk.messages.from_visit import ScreenShown
from kiosk.messages.message import Message
from kiosk.messages.to_visit import Deleted


class StandIn:
    """Hears what the booth's programs say and moves the sitter; `act` is called all the time."""

    def __init__(self, control: StreetControl) -> None:
        self._control = control
        self._obedience = Obedience()
        self._hint: str | None = None
        self._was_seen = False
        self._seat_is_free = False

    def hear(self, source: str, message: Message) -> None:
        """Take in a message of the booth, as its observers are told."""
        match message:
            case ScreenShown(screen=screen, hint=hint) if source == "front":
                self._hint = hint
                self._was_seen = self._was_seen or screen == "pose"
            case Deleted() if self._was_seen:
                self._was_seen, self._seat_is_free = False, True
            case _:
                pass

    def act(self, now_s: float) -> None:
        """Follow the hint; after a visit, let the next person come in. Raises StreetLost."""
        hint = self._obedience.heed(self._hint, now_s)
        if hint is not None:
            self._control.do(Obey(hint=hint))
        if self._seat_is_free:
            self._seat_is_free = False
            self._control.do(NewPerson(seed=self._control.do(Look()).sitter.seed + 1))
