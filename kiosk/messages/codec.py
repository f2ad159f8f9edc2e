"""Messages as lines of JSON, and back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from kiosk.messages.console import (
    BackdropMeasured,
    BoothState,
    CalibrationChosen,
    CalibrationKept,
    CameraCalibrationChosen,
    CameraCalibrationKept,
    CashBoxEmptied,
    CashSlip,
    ColourCalibrationChosen,
    ColourCalibrationKept,
    ConsoleClosed,
    LampTest,
    PinAnswer,
    PinEntered,
    PrepareConsole,
    PrintTested,
)
from kiosk.messages.from_visit import (
    CodeTyped,
    ConsentGiven,
    FarewellDone,
    Figures,
    LanguageChosen,
    MatteMade,
    MoneyPaused,
    MoneyWanted,
    PrintNotSent,
    PrintSent,
    PrintStarting,
    Ready,
    SceneWanted,
    ScreenShown,
    Shown,
    StaffAsked,
    VisitEnded,
    VisitStarted,
    WindowClosed,
)
from kiosk.messages.message import MAX_LINE_BYTES, BadMessage, Message
from kiosk.messages.to_visit import (
    BackdropChanged,
    Balance,
    CalibrationChanged,
    CameraCalibrationChanged,
    CodeAnswer,
    ColourCalibrationChanged,
    Deleted,
    Hide,
    NotDeleted,
    Prepare,
    PrintAllowed,
    PrintNews,
    Quit,
    Service,
    SheetGone,
    SheetsKept,
    Show,
    Touch,
)

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
