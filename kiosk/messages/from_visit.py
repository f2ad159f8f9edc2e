"""What a visit says to the supervisor."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.messages.message import Key, Message, ReprintCode


class Ready(Message):
    """Everything is loaded; waiting behind the screen."""

    kind: Literal["ready"] = "ready"


class Shown(Message):
    """The first frame after `Show` is on the screen; `at_s` is monotonic."""

    kind: Literal["shown"] = "shown"
    at_s: float


class VisitStarted(Message):
    """A customer touched the attract screen."""

    kind: Literal["visit_started"] = "visit_started"


class LanguageChosen(Message):
    """The farewell to this visit is to be in this language, however the visit ends."""

    kind: Literal["language_chosen"] = "language_chosen"
    language: Key


class ConsentGiven(Message):
    """The customer agreed to exactly this text, and chose extras; see `kiosk.privacy.consent`."""

    kind: Literal["consent_given"] = "consent_given"
    text_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    language: Key
    full_notice_opened: bool
    reprint: Literal["not_offered", "declined", "agreed"]
    stick: Literal["not_offered", "declined", "agreed"]


class MoneyWanted(Message):
    """The customer agreed: let coins in."""

    kind: Literal["money_wanted"] = "money_wanted"


class MoneyPaused(Message):
    """The customer stepped back from paying: refuse coins, keep what is in."""

    kind: Literal["money_paused"] = "money_paused"


class SceneWanted(Message):
    """The light the pose screen wants, and the colour of the wall that document or customer ask for."""

    kind: Literal["scene_wanted"] = "scene_wanted"
    scene: Literal["idle", "pose", "flash", "dark_backdrop"]
    backdrop: Key | None = None


class MatteMade(Message):
    """How the person was cut out of a picture that is for no document; `none`: not at all."""

    kind: Literal["matte_made"] = "matte_made"
    method: Literal["light", "network", "mask", "none"]


class PrintStarting(Message):
    """A sheet is about to be sent: the sale writes its intent first."""

    kind: Literal["print_starting"] = "print_starting"


class PrintSent(Message):
    """The printer took the sheet as this job."""

    kind: Literal["print_sent"] = "print_sent"
    job: Key


class PrintNotSent(Message):
    """The printer did not take the sheet."""

    kind: Literal["print_not_sent"] = "print_not_sent"


class CodeTyped(Message):
    """Somebody wants a sheet that was kept."""

    kind: Literal["code_typed"] = "code_typed"
    code: ReprintCode = Field(repr=False)


class VisitEnded(Message):
    """The visit is over; this process only waits for `Quit`.

    `keep` the sheet that this visit made for a reprint, or printed again: without it, it is deleted.
    """

    kind: Literal["visit_ended"] = "visit_ended"
    reason: Literal["finished", "cancelled", "timed_out", "failed"]
    keep: bool = False


class FarewellDone(Message):
    """The thank-you screen was read; the attract screen shows."""

    kind: Literal["farewell_done"] = "farewell_done"


class StaffAsked(Message):
    """The hidden gesture was made on the attract screen."""

    kind: Literal["staff_asked"] = "staff_asked"


class WindowClosed(Message):
    """Somebody closed the window of a demo."""

    kind: Literal["window_closed"] = "window_closed"


class ScreenShown(Message):
    """Which screen shows and where its targets are, in pixels (demo and bench only)."""

    kind: Literal["screen_shown"] = "screen_shown"
    screen: Key
    targets: dict[Key, tuple[int, int, int, int]]
    hint: Key | None = None


class VisitWiped(Message):
    """A visit was looked for after its end, `took_s` long (bench only, never on a wire)."""

    kind: Literal["visit_wiped"] = "visit_wiped"
    passed: bool
    took_s: float


class Figures(Message):
    """Measured figures of one visit (bench only)."""

    kind: Literal["figures"] = "figures"
    values: dict[Key, float]
