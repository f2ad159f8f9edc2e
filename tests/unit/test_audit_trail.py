"""The audit trail survives power cuts and kills at every step, and goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from kiosk.assets import assets_folder
from kiosk.audit import verify
from kiosk.audit.auditor import DAY_S, Auditor
from kiosk.audit.chain import Head, canonical
from kiosk.audit.events import digest_of, load_events
from kiosk.audit.folder import FIRST_KEY, STATE, DiskFolder, TrailBusy
from kiosk.audit.key_state import BLANK, SLOT_BYTES, newest
from kiosk.audit.trail import Trail, TrailBroken

EVENTS = load_events(assets_folder() / "audit_events.toml")
NOW_S = 1_790_000_000.0
LIMIT_BYTES = 900
"""Three entries to a file, so that turning over to a new file is interrupted, too."""

THIRD_LINE = 17
"""The step that appends the third entry: two to begin, two to open, six for every entry before."""


class PowerCut(BaseException):
    """The machine is off."""


class FrailFolder:
    """A folder in memory that loses power at step `cut_at`; what was not synced may be lost or half there.

    `kept` is the share of the unsynced bytes that reaches the disk: 1 is a kill -9, 0 a hard power cut.
    """

    def __init__(self, cut_at: int | None = None, kept: float = 1.0) -> None:
        self.files: dict[str, bytes] = {}
        self._on_disk: dict[str, bytes] = {}
        self._cut_at = cut_at
        self._kept = kept
        self.steps = 0

    def _step(self) -> bool:
        """Count a step; True when the power goes in the middle of it."""
        self.steps += 1
        return self.steps == self._cut_at

    def _cut(self, name: str, before: bytes, after: bytes) -> None:
        """Lose power in the middle of a change to a file."""
        start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before))
        got = start + round((len(after) - start) * self._kept)
        self._on_disk[name] = after[:got] + before[got:]
        raise PowerCut

    def survivor(self, cut_at: int | None = None, kept: float = 1.0) -> FrailFolder:
        """Return the folder as the next start finds it."""
        after = FrailFolder(cut_at, kept)
        after.files, after._on_disk = dict(self._on_disk), dict(self._on_disk)
        return after

    def trails(self) -> list[str]:
        return sorted(name for name in self.files if name.startswith("trail-"))

    def read(self, name: str) -> bytes:
        return self.files.get(name, b"")

    def append(self, name: str, data: bytes) -> None:
        before = self.files.get(name, b"")
        if self._step():
            self._cut(name, before, before + data)
        self.files[name] = before + data

    def overwrite(self, name: str, offset: int, data: bytes) -> None:
        before = self.files[name]
        after = before[:offset] + data + before[offset + len(data) :]
        if self._step():
            self._cut(name, before, after)
        self.files[name] = after

    def sync(self, name: str) -> None:
        if self._step():
            self._cut(name, self._on_disk.get(name, b""), self.files[name])
        self._on_disk[name] = self.files[name]

    def put(self, name: str, data: bytes) -> None:
        if self._step():
            raise PowerCut
        self.files[name] = self._on_disk[name] = data


def trail_on(folder: FrailFolder | DiskFolder, limit_bytes: int = LIMIT_BYTES) -> Trail:
    return Trail(folder, EVENTS, lambda: NOW_S, limit_bytes)


def record_visits(folder: FrailFolder, count: int = 6) -> None:
    trail = trail_on(folder)
    for seconds in range(count):
        trail.append("staff_locked", seconds=seconds)


def entries(folder: FrailFolder) -> list[dict[str, object]]:
    return [entry for entry, _ in trail_on(folder).backwards()][::-1]


def whole(folder: FrailFolder) -> verify.Report:
    data = b"".join(folder.read(name) for name in folder.trails())
    key = verify.key_from(folder.read(FIRST_KEY).decode())
    return verify.check(data, key, state=verify.read_state(folder.read(STATE)))


def every_interruption() -> Iterator[tuple[int, float, FrailFolder]]:
    """Yield the folder that a cut leaves at every step of beginning a trail and recording six events."""
    steps = FrailFolder()
    record_visits(steps)
    assert steps.steps > 6 * 6, "six steps for every entry"
    for step in range(1, steps.steps + 1):
        for kept in (0.0, 0.5, 1.0):
            folder = FrailFolder(step, kept)
            with pytest.raises(PowerCut):
                record_visits(folder)
            yield step, kept, folder.survivor()


def test_whatever_is_interrupted_when_the_trail_goes_on_and_nothing_is_lost_or_hidden() -> None:
    seen: set[str] = set()
    for step, kept, folder in every_interruption():
        trail = trail_on(folder)
        trail.append("staff_admitted")
        report = whole(folder)
        assert report.good, (step, kept, report.told)
        told = entries(folder)
        events = [str(entry["event"]) for entry in told]
        assert events[-1] == "staff_admitted"
        locked = [entry["with"] for entry in told if entry["event"] == "staff_locked"]
        assert locked == [{"seconds": number} for number in range(len(locked))]
        slots = folder.read(STATE)
        assert len([slot for slot in (slots[:512], slots[512:]) if slot.strip()]) == 1, "one key is left"
        seen |= set(events)
    assert "line_torn" in seen, "the control: lines were torn, and were recorded"


def test_a_start_that_is_interrupted_again_and_again_still_goes_on() -> None:
    """A line is torn; then the start that records this is itself cut, at each of its steps."""
    torn = FrailFolder(cut_at=THIRD_LINE, kept=0.5)
    with pytest.raises(PowerCut):
        record_visits(torn)
    assert not torn.survivor().read(torn.survivor().trails()[-1]).endswith(b"\n"), "the control: it is torn"
    for first in range(1, 9):
        for kept in (0.0, 0.5, 1.0):
            once = torn.survivor(first, kept)
            with suppress(PowerCut):
                trail_on(once)
            twice = once.survivor()
            trail_on(twice).append("staff_left")
            report = whole(twice)
            assert report.good, (first, kept, report.told)
            assert "line_torn" in [entry["event"] for entry in entries(twice)]


def test_a_line_that_lacks_nothing_but_its_end_is_an_entry() -> None:
    cut = FrailFolder(cut_at=THIRD_LINE, kept=0.997)
    with pytest.raises(PowerCut):
        record_visits(cut)
    after = cut.survivor()
    assert after.read(after.trails()[-1]).endswith(b'"}'), "the control: all but the line break is there"
    trail_on(after).append("staff_left")
    assert [entry["event"] for entry in entries(after)] == ["staff_locked"] * 3 + ["staff_left"]
    assert whole(after).good


def test_what_a_power_cut_leaves_is_noted_for_ever_and_anything_else_is_bad() -> None:
    torn = FrailFolder(cut_at=THIRD_LINE, kept=0.5)
    with pytest.raises(PowerCut):
        record_visits(torn)
    at_rest = torn.survivor()
    assert (whole(at_rest).good, "at the end are a torn line" in whole(at_rest).notes[0]) == (True, True)
    trail_on(at_rest)
    report = whole(at_rest)
    assert (report.good, "stand before entry 2" in report.notes[0]) == (True, True)
    name = at_rest.trails()[-1]
    before = at_rest.read(name)
    begun = b'{"entry":{"at_s":1790'
    deep, forged = b"[" * 200_000 + b"\n", b'{"entry":{"seq":1},"hash":"00"}\n'
    for added in (b"hello\nworld\n", b"x", b"\n", deep, forged, begun + b"\n" + begun + b"\n"):
        at_rest.files[name] = before + added
        assert (whole(at_rest).good, whole(at_rest).first_bad) == (False, 3), added[:20]
        goes_on = at_rest.survivor()
        goes_on.files[name] = before + added
        trail_on(goes_on).append("staff_left")
        assert len(entries(goes_on)) == 5
        with_auditor(goes_on, Day(NOW_S), partial(start_with, "a"))
        if added.count(begun) != 2:
            assert not whole(goes_on).good, "a start of the booth does not make it good"


def test_a_key_state_of_another_form_is_no_key_state() -> None:
    """Its checksum is no seal: anybody can make one that is right."""
    whole_one: dict[str, object] = {"file": "x", "hash": "00" * 32, "key": "00" * 32, "seq": 0, "size": 0}
    for odd in ({}, {"seq": "x"}, {"seq": [1]}, {"size": None}, {"file": 7}):
        kept = whole_one | odd
        check = hashlib.sha256(canonical(kept)).hexdigest()
        slots = canonical({**kept, "check": check}).ljust(SLOT_BYTES - 1) + b"\n" + BLANK
        assert (newest(slots) is None) == bool(odd)
        assert (verify.read_state(slots) is None) == ("seq" in odd)


def test_what_was_synced_is_there_after_a_cut() -> None:
    folder = FrailFolder()
    record_visits(folder, 4)
    after = folder.survivor()
    assert [entry["with"] for entry in entries(after)] == [{"seconds": number} for number in range(4)]


@pytest.mark.parametrize("harm", ["cut the trail", "edit the last entry", "no state", "a file too many"])
def test_a_trail_that_was_tampered_with_is_not_written_on(harm: str) -> None:
    folder = FrailFolder()
    record_visits(folder)
    name = folder.trails()[-1]
    match harm:
        case "cut the trail":
            folder.files[name] = folder.files[name][:-5]
        case "edit the last entry":
            folder.files[name] = b"0".join(folder.files[name].rpartition(b'"hash":"')[::2])
        case "no state":
            del folder.files[STATE]
        case _:
            folder.files["trail-0000009999.jsonl"] = b"{}\n"
    with pytest.raises(TrailBroken):
        trail_on(folder)


# --- on a real disk -----------------------------------------------------------------------------------------


def test_files_are_the_owners_alone_one_writer_at_a_time_and_the_chain_goes_on_over_files(
    tmp_path: Path,
) -> None:
    place = tmp_path / "audit"
    folder = DiskFolder(place)
    trail = trail_on(folder)
    for number in range(7):
        trail.append("staff_locked", seconds=number)
    with pytest.raises(TrailBusy):
        DiskFolder(place)
    folder.close()
    names = sorted(file.name for file in place.iterdir())
    assert names[:2] == [FIRST_KEY, STATE]
    assert names[2:] == ["trail-0000000000.jsonl", "trail-0000000004.jsonl"]
    assert all(file.stat().st_mode & 0o077 == 0 for file in (place, *place.iterdir()))
    key = verify.key_from((place / FIRST_KEY).read_text(encoding="ascii"))
    assert verify.check_path(place, key, (verify.head_from(str(trail.head)),)).good


def test_killed_at_every_step_on_a_real_disk_it_goes_on(tmp_path: Path) -> None:
    program = Path(__file__).parents[1] / "property" / "audit_until_killed.py"
    answer = subprocess.run(
        [sys.executable, str(program), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert told["wrong"] == []
    assert told["killed"] > 60
    assert told["seen"]["line_torn"] == 2, "the control: either line was torn"


def test_a_disk_that_refuses_stops_the_trail(tmp_path: Path) -> None:
    folder = DiskFolder(tmp_path / "audit")
    trail = trail_on(folder)
    (tmp_path / "audit" / "trail-0000000000.jsonl").mkdir()
    for _ in range(2):
        with pytest.raises(TrailBroken):
            trail.append("staff_left")
    folder.close()


# --- beside the booth's loop --------------------------------------------------------------------------------


class Day:
    """A clock that is told the time."""

    def __init__(self, at_s: float) -> None:
        self.at_s = at_s

    def __call__(self) -> float:
        return self.at_s


def with_auditor(folder: FrailFolder, clock: Day, do: Callable[[Auditor], None]) -> None:
    trail = Trail(folder, EVENTS, clock)
    with Auditor(trail, EVENTS, clock) as auditor:
        do(auditor)


def test_the_head_that_is_scraped_moves_once_a_day_and_a_restart_does_not_move_it() -> None:
    folder, clock = FrailFolder(), Day(1000 * DAY_S + 40_000.0)
    heads: list[Head | None] = []

    def first_day(auditor: Auditor) -> None:
        auditor.record("visit_began")
        heads.append(auditor.witnessed_head())
        clock.at_s += DAY_S
        heads.append(auditor.witnessed_head())
        auditor.record("visit_began")
        heads.extend((auditor.witnessed_head(), auditor.head()))

    def after_a_restart(auditor: Auditor) -> None:
        auditor.record("visit_began")
        heads.append(auditor.witnessed_head())

    with_auditor(folder, clock, first_day)
    with_auditor(folder, clock, after_a_restart)
    assert [head and head.seq for head in heads] == [None, 0, 0, 1, 0]
    assert heads[1] == heads[2] == heads[4]
    hour = [entry["at_s"] for entry in entries(folder) if entry["event"] == "visit_began"]
    assert all(at_s % 3600 == 0 for at_s in hour if isinstance(at_s, int))


def start_with(settings: str, auditor: Auditor) -> None:
    auditor.record("booth_started", version="0.1.0")
    auditor.record_if_new("settings_changed", settings=digest_of(settings))


def test_settings_are_recorded_where_they_are_new() -> None:
    folder, clock = FrailFolder(), Day(NOW_S)
    for settings in ("a", "a", "b"):
        with_auditor(folder, clock, partial(start_with, settings))
    told = [entry["event"] for entry in entries(folder)]
    assert told == ["booth_started", "settings_changed", "booth_started", "booth_started", "settings_changed"]


def test_an_auditor_that_cannot_write_says_so_and_the_booth_goes_on() -> None:
    folder, clock = FrailFolder(), Day(NOW_S)
    broken: list[str | None] = []
    stopped: list[Auditor] = []

    def refuse(name: str, data: bytes) -> None:  # noqa: ARG001
        raise OSError(28, "No space left on device")

    def fill_the_disk(auditor: Auditor) -> None:
        broken.append(auditor.trouble)
        folder.append = refuse  # type: ignore[method-assign]
        auditor.record("staff_left")
        auditor.head()
        broken.append(auditor.trouble)

    with_auditor(folder, clock, fill_the_disk)
    assert broken == [None, "audit.trail"]
    with_auditor(FrailFolder(), clock, stopped.append)
    assert stopped[0].trouble == "audit.trail", "a writer that stopped is trouble, too"


def test_the_key_of_yesterday_is_nowhere() -> None:
    """Forward security: of all keys there ever were only the next one is in the files."""
    folder = FrailFolder()
    trail = trail_on(folder)
    first = folder.files.pop(FIRST_KEY).decode().strip()
    keys = [first]
    for _ in range(5):
        state = newest(folder.read(STATE))
        assert state is not None
        keys.append(state.link.key.hex())
        trail.append("staff_left")
    everything = b"".join(folder.files.values()).decode()
    assert not [key for key in keys if key in everything]
    state = newest(folder.read(STATE))
    assert state is not None
    assert state.link.key.hex() in everything, "the control"
    assert json.loads(folder.read(STATE)[512 * state.slot : 512 * (state.slot + 1)])["seq"] == 5
