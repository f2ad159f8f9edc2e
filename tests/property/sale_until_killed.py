"""Runs three sales again and again, killed (SIGKILL) at step 1, 2, 3, ...; starts anew after each and checks.

Steps are numbered before and after each command to the acceptor and at every SQL statement. Prints what
happened as JSON. A program of its own because it forks, which a test runner with threads must not.
"""

from __future__ import annotations

import json
import pickle
import sys
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from kill_points import killed_at

from hardware.payment.coin_acceptor import CoinAcceptor
from hardware.simulated.coin_acceptor_model import CoinAcceptorModel
from hardware.simulated.memory_link import MemoryCable, StandingClock
from hardware.simulated.one_wire_bus import OneWireBus
from kiosk.money.journal import Journal
from kiosk.money.till import Till

STEPS_AT_MOST = 2_000


def now():
    return datetime(2026, 1, 1, tzinfo=UTC)


class World:
    """A booth in `folder`; the device's state is a file, so that it survives the kill."""

    def __init__(self, folder: Path, point=lambda: None):
        self.box = folder / "device"
        self.clock = StandingClock()
        self.model = CoinAcceptorModel()
        if self.box.exists():
            self.model = pickle.loads(self.box.read_bytes())  # noqa: S301 - written by this program
        self.journal = Journal(folder / "journal", now)
        self.journal._database.set_trace_callback(lambda _: point())
        driver = CoinAcceptor(
            MemoryCable(OneWireBus(self.model), self.clock).open_link, self.clock, self.journal.recall
        )
        for name in ("enable", "inhibit"):
            setattr(driver, name, self.with_points(getattr(driver, name), point))
        self.till = Till(self.journal, driver, self.clock, now, tell=lambda _: point())
        self.point = point

    @staticmethod
    def with_points(command, point):
        return lambda: (point(), command(), point())

    def ticks(self, count=2):
        for _ in range(count):
            self.clock.advance(0.21)
            self.till.tick()

    def coin(self, cents):
        self.model.insert(cents, self.clock())
        draft = self.box.with_suffix(".new")
        draft.write_bytes(pickle.dumps(self.model))
        draft.replace(self.box)
        self.point()
        self.ticks(1)


def three_sales(world: World) -> None:
    """One sold with change, one cancelled with a coin in, one cancelled without."""
    till = world.till
    till.start()
    world.ticks()
    till.open_sale(300)
    till.agreed()
    world.ticks()
    for cents in (100, 50, 200):
        world.coin(cents)
    till.print_started()
    till.print_confirmed()
    till.open_sale(300)
    till.agreed()
    world.ticks()
    world.coin(200)
    till.cancel()
    till.open_sale(300)
    till.agreed()
    till.cancel()
    world.ticks()


def sell(folder: Path, point) -> None:
    three_sales(World(folder, point))


def check(folder: Path) -> tuple[str | None, list[str]]:
    """Start anew on what the kill left; return what is wrong, if anything, and how the sales ended."""
    world = World(folder)
    world.till.start()
    world.ticks(40)
    balances = world.journal.verify()
    wrong = None
    if balances.inserted != world.model.box_cents:
        wrong = f"counted {balances.inserted} of {world.model.box_cents}"
    if balances.held:
        wrong = f"still holds {balances.held}"
    endings = []
    for number in range(1, world.journal.next_sale()):
        kinds = [str(entry.kind) for entry in world.journal.history(number)]
        ends = [kind[5:] for kind in kinds if kind in {"sale_sold", "sale_owed", "sale_refunded"}]
        if len(ends) != 1:
            wrong = f"sale {number} ended {len(ends)} times"
        endings += ends
    world.journal.close()
    return wrong, endings


def main(root: Path) -> None:
    killed, violations, outcomes = 0, [], Counter()
    for step in range(1, STEPS_AT_MOST):
        folder = root / str(step)
        folder.mkdir()
        more = killed_at(step, partial(sell, folder))
        wrong, endings = check(folder)
        if wrong:
            violations.append([step, wrong])
        outcomes.update(endings)
        if not more:
            break
        killed += 1
    print(json.dumps({"killed": killed, "violations": violations, "outcomes": outcomes}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
