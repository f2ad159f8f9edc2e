"""What the staff console is doing: PIN, the menu, calibrating. Pure: touches and messages in, wishes out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.compliance.live_checks import BoothOptics
from kiosk.console import backdrop_calibrating, calibrating, camera_calibrating, colour_calibrating
from kiosk.console.backdrop_calibrating import BackdropCalibrating
from kiosk.console.calibrating import Calibrating, Sheet, Step
from kiosk.console.camera_calibrating import CameraCalibrating, CameraStep
from kiosk.console.camera_watch import News
from kiosk.console.colour_calibrating import ColourCalibrating, ColourStep
from kiosk.messages.console import BoothState, PinAnswer
from kiosk.sheet.calibration import Calibration
from kiosk.sheet.paper import DEFAULT_PAPER, PAPERS, Paper

SHORTEST_PIN = 4
LONGEST_PIN = 12
IDLE_LIMIT_S = 120.0
"""The console stands in public: untouched for this long it closes itself (PCI DSS 4.0 allows 15 minutes)."""
MEASURING_LIMIT_S = 600.0
"""Who measures a sheet with a ruler, or holds a board, does not touch the screen."""

LAMP_TEST_S = 3.0
"""How long a lamp that is tested stays on."""


NEUTRAL = Calibration()
UNKNOWN = BoothOptics()


class Page(StrEnum):
    """What shows."""

    PIN = "pin"
    MENU = "menu"
    CALIBRATE = "calibrate"
    CAMERA = "camera"
    COLOUR = "colour"
    BACKDROP = "backdrop"


class Wish(StrEnum):
    """What is to be done outside."""

    CHECK_PIN = "check_pin"
    LAMP_TEST = "lamp_test"
    TEST_PRINT = "test_print"
    EMPTY_CASH_BOX = "empty_cash_box"
    CALIBRATION_SHEET = "calibration_sheet"
    KEEP_CALIBRATION = "keep_calibration"
    BOARD_SHEET = "board_sheet"
    KEEP_CAMERA = "keep_camera"
    KEEP_COLOUR = "keep_colour"
    KEEP_BACKDROP = "keep_backdrop"
    CLOSE = "close"


class Print(StrEnum):
    """How the test print stands."""

    NONE = "none"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class Slip(StrEnum):
    """How the cash slip stands; `ASKED`: staff touched once, and are to take the coins and touch again."""

    NONE = "none"
    ASKED = "asked"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class Kept(StrEnum):
    """What is known of the calibration; `REFUSED` by the disk, `DAMAGED` when its file cannot be read."""

    AS_BEFORE = "as_before"
    JUST_NOW = "just_now"
    REFUSED = "refused"
    DAMAGED = "damaged"


NEWS = (Kept.JUST_NOW, Kept.REFUSED)
"""What is told once, about the calibration that was made last."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the console knows; `digits` is what was typed so far, `wrong` whether the last PIN was.

    `calibration` is the one that the booth prints with, `calibrating` a new one on the way; `optics` and
    `camera` are the same for the camera, `colour` for its colours, `backdrop` for the wall.
    """

    paper: Paper = PAPERS[DEFAULT_PAPER]
    calibration: Calibration = NEUTRAL
    kept: Kept = Kept.AS_BEFORE
    calibrating: Calibrating | None = None
    optics: BoothOptics = UNKNOWN
    camera_kept: Kept = Kept.AS_BEFORE
    camera: CameraCalibrating | None = None
    colour_kept: Kept = Kept.AS_BEFORE
    colour: ColourCalibrating | None = None
    backdrop_kept: Kept = Kept.AS_BEFORE
    backdrop: BackdropCalibrating | None = None
    page: Page = Page.PIN
    digits: str = ""
    checking: bool = False
    wrong: bool = False
    locked_until_s: float = 0.0
    state: BoothState | None = None
    lamp: str | None = None
    lamp_until_s: float = 0.0
    test_print: Print = Print.NONE
    slip: Slip = Slip.NONE
    touched_s: float = 0.0

    def locked_s(self, now_s: float) -> int:
        """Whole seconds until a PIN is looked at again."""
        return max(0, round(self.locked_until_s - now_s))


def press(desk: Desk, target: str, now_s: float) -> tuple[Desk, Wish | None]:
    """Return the desk after a touch, and what is to be done."""
    desk = replace(desk, touched_s=now_s)
    name, _, value = target.partition(":")
    if desk.page is Page.CALIBRATE and desk.calibrating is not None and name != "close":
        return _press_calibrating(desk, desk.calibrating, target)
    if desk.page is Page.CAMERA and desk.camera is not None and name != "close":
        return _press_camera(desk, desk.camera, target)
    if desk.page is Page.COLOUR and desk.colour is not None and name != "close":
        return _press_colour(desk, desk.colour, target)
    if desk.page is Page.BACKDROP and desk.backdrop is not None and name != "close":
        return _press_backdrop(desk, desk.backdrop, target)
    if desk.page is Page.MENU and name != "close":
        return _press_menu(desk, name, value, now_s)
    match desk.page, name:
        case _, "close":
            return desk, Wish.CLOSE
        case Page.PIN, "digit" if len(desk.digits) < LONGEST_PIN and not desk.locked_s(now_s):
            return replace(desk, digits=desk.digits + value, wrong=False), None
        case Page.PIN, "erase":
            return replace(desk, digits=desk.digits[:-1], wrong=False), None
        case Page.PIN, "enter" if len(desk.digits) >= SHORTEST_PIN and not desk.checking:
            return replace(desk, checking=True), Wish.CHECK_PIN
        case _:
            return desk, None


def _press_menu(desk: Desk, name: str, value: str, now_s: float) -> tuple[Desk, Wish | None]:
    match name:
        case "lamp":
            return replace(desk, lamp=value, lamp_until_s=now_s + LAMP_TEST_S), Wish.LAMP_TEST
        case "test_print" if desk.test_print is not Print.SENDING:
            return replace(desk, test_print=Print.SENDING, slip=Slip.NONE), Wish.TEST_PRINT
        case "cash_box" if desk.slip is Slip.ASKED:
            return replace(desk, slip=Slip.SENDING), Wish.EMPTY_CASH_BOX
        case "cash_box" if desk.slip is not Slip.SENDING:
            return replace(desk, slip=Slip.ASKED), None
        case "calibrate":
            begun = Calibrating(desk.paper)
            return replace(desk, page=Page.CALIBRATE, calibrating=begun), Wish.CALIBRATION_SHEET
        case "calibrate_camera":
            return replace(desk, page=Page.CAMERA, camera=CameraCalibrating(desk.optics)), None
        case "calibrate_colour":
            return replace(desk, page=Page.COLOUR, colour=ColourCalibrating()), None
        case "measure_backdrop":
            return replace(desk, page=Page.BACKDROP, backdrop=BackdropCalibrating()), None
        case _:
            return desk, None


def _press_calibrating(desk: Desk, now: Calibrating, target: str) -> tuple[Desk, Wish | None]:
    match target:
        case "cancel":
            return replace(desk, page=Page.MENU, calibrating=None), None
        case "print_again" if now.sheet is not Sheet.SENDING:
            return replace(desk, calibrating=Calibrating(desk.paper)), Wish.CALIBRATION_SHEET
        case "keep" if now.step is Step.RESULT and not now.keeping:
            return replace(desk, calibrating=replace(now, keeping=True)), Wish.KEEP_CALIBRATION
        case _:
            return replace(desk, calibrating=calibrating.press(now, target)), None


def _press_camera(desk: Desk, now: CameraCalibrating, target: str) -> tuple[Desk, Wish | None]:
    match target:
        case "cancel":
            return replace(desk, page=Page.MENU, camera=None), None
        case "print_board" if now.step is CameraStep.BOARD and now.sheet is not Sheet.SENDING:
            return replace(desk, camera=replace(now, sheet=Sheet.SENDING)), Wish.BOARD_SHEET
        case "keep" if now.step is CameraStep.RESULT and now.is_new and not now.keeping:
            return replace(desk, camera=replace(now, keeping=True)), Wish.KEEP_CAMERA
        case _:
            return replace(desk, camera=camera_calibrating.press(now, target)), None


def _press_colour(desk: Desk, now: ColourCalibrating, target: str) -> tuple[Desk, Wish | None]:
    match target:
        case "cancel":
            return replace(desk, page=Page.MENU, colour=None), None
        case "keep" if now.step is ColourStep.RESULT and not now.keeping:
            return replace(desk, colour=replace(now, keeping=True)), Wish.KEEP_COLOUR
        case _:
            return replace(desk, colour=colour_calibrating.press(now, target)), None


def _press_backdrop(desk: Desk, now: BackdropCalibrating, target: str) -> tuple[Desk, Wish | None]:
    match target:
        case "cancel":
            return replace(desk, page=Page.MENU, backdrop=None), None
        case "keep" if now.reference is not None and not now.keeping:
            return replace(desk, backdrop=replace(now, keeping=True)), Wish.KEEP_BACKDROP
        case _:
            return replace(desk, backdrop=backdrop_calibrating.press(now, target)), None


def answered(desk: Desk, answer: PinAnswer, now_s: float) -> Desk:
    """Return the desk after the supervisor looked at the PIN; the digits are forgotten either way."""
    desk = replace(desk, digits="", checking=False)
    if answer.accepted:
        return replace(desk, page=Page.MENU, wrong=False, touched_s=now_s)
    return replace(desk, wrong=True, locked_until_s=now_s + answer.locked_s)


def sheet_sent(desk: Desk, *, taken: bool) -> Desk:
    """Return the desk after the printer took the calibration sheet, or did not."""
    if desk.calibrating is None:
        return desk
    return replace(desk, calibrating=replace(desk.calibrating, sheet=Sheet.SENT if taken else Sheet.FAILED))


def calibration_kept(desk: Desk, *, kept: bool) -> Desk:
    """Return the desk after the booth kept the new calibration, or could not."""
    if desk.calibrating is None:
        return desk
    done = replace(_at_menu(desk), calibrating=None)
    if not kept:
        return replace(done, kept=Kept.REFUSED)
    return replace(done, kept=Kept.JUST_NOW, calibration=desk.calibrating.calibration)


def board_sent(desk: Desk, *, taken: bool) -> Desk:
    """Return the desk after the printer took the page with the board, or did not."""
    if desk.camera is None:
        return desk
    return replace(desk, camera=replace(desk.camera, sheet=Sheet.SENT if taken else Sheet.FAILED))


def camera_seen(desk: Desk, news: News) -> Desk:
    """Return the desk after news from the camera."""
    if desk.backdrop is not None:
        return replace(desk, backdrop=backdrop_calibrating.heard(desk.backdrop, news))
    if desk.colour is not None:
        return replace(desk, colour=colour_calibrating.heard(desk.colour, news))
    return desk if desk.camera is None else replace(desk, camera=camera_calibrating.heard(desk.camera, news))


def camera_kept(desk: Desk, *, kept: bool) -> Desk:
    """Return the desk after the booth kept what was calibrated of the camera, or could not."""
    if desk.camera is None:
        return desk
    done = replace(_at_menu(desk), camera=None)
    if not kept:
        return replace(done, camera_kept=Kept.REFUSED)
    return replace(done, camera_kept=Kept.JUST_NOW, optics=desk.camera.result)


def colour_kept(desk: Desk, *, kept: bool) -> Desk:
    """Return the desk after the booth kept the camera's colours, or could not."""
    if desk.colour is None:
        return desk
    return replace(_at_menu(desk), colour=None, colour_kept=Kept.JUST_NOW if kept else Kept.REFUSED)


def backdrop_kept(desk: Desk, *, kept: bool) -> Desk:
    """Return the desk after what the backdrop looks like is on the disk, or could not be put there."""
    return replace(_at_menu(desk), backdrop=None, backdrop_kept=Kept.JUST_NOW if kept else Kept.REFUSED)


def _at_menu(desk: Desk) -> Desk:
    """Return the desk where the newest news will show: what went before is told no more, damage is."""
    return replace(
        desk,
        page=Page.MENU,
        test_print=Print.NONE,
        kept=_told(desk.kept),
        camera_kept=_told(desk.camera_kept),
        colour_kept=_told(desk.colour_kept),
        backdrop_kept=_told(desk.backdrop_kept),
    )


def _told(kept: Kept) -> Kept:
    return Kept.AS_BEFORE if kept in NEWS else kept


def passed(desk: Desk, now_s: float) -> Desk:
    """Return the desk as time goes by: a lamp's test ends."""
    return replace(desk, lamp=None) if desk.lamp is not None and now_s > desk.lamp_until_s else desk


def idle_too_long(desk: Desk, now_s: float) -> bool:
    """Whether the console is to close itself."""
    measuring = desk.page in (Page.CALIBRATE, Page.CAMERA, Page.COLOUR, Page.BACKDROP)
    return now_s - desk.touched_s > (MEASURING_LIMIT_S if measuring else IDLE_LIMIT_S)
