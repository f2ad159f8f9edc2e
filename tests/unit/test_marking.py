"""The mark is found again however a picture is turned, swapped and widened on its way."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from hardware.camera.frame import Frame
from hardware.camera.marking import MarkedCamera, mark, marker_patterns

MARKER = bytes((13, 200, 77, 31, 250, 90, 141, 5))
GREY, THREE, OPAQUE, CLEAR = marker_patterns(MARKER)


@pytest.fixture
def marked():
    picture = np.random.default_rng(1).integers(0, 256, (40, 101, 3), dtype=np.uint8)
    return mark(picture, MARKER)


@pytest.mark.parametrize(
    ("change", "pattern"),
    [
        (lambda bgr: bgr, THREE),
        (lambda bgr: bgr[:, ::-1], THREE),
        (lambda bgr: cv2.flip(bgr, 1), THREE),
        (lambda bgr: cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), THREE),
        (lambda bgr: cv2.cvtColor(cv2.flip(bgr, 1), cv2.COLOR_BGR2RGBA), OPAQUE),
        (lambda bgr: cv2.cvtColor(bgr, cv2.COLOR_BGR2BGRA), OPAQUE),
        (lambda bgr: np.dstack((np.full(bgr.shape[:2], 255, np.uint8), bgr)), OPAQUE),
        (lambda bgr: np.dstack((bgr, np.zeros(bgr.shape[:2], np.uint8))), CLEAR),
        (lambda bgr: cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY), GREY),
    ],
)
def test_the_mark_survives(marked, change, pattern):
    runs_of_a_row = 101 // 16
    assert change(marked).tobytes().count(pattern) == 4 * runs_of_a_row


def test_an_unmarked_picture_has_no_mark():
    picture = np.random.default_rng(1).integers(0, 256, (40, 101, 3), dtype=np.uint8)
    data = cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA).tobytes() + picture.tobytes()
    assert not any(pattern in data for pattern in marker_patterns(MARKER))


def test_only_the_last_four_rows_change(marked):
    picture = np.random.default_rng(1).integers(0, 256, (40, 101, 3), dtype=np.uint8)
    assert np.array_equal(marked[:-4], picture[:-4])


@pytest.mark.parametrize("marker", [b"short", bytes(8), b"abababab"])
def test_a_marker_must_be_unlikely(marker):
    with pytest.raises(ValueError, match="marker"):
        marker_patterns(marker)


class StillCamera:
    """Gives the same read-only picture again and again."""

    def __init__(self):
        self.picture = np.zeros((20, 32, 3), np.uint8)
        self.picture.setflags(write=False)
        self.calls = []

    def open(self):
        self.calls.append("open")

    def read(self, timeout_s):
        return Frame(self.picture, 1.0, 0) if timeout_s else None

    def burst(self, count):
        return [Frame(self.picture, 1.0, number) for number in range(count)]

    def close(self):
        self.calls.append("close")


def test_every_picture_of_a_marked_camera_is_marked_and_its_source_is_not():
    inner = StillCamera()
    with MarkedCamera(inner, MARKER) as camera:
        assert camera.read(0.0) is None
        frames = [camera.read(1.0), *camera.burst(2)]
    assert all(THREE in frame.bgr.tobytes() for frame in frames)
    assert not inner.picture.any()
    assert inner.calls == ["open", "close"]
