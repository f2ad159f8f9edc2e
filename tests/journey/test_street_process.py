"""The simulated world as a process: says when it is up, shows a sitter, leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from hardware.camera.street_camera import StreetCamera
from hardware.lights.lights import POSE, ChannelMap, Lights
from hardware.printer.tray_printer import TrayPrinter
from hardware.serial_link import open_serial
from hardware.simulated.street_control import StreetControl
from hardware.simulated.street_messages import Look, TakeSheet
from kiosk.privacy.memory_scan import count_in_process

QUICK = ["--size", "240x320", "--seconds-per-sheet", "0.1"]


@pytest.fixture(params=["alone", "with its window"])
def street(tmp_path, request):
    window = ["--window"] if request.param == "with its window" else []
    places = ["--dir", tmp_path / "run", "--out", tmp_path / "tray"]
    process = subprocess.Popen(
        [sys.executable, "-m", "hardware.simulated.street", *places, *QUICK, *window],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"SDL_VIDEODRIVER": "dummy"},
    )
    with process:
        assert process.stdout.readline() == b"READY\n"
        yield process
        if process.poll() is None:
            process.kill()


def test_the_printer_keeps_no_byte_of_a_sheet_in_its_memory(street, tmp_path):
    run = tmp_path / "run"
    marker = os.urandom(32)
    TrayPrinter(run / "printer.sock").print_pdf(b"%PDF-1.7" + 20_000 * marker, copies=1)
    with StreetControl(run / "street.sock") as control:
        while not control.do(Look()).tray:
            time.sleep(0.01)
    assert (tmp_path / "tray" / "sheet-1.pdf").read_bytes().count(marker) == 20_000
    assert count_in_process(os.getpid(), [marker]) > 0, "the search finds what is there"
    assert count_in_process(street.pid, [marker]) == 0


@pytest.mark.parametrize("ending", ["SIGTERM", "standard input closes"])
def test_a_visit_to_the_street(street, tmp_path, ending):
    run = tmp_path / "run"
    lights = Lights(lambda: open_serial(str(run / "dmx")), ChannelMap(), time.monotonic)
    lights.set_scene(POSE)
    with StreetControl(run / "street.sock") as control:
        while not lights.working or control.do(Look()).key < 0.5:
            lights.tick()
            time.sleep(0.01)
        lights.close()
        with StreetCamera(run / "camera.sock") as camera:
            frame = camera.read(30.0)
            assert frame.bgr.shape == (320, 240, 3)
            assert frame.bgr.std() > 10, "there is somebody to be seen"
        TrayPrinter(run / "printer.sock").print_pdf(b"%PDF-1.7", copies=1)
        while not control.do(Look()).tray:
            time.sleep(0.01)
        assert control.do(TakeSheet()).tray == ()
    if ending == "SIGTERM":
        street.send_signal(signal.SIGTERM)
    else:
        street.stdin.close()
    assert street.wait(20) == 0
    assert list(run.iterdir()) == []
