"""Every word the programs of the booth say to each other: frozen, typed, versioned, size-bounded.

No message can hold a picture or anything that tells who a customer is: there is no field for bytes or for
free text of a customer, and a line is at most `MAX_LINE_BYTES` long.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

VERSION = 1
MAX_LINE_BYTES = 32_768

Key = Annotated[str, Field(pattern=r"^[a-z0-9_.:-]{1,64}$")]
"""A word of a fixed vocabulary: a hint, a state, a scene, a reason."""
Text = Annotated[str, Field(max_length=300)]
Cents = Annotated[int, Field(ge=0, le=10_000_000)]
ReprintCode = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
"""What a customer types to print a kept sheet again or to have it deleted; drawn by lot, not derived."""


class BadMessage(Exception):
    """A line on the wire is not one of our messages; the text never repeats the line."""


class Message(BaseModel):
    """What all messages share."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class PrintCalibration(Message):
    """How sheets are drawn so that one printer's prints measure right; see kiosk.sheet.calibration."""

    scale_x: float = Field(default=1.0, ge=0.95, le=1.05)
    scale_y: float = Field(default=1.0, ge=0.95, le=1.05)
    shift_x_mm: float = Field(default=0.0, ge=-5.0, le=5.0)
    shift_y_mm: float = Field(default=0.0, ge=-5.0, le=5.0)


class CameraCalibration(Message):
    """What is known of the booth's camera; see kiosk.compliance.camera_geometry and kiosk.compliance.pose.

    `focal` is in long sides of the picture, None where nobody measured it; `off_centre` and `distortion` go
    with it. `zero_deg` is the yaw, pitch and roll that are seen of somebody who looks straight into the lens.
    """

    focal: float | None = Field(default=None, ge=0.3, le=10.0)
    off_centre: tuple[float, float] = (0.0, 0.0)
    distortion: tuple[float, float] = (0.0, 0.0)
    zero_deg: tuple[float, float, float] = (0.0, 0.0, 0.0)


RowOfThree = tuple[
    Annotated[float, Field(ge=-8.0, le=8.0)],
    Annotated[float, Field(ge=-8.0, le=8.0)],
    Annotated[float, Field(ge=-8.0, le=8.0)],
]


class ColourCalibration(Message):
    """What makes the camera's colours true, red-green-blue; see kiosk.colour.camera_profile."""

    white: RowOfThree = (1.0, 1.0, 1.0)
    matrix: tuple[RowOfThree, RowOfThree, RowOfThree] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    exposure: float = Field(default=1.0, ge=0.7, le=1.4)


# --- booth -> visit -----------------------------------------------------------------------------------------


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
    version: int = VERSION
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


# --- visit -> booth -----------------------------------------------------------------------------------------


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


# --- console <-> booth --------------------------------------------------------------------------------------


class PinEntered(Message):
    """Somebody wants into the staff menu."""

    kind: Literal["pin_entered"] = "pin_entered"
    pin: Annotated[str, Field(pattern=r"^[0-9]{4,12}$", repr=False)]


class PinAnswer(Message):
    """Whether the PIN was right, or how long the lock still holds."""

    kind: Literal["pin_answer"] = "pin_answer"
    accepted: bool
    locked_s: float = 0.0


class DeviceState(Message):
    """One device as the supervisor sees it."""

    name: Key
    state: Key
    sheets_left: int | None = None


class BoothState(Message):
    """What the staff menu shows; sent again whenever it changes."""

    kind: Literal["booth_state"] = "booth_state"
    version: Text
    devices: tuple[DeviceState, ...]
    counters: dict[Key, int]


class LampTest(Message):
    """Set this light scene for some seconds."""

    kind: Literal["lamp_test"] = "lamp_test"
    scene: Literal["pose", "flash", "dark_backdrop"]
    seconds: float = Field(gt=0.0, le=30.0)


class PrintTested(Message):
    """The console sent a test page as this job."""

    kind: Literal["print_tested"] = "print_tested"
    job: Key


class CalibrationChosen(Message):
    """Staff want sheets to be printed with this from now on."""

    kind: Literal["calibration_chosen"] = "calibration_chosen"
    calibration: PrintCalibration


class CalibrationKept(Message):
    """Whether the chosen calibration is on the disk, and so in use."""

    kind: Literal["calibration_kept"] = "calibration_kept"
    kept: bool


class CashBoxEmptied(Message):
    """Staff took the coins out and want the slip."""

    kind: Literal["cash_box_emptied"] = "cash_box_emptied"


class CashSlip(Message):
    """What the slip says: the coins counted since the one before, when, and the head of the audit trail."""

    kind: Literal["cash_slip"] = "cash_slip"
    counted_cents: Cents
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    at: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}$")]
    audit_head: Annotated[str, Field(pattern=r"^([0-9]{1,12}:[0-9a-f]{16})?$")]


class CameraCalibrationChosen(Message):
    """Staff want faces to be measured with this from now on."""

    kind: Literal["camera_calibration_chosen"] = "camera_calibration_chosen"
    calibration: CameraCalibration


class CameraCalibrationKept(Message):
    """Whether the chosen calibration of the camera is on the disk, and so in use."""

    kind: Literal["camera_calibration_kept"] = "camera_calibration_kept"
    kept: bool


class ColourCalibrationChosen(Message):
    """Staff want pictures to be taken with this from now on."""

    kind: Literal["colour_calibration_chosen"] = "colour_calibration_chosen"
    calibration: ColourCalibration


class ColourCalibrationKept(Message):
    """Whether the chosen calibration of colours is on the disk, and so in use."""

    kind: Literal["colour_calibration_kept"] = "colour_calibration_kept"
    kept: bool


class BackdropMeasured(Message):
    """Staff measured the empty booth's wall; `kept` is whether the disk took it."""

    kind: Literal["backdrop_measured"] = "backdrop_measured"
    kept: bool


class ConsoleClosed(Message):
    """Staff are done."""

    kind: Literal["console_closed"] = "console_closed"


class PrepareConsole(Message):
    """First word to the console process; `seed` as for a visit, for staff see themselves in the camera."""

    kind: Literal["prepare_console"] = "prepare_console"
    version: int = VERSION
    seed: Annotated[str, Field(pattern=r"^([0-9a-f]{32})?$")] = ""
    width_px: int
    height_px: int
    fullscreen: bool
    position_px: tuple[int, int] | None = None
    language: Key
    printer: Text
    paper: Key
    calibration: PrintCalibration = PrintCalibration()
    calibration_damaged: bool = False
    camera: Text
    camera_calibration: CameraCalibration = CameraCalibration()
    camera_calibration_damaged: bool = False
    backdrop_reference: Text = ""
    colour_calibration_damaged: bool = False
    remote_hand: bool = False
    screens_dir: Text | None = None


AnyMessage = Annotated[
    Prepare
    | Show
    | Deleted
    | NotDeleted
    | Service
    | Balance
    | PrintAllowed
    | SheetsKept
    | CodeAnswer
    | SheetGone
    | PrintNews
    | Touch
    | Hide
    | CalibrationChanged
    | CameraCalibrationChanged
    | ColourCalibrationChanged
    | BackdropChanged
    | Quit
    | Ready
    | Shown
    | VisitStarted
    | LanguageChosen
    | ConsentGiven
    | MoneyWanted
    | MoneyPaused
    | SceneWanted
    | MatteMade
    | PrintStarting
    | PrintSent
    | PrintNotSent
    | CodeTyped
    | VisitEnded
    | FarewellDone
    | StaffAsked
    | ScreenShown
    | WindowClosed
    | Figures
    | PinEntered
    | PinAnswer
    | BoothState
    | LampTest
    | PrintTested
    | CalibrationChosen
    | CalibrationKept
    | CashBoxEmptied
    | CashSlip
    | CameraCalibrationChosen
    | CameraCalibrationKept
    | ColourCalibrationChosen
    | ColourCalibrationKept
    | BackdropMeasured
    | ConsoleClosed
    | PrepareConsole,
    Field(discriminator="kind"),
]


class Codec:
    """Messages to lines and back."""

    def __init__(self) -> None:
        self._adapter: TypeAdapter[Message] = TypeAdapter(AnyMessage)

    def encode(self, message: Message) -> bytes:
        """Return the line, newline included; raises BadMessage when it is too long."""
        line = message.model_dump_json(exclude_defaults=False).encode() + b"\n"
        if len(line) > MAX_LINE_BYTES:
            raise BadMessage(f"a {type(message).__name__} of {len(line)} bytes is over {MAX_LINE_BYTES}")
        return line

    def decode(self, line: bytes) -> Message:
        """Return the message in the line; raises BadMessage."""
        if len(line) > MAX_LINE_BYTES:
            raise BadMessage(f"a line of {len(line)} bytes is over {MAX_LINE_BYTES}")
        try:
            return self._adapter.validate_json(line)
        except ValidationError as error:
            raise BadMessage(f"not a message: {error.errors()[0]['type']}") from None
