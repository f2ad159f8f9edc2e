"""The proof that a visit is gone: what it must find, and that it finds nothing when there is nothing.

The "visit" here is a small process that keeps its mark in memory as a real one does; the searching program is
the real one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from kiosk.booth.wipe_desk import Wiped, WipeDesk, WipeScope
from kiosk.booth.wipe_flag import WipeFlag
from kiosk.booth.wipes_due import WipesDue
from kiosk.privacy.canary import CANARY_BYTES

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="reading the memory of other processes needs root")

# The mark is worked out in that process alone, as in a real visit: this one must never hold it.
KEEPS_THE_MARK = """
import sys
from pathlib import Path
from kiosk.privacy.canary import canary_of
seed, spill, as_text = sys.stdin.readline().split()
canary = canary_of(seed)
kept = bytearray(1000) + canary + bytearray(1000)
if spill != "-":
    Path(spill).write_bytes(kept.replace(canary, canary.hex().encode()) if as_text == "text" else kept)
print("kept", flush=True)
sys.stdin.read()
"""


class Clock:
    """Stands still until told to go on."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


class Stand:
    """A wipe desk with visits that are started and ended by hand."""

    def __init__(self, root: Path) -> None:
        self.clock, self.root = Clock(), root
        (root / "files").mkdir()
        self.flag = WipeFlag(root / "flag.json", "boot 1")
        self.desk = self.started("boot 1")

    def started(self, boot_id: str) -> WipeDesk:
        """Return the desk of a booth that starts; what is owed lies where every search looks."""
        scope = WipeScope(folders=(self.root / "files",), roots=(os.getpid(),))
        due = WipesDue(self.root / "files" / "due.json", boot_id)
        return WipeDesk(scope, self.flag, due, self.clock, lambda: 0.0)

    @contextmanager
    def visit(
        self, spill: Path | None = None, as_text: bool = False, seed: str | None = None
    ) -> Iterator[SimpleNamespace]:
        """Run a process that keeps the mark; it ends with the block."""
        with subprocess.Popen(
            [sys.executable, "-c", KEEPS_THE_MARK],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            private_dir = self.root / f"visit-{process.pid}"
            private_dir.mkdir()
            visit = SimpleNamespace(pid=process.pid, private_dir=private_dir, seed=seed, process=process)
            visit.seed = seed or self.desk.expect(visit)
            process.stdin.write(f"{visit.seed} {spill or '-'} {'text' if as_text else 'raw'}\n")
            process.stdin.flush()
            assert process.stdout.readline() == "kept\n"
            yield visit
            process.kill()

    def outcome(self, visit: SimpleNamespace, *, patient: bool = False) -> Wiped:
        """Wipe and wait for the proof; `patient` lets the desk look again until its time is up."""
        self.desk.wipe(visit)
        if not patient:
            self.clock.now_s += 5.0
        (wiped,) = self.desk.finish()
        return wiped


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    return Stand(tmp_path)


def test_a_dead_visit_is_proved_gone(stand: Stand) -> None:
    with stand.visit() as visit:
        (visit.private_dir / "scratch").write_text("left by a library")
    wiped = stand.outcome(visit)
    assert wiped.passed
    assert wiped.proof.control, "the search finds its own mark, so it would have found the visit's"
    assert wiped.proof.processes_read >= 1
    assert not visit.private_dir.exists()
    assert not stand.desk.failed


def test_a_visit_that_lives_is_found_in_memory(stand: Stand) -> None:
    with stand.visit() as visit:
        wiped = stand.outcome(visit)
    assert not wiped.passed
    assert wiped.proof.processes_left == 1
    assert wiped.proof.memory_hits >= 1
    assert stand.desk.failed, "nobody is served any more"


def test_a_copy_in_another_process_is_found(stand: Stand) -> None:
    with stand.visit() as visit:
        pass
    with stand.visit(seed=visit.seed):  # a process that is none of the visit's and holds what it saw
        wiped = stand.outcome(visit)
    assert (wiped.passed, wiped.proof.processes_left) == (False, 0)
    assert wiped.proof.memory_hits >= 1


@pytest.mark.parametrize("as_text", [False, True], ids=["as-it-is", "as-in-a-pdf"])
def test_a_copy_in_a_file_is_found(stand: Stand, as_text: bool) -> None:
    with stand.visit(spill=stand.root / "files" / "spool", as_text=as_text) as visit:
        pass
    wiped = stand.outcome(visit)
    assert (wiped.passed, wiped.proof.file_hits, wiped.proof.memory_hits) == (False, 1, 0)


def test_what_is_only_just_going_is_looked_for_again(stand: Stand) -> None:
    spill = stand.root / "files" / "spool"
    with stand.visit(spill=spill) as visit:
        pass
    stand.desk.wipe(visit)
    searches = stand.desk.finish()
    while spill.exists():  # the first search finds it; the time for another is not up
        stand.desk._searches[visit.seed].program.wait()
        assert list(stand.desk.outcomes()) == []
        spill.unlink()
    (wiped,) = searches
    assert wiped.passed


@pytest.mark.parametrize("boot_id", ["boot 1", "boot 2"], ids=["killed", "lost-power"])
@pytest.mark.parametrize("left", ["nothing", "a file", "the process"])
def test_a_booth_that_died_makes_up_for_the_proof_it_owed(stand: Stand, left: str, boot_id: str) -> None:
    spill = stand.root / "files" / "spool" if left == "a file" else None
    with stand.visit(spill=spill) as visit:
        stand.desk.begun(visit)
        if left != "the process":
            visit.process.kill()
            visit.process.wait()
        successor = stand.started(boot_id)
        successor.take_up()
        assert successor.owes
        stand.clock.now_s += 5.0
        (wiped,) = successor.finish()
        assert not successor.owes
    assert (wiped.pid, wiped.of, wiped.passed) == (None, "visit", left == "nothing")
    assert wiped.proof.file_hits == (1 if left == "a file" else 0)
    assert (wiped.proof.memory_hits > 0) is (left == "the process")
    assert wiped.proof.processes_left == (1 if left == "the process" and boot_id == "boot 1" else 0)
    assert not visit.private_dir.exists()
    again = stand.started(boot_id)
    again.take_up()
    assert list(again.finish()) == [], "it is owed no more"


def test_a_proof_that_nobody_can_make_any_more_closes_the_booth(stand: Stand) -> None:
    (stand.root / "files" / "due.json").write_text('[{"pid": 7}]')
    stand.started("boot 1").take_up()
    assert stand.desk.failed


@pytest.mark.parametrize(
    ("in_files", "boot_id", "is_up"),
    [(False, "boot 1", True), (False, "boot 2", False), (True, "boot 2", True)],
    ids=["started-again", "machine-started-again", "left-in-a-file"],
)
def test_a_failed_wipe_is_remembered(tmp_path: Path, in_files: bool, boot_id: str, is_up: bool) -> None:
    WipeFlag(tmp_path / "flag", "boot 1").raise_flag(in_files=in_files)
    assert WipeFlag(tmp_path / "flag", boot_id).is_up is is_up


def test_a_damaged_note_of_a_failed_wipe_still_counts(tmp_path: Path) -> None:
    (tmp_path / "flag").write_text("{")
    assert WipeFlag(tmp_path / "flag", "boot 2").is_up


def test_the_mark_is_long_enough_never_to_be_met_by_chance() -> None:
    assert CANARY_BYTES * 8 >= 128
