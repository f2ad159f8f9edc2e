"""A webcam: what is asked of it, in which order, and what is said when it fails."""

from __future__ import annotations

import threading

import cv2
import numpy as np
import pytest

from hardware.camera.frame import CameraError
from hardware.camera.opencv_camera import STALL_S, START_S, OpencvCamera, StreamMode


class Webcam:
    """A capture device that delivers a picture whenever the test lets it."""

    def __init__(self, *, opened=True):
        self.opened, self.settings, self.released = opened, [], False
        self.allowed = threading.Semaphore(0)
        self.unplugged = False

    def isOpened(self):  # noqa: N802 - OpenCV's name
        return self.opened

    def set(self, prop, value):
        self.settings.append((prop, value))
        return False

    def get(self, prop):
        answers = {
            cv2.CAP_PROP_FOURCC: cv2.VideoWriter.fourcc(*"MJPG"),
            cv2.CAP_PROP_FRAME_WIDTH: 1280,
            cv2.CAP_PROP_FRAME_HEIGHT: 720,
            cv2.CAP_PROP_FPS: 30,
        }
        return answers[prop]

    def read(self):
        self.allowed.acquire()
        if self.unplugged:
            return False, None
        return True, np.full((720, 1280, 3), 7, np.uint8)

    def release(self):
        self.released = True

    def deliver(self, count=1):
        self.allowed.release(count)


@pytest.fixture
def webcam():
    return Webcam()


@pytest.fixture
def camera(webcam):
    threads = threading.active_count()
    camera = OpencvCamera(0, opener=lambda _: webcam)
    yield camera
    webcam.unplugged = True
    webcam.deliver(100)
    camera.close()
    assert threading.active_count() == threads


def test_the_format_is_asked_for_before_the_size_and_read_back(camera, webcam):
    camera.open()
    asked = [prop for prop, _ in webcam.settings]
    assert asked.index(cv2.CAP_PROP_FOURCC) < asked.index(cv2.CAP_PROP_FRAME_WIDTH)
    assert camera.mode == StreamMode(1280, 720, 30, "MJPG")


def test_pictures_are_portrait_cut_from_the_middle(camera, webcam):
    camera.open()
    webcam.deliver()
    frame = camera.read(10.0)
    assert frame.bgr.shape == (720, 540, 3)
    assert frame.bgr.flags.c_contiguous
    webcam.deliver(50)
    assert len(camera.burst(2)) == 2


def test_a_missing_camera(webcam):
    webcam.opened = False
    with pytest.raises(CameraError, match="no camera at 3"):
        OpencvCamera(3, opener=lambda _: webcam).open()
    assert webcam.released


def test_an_unplugged_camera(camera, webcam):
    camera.open()
    webcam.unplugged = True
    webcam.deliver()
    with pytest.raises(CameraError, match="unplugged"):
        camera.read(10.0)


def test_a_stalled_camera(webcam):
    now_s = 0.0
    camera = OpencvCamera(0, clock=lambda: now_s, opener=lambda _: webcam)
    camera.open()
    now_s = START_S - 0.1
    assert camera.read(0.0) is None
    webcam.deliver()
    assert camera.read(10.0) is not None
    now_s += STALL_S + 0.1
    with pytest.raises(CameraError, match="stopped"):
        camera.read(0.0)
    webcam.deliver(100)
    camera.close()
    assert webcam.released


def test_a_film_stands_in_for_a_real_device(tmp_path):
    path = str(tmp_path / "film.avi")
    film = cv2.VideoWriter(path, cv2.VideoWriter.fourcc(*"MJPG"), 30, (64, 48))
    for grey in (50, 100, 150):
        film.write(np.full((48, 64, 3), grey, np.uint8))
    film.release()
    with OpencvCamera(path, wanted_px=(64, 48)) as camera, pytest.raises(CameraError, match="unplugged"):
        camera.burst(100)
