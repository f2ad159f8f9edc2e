"""The box holds one picture, the newest, and passes trouble on."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from hardware.camera.frame import CameraError, Frame
from hardware.camera.latest import LatestFrame


def frame(number):
    return Frame(np.zeros((1, 1, 3), np.uint8), float(number), number)


def test_only_the_newest_is_there_and_only_once():
    box = LatestFrame()
    for number in range(5):
        box.put(frame(number))
    assert box.take(0.0).sequence == 4
    assert box.take(0.0) is None


def test_a_waiting_reader_gets_the_picture_when_it_comes():
    box = LatestFrame()
    later = threading.Thread(target=lambda: box.put(frame(7)))
    later.start()
    assert box.take(10.0).sequence == 7
    later.join()


def test_trouble_is_raised_to_the_reader_for_good():
    box = LatestFrame()
    box.put(frame(1))
    box.fail(CameraError("unplugged"))
    for _ in range(2):
        with pytest.raises(CameraError, match="unplugged"):
            box.take(10.0)


def test_clear_lets_go_of_the_picture():
    box = LatestFrame()
    box.put(frame(1))
    box.clear()
    assert box.take(0.0) is None
