"""Measuring the backdrop: staff leave the booth, its wall is lit and goes dark, then it is known. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.console.backdrop_watch import BackdropNews, Scene
from kiosk.console.camera_watch import CameraGone, News
from kiosk.matte.light_reference import Flaw, LightReference


class BackdropStep(StrEnum):
    """What is done, in this order."""

    EMPTY = "empty"
    MEASURE = "measure"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class BackdropCalibrating:
    """How far staff are; `scene` is the light that is wanted now, `leave_s` the time left to step out.

    `watched` counts the times that the camera was to be watched anew.
    """

    step: BackdropStep = BackdropStep.EMPTY
    scene: Scene = "flash"
    share: float = 0.0
    leave_s: float = 0.0
    flaw: Flaw | None = None
    reference: LightReference | None = None
    gone: bool = False
    watched: int = 0
    keeping: bool = False

    @property
    def watching(self) -> bool:
        """Whether the camera is needed now."""
        return self.step is BackdropStep.MEASURE and self.flaw is None and not self.gone


def press(now: BackdropCalibrating, target: str) -> BackdropCalibrating:
    """Return the state after a touch; touches that mean nothing here change nothing."""
    match target:
        case "start" if now.step is BackdropStep.EMPTY:
            return BackdropCalibrating(BackdropStep.MEASURE, watched=now.watched + 1)
        case "again" if now.step is not BackdropStep.EMPTY and not now.keeping:
            return BackdropCalibrating(watched=now.watched + 1)
        case _:
            return now


def heard(now: BackdropCalibrating, news: News) -> BackdropCalibrating:
    """Return the state after news from the camera; news that come too late change nothing."""
    match now.step, news:
        case BackdropStep.MEASURE, CameraGone():
            return replace(now, gone=True)
        case BackdropStep.MEASURE, BackdropNews(scene, share, leave_s, flaw, reference):
            step = BackdropStep.MEASURE if reference is None else BackdropStep.RESULT
            seen = replace(now, step=step, scene=scene, share=share, leave_s=leave_s)
            return replace(seen, flaw=flaw, reference=reference)
        case _:
            return now
