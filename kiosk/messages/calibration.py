"""What was measured of a booth's camera and printer, as it is told to visits."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kiosk.messages.message import Message


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
