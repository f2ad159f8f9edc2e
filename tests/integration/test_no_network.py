"""No program that can see a face touches a network: whole visits are watched, and nothing is sent anywhere.

`OBSCURA_VISITS=100 pytest tests/integration/test_no_network.py` is the published run.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import cv2
import pytest

from hardware.simulated.sitter.description import Look, Pose
from hardware.simulated.sitter.sitter import Sitter
from tests.integration.network_watch import missing, sockets_by_program, watch

VISITS = int(os.environ.get("OBSCURA_VISITS", "1"))
NEWS_OF_DEVICES = "AF_NETLINK NETLINK_KOBJECT_UEVENT"
"""SDL listens to the kernel for touch screens that are plugged in; nothing can be sent to a network there."""

HARMLESS = {"AF_UNIX", NEWS_OF_DEVICES}
A_PROGRAM_THAT_CALLS_HOME = """\
import socket, subprocess, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
    link.sendto(b"here I am", ("192.0.2.1", 9))
"""

pytestmark = [
    pytest.mark.timeout(120 + 120 * VISITS),
    pytest.mark.skipif(bool(missing()), reason=f"not here: {', '.join(missing())} (see .ci/run)"),
]


@pytest.fixture
def sitter(tmp_path: Path) -> Path:
    picture = tmp_path / "sitter.png"
    cv2.imwrite(str(picture), Sitter(Look(hair="side"), size_px=(960, 1280)).render(Pose(pitch_deg=8.0)).bgr)
    return picture


def test_whole_visits_send_nothing_and_open_no_socket_to_a_network(tmp_path: Path, sitter: Path):
    out = tmp_path / "out"
    visits = ("-m", "tests.integration.quick_visits", str(out), str(VISITS), str(sitter))
    seen = watch([sys.executable, *visits], tmp_path)
    assert seen.returncode == 0, seen.output
    records = json.loads((out / "visit.json").read_text(encoding="utf-8"))["visits"]
    assert [(record["outcome"], record["deleted"]) for record in records] == [("finished", True)] * VISITS
    assert seen.packets == 0
    assert {
        "tests.integration.quick_visits",
        "kiosk.visit",
        "hardware.simulated.street",
    } <= seen.sockets.keys()
    others = {program: kinds - HARMLESS for program, kinds in seen.sockets.items() if kinds - HARMLESS}
    assert others == {"kiosk.ops": {"AF_INET"}}, "the exporter, which sees no picture, listens on loopback"


@pytest.mark.skipif(VISITS == 1, reason="two minutes; the published run alone makes it (OBSCURA_VISITS)")
def test_the_staff_console_sends_nothing_either(tmp_path: Path):
    journey = Path(__file__).parents[1] / "journey" / "test_staff_console.py"
    seen = watch([sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(journey)], tmp_path)
    assert seen.returncode == 0, seen.output
    assert seen.packets == 0
    assert seen.sockets["kiosk.console"] <= HARMLESS


def test_a_program_started_by_another_that_calls_home_is_seen(tmp_path: Path):
    starter = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {A_PROGRAM_THAT_CALLS_HOME!r}])"
    seen = watch([sys.executable, "-c", starter], tmp_path)
    assert seen.returncode == 0, seen.output
    assert seen.packets == 1
    assert seen.sockets[Path(sys.executable).name] == {"AF_INET"}


def test_a_socket_belongs_to_the_program_whose_thread_opened_it_even_when_calls_overlap():
    log = """\
7 execve("/bin/python", ["/bin/python", "-m", "kiosk.visit", "--fd", "5"], 0x7f /* 9 vars */ <unfinished ...>
7 <... execve resumed>) = 0
7 clone3({flags=CLONE_VM|CLONE_THREAD, exit_signal=0} <unfinished ...>
9 execve("/bin/sh", ["sh"], 0x7ffc /* 9 vars */) = 0
7 <... clone3 resumed> => {parent_tid=[8]}, 88) = 8
8 socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE <unfinished ...>
9 socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP) = 3
8 <... socket resumed>) = 3
"""
    assert sockets_by_program(log) == {"kiosk.visit": {"AF_NETLINK NETLINK_ROUTE"}, "sh": {"AF_INET6"}}
