"""The live eye: pictures go to the screen whatever the analysis does, and closing waits for nobody."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Self, cast

import numpy as np
import pytest

from hardware.camera.frame import CameraError, Frame
from kiosk.compliance.coach import Coaching
from kiosk.visit.eye import Eye

LIMIT_S = 5.0


class PacedCamera:
    """Gives a picture whenever `gate` lets one through."""

    def __init__(self, *, streams_stills: bool = True) -> None:
        self.streams_stills = streams_stills
        self.gate = threading.Semaphore(0)
        self.opened = self.closed = 0
        self.broken = False
        self._sequence = 0

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def open(self) -> None:
        assert self.opened == self.closed, "the last sitting let go of the camera first"
        self.opened += 1

    def close(self) -> None:
        self.closed += 1

    def read(self, timeout_s: float) -> Frame | None:
        if self.broken:
            raise CameraError("the camera was unplugged")
        if not self.gate.acquire(timeout=timeout_s):
            return None
        self._sequence += 1
        return Frame(np.zeros((4, 4, 3), np.uint8), time.monotonic(), self._sequence)

    def burst(self, count: int) -> list[Frame]:
        return [Frame(np.ones((8, 8, 3), np.uint8), 0.0, number) for number in range(count)]


class QuickAnalyst:
    """Has nothing to say."""

    def look(self, _frame: Frame) -> Coaching:
        return cast(Coaching, object())


class SlowAnalyst:
    """Looks at a picture for as long as it is told to."""

    def __init__(self) -> None:
        self.looked_at: list[int] = []
        self.go_on = threading.Event()

    def look(self, frame: Frame) -> Coaching:
        self.looked_at.append(frame.sequence)
        self.go_on.wait(LIMIT_S)
        return cast(Coaching, object())


class DimmingCamera(PacedCamera):
    """Shows a grey wall until its lamps are off; every picture is given at once."""

    def __init__(self) -> None:
        super().__init__()
        self.level = 200
        self.shown: list[int] = []

    def read(self, timeout_s: float) -> Frame | None:  # noqa: ARG002 -- never waits
        self._sequence += 1
        self.shown.append(self.level)
        time.sleep(0.001)
        return Frame(np.full((32, 32, 3), self.shown[-1], np.uint8), time.monotonic(), self._sequence)


def wait_until(holds: Callable[[], object]) -> None:
    until_s = time.monotonic() + LIMIT_S
    while not holds():
        assert time.monotonic() < until_s, "it never came true"
        time.sleep(0.002)


def sequence(eye: Eye) -> int:
    return -1 if eye.frame is None else eye.frame.sequence


def test_pictures_are_shown_while_the_analyst_is_busy_and_those_it_missed_are_skipped() -> None:
    camera, analyst = PacedCamera(), SlowAnalyst()
    eye = Eye(lambda: camera, lambda: analyst, time.monotonic)
    eye.open()
    camera.gate.release()
    wait_until(lambda: analyst.looked_at == [1])
    for number in range(2, 8):
        camera.gate.release()
        wait_until(lambda number=number: sequence(eye) == number)
    assert analyst.looked_at == [1]
    analyst.go_on.set()
    wait_until(lambda: analyst.looked_at == [1, 7])
    wait_until(lambda: eye.sight is not None and eye.sight.count == 2)
    eye.shut()
    assert camera.closed == 1


def test_closing_waits_for_nobody_and_the_next_sitting_for_the_camera() -> None:
    camera, busy = PacedCamera(), SlowAnalyst()
    eye = Eye(lambda: camera, lambda: busy, time.monotonic)
    eye.open()
    camera.gate.release()
    wait_until(lambda: busy.looked_at)
    eye.close()
    assert (eye.is_open, eye.frame, eye.sight) == (False, None, None)
    eye.open()
    assert camera.opened == 1, "the analyst of the last sitting is still looking"
    busy.go_on.set()
    camera.gate.release(3)
    wait_until(lambda: eye.frame is not None)
    assert camera.opened == 2
    eye.shut()


def test_a_sitting_that_is_over_before_its_turn_never_opens_the_camera() -> None:
    camera, busy = PacedCamera(), SlowAnalyst()
    eye = Eye(lambda: camera, lambda: busy, time.monotonic)
    eye.open()
    camera.gate.release()
    wait_until(lambda: busy.looked_at)
    eye.close()
    eye.open()
    eye.close()
    busy.go_on.set()
    eye.shut()
    assert (camera.opened, camera.closed) == (1, 1)


def test_a_burst_from_the_stream_is_seen_live_too() -> None:
    camera, analyst = PacedCamera(), SlowAnalyst()
    analyst.go_on.set()
    eye = Eye(lambda: camera, lambda: analyst, time.monotonic)
    eye.open()
    burst = eye.burst(3)
    seen = 0
    while not burst.done():
        seen += 1
        camera.gate.release()
        wait_until(lambda seen=seen: burst.done() or sequence(eye) == seen)
    numbers = [frame.sequence for frame in burst.result(LIMIT_S)]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert numbers[-1] == sequence(eye) == seen
    eye.shut()


def test_a_camera_with_finer_stills_is_asked_for_them() -> None:
    camera, analyst = PacedCamera(streams_stills=False), SlowAnalyst()
    analyst.go_on.set()
    eye = Eye(lambda: camera, lambda: analyst, time.monotonic)
    eye.open()
    burst = eye.burst(3)
    camera.gate.release()
    assert [frame.bgr.shape for frame in burst.result(LIMIT_S)] == [(8, 8, 3)] * 3
    eye.shut()


@pytest.mark.parametrize("when", ["open", "burst"])
def test_a_camera_that_breaks_is_told(when: str) -> None:
    camera, analyst = PacedCamera(), SlowAnalyst()
    analyst.go_on.set()
    camera.broken = when == "open"
    eye = Eye(lambda: camera, lambda: analyst, time.monotonic)
    eye.open()
    if when == "burst":
        burst = eye.burst(2)
        camera.broken = True
        camera.gate.release()
        with pytest.raises(CameraError):
            burst.result(LIMIT_S)
    wait_until(lambda: eye.trouble is not None)
    eye.shut()


def test_the_dark_frame_is_the_second_that_shows_the_wall_dark() -> None:
    camera = DimmingCamera()
    eye = Eye(lambda: camera, QuickAnalyst, time.monotonic)
    eye.open()
    lit = eye.burst(2).result(LIMIT_S)[-1]
    asked = eye.dark_frame(lit)
    wait_until(lambda: camera.shown.count(200) > 5)
    assert not asked.done()
    camera.level = 60
    dark = asked.result(LIMIT_S)
    assert dark is not None
    assert dark.bgr.max() == 60
    assert dark.sequence >= camera.shown.index(60) + 2
    eye.shut()


def test_lamps_that_do_not_obey_give_no_dark_frame() -> None:
    camera = DimmingCamera()
    eye = Eye(lambda: camera, QuickAnalyst, lambda: 50 * time.monotonic())  # seconds pass in no time
    eye.open()
    lit = eye.burst(1).result(LIMIT_S)[0]
    assert eye.dark_frame(lit).result(LIMIT_S) is None
    eye.shut()
