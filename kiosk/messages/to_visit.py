"""What the supervisor says to a visit."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.messages.calibration import CameraCalibration, ColourCalibration, PrintCalibration
from kiosk.messages.message import VERSION, Cents, Key, Message, ReprintCode, Text

BUSY = "printer.busy"
"""A reason: the sheet of a customer who left is still in the printer; no visit begins before that is over."""


class NoticeFacts(Message):
    """What the privacy notice says of this booth; as `[privacy]` in the settings."""

    operator: Annotated[str, Field(max_length=80)] = ""
    contact: Annotated[str, Field(max_length=80)] = ""
    profile: Literal["gdpr", "ccpa", "pipeda", "illinois"] = "gdpr"
    retention_minutes: int = Field(0, ge=0, le=60)
    stick: bool = False


class Prepare(Message):
    """First word to a new visit process: all it needs to know, nothing about the visit before.

    `seed` gives the mark that the visit plants beside its pictures; see kiosk.privacy.canary.
    `backdrop_reference` is the file of what the empty booth looks like (kiosk.matte.light_reference),
    `print_profile` that of what the printer does to colours (kiosk.colour.print_profile), if there is one.
    """

    kind: Literal["prepare"] = "prepare"
    version: Literal[1] = VERSION
    seed: Annotated[str, Field(pattern=r"^([0-9a-f]{32})?$")] = ""
    width_px: int = Field(ge=320, le=8000)
    height_px: int = Field(ge=320, le=8000)
    fullscreen: bool
    position_px: tuple[int, int] | None = None
    patience: float = 1.0
    languages: tuple[Key, ...]
    favourites: tuple[Key, ...]
    price_cents: Cents
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    camera: Text
    camera_calibration: CameraCalibration = CameraCalibration()
    colour_calibration: ColourCalibration = ColourCalibration()
    printer: Text
    stick_helper: Text = ""
    backdrop_reference: Text = ""
    paper: Key
    dpi: Literal[300, 600] = 300
    ruler: bool = False
    print_profile: Text = ""
    calibration: PrintCalibration = PrintCalibration()
    privacy: NoticeFacts = NoticeFacts()
    remote_hand: bool = False
    screens_dir: Text | None = None
    measure: bool = False
    tell_screens: bool = False


class Show(Message):
    """Be the screen the customer sees, starting with attract, or with the farewell to the visit before."""

    kind: Literal["show"] = "show"
    after: Key | None = None
    language: Key | None = None


class Deleted(Message):
    """The visit before is gone and that was checked; tell its customer, with what the booth owes them.

    `sheet` is what became of a sheet kept for a reprint; `code` opens one that is kept, `kept_minutes` long.
    """

    kind: Literal["deleted"] = "deleted"
    owed_cents: Cents = 0
    voucher: Text | None = None
    sheet: Literal["none", "kept", "not_kept", "deleted", "time_up"] = "none"
    kept_minutes: int = Field(default=0, ge=0, le=60)
    code: ReprintCode | None = Field(default=None, repr=False)


class NotDeleted(Message):
    """It could not be proved that the visit before is gone; tell its customer, with what they are owed."""

    kind: Literal["not_deleted"] = "not_deleted"
    owed_cents: Cents = 0
    voucher: Text | None = None


class Service(Message):
    """Whether the booth can serve; reasons are keys such as `printer.out_of_paper`."""

    kind: Literal["service"] = "service"
    reasons: tuple[Key, ...] = ()


class Balance(Message):
    """Money put in for this visit so far, and the values of the coins that are taken."""

    kind: Literal["balance"] = "balance"
    inserted_cents: Cents
    paid: bool
    coins_cents: tuple[Cents, ...] = Field(default=(), max_length=16)


class PrintAllowed(Message):
    """The intent to print is on the disk: the sheet may be sent.

    Unless it is just a `fresh` one, a socket to a keeper is enclosed: `keep` the sheet there, too, or print
    `again` what comes from there.
    """

    kind: Literal["print_allowed"] = "print_allowed"
    sheet: Literal["fresh", "keep", "again"] = "fresh"


class SheetsKept(Message):
    """How many sheets are kept for a reprint, and whether there is room for one more."""

    kind: Literal["sheets_kept"] = "sheets_kept"
    count: int = Field(ge=0, le=99)
    room: bool


class CodeAnswer(Message):
    """Whether a code was right, and how long its sheet is kept; `asleep`: none is looked at now."""

    kind: Literal["code_answer"] = "code_answer"
    answer: Literal["right", "wrong", "asleep"]
    kept_minutes: int = Field(default=0, ge=0, le=60)


class SheetGone(Message):
    """The time of the sheet that was to be printed again is up."""

    kind: Literal["sheet_gone"] = "sheet_gone"


class PrintNews(Message):
    """How the supervisor sees the print job."""

    kind: Literal["print_news"] = "print_news"
    state: Literal["printing", "done", "failed"]
    fraction: float = Field(ge=0.0, le=1.0)


class Touch(Message):
    """A simulated hand touches the screen for `hold_s` (demo only, ignored unless `remote_hand`)."""

    kind: Literal["touch"] = "touch"
    x_px: int
    y_px: int
    hold_s: float = Field(default=0.0, ge=0.0, le=30.0)


class Hide(Message):
    """Staff opened the console: take the window away until `Show`."""

    kind: Literal["hide"] = "hide"


class CalibrationChanged(Message):
    """Staff calibrated the printer: print with this from now on."""

    kind: Literal["calibration_changed"] = "calibration_changed"
    calibration: PrintCalibration


class CameraCalibrationChanged(Message):
    """Staff calibrated the camera: measure with this from the next sitting on."""

    kind: Literal["camera_calibration_changed"] = "camera_calibration_changed"
    calibration: CameraCalibration


class ColourCalibrationChanged(Message):
    """Staff calibrated the camera's colours: take pictures with this from the next sitting on."""

    kind: Literal["colour_calibration_changed"] = "colour_calibration_changed"
    calibration: ColourCalibration


class BackdropChanged(Message):
    """Staff measured the backdrop: read its file anew for the next photo."""

    kind: Literal["backdrop_changed"] = "backdrop_changed"


class Quit(Message):
    """Die now."""

    kind: Literal["quit"] = "quit"
