"""What the flow wants done; the visit's program does it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.documents.rule import Colour
from kiosk.portrait.finish import Finish
from kiosk.privacy.consent import Consent


class Reason(StrEnum):
    """How a visit ended."""

    FINISHED = "finished"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed_out"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class TellStarted:
    """Tell the supervisor that a visit has begun."""


@dataclass(frozen=True, slots=True)
class RecordConsent:
    """Tell the supervisor what was agreed to."""

    consent: Consent


@dataclass(frozen=True, slots=True)
class AskForSheet:
    """Ask the supervisor for the sheet that is kept under this code."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskForMoney:
    """Ask the supervisor to open the sale and let coins in; if a camera is needed, look whether it works."""

    camera: bool = True


@dataclass(frozen=True, slots=True)
class StopMoney:
    """Ask the supervisor to refuse further coins for now; what is in stays in."""


@dataclass(frozen=True, slots=True)
class OpenCamera:
    """Start camera, analysis and pose light."""


@dataclass(frozen=True, slots=True)
class CloseCamera:
    """Stop the camera; nobody is to be seen on any other screen."""


@dataclass(frozen=True, slots=True)
class LightWall:
    """Show the wall in this colour."""

    colour: Colour


@dataclass(frozen=True, slots=True)
class FinishShots:
    """Finish the pictures taken, and those still to come, like this."""

    finish: Finish


@dataclass(frozen=True, slots=True)
class TakeBurst:
    """Light up, count down, take the burst, keep the best."""


@dataclass(frozen=True, slots=True)
class ForgetShots:
    """Drop every picture taken so far."""


@dataclass(frozen=True, slots=True)
class PrintShot:
    """Develop this shot, send the sheet to the printer, tell the supervisor the job."""

    index: int


@dataclass(frozen=True, slots=True)
class PrintKept:
    """Have the kept sheet opened and send it to the printer."""


@dataclass(frozen=True, slots=True)
class WriteStick:
    """Make the file of this shot, with a password if `locked`, and have it written."""

    index: int
    locked: bool


@dataclass(frozen=True, slots=True)
class EndVisit:
    """Tell the supervisor the visit is over; this process is about to die.

    `keep` tells that a sheet stays kept for a reprint; otherwise it is deleted.
    """

    reason: Reason
    keep: bool = False


Effect = (
    TellStarted
    | RecordConsent
    | AskForSheet
    | AskForMoney
    | StopMoney
    | OpenCamera
    | CloseCamera
    | LightWall
    | FinishShots
    | TakeBurst
    | ForgetShots
    | PrintShot
    | PrintKept
    | WriteStick
    | EndVisit
)
