"""The sale, alone and with journal, driver and device: it ends in exactly one of sold, refunded and owed.

The state machine is walked exhaustively; the whole till is driven at random with crashes between any two
things it does; and a real process is killed at every numbered step of three sales.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections import deque
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hardware.payment.coin_acceptor import CoinAcceptor
from hardware.simulated.coin_acceptor_model import CoinAcceptorModel
from hardware.simulated.memory_link import MemoryCable, StandingClock
from hardware.simulated.one_wire_bus import OneWireBus
from kiosk.money.journal import Journal
from kiosk.money.ledger import CLOSING, Balances, Kind
from kiosk.money.sale import (
    AcceptanceSeen,
    AcceptorGone,
    AcceptorPresence,
    Agreed,
    Cancelled,
    CoinInserted,
    CoinReturned,
    Doubted,
    EnableAcceptor,
    EndedNotice,
    InhibitAcceptor,
    Opened,
    Paused,
    Phase,
    PrintConfirmed,
    PrintFailed,
    PrintStarted,
    Record,
    Sale,
    SettleNow,
    StrayCoinNotice,
    TellVisit,
    TimedOut,
    VisitDied,
    step,
)
from kiosk.money.till import Till

PRICE = 300
MOST = 700
OUTCOMES = {Phase.SOLD, Phase.REFUNDED, Phase.OWED}
EVENTS = (
    Opened(2, PRICE, "NEXT"),
    Agreed(),
    Paused(),
    CoinInserted("key", 100, "SPARE"),
    CoinInserted("key", 200, "SPARE"),
    CoinReturned("rejected"),
    PrintStarted(),
    PrintConfirmed(),
    PrintFailed(),
    Cancelled(),
    VisitDied(),
    TimedOut(),
    SettleNow(),
    AcceptanceSeen(accepting=True),
    AcceptanceSeen(accepting=False),
    AcceptorPresence(present=False),
    AcceptorPresence(present=True),
    AcceptorGone(),
    Doubted("2 events lost"),
)
GIVEN_UP = {Cancelled, VisitDied, TimedOut, SettleNow, PrintFailed}
ENDED_BY = {
    Phase.SELLING: GIVEN_UP | {AcceptorGone},
    Phase.PAYING: GIVEN_UP | {AcceptorGone},
    Phase.PAID: GIVEN_UP,
    Phase.PRINTING: {PrintConfirmed, PrintFailed, TimedOut, SettleNow},
}
UNRELATED = {CoinInserted, CoinReturned, Agreed, Paused, PrintStarted, AcceptanceSeen, AcceptorPresence}
KEEPS_RUNNING_ON = {
    Phase.SELLING: UNRELATED | {PrintConfirmed},
    Phase.PAYING: UNRELATED | {PrintConfirmed},
    Phase.PAID: UNRELATED | {PrintConfirmed, AcceptorGone, Doubted},
    Phase.PRINTING: UNRELATED | {Cancelled, VisitDied, AcceptorGone, Doubted},
}


def entries_of(effects):
    return [effect.entry for effect in effects if isinstance(effect, Record)]


def check(sale, event, after, effects):
    """What must hold of every single step; returns the entries it writes."""
    entries = entries_of(effects)
    told = [effect.notice for effect in effects if isinstance(effect, TellVisit)]
    endings = [entry for entry in entries if entry.kind in CLOSING]
    ended = [notice for notice in told if isinstance(notice, EndedNotice)]
    new_sale = isinstance(event, Opened)
    assert len(endings) == len(ended) == (sale.running and (new_sale or not after.running)), (
        "ends exactly once"
    )
    for notice in ended:
        assert notice.outcome in OUTCOMES
        assert bool(notice.voucher) == bool(notice.owed_cents)
        if notice.outcome is Phase.SOLD:
            assert sale.phase is Phase.PRINTING
            assert event == PrintConfirmed()
            assert notice.owed_cents == sale.inserted_cents - sale.price_cents >= 0
        else:
            assert notice.owed_cents == sale.inserted_cents
            assert notice.outcome is (Phase.OWED if sale.inserted_cents else Phase.REFUNDED)
    if isinstance(event, CoinInserted):
        assert [entry.cents for entry in entries if entry.kind is Kind.COIN] == [event.cents]
        assert sale.running != any(isinstance(notice, StrayCoinNotice) for notice in told)
    commands = [effect for effect in effects if isinstance(effect, EnableAcceptor | InhibitAcceptor)]
    if EnableAcceptor() in commands:
        assert after.phase is Phase.PAYING
        assert Kind.ENABLE_INTENDED in [entry.kind for entry in entries]
    if sale.phase is Phase.PAYING and after.phase is not Phase.PAYING:
        assert InhibitAcceptor() in commands
        assert Kind.INHIBIT_INTENDED in [entry.kind for entry in entries]
    if after.phase is Phase.PRINTING and sale.phase is not Phase.PRINTING:
        assert sale.phase is Phase.PAID
        assert sale.inserted_cents >= sale.price_cents
        assert [entry.kind for entry in entries] == [Kind.PRINT_INTENDED]
    return entries


@pytest.mark.parametrize("price", [0, PRICE])
def test_every_reachable_step_of_the_sale_keeps_every_cent(price):
    start, opening = step(Sale(), Opened(1, price, "OWN"))
    first = (start, Balances().after(entries_of(opening)))
    seen = {start}
    queue = deque([first])
    steps = 0
    while queue:
        sale, books = queue.popleft()
        for event in EVENTS:
            if isinstance(event, CoinInserted) and sale.inserted_cents + event.cents > MOST:
                continue
            after, effects = step(sale, event)
            booked = books.after(check(sale, event, after, effects))
            steps += 1
            assert booked.held == (after.inserted_cents if after.running else 0)
            if sale.running and not after.running and after.phase is Phase.SOLD:
                assert booked.sold == price
            if not sale.running:
                assert after == sale or isinstance(event, Opened), "an ended sale stays ended"
            elif after not in seen and after.number == 1:
                seen.add(after)
                queue.append((after, booked))
    assert {sale.phase for sale in seen} >= set(Phase) - {Phase.IDLE} - (
        {Phase.PAYING} if not price else set()
    )
    assert steps > 300
    for sale in seen:
        ends_on = {type(event) for event in EVENTS if not step(sale, event)[0].running}
        assert ends_on >= ENDED_BY.get(sale.phase, set()), "no sale can hang"
        assert not ends_on & KEEPS_RUNNING_ON.get(sale.phase, set()), "no sale ends without a reason"


def test_a_free_photo_is_paid_at_once_and_no_coin_is_let_in():
    sale, _ = step(Sale(), Opened(1, 0, "OWN"))
    sale, effects = step(sale, Agreed())
    assert sale.phase is Phase.PAID
    assert EnableAcceptor() not in effects


def test_doubt_gives_the_money_back_while_paying_and_is_only_noted_when_paid():
    sale = Sale(Phase.PAYING, 1, PRICE, 100, "OWN")
    after, effects = step(sale, Doubted("reset"))
    assert after.phase is Phase.OWED
    assert [entry.kind for entry in entries_of(effects)] == [
        Kind.DOUBT,
        Kind.INHIBIT_INTENDED,
        Kind.SALE_OWED,
    ]
    paid = Sale(Phase.PAID, 1, PRICE, 300, "OWN")
    assert step(paid, Doubted("reset"))[0] == paid


# --- the whole till, with crashes ---------------------------------------------------------------------------


class Crash(BaseException):
    """The program ends here, in the middle of what it was doing."""


class Countdown:
    """Crashes at the n-th point passed, if set."""

    def __init__(self):
        self.left = None

    def __call__(self):
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                self.left = None
                raise Crash


def with_points(thing, point, *names):
    """Let `point` be passed before and after each of these methods."""

    def wrap(method):
        def passing(*arguments, **named):
            point()
            result = method(*arguments, **named)
            point()
            return result

        return passing

    for name in names:
        setattr(thing, name, wrap(getattr(thing, name)))
    return thing


class Booth(RuleBasedStateMachine):
    """A till with its real journal and driver; the device and its box survive every crash."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="till-"))
        self.boots = 0
        self.clock = StandingClock()
        self.model = CoinAcceptorModel()
        self.cable = MemoryCable(OneWireBus(self.model), self.clock)
        self.point = Countdown()
        self.lost_cents = 0
        self.unread = 0
        self.boot()

    def boot(self):
        path = self.folder / f"journal-{self.boots}"
        self.journal = Journal(path, lambda: datetime(2026, 1, 1, tzinfo=UTC))
        driver = CoinAcceptor(self.cable.open_link, self.clock, self.journal.recall)
        self.till = Till(
            with_points(self.journal, self.point, "append"),
            with_points(driver, self.point, "enable", "inhibit", "poll"),
            self.clock,
            lambda: datetime(2026, 1, 1, tzinfo=UTC),
            tell=lambda _notice: self.point(),
        )
        self.till.start()

    def crash(self):
        """Copy the files as they are at this moment and begin again from the copies."""
        old = self.folder / f"journal-{self.boots}"
        self.boots += 1
        for suffix in ("", "-wal"):
            source = old.with_name(old.name + suffix)
            if source.exists():
                shutil.copy(source, self.folder / f"journal-{self.boots}{suffix}")
        self.journal.close()
        self.boot()

    def run(self, *actions, crash_at=None):
        self.point.left = crash_at
        try:
            for action in actions:
                action()
        except Crash:
            self.crash()
        finally:
            self.point.left = None

    def tick(self):
        self.clock.advance(0.21)
        self.till.tick()

    crash_points = st.one_of(st.none(), st.integers(0, 8))

    @rule(crash_at=crash_points)
    def customer_agrees(self, crash_at):
        self.run(
            lambda: self.till.open_sale(PRICE), self.till.agreed, self.tick, self.tick, crash_at=crash_at
        )

    @precondition(lambda self: self.unread < 4)
    @rule(cents=st.sampled_from((200, 200, 100, 50)))
    def coin_falls(self, cents):
        self.model.insert(cents, self.clock())
        self.unread += 1

    @rule(crash_at=crash_points)
    def time_passes(self, crash_at):
        self.run(self.tick, crash_at=crash_at)
        if self.cable.plugged and self.till.trouble is None:
            self.unread = 0

    @rule(
        act=st.sampled_from(
            (
                "agreed",
                "paused",
                "print_started",
                "print_started",
                "print_confirmed",
                "print_failed",
                "cancel",
            )
        ),
        crash_at=crash_points,
    )
    def visit_or_printer_tells(self, act, crash_at):
        self.run(getattr(self.till, act), crash_at=crash_at)

    @rule(act=st.sampled_from(("visit_died", "timed_out", "settle")))
    def visit_ends(self, act):
        self.run(getattr(self.till, act))

    @rule()
    def power_cut(self):
        self.crash()

    @rule(plugged=st.booleans())
    def cable(self, plugged):
        self.cable.plugged = plugged

    @rule()
    def acceptor_loses_power(self):
        """What it had not told by then is the one thing that nobody can know."""
        self.lost_cents = self.model.box_cents - self.journal.balances.inserted
        self.model.lose_power(self.clock())
        self.unread = 0

    @rule()
    def staff_pay_out(self):
        for voucher in self.journal.vouchers():
            if voucher.redeemed_at_s is None:
                assert self.journal.redeem(voucher.code) == voucher.cents
                return

    @invariant()
    def books_add_up(self):
        balances = self.journal.balances
        assert balances.inserted == balances.sold + balances.refunded + balances.owed + balances.held
        assert balances.inserted + self.lost_cents <= self.model.box_cents

    def teardown(self):
        self.run = lambda *actions, **_: [action() for action in actions]
        self.cable.plugged = True
        self.crash()
        for _ in range(60):
            self.tick()
        balances = self.journal.verify()
        assert balances == self.journal.balances
        assert balances.held == 0
        assert balances.inserted + self.lost_cents == self.model.box_cents
        self.journal.close()
        shutil.rmtree(self.folder)


TestBooth = Booth.TestCase
TestBooth.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)


# --- a real process, really killed --------------------------------------------------------------------------


def test_a_process_killed_at_any_step_leaves_every_sale_sold_refunded_or_owed(tmp_path):
    program = Path(__file__).with_name("sale_until_killed.py")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(program), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["killed"] >= 50
    assert told["violations"] == []
    assert set(told["outcomes"]) == {"sold", "refunded", "owed"}
