"""The simulated world does what its socket is told, and its devices are those the booth's drivers know."""

from __future__ import annotations

import socket
import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest

from hardware.camera.street_camera import StreetCamera
from hardware.lights.lights import DARK_BACKDROP, IDLE, POSE, ChannelMap, Lights
from hardware.printer.tray_printer import TrayPrinter
from hardware.serial_link import open_serial
from hardware.simulated import street_messages as say
from hardware.simulated.lighting import light_on_sitter, wall_behind
from hardware.simulated.street_control import ControlServer, StreetControl, StreetLost, StreetRefused
from hardware.simulated.world import Places, World


class FlatPainter:
    """Paints one grey that tells the light's level."""

    def __init__(self, _look, size_px):
        self.size_px = size_px

    def render(self, _pose, _expression, light, _backdrop, *, seed):  # noqa: ARG002 - no noise here
        grey = round(min(255, 100 * light.level))
        return SimpleNamespace(bgr=np.full((self.size_px[1], self.size_px[0], 3), grey, np.uint8))


@pytest.fixture
def places(tmp_path):
    return Places(tmp_path / "run", tmp_path / "tray")


@pytest.fixture
def street(places):
    threads = threading.active_count()
    world = World(
        places,
        time.monotonic,
        seed=4,
        size_px=(48, 64),
        burst_size_px=(96, 128),
        seconds_per_sheet=0.05,
        painter=FlatPainter,
    )
    with ControlServer(places.control, world.do), StreetControl(places.control) as control:
        yield control
    world.close()
    assert list(places.run_dir.iterdir()) == []
    assert threading.active_count() == threads


def wait_for(condition):
    deadline_s = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline_s, "this never came true"
        time.sleep(0.005)


def test_the_lamps_that_the_booth_sets_light_the_sitter(street, places):
    lights = Lights(lambda: open_serial(str(places.dmx)), ChannelMap(), time.monotonic)
    with StreetCamera(places.camera) as camera:
        dark = camera.read(10.0)
        lights.set_scene(POSE)
        wait_for(lambda: street.do(say.Look()).key == pytest.approx(POSE.key, abs=0.01))
        wait_for(lambda: (frame := camera.read(10.0)) is not None and frame.bgr[0, 0, 0] >= 99)
        assert dark.bgr[0, 0, 0] < 10
        assert [frame.bgr.shape for frame in camera.burst(2)] == [(128, 96, 3)] * 2
        assert street.do(say.Look()).camera_viewers == 1
    lights.close()


def test_scenes_mean_light():
    assert light_on_sitter(POSE).level == pytest.approx(1.0)
    assert light_on_sitter(POSE).evenness == pytest.approx(0.75)
    assert light_on_sitter(IDLE).level < 0.7
    assert not wall_behind(DARK_BACKDROP).lit
    assert wall_behind(POSE.before((0.0, 0.5, 1.0))).rgb == (0, 120, 240)


def test_a_printed_sheet_lies_in_the_tray_until_it_is_taken(street, places):
    TrayPrinter(places.printer).print_pdf(b"%PDF", copies=1)
    wait_for(lambda: street.do(say.Look()).tray == ("sheet-1.pdf",))
    assert (places.tray / "sheet-1.pdf").read_bytes() == b"%PDF"
    assert street.do(say.TakeSheet()).tray == ()
    assert street.do(say.LoadPaper(sheets=7)).sheets_left == 7
    assert street.do(say.SetPrinterFault(fault="jam")).printer == "jam"
    assert street.do(say.SetPrinterFault(fault="none")).printer == "ready"


def test_a_coin_comes_back_while_nobody_asks_for_money(street, places):
    assert places.coin.is_symlink()
    state = street.do(say.InsertCoin(value_cents=200))
    assert (state.coins_in_box_cents, state.coins_returned) == (0, 1)
    assert street.do(say.SetCoinFault(fault="jam")).coin_fault == "jam"
    assert street.do(say.SetCoinFault(fault="none")).coin_fault == "none"


def test_the_sitter_can_be_placed_dressed_and_exchanged(street):
    state = street.do(say.SetSitter(yaw_deg=9, lids=0.5, motion=0, skin=7, hair="bald", glasses="heavy"))
    assert (state.sitter.yaw_deg, state.sitter.lids, state.sitter.skin) == (9, 0.5, 7)
    assert (state.sitter.hair, state.sitter.glasses) == ("bald", "heavy")
    other = street.do(say.NewPerson(seed=77)).sitter
    assert (other.seed, other.motion) == (77, 0)
    assert other.yaw_deg != 9


def test_the_sitter_obeys(street):
    before = street.do(say.SetSitter(yaw_deg=0, motion=0)).sitter
    street.do(say.Obey(hint="turn_left"))
    wait_for(lambda: street.do(say.Look()).sitter.yaw_deg > before.yaw_deg + 2)


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (say.Obey(hint="fly"), "no hint"),
        (say.SetSitter(hair="green"), "no such hair"),
        (say.SetCoinFault(fault="x"), "no such coin fault"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(street, command, reason):
    with pytest.raises(StreetRefused, match=reason):
        street.do(command)
    assert street.do(say.Look())


@pytest.mark.parametrize("line", [b"{}\n", b'{"do":"rob"}\n', b"\xff\n", b'{"do":"paper","sheets":-1}\n'])
@pytest.mark.usefixtures("street")
def test_nonsense_on_the_wire_is_answered_not_obeyed(places, line):
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(10)
        link.connect(str(places.control))
        link.sendall(line)
        assert say.Done.model_validate_json(link.makefile("rb").readline()).error


def test_a_line_without_end_is_hung_up_on(street, places):
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(10)
        link.connect(str(places.control))
        link.sendall(b"x" * (say.MAX_LINE_BYTES + 1))
        assert link.recv(1) == b""
    assert street.do(say.Look())


def test_camera_and_lamps_can_fail(street):
    assert street.do(say.SetCameraFault(fault="freeze")).camera_fault == "freeze"
    assert street.do(say.SetLightsFault(fault="silent")).lights_fault == "silent"


def test_no_street(tmp_path):
    with pytest.raises(StreetLost, match="no street"):
        StreetControl(tmp_path / "street.sock")
