"""Calibrating the printer: four lengths of a printed sheet, typed in one by one. Pure, like the desk.

A and B are the width and height of the sheet's frame; C and D, its distances from the left and top edge of
the paper, may be skipped (kiosk.sheet.calibration).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.sheet.calibration import Calibration, calibration_frame
from kiosk.sheet.paper import Paper

_TYPED = re.compile(r"\d{1,3}(\.\d{0,2})?")
"""What may stand in the field: a length under a metre, to a hundredth of a millimetre."""


class Step(StrEnum):
    """What is asked for, in this order."""

    ACROSS = "across"
    DOWN = "down"
    FROM_LEFT = "from_left"
    FROM_TOP = "from_top"
    RESULT = "result"


STEPS = tuple(Step)
OPTIONAL = (Step.FROM_LEFT, Step.FROM_TOP)


class Sheet(StrEnum):
    """How the calibration sheet stands."""

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Calibrating:
    """How far staff are: the lengths measured so far in mm (None: skipped), and what is typed.

    `refused` tells that the last length was nonsense; `factory` stands for no correction at all.
    """

    paper: Paper
    sheet: Sheet = Sheet.SENDING
    measured_mm: tuple[float | None, ...] = ()
    typed: str = ""
    refused: bool = False
    factory: bool = False
    keeping: bool = False

    @property
    def step(self) -> Step:
        """What is asked for now."""
        return Step.RESULT if self.factory else STEPS[len(self.measured_mm)]

    @property
    def asked_mm(self) -> float:
        """What the length that is asked for should be."""
        return _nominal_mm(self.paper)[len(self.measured_mm)]

    @property
    def calibration(self) -> Calibration:
        """What comes of the measured lengths; a length not measured yet counts as right."""
        if self.factory:
            return Calibration()
        return _calibration(self.paper, self.measured_mm)


def press(now: Calibrating, target: str) -> Calibrating:
    """Return the state after a touch; touches that mean nothing here change nothing."""
    name, _, value = target.partition(":")
    match name:
        case "digit" | "point" if now.step is not Step.RESULT:
            typed = now.typed + (value if name == "digit" else ".")
            return replace(now, typed=typed, refused=False) if _TYPED.fullmatch(typed) else now
        case "erase":
            return replace(now, typed=now.typed[:-1], refused=False)
        case "enter" if now.typed and now.step is not Step.RESULT:
            return _measured(now, float(now.typed))
        case "skip" if now.step in OPTIONAL:
            return replace(now, measured_mm=(*now.measured_mm, None), typed="", refused=False)
        case "factory":
            return replace(now, factory=True, typed="", refused=False)
        case _:
            return now


def _measured(now: Calibrating, length_mm: float) -> Calibrating:
    """Take a length, unless no printer is that far off."""
    measured_mm = (*now.measured_mm, length_mm)
    try:
        _calibration(now.paper, measured_mm)
    except ValueError:
        return replace(now, typed="", refused=True)
    return replace(now, measured_mm=measured_mm, typed="", refused=False)


def _calibration(paper: Paper, measured_mm: tuple[float | None, ...]) -> Calibration:
    across, down, from_left, from_top = (*measured_mm, None, None, None, None)[:4]
    frame = calibration_frame(paper)
    return Calibration.from_measured(
        paper,
        across_mm=frame.across_mm if across is None else across,
        down_mm=frame.down_mm if down is None else down,
        from_left_mm=from_left,
        from_top_mm=from_top,
    )


def _nominal_mm(paper: Paper) -> tuple[float, ...]:
    frame = calibration_frame(paper)
    return frame.across_mm, frame.down_mm, frame.from_left_mm, frame.from_top_mm
