"""What may happen in a visit: the customer's touches, and news of devices and of the supervisor."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.documents.rule import Colour
from kiosk.portability.stick import Outcome
from kiosk.portrait.finish import Finish
from kiosk.privacy.consent import Consent


class CodeAnswer(StrEnum):
    """What the supervisor says to a code; asleep: after too many wrong ones it looks at none for a while."""

    RIGHT = "right"
    WRONG = "wrong"
    ASLEEP = "asleep"


@dataclass(frozen=True, slots=True)
class Started:
    """Somebody touched the attract screen."""


@dataclass(frozen=True, slots=True)
class ReprintAsked:
    """Somebody says to have a sheet here."""


@dataclass(frozen=True, slots=True)
class CodeTyped:
    """All digits of a code were typed."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CodeAnswered:
    """Whether a sheet is kept under the code, and for how long."""

    answer: CodeAnswer
    kept_minutes: int = 0


@dataclass(frozen=True, slots=True)
class PrintAgain:
    """Print the kept sheet once more, for the price."""


@dataclass(frozen=True, slots=True)
class DeleteSheet:
    """Delete the kept sheet now."""


@dataclass(frozen=True, slots=True)
class SheetGone:
    """The time of the kept sheet is up."""


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """A language was chosen, here or later on any screen."""

    code: str


@dataclass(frozen=True, slots=True)
class DocumentChosen:
    """The document the photo is for."""

    document_id: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """Price and privacy notice were agreed to, explicitly; made by the screen that showed the text."""

    consent: Consent


@dataclass(frozen=True, slots=True)
class Paid:
    """The supervisor says the price is in the box."""


@dataclass(frozen=True, slots=True)
class BackdropChosen:
    """The wall is to have this colour, one of those that the document permits."""

    colour: Colour


@dataclass(frozen=True, slots=True)
class FinishChosen:
    """The pictures taken are to be finished like this."""

    finish: Finish


@dataclass(frozen=True, slots=True)
class ShotsFinished:
    """The pictures are finished as was asked."""


@dataclass(frozen=True, slots=True)
class Shoot:
    """The coach saw everything right for long enough, or the customer pressed the shutter."""


@dataclass(frozen=True, slots=True)
class BurstTaken:
    """The best picture of the burst is ready to be looked at."""


@dataclass(frozen=True, slots=True)
class BurstFailed:
    """No usable picture came out of the burst; the customer poses again at no cost."""


@dataclass(frozen=True, slots=True)
class Retake:
    """One more try."""


@dataclass(frozen=True, slots=True)
class ShotChosen:
    """Print this picture (index into the shots, oldest first)."""

    index: int


@dataclass(frozen=True, slots=True)
class PrintProgress:
    """The printer reports how far it is, 0 to 1."""

    fraction: float


@dataclass(frozen=True, slots=True)
class PrintDone:
    """The sheet lies in the tray."""


@dataclass(frozen=True, slots=True)
class PrintFailed:
    """The sheet will not come; the supervisor gives the money back."""


@dataclass(frozen=True, slots=True)
class TakeAlong:
    """Write the photo onto the stick, as it is or in a file that asks for a password."""

    locked: bool


@dataclass(frozen=True, slots=True)
class StickAnswered:
    """What came of writing to the stick."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class TakenAlong:
    """Enough written, or none wanted after all."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Something the visit cannot do without is gone, such as the camera."""


@dataclass(frozen=True, slots=True)
class Back:
    """One step back."""


@dataclass(frozen=True, slots=True)
class StopAsked:
    """The customer touched: stop and delete everything."""


@dataclass(frozen=True, slots=True)
class StopConfirmed:
    """Yes, stop and delete."""


@dataclass(frozen=True, slots=True)
class StopDeclined:
    """No, go on."""


@dataclass(frozen=True, slots=True)
class NoticeOpened:
    """The shield was touched: show the privacy notice over the screen."""


@dataclass(frozen=True, slots=True)
class NoticeClosed:
    """Back to the screen under the notice."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Any touch or key: the customer is there (also "I need more time")."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed; `now_s` is monotonic."""

    now_s: float


Event = (
    Started
    | ReprintAsked
    | CodeTyped
    | CodeAnswered
    | PrintAgain
    | DeleteSheet
    | SheetGone
    | LanguageChosen
    | DocumentChosen
    | Agreed
    | Paid
    | BackdropChosen
    | FinishChosen
    | ShotsFinished
    | Shoot
    | BurstTaken
    | BurstFailed
    | Retake
    | ShotChosen
    | PrintProgress
    | PrintDone
    | PrintFailed
    | TakeAlong
    | StickAnswered
    | TakenAlong
    | Broken
    | Back
    | StopAsked
    | StopConfirmed
    | StopDeclined
    | NoticeOpened
    | NoticeClosed
    | Touched
    | Tick
)
