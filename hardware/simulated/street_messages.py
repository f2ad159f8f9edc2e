"""What can be done in the simulated world, and what can be seen there: JSON lines on a Unix socket.

A line is at most `MAX_LINE_BYTES` long. Every command is answered by one line, `Done`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

MAX_LINE_BYTES = 8192


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class InsertCoin(_Message):
    """Drop a coin of this value into the slot."""

    do: Literal["insert_coin"] = "insert_coin"
    value_cents: int = Field(ge=1, le=1_000_000)


class SetSitter(_Message):
    """Set parts of the sitter at once; what is None stays. Frames and units are those of `Pose`."""

    do: Literal["sitter"] = "sitter"
    x_mm: float | None = Field(None, ge=-400, le=400)
    y_mm: float | None = Field(None, ge=-400, le=400)
    distance_mm: float | None = Field(None, ge=300, le=2500)
    yaw_deg: float | None = Field(None, ge=-60, le=60)
    pitch_deg: float | None = Field(None, ge=-40, le=40)
    roll_deg: float | None = Field(None, ge=-40, le=40)
    lids: float | None = Field(None, ge=0, le=1)
    mouth_open_mm: float | None = Field(None, ge=0, le=30)
    smile: float | None = Field(None, ge=0, le=1)
    motion: float | None = Field(None, ge=0, le=3)
    willing: bool | None = None
    skin: int | None = Field(None, ge=0, le=7)
    hair: str | None = Field(None, max_length=16)
    hair_tone: int | None = Field(None, ge=0, le=6)
    beard: str | None = Field(None, max_length=16)
    glasses: str | None = Field(None, max_length=16)
    hat: str | None = Field(None, max_length=16)


class NewPerson(_Message):
    """The sitter leaves and another one comes in."""

    do: Literal["new_person"] = "new_person"
    seed: int = Field(ge=0, lt=2**31)


class Obey(_Message):
    """The sitter hears or sees this hint and, if willing, begins to follow it."""

    do: Literal["obey"] = "obey"
    hint: str = Field(max_length=64)


class TakeSheet(_Message):
    """Take everything out of the printer's tray."""

    do: Literal["take_sheet"] = "take_sheet"


class SetPrinterFault(_Message):
    """Cause a printer trouble, now or when a job has come as far as `at_progress`; `none` heals it."""

    do: Literal["printer_fault"] = "printer_fault"
    fault: Literal["none", "out_of_paper", "jam", "off"]
    at_progress: float | None = Field(None, ge=0, le=1)


class LoadPaper(_Message):
    """Put a stack of this many sheets into the printer."""

    do: Literal["paper"] = "paper"
    sheets: int = Field(ge=0, le=10_000)


class SetCoinFault(_Message):
    """Cause a fault of the coin acceptor, a word of its own fault vocabulary; `none` heals it."""

    do: Literal["coin_fault"] = "coin_fault"
    fault: str = Field(max_length=32)


class SetLightsFault(_Message):
    """Cause a fault of the DMX widget; `none` heals it."""

    do: Literal["lights_fault"] = "lights_fault"
    fault: Literal["none", "silent"]


class SetCameraFault(_Message):
    """Cause a camera fault; `none` heals it."""

    do: Literal["camera_fault"] = "camera_fault"
    fault: Literal["none", "freeze", "unplug"]


class ShowBoard(_Message):
    """Hold a calibration board before the camera instead of the sitter, or put it away."""

    do: Literal["show_board"] = "show_board"
    shown: bool


class LeaveBooth(_Message):
    """Let the sitter step out of the picture, or come back."""

    do: Literal["leave_booth"] = "leave_booth"
    left: bool


class ShowChart(_Message):
    """Hold a chart of 24 colours before the camera instead of the sitter, or put it away."""

    do: Literal["show_chart"] = "show_chart"
    shown: bool


class Look(_Message):
    """Do nothing; the answer tells how the world is."""

    do: Literal["state"] = "state"


Command = (
    InsertCoin
    | SetSitter
    | NewPerson
    | Obey
    | TakeSheet
    | SetPrinterFault
    | LoadPaper
    | SetCoinFault
    | SetLightsFault
    | SetCameraFault
    | ShowBoard
    | ShowChart
    | LeaveBooth
    | Look
)
COMMAND: TypeAdapter[Command] = TypeAdapter(Annotated[Command, Field(discriminator="do")])


class SitterState(_Message):
    """The sitter at this moment, in the frames and units of the sitter's `Pose`, `Expression` and `Look`."""

    seed: int
    x_mm: float
    y_mm: float
    distance_mm: float
    yaw_deg: float
    pitch_deg: float
    roll_deg: float
    lids: float
    mouth_open_mm: float
    smile: float
    motion: float
    willing: bool
    skin: int
    hair: str
    hair_tone: int
    beard: str
    glasses: str
    hat: str


class WorldState(_Message):
    """Everything there is to see in the street; lamp levels are 0..1."""

    tray: tuple[str, ...]
    sheets_left: int | None
    printer: str
    coins_in_box_cents: int
    coins_returned: int
    coin_fault: str
    key: float
    fill: float
    backdrop: tuple[float, float, float]
    lights_fault: str
    camera_viewers: int
    camera_fault: str
    board_shown: bool
    chart_shown: bool
    sitter_left: bool
    sitter: SitterState


class Done(_Message):
    """The answer to a command: how the world is after it, or why it could not be done."""

    error: str | None = None
    state: WorldState | None = None
