"""The camera process and its client share pictures without a queue, a file or a leak."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from hardware.camera.frame import CameraError
from hardware.camera.street_camera import STALL_S, StreetCamera
from hardware.simulated.camera_server import SimulatedCamera

SIZE_PX = (48, 64)
BURST_PX = (96, 128)
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - looked at, not written


def open_descriptors():
    return sorted(str(entry.readlink()) for entry in Path("/proc/self/fd").iterdir() if entry.is_symlink())


def frame_maps():
    return sum("memfd:frames" in line for line in Path("/proc/self/maps").read_text().splitlines())


class Scene:
    """Counts the pictures and paints each in the grey of its number."""

    def __init__(self):
        self.shots = 0

    def shoot(self, size_px, _now_s):
        self.shots += 1
        width_px, height_px = size_px
        return np.full((height_px, width_px, 3), self.shots % 256, np.uint8)


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def server(tmp_path, scene):
    threads, descriptors, shared = (
        threading.active_count(),
        open_descriptors(),
        sorted(SHARED_MEMORY.iterdir()),
    )
    with SimulatedCamera(
        tmp_path / "camera.sock", scene.shoot, time.monotonic, SIZE_PX, BURST_PX, fps=200
    ) as server:
        yield server
    assert threading.active_count() == threads
    assert len(open_descriptors()) == len(descriptors)
    assert frame_maps() == 0
    assert sorted(SHARED_MEMORY.iterdir()) == shared
    assert list(tmp_path.iterdir()) == []


def read_one(camera):
    frame = camera.read(timeout_s=5.0)
    assert frame is not None
    return frame


def read_until_trouble(camera):
    for _ in range(100):
        camera.read(timeout_s=5.0)


def wait_for(condition):
    deadline_s = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline_s, "this never came true"
        time.sleep(0.005)


@pytest.mark.usefixtures("server")
def test_pictures_arrive_whole_and_in_order(tmp_path):
    with StreetCamera(tmp_path / "camera.sock") as camera:
        frames = [read_one(camera) for _ in range(5)]
    assert [frame.bgr.shape for frame in frames] == [(64, 48, 3)] * 5
    assert all(len(np.unique(frame.bgr)) == 1 for frame in frames)
    numbers = [frame.sequence for frame in frames]
    assert numbers == sorted(set(numbers))
    times_s = [frame.captured_s for frame in frames]
    assert times_s == sorted(times_s)


@pytest.mark.usefixtures("server")
def test_a_slow_reader_gets_the_newest_picture_and_never_a_queue(scene, tmp_path):
    with StreetCamera(tmp_path / "camera.sock") as camera:
        first = read_one(camera)
        wait_for(lambda: scene.shots >= first.sequence + 30)
        frame = read_one(camera)
        assert frame.sequence >= first.sequence + 25


@pytest.mark.usefixtures("server")
def test_a_picture_stays_as_it_was_when_the_ring_turns(scene, tmp_path):
    with StreetCamera(tmp_path / "camera.sock") as camera:
        kept = read_one(camera)
        grey = int(kept.bgr[0, 0, 0])
        wait_for(lambda: scene.shots >= kept.sequence + 20)
        assert np.all(kept.bgr == grey)


def test_nothing_is_rendered_while_nobody_looks(server, scene, tmp_path):
    with StreetCamera(tmp_path / "camera.sock") as camera:
        read_one(camera)
    wait_for(lambda: server.viewers == 0)
    shots = scene.shots
    time.sleep(0.05)
    assert scene.shots == shots


@pytest.mark.usefixtures("server")
def test_a_burst_is_of_full_resolution(tmp_path):
    with StreetCamera(tmp_path / "camera.sock") as camera:
        frames = camera.burst(3)
        assert [frame.bgr.shape for frame in frames] == [(128, 96, 3)] * 3
        greys = [int(frame.bgr[5, 5, 0]) for frame in frames]
        assert greys == list(range(greys[0], greys[0] + 3))
        read_one(camera)


def test_leaving_frees_the_memory_however_often(server, tmp_path):
    for _ in range(3):
        camera = StreetCamera(tmp_path / "camera.sock")
        camera.open()
        read_one(camera)
        camera.close()
        camera.close()
        with pytest.raises(CameraError, match="not open"):
            camera.read(0.0)
    wait_for(lambda: server.viewers == 0)
    assert frame_maps() == 0


@pytest.mark.usefixtures("server")
def test_two_clients_see_the_same_world(tmp_path):
    with StreetCamera(tmp_path / "camera.sock") as one, StreetCamera(tmp_path / "camera.sock") as other:
        assert read_one(one).bgr.shape == read_one(other).bgr.shape


def test_no_camera(tmp_path):
    with pytest.raises(CameraError, match="no camera"):
        StreetCamera(tmp_path / "camera.sock").open()


def test_an_unplugged_camera_says_so_and_comes_back(server, tmp_path):
    with StreetCamera(tmp_path / "camera.sock") as camera:
        read_one(camera)
        server.set_fault("unplug")
        with pytest.raises(CameraError, match="unplugged"):
            read_until_trouble(camera)
        with pytest.raises(CameraError):
            camera.open()
        server.set_fault("none")
        camera.open()
        read_one(camera)


def test_a_frozen_stream_is_found_dead(server, tmp_path):
    now_s = 0.0
    with StreetCamera(tmp_path / "camera.sock", clock=lambda: now_s) as camera:
        read_one(camera)
        server.set_fault("freeze")
        while camera.read(timeout_s=0.1) is not None:
            pass
        now_s = STALL_S + 0.1
        with pytest.raises(CameraError, match="stopped"):
            camera.read(timeout_s=0.0)
