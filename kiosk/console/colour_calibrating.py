"""Calibrating the camera's colours: a chart or a grey card is shown, then what comes of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from kiosk.colour.camera_profile import NEUTRAL, Fitted, Refused
from kiosk.colour.chart import Unread
from kiosk.colour.srgb import LINEAR
from kiosk.console.camera_watch import CameraGone, News
from kiosk.console.colour_watch import ColourNews, Swatches, swatches


class ColourStep(StrEnum):
    """What is done, in this order."""

    SHOW = "show"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class ColourCalibrating:
    """How far staff are; `card` while a grey card is wanted instead of the chart.

    `watched` counts the times that the camera was to be watched anew.
    """

    card: bool = False
    share: float = 0.0
    problem: Unread | Refused | None = Unread.NOT_FOUND
    fitted: Fitted | None = None
    seen: Swatches = ()
    gone: bool = False
    watched: int = 0
    keeping: bool = False

    @property
    def step(self) -> ColourStep:
        """What is done now."""
        return ColourStep.SHOW if self.fitted is None else ColourStep.RESULT

    @property
    def watching(self) -> bool:
        """Whether the camera is needed now."""
        return self.fitted is None and not self.gone

    @property
    def corrected(self) -> Swatches:
        """What the profile makes of what was seen."""
        if self.fitted is None or not self.seen:
            return ()
        light = LINEAR[np.array(self.seen)].astype(np.float64)
        return swatches(light @ self.fitted.profile.whole.T)


def press(now: ColourCalibrating, target: str) -> ColourCalibrating:
    """Return the state after a touch; touches that mean nothing here change nothing."""
    match target:
        case "chart" | "card" if now.step is ColourStep.SHOW:
            return _begun(now, card=target == "card")
        case "again" if not now.keeping:
            return _begun(now, card=now.card)
        case "factory" if now.step is ColourStep.SHOW:
            return replace(now, fitted=Fitted(NEUTRAL), seen=())
        case _:
            return now


def heard(now: ColourCalibrating, news: News) -> ColourCalibrating:
    """Return the state after news from the camera; news that come too late change nothing."""
    match now.step, news:
        case ColourStep.SHOW, CameraGone():
            return replace(now, gone=True)
        case ColourStep.SHOW, ColourNews(share=share, problem=problem, fitted=fitted, seen=seen):
            return replace(now, share=share, problem=problem, fitted=fitted, seen=seen)
        case _:
            return now


def _begun(now: ColourCalibrating, *, card: bool) -> ColourCalibrating:
    return ColourCalibrating(
        card=card, problem=Unread.NOT_GREY if card else Unread.NOT_FOUND, watched=now.watched + 1
    )
