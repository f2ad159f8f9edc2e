"""Runs many simulated visits that end in every way there is, and looks after each for what is left of it.

    python tests/journey/visits_until_forgotten.py --visits 1000 --seed 1

Every fourth visit's process is killed (SIGKILL, SIGSEGV, SIGTERM in turn), each a little later in the visit
than the one before; others are stopped or left alone on each of the screens in turn, or finish. The simulated
camera puts its own secret mark into every picture; beside the booth's proof this program searches the memory
of every process of the booth, all its files and the shared memory for it. Prints what happened as JSON; the
search must have found the mark during the visit wherever the camera was on (positive control).
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[2]))

from hardware.camera.marking import marker_patterns
from kiosk.booth.compose import Booth, BoothOptions
from kiosk.demo.customer import Wishes
from kiosk.demo.run import DemoOptions, Pilot, demo_settings, demo_wipe_scope
from kiosk.demo.street import Street
from kiosk.messages import VisitStarted, VisitWiped
from kiosk.privacy.memory_scan import count_apart, count_in_file, processes_below

POINT_S = 0.04
SCREENS = ("language", "document", "terms", "pay", "pose", "choose", "printing")
STRIKES = (signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM)
HASTE = Wishes(language="en", document_id="schengen-visa", price_cents=800, coins_cents=(200, 200), pace=0.15)


@dataclass
class Tally:
    """What came of the visits."""

    ends: Counter[str] = field(default_factory=Counter)
    struck_on: Counter[str] = field(default_factory=Counter)
    hits: int = 0
    not_proved: int = 0
    wipes_s: list[float] = field(default_factory=list)
    controls: int = 0
    controls_that_found: int = 0
    strike_points: int = 0
    seconds: list[float] = field(default_factory=list)


class Stand:
    """A booth with its street and somebody who looks for the mark."""

    def __init__(self, booth: Booth, street: Street, root: Path, patterns: list[bytes], tally: Tally) -> None:
        self.booth, self.street, self.root, self.patterns, self.tally = booth, street, root, patterns, tally
        self.pilot = Pilot(booth, street, root / "out")
        self._began_s: float | None = None
        booth.observe(self._hear)

    def _hear(self, _source: str, message: object) -> None:
        if isinstance(message, VisitStarted):
            self._began_s = time.monotonic()
        elif isinstance(message, VisitWiped):
            self.tally.wipes_s.append(message.took_s)
            self.tally.not_proved += not message.passed

    def visit_pid(self) -> int:
        return next(pid for pid, role in self.booth.pids.items() if role == "visit")

    def run(self, wishes: Wishes, strike: int | None, after_s: float) -> None:
        """Run one visit; strike its process so long after it began, if at all."""
        tally, pilot = self.tally, self.pilot
        self._began_s, struck, looked = None, False, False
        for _ in pilot.visit(wishes):
            if pilot.screen == "choose" and not looked:
                looked = True
                tally.controls += 1
                tally.controls_that_found += self.in_memory(self.visit_pid()) > 0
            due = self._began_s is not None and time.monotonic() - self._began_s >= after_s
            if strike is not None and due and not struck and pilot.screen not in ("deleting", "farewell"):
                struck = True
                tally.struck_on[pilot.screen] += 1
                tally.strike_points += 1
                os.kill(self.visit_pid(), strike)
        record = pilot.records[-1]
        tally.ends[f"{record.outcome}{', struck' if struck else ''}"] += 1
        tally.seconds.append(record.seconds)
        tally.hits += self.hits()

    def in_memory(self, pid: int) -> int:
        return count_apart([pid], self.patterns)[pid]

    def hits(self) -> int:
        outside = {os.getpid(), *processes_below(self.street.pid)}
        places = (self.root / "run", self.root / "state", self.root / "out", Path("/dev/shm"))  # noqa: S108
        files = [path for place in places for path in place.rglob("*") if path.is_file()]
        in_files = sum(count_in_file(path, self.patterns) for path in files)
        return in_files + sum(
            self.in_memory(pid) for pid in processes_below(os.getpid()) if pid not in outside
        )


def endings(number: int, at: float) -> tuple[Wishes, int | None, float]:
    """Return how the visit with this number is to end; `at` spreads the strikes over a visit."""
    screen = SCREENS[(number // 4) % len(SCREENS)]
    match number % 4:
        case 0:
            return HASTE, STRIKES[(number // 4) % len(STRIKES)], at
        case 1:
            return replace(HASTE, stop_at=screen), None, 0.0
        case 2:
            return replace(HASTE, freeze_at=screen), None, 0.0
        case _:
            return HASTE, None, 0.0


@click.command()
@click.option("--visits", default=1000, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(visits: int, seed: int) -> None:
    os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"
    tally = Tally()
    marker = bytes(secrets.SystemRandom().sample(range(1, 255), 8)).hex()
    with tempfile.TemporaryDirectory(prefix="obscura-forget-") as folder:
        root = Path(folder)
        (root / "out").mkdir()
        devices = root / "devices"
        with Street(devices, root / "tray", seed=seed, seconds_per_sheet=0.2, marker=marker) as street:
            options = DemoOptions(out=root / "out", patience=0.1, screen_px=(540, 960))
            settings = demo_settings(root, devices, options)
            hand = BoothOptions(
                remote_hand=True, tell_screens=True, wipe_scope=demo_wipe_scope(settings, street.pid)
            )
            with Booth(settings, hand) as booth:
                stand = Stand(booth, street, root, marker_patterns(bytes.fromhex(marker)), tally)
                strikes = max(1, visits // 4)
                for number in range(visits):
                    wishes, strike, after_s = endings(number, POINT_S * (number // 4) * 250 / strikes)
                    stand.run(wishes, strike, after_s)
                    if number % 20 == 19:
                        print(f"{number + 1} visits, {tally.hits} hits", file=sys.stderr, flush=True)
    wipes_s = sorted(tally.wipes_s)
    told = {
        "visits": visits,
        "ends": dict(tally.ends),
        "struck_on": dict(tally.struck_on),
        "strike_points": tally.strike_points,
        "hits": tally.hits,
        "not_proved": tally.not_proved,
        "controls": tally.controls,
        "controls_that_found": tally.controls_that_found,
        "wipe_p50_s": wipes_s[len(wipes_s) // 2],
        "wipe_p99_s": wipes_s[int(len(wipes_s) * 0.99)],
        "visit_mean_s": sum(tally.seconds) / len(tally.seconds),
    }
    print(json.dumps(told, indent=2))
    failed = tally.hits or tally.not_proved or tally.controls_that_found < tally.controls
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
