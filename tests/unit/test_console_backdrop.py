"""Measuring the backdrop: staff step out, the wall is lit and goes dark, and nobody may be in the picture."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from hardware.camera.frame import Frame
from hardware.lights.lights import DARK_BACKDROP, FLASH
from hardware.simulated.empty_wall import EmptyWall
from kiosk.console.backdrop_calibrating import BackdropCalibrating, BackdropStep, heard, press
from kiosk.console.backdrop_watch import LEAVE_S, OBEY_S, BackdropNews, BackdropWatch
from kiosk.console.camera_watch import CameraGone
from kiosk.matte.light_reference import Flaw
from models.face import FaceLandmarks

SIZE_PX = 240, 320
SCENES = {"flash": FLASH, "dark_backdrop": DARK_BACKDROP}


class Finder:
    """Sees a face where it is told to."""

    def __init__(self, *, face: bool) -> None:
        self._face = face

    def find(self, _rgb: np.ndarray) -> tuple[FaceLandmarks, ...]:
        return (FaceLandmarks(np.zeros((478, 3), np.float32)),) if self._face else ()

    def close(self) -> None:
        pass


def measured(
    *, face: bool = False, obeys: bool = True, thing: bool = False, leaver: bool = False
) -> Iterator[BackdropNews]:
    """Let a camera look at the empty booth, whose lamps follow what is wanted; ends with the result."""
    wall, watch, scene = EmptyWall(SIZE_PX), BackdropWatch(lambda: Finder(face=face)), "flash"
    was_dark = False
    for number in range(1, 1000):
        picture = wall.at(SCENES[scene], number)
        if thing:
            picture[100:180, 60:120] = (40, 60, 90)
        was_dark = was_dark or scene == "dark_backdrop"
        if leaver and not was_dark:
            picture[100:180, 60:120] = (150, 170, 210)
        news = watch.see(Frame(picture, number / 10, number))
        yield news
        if news.flaw is not None or news.reference is not None:
            return
        scene = news.scene if obeys else "flash"


def test_after_the_time_to_step_out_the_wall_is_measured_lit_and_dark():
    told = list(measured())
    leaving = [news for news in told if news.leave_s > 0]
    assert len(leaving) == pytest.approx(10 * LEAVE_S, abs=1)
    assert all(news.share == 0 and news.scene == "flash" for news in leaving)
    assert {news.scene for news in told} == {"flash", "dark_backdrop"}
    last = told[-1]
    assert (last.share, last.flaw, last.scene) == (1.0, None, "flash")
    assert last.reference is not None
    assert last.reference.camera_px == SIZE_PX
    assert float((last.reference.lit - last.reference.dark).min()) > 0.12


@pytest.mark.parametrize(
    ("booth", "flaw"),
    [
        ({"face": True}, Flaw.SOMEBODY),
        ({"thing": True}, Flaw.ALIKE),
        ({"obeys": False}, Flaw.ALIKE),
        ({"leaver": True}, Flaw.UNSTEADY),
    ],
    ids=["somebody", "something", "lamps that do not obey", "somebody light who goes as it gets dark"],
)
def test_what_would_spoil_the_measure_is_told(booth: dict[str, bool], flaw: Flaw):
    told = list(measured(**booth))
    assert (told[-1].flaw, told[-1].reference) == (flaw, None)
    assert len(told) < 10 * (LEAVE_S + OBEY_S + 3)


def test_the_way_through_the_page_and_back():
    now = BackdropCalibrating()
    assert not now.watching
    now = press(now, "start")
    assert now.watching
    for news in measured():
        now = heard(now, news)
    assert (now.step, now.watching) == (BackdropStep.RESULT, False)
    again = press(now, "again")
    assert (again.step, again.reference) == (BackdropStep.EMPTY, None)
    gone = heard(press(again, "start"), CameraGone())
    assert (gone.gone, gone.watching) == (True, False)
    assert heard(again, CameraGone()) == again, "news that come too late change nothing"
