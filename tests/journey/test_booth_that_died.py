"""A booth that is killed in the middle of a visit proves that visit gone when it starts again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.audit import verify
from kiosk.booth.compose import Booth, BoothOptions
from kiosk.demo.customer import Wishes
from kiosk.demo.run import DemoOptions, Pilot, demo_settings, demo_wipe_scope
from kiosk.demo.street import Street

WISHES = Wishes(language="en", document_id="schengen-visa", price_cents=800, pace=0.1)


def visit(root: Path, *, is_killed: bool) -> None:
    """Run a booth until it is killed while somebody chooses a document, or until it owes no proof."""
    devices, before = root / "devices", {due["seed"] for due in owed(root)}
    with Street(devices, root / "tray") as street:
        settings = demo_settings(root, devices, DemoOptions(out=root, screen_px=(540, 960)))
        scope = demo_wipe_scope(settings, street.pid)
        with Booth(settings, BoothOptions(remote_hand=True, tell_screens=True, wipe_scope=scope)) as booth:
            if is_killed:
                pilot = Pilot(booth, street, root)
                for _ in pilot.visit(WISHES):
                    if pilot.screen == "document":
                        street.__exit__(None, None, None)
                        os.kill(os.getpid(), signal.SIGKILL)
            while any(due["seed"] in before for due in owed(root)):
                booth.step()
            assert booth.in_service


def owed(root: Path) -> list[dict[str, object]]:
    path = root / "state" / "wipes_due.json"
    return json.loads(path.read_text()) if path.exists() else []


def on_the_trail(root: Path) -> list[tuple[str, object]]:
    """Return the visits that began, and the wipes, in their order."""
    entries = [
        json.loads(line)["entry"] for line in verify.read_folder(root / "state" / "audit").splitlines()
    ]
    told = ("visit_began", "wipe_checked")
    return [(entry["event"], entry["with"]) for entry in entries if entry["event"] in told]


@pytest.mark.timeout(100)
def test_the_next_start_makes_up_for_the_proof(tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("booth")  # a socket's path is short
    command = [sys.executable, __file__, str(root)]
    killed = subprocess.run(command, check=False, stderr=subprocess.PIPE, text=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert [due["of"] for due in owed(root)].count("visit") == 1
    visit(root, is_killed=False)
    assert owed(root) == []
    wiped = {"of": "visit", "passed": True, "searched": True}
    assert on_the_trail(root) == [("visit_began", {}), ("wipe_checked", wiped)]


if __name__ == "__main__":
    visit(Path(sys.argv[1]), is_killed=True)
