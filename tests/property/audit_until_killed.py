"""Records events on a real disk again and again, killed (SIGKILL) at step 1, 2, 3, ...; starts anew; checks.

Steps are numbered before and after each call that changes the disk, and in the middle of each write. `fsync`
does nothing here: a kill takes nothing along that was written, and what a power cut takes is tested in
tests/unit/test_audit_trail.py. Prints what happened as JSON. A program of its own because it forks, which a
test runner with threads must not.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from kill_points import killed_at, stepping

from kiosk.assets import assets_folder
from kiosk.audit import verify
from kiosk.audit.events import load_events
from kiosk.audit.folder import DiskFolder
from kiosk.audit.trail import Trail

EVENTS = load_events(assets_folder() / "audit_events.toml")
LIMIT_BYTES = 200
"""One entry to a file, so that turning over is interrupted, too."""
STEPS_AT_MOST = 500


def open_trail(place: Path) -> Trail:
    return Trail(DiskFolder(place), EVENTS, lambda: 1_790_000_000.0, LIMIT_BYTES)


def count_changes(point) -> None:
    """Have `point` called before and after everything that can change the disk, and half-way in writes."""
    for name in ("open", "fsync", "rename", "replace"):
        setattr(os, name, stepping(getattr(os, name), point, before=True))
    write = os.write

    def halting(file, data):
        half = len(data) // 2
        written = write(file, data[:half])
        point()
        written += write(file, data[half:])
        point()
        return written

    os.write = halting


def record_two(place: Path, point) -> None:
    count_changes(point)
    trail = open_trail(place)
    for number in range(2):
        trail.append("staff_locked", seconds=number)


def check(place: Path, seen: Counter) -> str | None:
    """Start anew on what the kill left; return what is wrong, if anything."""
    trail = open_trail(place)
    trail.append("staff_left")
    told = [entry for entry, _ in trail.backwards()][::-1]
    seen.update(entry["event"] for entry in told)
    seconds = [entry["with"]["seconds"] for entry in told if entry["event"] == "staff_locked"]
    if seconds != list(range(len(seconds))) or told[-1]["event"] != "staff_left":
        return f"the trail holds {[entry['event'] for entry in told]}"
    key = verify.key_from((place / "first.key").read_text(encoding="ascii"))
    report = verify.check_path(place, key, (verify.head_from(str(trail.head)),))
    return None if report.good else report.told


def main(root: Path) -> None:
    os.fsync = lambda _file: None
    killed, wrong, seen = 0, [], Counter()
    for step in range(1, STEPS_AT_MOST):
        place = root / str(step)
        more = killed_at(step, partial(record_two, place))
        found = check(place, seen)
        if found:
            wrong.append([step, found])
        if not more:
            break
        killed += 1
    print(json.dumps({"killed": killed, "wrong": wrong, "seen": seen}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
