"""How a booth prints: on what paper, how finely, and what to correct for its printer."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.colour.print_profile import PrintProfile
from kiosk.sheet.calibration import NEUTRAL, Calibration
from kiosk.sheet.paper import Paper

DPIS = (300, 600)


@dataclass(frozen=True, slots=True)
class Press:
    """A printer and its paper; `dpi` is the printer's own, `ruler` asks for one beside the photos.

    With `profile` pictures are sent in the printer's colours, without it as sRGB.
    """

    paper: Paper
    dpi: int = 300
    calibration: Calibration = NEUTRAL
    ruler: bool = False
    profile: PrintProfile | None = None

    def __post_init__(self) -> None:
        if self.dpi not in DPIS:
            raise ValueError(f"{self.dpi} dpi is not a printer's; known are {' and '.join(map(str, DPIS))}")
