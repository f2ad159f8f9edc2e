"""After a visit that ended in any way, nothing of its pictures is left anywhere in the booth.

The simulated camera puts a secret mark into every picture. While a visit is on its way the search must find
the mark (positive control); once the next screen says "deleted" it must not find it in the memory of any
process of the booth, in any file, temporary folder or shared memory. The street outside, which knows what its
own sitter looks like, is not searched, and the sheet lies in the customer's hand.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pypdf
import pytest
from numpy.typing import NDArray

from hardware.camera.marking import marker_patterns
from kiosk.booth.compose import BACKDROP_REFERENCE, Booth, BoothOptions
from kiosk.demo.customer import Wishes
from kiosk.demo.empty_booth import measure_empty_booth
from kiosk.demo.run import CAMERA_PX, DemoOptions, Pilot, VisitRecord, demo_settings, demo_wipe_scope
from kiosk.demo.street import Street
from kiosk.messages.from_visit import ScreenShown
from kiosk.messages.message import Message
from kiosk.messages.to_visit import Deleted
from kiosk.privacy.memory_scan import count_apart, count_in_file, processes_below
from kiosk.settings import Privacy

pytestmark = [
    pytest.mark.booth_stays,
    pytest.mark.timeout(280),
    pytest.mark.skipif(os.geteuid() != 0, reason="reading the memory of other processes needs root"),
]


SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 -- looked into, not written to


# In a process of its own, as everything that works the mark out: here it would always be found.
LEAKS = "import sys; from kiosk.privacy.canary import *; kept = canary_of(input()); sys.stdin.read()"


@dataclass
class Stand:
    """A running booth with its street, and the search for the mark."""

    booth: Booth
    street: Street
    pilot: Pilot
    root: Path
    patterns: list[bytes]
    told: Deleted | None = None
    code: str | None = None
    first: ScreenShown | None = None

    def hear(self, _source: str, message: Message) -> None:
        if isinstance(message, Deleted):
            self.told = message
            self.code = message.code or self.code
        elif isinstance(message, ScreenShown) and message.screen == "attract":
            self.first = message

    def in_memory(self) -> dict[int, int]:
        pids = [pid for pid in processes_below(os.getpid()) if pid not in (os.getpid(), self.street.pid)]
        assert len(pids) >= 2, "the visit and the exporter run as processes of their own"
        hits = count_apart(pids, self.patterns)  # this process must not read what the booth looks for
        return {pid: count for pid, count in hits.items() if count}

    def leak(self) -> subprocess.Popen[str]:
        """Start a process that holds the mark which the booth itself looks for, and outlives the visit."""
        seed, _began_s = self.booth._supervisor._wipes._running[self.visit_pid]
        leaking = subprocess.Popen(
            [sys.executable, "-c", LEAKS], stdin=subprocess.PIPE, text=True, start_new_session=True
        )
        leaking.stdin.write(seed + "\n")
        leaking.stdin.flush()
        return leaking

    def in_files(self) -> dict[str, int]:
        places = [self.root / "run", self.root / "state", self.root / "out", SHARED_MEMORY]
        files = [path for place in places for path in place.rglob("*") if path.is_file()]
        hits = {str(path): count_in_file(path, self.patterns) for path in files}
        return {path: count for path, count in hits.items() if count}

    def visit(self, wishes: Wishes, strike_at: str | None, strike: int) -> VisitRecord:
        """Run a visit; while it looks through the camera the mark must be found; then strike it, perhaps."""
        found = struck = False
        for _ in self.pilot.visit(wishes):
            if self.pilot.screen == "pose" and not found:
                hits = self.in_memory()
                found = bool(hits)
                assert set(hits) <= {self.visit_pid}, "no other process ever sees a picture"
            if self.pilot.screen == strike_at and found and not struck:
                struck = True
                os.kill(self.visit_pid, strike)
        assert found, "the search never found the mark during the visit: it proves nothing"
        return self.pilot.records[-1]

    def go(self, wishes: Wishes) -> VisitRecord:
        """Let a customer come who never sits before the camera."""
        for _ in self.pilot.visit(wishes):
            pass
        return self.pilot.records[-1]

    @property
    def visit_pid(self) -> int:
        return next(pid for pid, role in self.booth.pids.items() if role == "visit")


def keepers_below(pid: int) -> list[int]:
    commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in processes_below(pid)}
    return [pid for pid, command in commands.items() if b"kiosk.keeper" in command]


BLUE_RGB = (60, 120, 192)


def photo_on(sheet: Path) -> NDArray[np.uint8]:
    (image,) = pypdf.PdfReader(sheet).pages[0].images
    return np.asarray(image.image.convert("RGB"))


def without_marks(sheet: Path) -> bytes:
    """Return the sheet without what each visit plants behind its end."""
    return sheet.read_bytes().partition(b"%%EOF")[0]


@pytest.fixture(scope="module")
def marker() -> str:
    return bytes(secrets.SystemRandom().sample(range(1, 255), 8)).hex()


@pytest.fixture(scope="module")
def stand(
    tmp_path_factory: pytest.TempPathFactory,
    marker: str,
    module_leaves_nothing_behind: None,  # noqa: ARG001 -- looks when all is over
) -> Iterator[Stand]:
    root = tmp_path_factory.mktemp("booth")
    out = root / "out"
    out.mkdir()
    devices = root / "devices"
    (root / "state").mkdir()
    measure_empty_booth(root / "state" / BACKDROP_REFERENCE, CAMERA_PX)
    with Street(devices, root / "tray", seconds_per_sheet=0.5, marker=marker) as street:
        options = DemoOptions(out=out, patience=0.1, screen_px=(540, 960))
        settings = demo_settings(root, devices, options).model_copy(
            update={"privacy": Privacy(retention_minutes=30)}
        )
        with Booth(
            settings,
            BoothOptions(remote_hand=True, measure=True, wipe_scope=demo_wipe_scope(settings, street.pid)),
        ) as booth:
            stand = Stand(
                booth, street, Pilot(booth, street, out), root, marker_patterns(bytes.fromhex(marker))
            )
            booth.observe(stand.hear)
            yield stand


WISHES = Wishes(language="en", document_id="schengen-visa", price_cents=800, pace=0.5)
KEEPS = replace(WISHES, document_id="cv-portrait", finishes=("colour:blue",), keep=True)
"""The sheet of this customer is kept, sealed, while the others come and go: none of the searches finds it.

The photo is for no document, so the wall goes dark for one frame, and blue is painted behind the person.
"""


@pytest.mark.parametrize(
    ("wishes", "strike_at", "strike", "outcome"),
    [
        pytest.param(KEEPS, None, 0, "finished", id="finished"),
        pytest.param(replace(WISHES, freeze_at="choose"), None, 0, "timed_out", id="timed-out"),
        pytest.param(WISHES, "pose", signal.SIGKILL, "failed", id="was-killed"),
    ],
)
def test_after_a_visit_that(
    stand: Stand, wishes: Wishes, strike_at: str | None, strike: int, outcome: str
) -> None:
    record = stand.visit(wishes, strike_at, strike)
    assert (record.outcome, record.deleted) == (outcome, True)
    paid_back = 0 if outcome == "finished" else record.inserted_cents
    assert record.owed_cents == paid_back, "unspent money is given back"
    assert stand.in_memory() == {}
    assert stand.in_files() == {}
    assert not list((stand.root / "run").glob("visit-*/*")), "a visit's private folder is gone or empty"
    if wishes is KEEPS:
        assert record.figures["matte_from_light"] == 1.0, "cut out with the lamps that really went dark"
        wall = photo_on(stand.root / "out" / "sheet.pdf")[5:25, 5:25].reshape(-1, 3)
        assert np.abs(np.median(wall, axis=0) - BLUE_RGB).max() <= 1


def test_a_kept_sheet_is_printed_again_for_its_price_and_then_deleted_when_asked(stand: Stand) -> None:
    if stand.code is None:  # this test alone
        stand.visit(KEEPS, None, 0)
    keepers = keepers_below(os.getpid())
    assert len(keepers) == 1
    sheet = stand.root / "out" / "sheet.pdf"
    first_print = without_marks(sheet)
    sheet.unlink()
    coming_back = replace(WISHES, code=stand.code, pace=0.4)
    record = stand.go(coming_back)
    assert (record.outcome, record.deleted, record.inserted_cents, record.owed_cents) == (
        "finished",
        True,
        800,
        0,
    )
    assert (stand.told.sheet, stand.told.code) == ("kept", coming_back.code)
    assert without_marks(sheet) == first_print
    assert stand.in_memory() == {}

    record = stand.go(replace(coming_back, delete=True))
    assert (record.outcome, record.deleted, stand.told.sheet, record.inserted_cents) == (
        "cancelled",
        True,
        "deleted",
        0,
    )
    assert keepers_below(os.getpid()) == []
    assert "reprint" not in stand.first.targets, "no code is asked for any more"
    trail = "".join(path.read_text() for path in (stand.root / "state" / "audit").glob("*.jsonl"))
    assert [word for word in ("reprint_kept", "reprint_printed", "reprint_erased") if word not in trail] == []
    assert coming_back.code not in trail


def test_the_search_would_find_a_file_and_shared_memory(stand: Stand) -> None:
    spill = stand.root / "run" / "spill"
    spill.write_bytes(b"x" * 1000 + stand.patterns[1])
    assert stand.in_files() == {str(spill): 1}
    spill.unlink()


def test_a_booth_that_leaks_says_so_and_serves_nobody_any_more(stand: Stand) -> None:
    """Last in this module: the booth stays out of service."""
    assert stand.booth._supervisor._reasons() == ()
    leaking = None
    for _ in stand.pilot.visit(replace(WISHES, stop_at="choose")):
        if stand.pilot.screen == "choose" and leaking is None:
            leaking = stand.leak()
    with leaking:
        assert stand.pilot.records[-1].deleted is False
        assert not stand.booth.in_service
        assert (stand.root / "state" / "wipe_failed.json").exists()
        leaking.kill()
