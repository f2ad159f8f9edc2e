"""Calibrating the camera: views of a printed board give its lens, a straight look its zero. Pure.

Either half may be skipped; what was skipped stays as the booth knows it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.compliance.live_checks import BoothOptics
from kiosk.compliance.pose import Pose
from kiosk.console.calibrating import Sheet
from kiosk.console.camera_fit import Doubt, Fitted
from kiosk.console.camera_views import Advice
from kiosk.console.camera_watch import BoardNews, CameraGone, News, ZeroNews


class CameraStep(StrEnum):
    """What is done, in this order; `LOOK` waits for somebody to sit down, `HOLD` measures."""

    BOARD = "board"
    LOOK = "look"
    HOLD = "hold"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class CameraCalibrating:
    """How far staff are; `known` is what the booth goes by until they keep something else.

    `watched` counts the times that the camera was to be watched anew.
    """

    known: BoothOptics
    step: CameraStep = CameraStep.BOARD
    sheet: Sheet | None = None
    views: int = 0
    advice: Advice = Advice.SHOW
    doubt: Doubt | None = None
    fitted: Fitted | None = None
    held: float = 0.0
    askew: bool = False
    alone: bool = True
    zero: Pose | None = None
    distance_mm: float | None = None
    gone: bool = False
    watched: int = 0
    keeping: bool = False

    @property
    def watching(self) -> bool:
        """Whether the camera is needed now."""
        return self.step in (CameraStep.BOARD, CameraStep.HOLD) and self.doubt is None and not self.gone

    @property
    def result(self) -> BoothOptics:
        """What the booth is to go by."""
        lens = self.known.lens if self.fitted is None else self.fitted.lens
        return BoothOptics(zero=self.known.zero if self.zero is None else self.zero, lens=lens)

    @property
    def is_new(self) -> bool:
        """Whether anything was measured."""
        return self.fitted is not None or self.zero is not None


def press(now: CameraCalibrating, target: str) -> CameraCalibrating:
    """Return the state after a touch; touches that mean nothing here change nothing."""
    match now.step, target:
        case CameraStep.BOARD, "skip":
            return _to(now, CameraStep.LOOK)
        case CameraStep.LOOK, "start":
            return _to(now, CameraStep.HOLD)
        case CameraStep.LOOK | CameraStep.HOLD, "skip":
            return _to(now, CameraStep.RESULT)
        case CameraStep.HOLD, "again":
            return _to(now, CameraStep.HOLD)
        case _, "again":
            begun = CameraCalibrating(now.known, sheet=now.sheet, watched=now.watched + 1)
            return now if now.keeping else begun
        case _:
            return now


def heard(now: CameraCalibrating, news: News) -> CameraCalibrating:
    """Return the state after news from the camera; news that come too late change nothing."""
    match now.step, news:
        case CameraStep.BOARD | CameraStep.HOLD, CameraGone():
            return replace(now, gone=True)
        case CameraStep.BOARD, BoardNews(views=views, advice=advice, result=result):
            now = replace(now, views=views, advice=advice)
            if isinstance(result, Doubt):
                return replace(now, doubt=result)
            return now if result is None else replace(_to(now, CameraStep.LOOK), fitted=result)
        case CameraStep.HOLD, ZeroNews(share=share, askew=askew, alone=alone, zero=zero):
            now = replace(now, held=share, askew=askew, alone=alone, distance_mm=news.distance_mm)
            return now if zero is None else replace(_to(now, CameraStep.RESULT), zero=zero)
        case _:
            return now


def _to(now: CameraCalibrating, step: CameraStep) -> CameraCalibrating:
    return replace(
        now, step=step, held=0.0, askew=False, alone=True, doubt=None, gone=False, watched=now.watched + 1
    )
