"""The customer's path as a pure state machine: (visit, event) -> (visit, effects).

Clocks, camera, printer and screens are outside; they send events and carry out effects. A second machine, the
sale (`kiosk.money.sale`), holds the money; the two talk through `kiosk.messages` only.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from kiosk.documents.rule import Colour
from kiosk.portability.stick import Outcome
from kiosk.portrait.finish import Finish
from kiosk.privacy.consent import Consent, Extra
from kiosk.visit.effects import (
    AskForMoney,
    AskForSheet,
    CloseCamera,
    Effect,
    EndVisit,
    FinishShots,
    ForgetShots,
    LightWall,
    OpenCamera,
    PrintKept,
    PrintShot,
    Reason,
    RecordConsent,
    StopMoney,
    TakeBurst,
    TellStarted,
    WriteStick,
)
from kiosk.visit.events import (
    Agreed,
    Back,
    BackdropChosen,
    Broken,
    BurstFailed,
    BurstTaken,
    CodeAnswer,
    CodeAnswered,
    CodeTyped,
    DeleteSheet,
    DocumentChosen,
    Event,
    FinishChosen,
    LanguageChosen,
    NoticeClosed,
    NoticeOpened,
    Paid,
    PrintAgain,
    PrintDone,
    PrintFailed,
    PrintProgress,
    ReprintAsked,
    Retake,
    SheetGone,
    Shoot,
    ShotChosen,
    ShotsFinished,
    Started,
    StickAnswered,
    StopAsked,
    StopConfirmed,
    StopDeclined,
    TakeAlong,
    TakenAlong,
    Tick,
    Touched,
)

MAX_RETAKES = 3
WARNING_S = 20.0
"""A time-out is announced this long before it ends the visit, and can be extended (Section 508)."""


class Place(StrEnum):
    """Where the customer is."""

    ATTRACT = "attract"
    CODE = "code"
    REPRINT = "reprint"
    LANGUAGE = "language"
    DOCUMENT = "document"
    TERMS = "terms"
    PAY = "pay"
    POSE = "pose"
    CHOOSE = "choose"
    PRINTING = "printing"
    TAKE = "take"
    ENDING = "ending"


BEFORE_A_VISIT = frozenset({Place.ATTRACT, Place.CODE})
"""Here nothing of anybody is in this process yet, so there is nothing to stop and nothing to delete."""

CODE_LIMIT_S = 60.0
"""Who types no code for this long is gone; no warning, for nothing is lost."""

IDLE_LIMIT_S: dict[Place, float] = {
    Place.REPRINT: 120.0,
    Place.LANGUAGE: 60.0,
    Place.DOCUMENT: 120.0,
    Place.TERMS: 120.0,
    Place.PAY: 150.0,
    Place.POSE: 240.0,
    Place.CHOOSE: 120.0,
    Place.TAKE: 120.0,
}
"""Seconds without a touch after which a visit ends; the last `WARNING_S` of them show the warning."""

PRINT_LIMIT_S = 150.0
"""A sheet that is not out after this long has failed; the money goes back."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Everything the flow knows; holds no picture and nothing of a person.

    `patience` stretches the time-outs. `backdrop` is the wall's colour where the customer chose one, `finish`
    how pictures for no document are finished; while they are (`finishing`), none can be printed. `reprint`
    tells that this visit prints a sheet that was kept. One who stops while the stick is written is `leaving`:
    nobody is told "deleted" while the stick's helper still holds the photo.
    """

    place: Place = Place.ATTRACT
    language: str = "en"
    patience: float = 1.0
    document_id: str | None = None
    consent: Consent | None = None
    code_answer: CodeAnswer | None = None
    reprint: bool = False
    kept_minutes: int = 0
    paid: bool = False
    shots: int = 0
    retakes_left: int = MAX_RETAKES
    backdrop: Colour | None = None
    finish: Finish = field(default_factory=Finish)
    finishing: bool = False
    chosen: int | None = None
    shooting: bool = False
    asking_to_stop: bool = False
    showing_notice: bool = False
    notice_opened: bool = False
    print_progress: float = 0.0
    print_started_s: float | None = None
    writing: bool = False
    leaving: bool = False
    stick: Outcome | None = None
    touched_s: float = 0.0
    now_s: float = 0.0
    reason: Reason | None = None

    @property
    def agreed(self) -> bool:
        """Whether price and privacy notice were agreed to; before that no camera is touched."""
        return self.consent is not None

    @property
    def keeps_sheet(self) -> bool:
        """Whether a sheet stays sealed in the booth if this visit ends well."""
        return self.reprint or (self.consent is not None and self.consent.allows(Extra.REPRINT))

    @property
    def warning_left_s(self) -> float | None:
        """Seconds until the visit times out, once the warning shows; None before."""
        limit_s = IDLE_LIMIT_S.get(self.place)
        if limit_s is None or self.shooting or self.writing:
            return None
        limit_s *= self.patience
        left_s = self.touched_s + limit_s - self.now_s
        return max(left_s, 0.0) if left_s <= min(WARNING_S, limit_s / 2) else None


Step = tuple[Visit, tuple[Effect, ...]]


def step(visit: Visit, event: Event) -> Step:
    """Return the visit after the event and what is to be done; an event out of place changes nothing."""
    if visit.place is Place.ENDING:
        return visit, ()
    if isinstance(event, Tick):
        return _tick(visit, event.now_s)
    anywhere = _anywhere(visit, event)
    if anywhere is not None:
        return anywhere
    touched = visit if _is_news_from_a_device(event) else replace(visit, touched_s=visit.now_s)
    return _of_reprint(touched, event) or _in_place(touched, event)


def _is_news_from_a_device(event: Event) -> bool:
    return isinstance(
        event,
        PrintProgress
        | PrintDone
        | PrintFailed
        | BurstFailed
        | StickAnswered
        | CodeAnswered
        | SheetGone
        | ShotsFinished,
    )


def _tick(visit: Visit, now_s: float) -> Step:
    visit = replace(visit, now_s=now_s)
    started_s = visit.print_started_s
    if visit.place is Place.PRINTING and started_s is not None and now_s - started_s > PRINT_LIMIT_S:
        return _end(visit, Reason.FAILED, keep=visit.reprint)
    if visit.warning_left_s == 0.0:
        return _end(visit, Reason.TIMED_OUT, keep=visit.reprint)
    if visit.place is Place.CODE and now_s - visit.touched_s > CODE_LIMIT_S * visit.patience:
        return _at_rest(visit)
    return visit, ()


def _anywhere(visit: Visit, event: Event) -> Step | None:
    """Answer the events that mean the same on every screen of a running visit."""
    here = replace(visit, touched_s=visit.now_s)
    match event:
        case Touched():
            return here, ()
        case Broken():
            return _end(visit, Reason.FAILED, keep=visit.reprint)
        case LanguageChosen(code) if visit.place is not Place.LANGUAGE:
            return replace(here, language=code), ()
        case NoticeOpened():
            return replace(here, showing_notice=True, notice_opened=True), ()
        case NoticeClosed():
            return replace(here, showing_notice=False), ()
        case StopAsked() if visit.place not in BEFORE_A_VISIT:
            return replace(here, asking_to_stop=True), ()
        case StopDeclined():
            return replace(here, asking_to_stop=False), ()
        case StopConfirmed() if visit.writing:
            return replace(here, asking_to_stop=False, leaving=True), ()
        case StopConfirmed() if visit.place not in BEFORE_A_VISIT:
            return _end(visit, Reason.CANCELLED)
        case _:
            return None


def _of_reprint(visit: Visit, event: Event) -> Step | None:
    """Answer the events on the way to a sheet that was kept; None for all others."""
    match visit.place, event:
        case Place.ATTRACT, ReprintAsked():
            return replace(visit, place=Place.CODE), ()
        case Place.CODE, CodeTyped(code):
            return replace(visit, code_answer=None), (AskForSheet(code),)
        case Place.CODE, CodeAnswered(CodeAnswer.RIGHT, minutes):
            return replace(visit, place=Place.REPRINT, reprint=True, kept_minutes=minutes), (TellStarted(),)
        case Place.CODE, CodeAnswered(answer):
            return replace(visit, code_answer=answer), ()
        case Place.CODE, Back():
            return _at_rest(visit)
        case (Place.REPRINT, PrintAgain()) if not visit.paid:
            return replace(visit, place=Place.PAY), (AskForMoney(camera=False),)
        case (Place.REPRINT, PrintAgain()) | (Place.PAY, Paid()) if visit.reprint:
            printing = replace(visit, place=Place.PRINTING, paid=True, print_started_s=visit.now_s)
            return printing, (PrintKept(),)
        case Place.REPRINT, DeleteSheet():
            return _end(visit, Reason.CANCELLED)
        case Place.REPRINT, Back():
            return _end(visit, Reason.CANCELLED, keep=True)
        case Place.PAY, Back() if visit.reprint:
            return replace(visit, place=Place.REPRINT), (StopMoney(),)
        case ((Place.REPRINT | Place.PAY), SheetGone()):
            return _end(visit, Reason.FAILED)
        case _:
            return None


def _in_place(visit: Visit, event: Event) -> Step:  # noqa: C901 -- the table of the flow
    """Answer the events that belong to one screen."""
    match visit.place, event:
        case Place.ATTRACT, Started():
            return replace(visit, place=Place.LANGUAGE), (TellStarted(),)
        case Place.LANGUAGE, LanguageChosen(code):
            return replace(visit, place=Place.DOCUMENT, language=code), ()
        case Place.LANGUAGE, Back():
            return _end(visit, Reason.CANCELLED)
        case Place.DOCUMENT, DocumentChosen(document_id):
            chosen = replace(visit, place=Place.TERMS, document_id=document_id)
            return replace(chosen, backdrop=None, finish=Finish(), finishing=False), ()
        case Place.DOCUMENT, Back():
            return replace(visit, place=Place.LANGUAGE), ()
        case Place.TERMS, Agreed(consent):
            place, begin = (Place.POSE, OpenCamera()) if visit.paid else (Place.PAY, AskForMoney())
            return replace(visit, place=place, consent=consent), (RecordConsent(consent), begin)
        case Place.TERMS, Back():
            return replace(visit, place=Place.DOCUMENT, consent=None), ()
        case Place.PAY, Paid():
            return replace(visit, place=Place.POSE, paid=True), (OpenCamera(),)
        case Place.PAY, Back():
            return replace(visit, place=Place.TERMS, consent=None), (StopMoney(),)
        case _, Paid():  # the last coin fell while the customer went back
            return replace(visit, paid=True), ()
        case Place.POSE, BackdropChosen(colour) if not visit.shooting:
            return replace(visit, backdrop=colour), (LightWall(colour),)
        case Place.POSE, Shoot() if not visit.shooting:
            return replace(visit, shooting=True), (TakeBurst(),)
        case Place.POSE, BurstTaken():
            return replace(visit, place=Place.CHOOSE, shooting=False, shots=visit.shots + 1), (CloseCamera(),)
        case Place.POSE, BurstFailed():
            return replace(visit, shooting=False), ()
        case Place.POSE, Back() if not visit.shooting and visit.shots:
            return replace(visit, place=Place.CHOOSE), (CloseCamera(),)
        case Place.POSE, Back() if not visit.shooting:
            return replace(visit, place=Place.TERMS, consent=None), (CloseCamera(),)
        case Place.CHOOSE, FinishChosen(finish) if not visit.finishing:
            return replace(visit, finish=finish, finishing=True), (FinishShots(finish),)
        case Place.CHOOSE, ShotsFinished():
            return replace(visit, finishing=False), ()
        case Place.CHOOSE, Retake() if visit.retakes_left > 0 and not visit.finishing:
            return replace(visit, place=Place.POSE, retakes_left=visit.retakes_left - 1), (OpenCamera(),)
        case Place.CHOOSE, Back() if not visit.finishing:  # to another document: these were framed for this
            back = replace(visit, place=Place.DOCUMENT, consent=None, shots=0, retakes_left=MAX_RETAKES)
            return back, (ForgetShots(),)
        case Place.CHOOSE, ShotChosen(index) if 0 <= index < visit.shots and not visit.finishing:
            printing = replace(visit, place=Place.PRINTING, chosen=index, print_started_s=visit.now_s)
            return printing, (PrintShot(index),)
        case Place.PRINTING, PrintProgress(fraction):
            return replace(visit, print_progress=max(visit.print_progress, min(fraction, 1.0))), ()
        case Place.PRINTING, PrintDone() if visit.consent is not None and visit.consent.allows(Extra.STICK):
            return replace(visit, place=Place.TAKE, print_progress=1.0, touched_s=visit.now_s), ()
        case Place.PRINTING, PrintDone():
            return _end(replace(visit, print_progress=1.0), Reason.FINISHED, keep=visit.keeps_sheet)
        case Place.PRINTING, PrintFailed():
            return _end(visit, Reason.FAILED, keep=visit.reprint)
        case Place.TAKE, TakeAlong(locked) if not visit.writing and visit.chosen is not None:
            return replace(visit, writing=True, stick=None), (WriteStick(visit.chosen, locked),)
        case Place.TAKE, StickAnswered() if visit.leaving:
            return _end(visit, Reason.FINISHED)
        case Place.TAKE, StickAnswered(outcome):
            return replace(visit, writing=False, stick=outcome, touched_s=visit.now_s), ()
        case Place.TAKE, TakenAlong() if not visit.writing:
            return _end(visit, Reason.FINISHED, keep=visit.keeps_sheet)
        case _:
            return visit, ()


def _at_rest(visit: Visit) -> Step:
    """Go back to the first screen; there was no visit."""
    return Visit(patience=visit.patience, touched_s=visit.now_s, now_s=visit.now_s), ()


def _end(visit: Visit, reason: Reason, *, keep: bool = False) -> Step:
    """End the visit; one whose sheet is out has finished, however its customer leaves.

    `keep` the sheet only for somebody who leaves in good order: another could read the code off the screen.
    """
    if visit.place is Place.TAKE:
        reason = Reason.FINISHED
    ended = replace(visit, place=Place.ENDING, reason=reason, asking_to_stop=False, showing_notice=False)
    return ended, (CloseCamera(), ForgetShots(), EndVisit(reason, keep))
