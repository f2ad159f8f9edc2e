"""What the staff console and the supervisor say to each other."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.messages.calibration import CameraCalibration, ColourCalibration, PrintCalibration
from kiosk.messages.message import VERSION, Cents, Key, Message, Text


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
    version: Literal[1] = VERSION
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
