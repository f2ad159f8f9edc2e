"""Pictures from disk as a camera: no distortion, the right picture at the right time, plain errors."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from hardware.camera.frame import CameraError
from hardware.camera.opencv_camera import OpencvCamera
from hardware.camera.opening import open_camera
from hardware.camera.picture_camera import PictureCamera, crop_to_aspect, fill_size
from hardware.camera.street_camera import StreetCamera

LIVE_PX = (96, 128)


class Clock:
    """A clock that sleeping moves on."""

    now_s = 0.0

    def __call__(self):
        return self.now_s

    def sleep(self, duration_s):
        assert duration_s >= 0
        self.now_s += duration_s


@pytest.fixture
def clock():
    return Clock()


def disc(width_px, height_px, radius_px, grey=255):
    picture = np.zeros((height_px, width_px, 3), np.uint8)
    return cv2.circle(picture, (width_px // 2, height_px // 2), radius_px, (grey, grey, grey), -1)


@pytest.fixture
def folder(tmp_path):
    for name, grey in (("a.png", 60), ("b.JPG", 120), ("c.png", 240)):
        cv2.imwrite(str(tmp_path / name), np.full((400, 300, 3), grey, np.uint8))
    (tmp_path / "notes.txt").write_text("not a picture")
    return tmp_path


@pytest.mark.parametrize("size", [(400, 300), (300, 400), (120, 500), (64, 64)])
def test_a_circle_stays_a_circle(size):
    live = fill_size(disc(*size, radius_px=20), LIVE_PX)
    assert live.shape == (128, 96, 3)
    ys, xs = np.nonzero(live[..., 0] > 127)
    assert np.ptp(xs) == pytest.approx(np.ptp(ys), abs=2)
    assert (xs.mean(), ys.mean()) == pytest.approx((48, 64), abs=1)


def test_the_crop_is_the_largest_in_the_middle():
    assert crop_to_aspect(np.zeros((720, 1280, 3), np.uint8), (960, 1280)).shape == (720, 540, 3)
    assert crop_to_aspect(np.zeros((1280, 960, 3), np.uint8), (960, 1280)).shape == (1280, 960, 3)


def test_a_folder_is_shown_picture_by_picture_round_and_round(folder, clock):
    pictures = sorted(path for path in folder.iterdir() if path.suffix != ".txt")
    with PictureCamera(pictures, LIVE_PX, each_s=2.0, fps=10, clock=clock, sleep=clock.sleep) as camera:
        frames = [camera.read(1.0) for _ in range(80)]
    greys = [int(frame.bgr[0, 0, 0]) for frame in frames]
    assert greys[0] == pytest.approx(60, abs=1)
    assert greys[25] == pytest.approx(120, abs=1)
    assert greys[45] == pytest.approx(240, abs=1)
    assert greys[65] == pytest.approx(60, abs=1)
    assert [frame.sequence for frame in frames] == list(range(80))
    assert frames[79].captured_s == pytest.approx(7.9)


def test_a_reader_in_a_hurry_gets_nothing_and_waits_no_longer_than_it_said(folder, clock):
    with PictureCamera([folder / "a.png"], LIVE_PX, fps=10, clock=clock, sleep=clock.sleep) as camera:
        assert camera.read(0.0) is not None
        assert camera.read(0.04) is None
        assert clock.now_s == pytest.approx(0.04)
        assert camera.read(1.0) is not None


def test_the_burst_has_the_pictures_own_resolution(folder, clock):
    cv2.imwrite(str(folder / "large.png"), disc(1000, 800, 100))
    with PictureCamera([folder / "large.png"], LIVE_PX, clock=clock, sleep=clock.sleep) as camera:
        frames = camera.burst(3)
    assert [frame.bgr.shape for frame in frames] == [(800, 600, 3)] * 3
    assert [frame.sequence for frame in frames] == [0, 1, 2]


def test_jitter_moves_the_picture_a_little(folder, clock):
    cv2.imwrite(str(folder / "disc.png"), disc(96, 128, 20))
    camera = PictureCamera(
        [folder / "disc.png"], LIVE_PX, jitter_px=3, clock=clock, sleep=clock.sleep, each_s=1e9
    )
    with camera:
        centres = [np.argwhere(camera.read(1.0).bgr[..., 0] > 127).mean(axis=0) for _ in range(60)]
    assert np.ptp(centres, axis=0).max() >= 2
    assert np.abs(np.array(centres) - (64, 48)).max() <= 3.5


def test_closed_means_closed(folder):
    camera = PictureCamera([folder / "a.png"], LIVE_PX)
    with pytest.raises(CameraError, match="not open"):
        camera.read(0.0)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("picture:{}/none.png", "no picture at"),
        ("folder:{}/none", "no folder"),
        ("folder:{}/empty", "no pictures in"),
        ("webcam", "unknown camera 'webcam'"),
        ("film:x", "known are street:SOCKET"),
        ("street:", "unknown camera"),
    ],
)
def test_a_wrong_camera_is_named_in_one_line(tmp_path, spec, message):
    (tmp_path / "empty").mkdir()
    with pytest.raises(CameraError, match=message) as error:
        open_camera(spec.format(tmp_path))
    assert "\n" not in str(error.value)


def test_a_file_that_is_no_picture(tmp_path):
    (tmp_path / "x.png").write_text("hello")
    with pytest.raises(CameraError, match="not a picture"):
        open_camera(f"picture:{tmp_path}/x.png").open()


def test_every_kind_of_camera_has_a_word(folder):
    assert isinstance(open_camera(f"folder:{folder}"), PictureCamera)
    assert isinstance(open_camera(f"picture:{folder}/a.png"), PictureCamera)
    assert isinstance(open_camera("street:/run/camera.sock"), StreetCamera)
    assert isinstance(open_camera("device:0"), OpencvCamera)
    assert isinstance(open_camera("/dev/video0"), OpencvCamera)
