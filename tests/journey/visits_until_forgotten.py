"""Runs many simulated visits that end in every way there is, and looks after each for what is left of it.

    python tests/journey/visits_until_forgotten.py --visits 1000 --out forgotten.json

Six of ten visits have their process killed (SIGKILL, SIGSEGV, SIGABRT in turn), each at a moment of its own,
spread evenly over the life of a visit; others are stopped or left alone on each of the screens in turn, or
finish. The camera shows a picture that holds a new secret mark for every visit. From the moment the booth
says "deleted", beside the booth's own proof, another program (`mark_searcher`) searches the memory of every
process of the booth, all its files and the shared memory for that mark. Positive controls: the mark must be
found in the process of every visit that sits before the camera and is not stopped there, and in that of every
visit that is killed while the camera is on.

Writes what happened as JSON, every twenty visits too; ends with 1 if a mark was found or a control found
none.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

import click

sys.path.insert(0, str(Path(__file__).parents[2]))

from kiosk.booth.compose import Booth, BoothOptions
from kiosk.demo.customer import Wishes
from kiosk.demo.run import DemoOptions, Pilot, demo_settings, demo_wipe_scope
from kiosk.demo.street import Street
from kiosk.messages.from_visit import VisitEnded, VisitStarted, VisitWiped
from kiosk.messages.to_visit import Deleted, NotDeleted
from kiosk.privacy.memory_scan import processes_below
from kiosk.settings import Sale, Settings

SCREENS = ("language", "document", "terms", "pay", "pose", "choose", "printing")
STRIKES = (signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT)
"""No memory left, a library's bad pointer, its failed check. SIGTERM ends no visit: SDL makes it a wish."""
GOLDEN = 0.6180339887
"""The multiples of this number, without their whole part, are evenly spread however many there are (Weyl)."""
CAMERA_RUNS_S = 0.4
"""The pose screen has shown for this long: the camera is open and its pictures are looked at."""
PATIENCE = 0.03
"""Who is left alone on a screen has gone after 2 to 7 s, and a hurried customer is always quicker."""
HASTE = Wishes(
    language="en",
    document_id="schengen-visa",
    price_cents=200,
    coins_cents=(200,),
    pace=0.1,
    can_move=False,
)


@dataclass
class Tally:
    """What came of the visits."""

    began_s: float
    ends: Counter[str] = field(default_factory=Counter)
    struck_on: Counter[str] = field(default_factory=Counter)
    struck_by: Counter[str] = field(default_factory=Counter)
    strikes_s: list[float] = field(default_factory=list)
    lives_s: list[float] = field(default_factory=list)
    held_when_struck: int = 0
    controls: int = 0
    controls_that_found: int = 0
    searches: int = 0
    processes_searched: int = 0
    files_searched: int = 0
    hits: int = 0
    not_proved: int = 0
    wipes_s: list[float] = field(default_factory=list)

    def told(self) -> dict[str, object]:
        visits, hours = sum(self.ends.values()), (time.monotonic() - self.began_s) / 3600
        wipes_s = sorted(self.wipes_s)
        return {
            "visits": visits,
            "ends": dict(self.ends),
            "struck_on": dict(self.struck_on),
            "struck_by": dict(self.struck_by),
            "strike_points": len({round(strike_s, 3) for strike_s in self.strikes_s}),
            "strikes_from_to_s": [min(self.strikes_s), max(self.strikes_s)] if self.strikes_s else None,
            "held_the_mark_when_struck": self.held_when_struck,
            "controls": self.controls,
            "controls_that_found": self.controls_that_found,
            "searches": self.searches,
            "processes_searched": self.processes_searched,
            "files_searched": self.files_searched,
            "hits": self.hits,
            "not_proved": self.not_proved,
            "wipes": len(wipes_s),
            "wipe_p50_s": round(wipes_s[len(wipes_s) // 2], 2),
            "wipe_p99_s": round(wipes_s[int(len(wipes_s) * 0.99)], 2),
            "visits_per_hour": round(visits / hours),
        }

    @property
    def failed(self) -> bool:
        return bool(self.hits or self.not_proved or self.controls_that_found < self.controls)


class Searcher:
    """The program that paints and searches; answers in the order of the questions."""

    def __init__(self, picture: Path) -> None:
        self._picture = picture
        self._program = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("mark_searcher.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._asking = ThreadPoolExecutor(1, thread_name_prefix="asking")
        self.pid = self._program.pid

    def __enter__(self) -> Searcher:
        return self

    def __exit__(self, *exc: object) -> None:
        self._asking.shutdown()
        self._program.stdin.close()
        self._program.wait()
        self._program.stdout.close()

    def paint(self) -> Future[dict[str, int]]:
        return self._asking.submit(self._ask, {"paint": str(self._picture)})

    def look(self, mark: int, pids: list[int], files: list[str]) -> Future[dict[str, int]]:
        return self._asking.submit(self._ask, {"mark": mark, "pids": pids, "files": files})

    def _ask(self, question: dict[str, object]) -> dict[str, int]:
        print(json.dumps(question), file=self._program.stdin, flush=True)
        return json.loads(self._program.stdout.readline())


class Stand:
    """A booth with its street and somebody who looks for the marks; visits and marks are numbered from 0."""

    def __init__(self, booth: Booth, street: Street, searcher: Searcher, root: Path, tally: Tally) -> None:
        self.booth, self.street, self.searcher, self.root, self.tally = booth, street, searcher, root, tally
        self.pilot = Pilot(booth, street, root / "out")
        self._number = -1
        self._began_s: float | None = None
        self._painted = searcher.paint()
        self._searches: list[tuple[int, Future[dict[str, int]]]] = []
        self._searched = False
        self._control: Future[dict[str, int]] | None = None
        booth.observe(self._hear)

    def _hear(self, _source: str, message: object) -> None:
        match message:
            case VisitStarted():
                self._began_s = time.monotonic()
            case VisitEnded(reason="finished") if self._began_s is not None:
                self.tally.lives_s.append(time.monotonic() - self._began_s)
            case VisitWiped(passed=passed, took_s=took_s):
                self.tally.wipes_s.append(took_s)
                self.tally.not_proved += not passed
            case Deleted() | NotDeleted() if not self._searched:
                self._searched = True
                self._painted = self.searcher.paint()
                self._searches.append((self._number, self._search_everywhere()))

    def visit_pid(self) -> int:
        return next(pid for pid, role in self.booth.pids.items() if role == "visit")

    def run(self, wishes: Wishes, strike: signal.Signals | None, at: float) -> None:
        """Run one visit; strike its process at this part of a visit's life, if at all."""
        self._painted.result()
        self._number += 1
        self._searched = False
        self._began_s = self._control = None
        struck, pose_since_s = False, None
        strike_s = at * median(self.tally.lives_s) if strike is not None else None
        for _ in self.pilot.visit(wishes):
            now_s, screen = time.monotonic(), self.pilot.screen
            if screen == "pose" and pose_since_s is None:
                pose_since_s = now_s
            runs = screen == "pose" and pose_since_s is not None and now_s - pose_since_s > CAMERA_RUNS_S
            if runs and strike is None and wishes.stop_at != "pose" and self._control is None:
                self._control = self.searcher.look(self._number, [self.visit_pid()], [])
            due = strike_s is not None and self._began_s is not None and now_s - self._began_s >= strike_s
            if due and not struck and screen not in ("deleting", "farewell", "attract"):
                struck = True
                self._strike(strike, now_s - self._began_s, camera_runs=runs)
        if self._control is not None:
            self._count_control(self._control.result())
        self.tally.ends[f"{self.pilot.records[-1].outcome}{', struck' if struck else ''}"] += 1

    def _strike(self, strike: signal.Signals, after_s: float, *, camera_runs: bool) -> None:
        """Stop the process, look whether it holds the mark, and let it die."""
        pid, screen = self.visit_pid(), self.pilot.screen
        os.kill(pid, signal.SIGSTOP)
        if screen in ("pose", "choose", "printing"):
            found = self.searcher.look(self._number, [pid], []).result()
            self.tally.held_when_struck += bool(found)
            if camera_runs:
                self._count_control(found)
        os.kill(pid, strike)
        os.kill(pid, signal.SIGCONT)
        self.tally.struck_on[screen] += 1
        self.tally.struck_by[strike.name] += 1
        self.tally.strikes_s.append(round(after_s, 3))

    def _count_control(self, found: dict[str, int]) -> None:
        self.tally.controls += 1
        self.tally.controls_that_found += bool(found)

    def _search_everywhere(self) -> Future[dict[str, int]]:
        outside = {self.searcher.pid, *processes_below(self.street.pid)}
        pids = [pid for pid in processes_below(os.getpid()) if pid not in outside]
        places = (self.root / "run", self.root / "state", self.root / "out", Path("/dev/shm"))  # noqa: S108
        files = [str(path) for place in places for path in place.rglob("*") if path.is_file()]
        self.tally.searches += 1
        self.tally.processes_searched += len(pids)
        self.tally.files_searched += len(files)
        return self.searcher.look(self._number, pids, files)

    def take_in_searches(self) -> None:
        """Wait for the searches that go on and count what they found."""
        for number, search in self._searches:
            found = search.result()
            self.tally.hits += sum(found.values())
            if found:
                print(f"visit {number}: {found}, now {self.booth.pids}", file=sys.stderr, flush=True)
        self._searches.clear()


def ending(number: int) -> tuple[Wishes, signal.Signals | None, float]:
    """Return how the visit with this number is to end; the first finishes, and shows how long one lives."""
    turn, kind = divmod(number, 10)
    match kind:
        case 0:
            return HASTE, None, 0.0
        case 3:
            return replace(HASTE, freeze_at=SCREENS[turn % len(SCREENS)]), None, 0.0
        case 5 | 8:
            return replace(HASTE, stop_at=SCREENS[(2 * turn + (kind == 8)) % len(SCREENS)]), None, 0.0
        case _:
            strike = 6 * turn + (1, 2, 4, 6, 7, 9).index(kind)
            return HASTE, STRIKES[strike % len(STRIKES)], strike * GOLDEN % 1.0


def hurried(settings: Settings) -> Settings:
    """Return the settings with a price of one coin, and time-outs far below what an operator may set."""
    screen = settings.screen.model_copy(update={"patience": PATIENCE})
    return settings.model_copy(update={"screen": screen, "sale": Sale(price_cents=HASTE.price_cents)})


def write(tally: Tally, out: Path | None) -> None:
    if out is not None:
        out.write_text(json.dumps(tally.told(), indent=2) + "\n", encoding="utf-8")


@click.command()
@click.option("--visits", default=1000, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="where the JSON is written, too")
@click.option("--minutes", type=float, default=float("inf"), help="begin no further visit after this long")
def main(visits: int, out: Path | None, minutes: float) -> None:
    os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"
    with tempfile.TemporaryDirectory(prefix="obscura-forget-") as folder:
        root = Path(folder)
        (root / "out").mkdir()
        devices, picture = root / "devices", root / "sitter.png"
        with Street(devices, root / "tray", seconds_per_sheet=0.2) as street, Searcher(picture) as searcher:
            options = DemoOptions(root / "out", camera=f"picture:{picture}", screen_px=(360, 640))
            settings = hurried(demo_settings(root, devices, options))
            scope = demo_wipe_scope(settings, street.pid)
            hand = BoothOptions(
                remote_hand=True,
                tell_screens=True,
                wipe_scope=replace(scope, outside=(*scope.outside, searcher.pid)),
            )
            with Booth(settings, hand) as booth:
                tally = Tally(time.monotonic())
                stand = Stand(booth, street, searcher, root, tally)
                for number in range(visits):
                    stand.run(*ending(number))
                    if number % 20 == 19:
                        stand.take_in_searches()
                        print(f"{number + 1} visits, {tally.hits} hits", file=sys.stderr, flush=True)
                        write(tally, out)
                    # A booth that could not prove a visit gone serves nobody any more.
                    if tally.not_proved or time.monotonic() - tally.began_s > 60 * minutes:
                        break
                stand.take_in_searches()
    write(tally, out)
    print(json.dumps(tally.told(), indent=2))
    sys.exit(1 if tally.failed else 0)


if __name__ == "__main__":
    main()
