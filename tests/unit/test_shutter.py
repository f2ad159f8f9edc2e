"""The shutter counts down, takes a burst and, for who is cut out, one picture before the dark wall."""

from __future__ import annotations

from concurrent.futures import Future
from typing import cast

import numpy as np
import pytest

from hardware.camera.frame import CameraError, Frame
from kiosk.visit.eye import Eye
from kiosk.visit.shutter import BURST, COUNT_S, COUNTDOWN, Missed, Shutter, Taken, WallToGoDark

OVER_S = COUNT_S * len(COUNTDOWN)
FRAMES = [Frame(np.full((2, 2, 3), value, np.uint8), 0.0, value) for value in range(BURST + 1)]


class EyeInHand:
    """Gives what the test puts into its futures."""

    def __init__(self) -> None:
        self.pictures: Future[list[Frame]] = Future()
        self.dark: Future[Frame | None] = Future()

    def burst(self, count: int) -> Future[list[Frame]]:
        assert count == BURST
        return self.pictures

    def dark_frame(self, lit: Frame) -> Future[Frame | None]:
        assert lit is FRAMES[BURST - 1], "the newest, so that little has moved"
        return self.dark


@pytest.fixture
def eye() -> EyeInHand:
    return EyeInHand()


@pytest.fixture
def shutter(eye: EyeInHand) -> Shutter:
    shutter = Shutter(cast("Eye", eye))
    assert (shutter.countdown(0.0), shutter.is_taking, shutter.turn(0.0, cuts_out=True)) == (
        None,
        False,
        None,
    )
    shutter.press(10.0)
    return shutter


def test_three_numbers_are_shown_and_then_pictures_are_taken(eye: EyeInHand, shutter: Shutter) -> None:
    shown = [shutter.countdown(10.0 + turn * COUNT_S + 0.01) for turn in range(3)]
    assert shown == list(COUNTDOWN)
    assert shutter.turn(10.0 + OVER_S - 0.01, cuts_out=False) is None
    assert not shutter.is_taking
    assert shutter.turn(10.0 + OVER_S + 0.01, cuts_out=False) is None
    assert (shutter.is_taking, shutter.countdown(12.0)) == (True, None)
    assert shutter.turn(12.0, cuts_out=False) is None, "the camera is not done"
    eye.pictures.set_result(FRAMES[:BURST])
    assert shutter.turn(12.5, cuts_out=False) == Taken(FRAMES[:BURST], None)
    assert (shutter.is_taking, shutter.burst_done_s) == (False, 12.5)
    assert shutter.turn(13.0, cuts_out=False) is None, "once"


@pytest.mark.parametrize("dark", [FRAMES[BURST], None], ids=["dark", "lamps do not obey"])
def test_who_is_cut_out_is_taken_once_more_before_the_dark_wall(
    eye: EyeInHand, shutter: Shutter, dark: Frame | None
) -> None:
    shutter.turn(12.0, cuts_out=True)
    eye.pictures.set_result(FRAMES[:BURST])
    assert shutter.turn(12.5, cuts_out=True) == WallToGoDark()
    assert shutter.is_taking
    assert shutter.turn(12.6, cuts_out=True) is None
    eye.dark.set_result(dark)
    assert shutter.turn(12.7, cuts_out=True) == Taken(FRAMES[:BURST], dark)
    assert (shutter.is_taking, shutter.burst_done_s) == (False, 12.5), "the choice is timed from the burst on"


@pytest.mark.parametrize("which", ["pictures", "dark"])
def test_a_camera_that_gives_nothing_is_told_and_may_be_tried_again(
    eye: EyeInHand, shutter: Shutter, which: str
) -> None:
    shutter.turn(12.0, cuts_out=True)
    if which == "dark":
        eye.pictures.set_result(FRAMES[:BURST])
        shutter.turn(12.5, cuts_out=True)
    getattr(eye, which).set_exception(CameraError("lost"))
    assert shutter.turn(13.0, cuts_out=True) == Missed()
    assert not shutter.is_taking
    shutter.press(20.0)
    assert shutter.countdown(20.0) == COUNTDOWN[0]
