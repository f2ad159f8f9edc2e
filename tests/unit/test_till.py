"""The till keeps the order that money needs, journal, acceptor, visit, and knows when to give up."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hardware.payment.acceptor import (
    AcceptorBack,
    AcceptorCleared,
    AcceptorFault,
    AcceptorLost,
    AcceptorReset,
    CoinAccepted,
    CoinRejected,
    DeviceMark,
    EventsLost,
    Reading,
)
from hardware.simulated.memory_link import StandingClock
from kiosk.money.journal import Journal, JournalError
from kiosk.money.ledger import Kind
from kiosk.money.sale import (
    BalanceNotice,
    CoinReturnedNotice,
    EndedNotice,
    Phase,
    StrayCoinNotice,
    TroubleNotice,
)
from kiosk.money.till import ACCEPTOR_GRACE_S, PRINT_LIMIT_S, Till


class ScriptedAcceptor:
    """Tells what it is given and notes what the journal held when it was told something."""

    def __init__(self, journal):
        self.journal = journal
        self.news = []
        self.accepting = None
        self.written_before = []
        self.mark = None

    def enable(self):
        self._note(accepting=True)

    def inhibit(self):
        self._note(accepting=False)

    def _note(self, accepting):
        sale = self.journal.running_sale()
        last = [entry.kind for entry in self.journal.history(sale.number)] if sale else []
        self.written_before.append((accepting, last))
        self.accepting = accepting

    def poll(self):
        news, self.news = tuple(self.news), []
        return Reading(news, self.mark)

    def close(self):
        pass


class Counter:
    def __init__(self, path):
        self.clock = StandingClock()
        wall = datetime(2026, 1, 1, 12, tzinfo=UTC)
        self.journal = Journal(path, lambda: wall)
        self.acceptor = ScriptedAcceptor(self.journal)
        self.told = []
        self.till = Till(self.journal, self.acceptor, self.clock, lambda: wall, self.told.append)
        self.till.start()
        self.hear(AcceptorBack())

    def hear(self, *news):
        self.acceptor.news = list(news)
        self.till.tick()

    def coin(self, cents, key):
        self.hear(CoinAccepted(key, cents, f"EU{cents:03d}A", 1))

    def pay(self, *cents, price=300):
        self.till.open_sale(price)
        self.till.agreed()
        for number, value in enumerate(cents):
            self.coin(value, f"coin-{number}")

    @property
    def phase(self):
        return self.till.view.sale.phase

    def kinds(self, sale=1):
        return [entry.kind for entry in self.journal.history(sale)]


@pytest.fixture
def counter(tmp_path):
    counter = Counter(tmp_path / "journal")
    yield counter
    counter.journal.verify()
    counter.journal.close()


def test_a_sale_from_the_first_coin_to_the_print(counter):
    counter.pay(200, 100)
    assert counter.till.view.coins == ("EU200A", "EU100A")
    assert counter.till.view.paid
    assert counter.till.print_started()
    counter.till.print_confirmed()
    assert counter.phase is Phase.SOLD
    assert counter.told == [
        BalanceNotice(300, 0, paid=False),
        BalanceNotice(300, 200, paid=False),
        BalanceNotice(300, 300, paid=True),
        EndedNotice(Phase.SOLD, 0, ""),
    ]


def test_the_intent_is_on_the_disk_before_the_acceptor_is_told(counter):
    counter.pay(200, 100)
    opened, intended = counter.acceptor.written_before[-2:]
    assert opened == (True, [Kind.SALE_OPENED, Kind.ENABLE_INTENDED])
    assert intended[0] is False
    assert intended[1][-3:] == [Kind.COIN, Kind.PAID, Kind.INHIBIT_INTENDED]


def test_the_visit_hears_of_a_coin_only_once_it_is_on_the_disk(counter):
    known = []
    counter.till._tell = lambda _: known.append(counter.journal.knows_coin("coin-0"))
    counter.pay(100)
    assert known == [False, True]


def test_too_much_money_is_owed_with_a_voucher(counter):
    counter.pay(200, 200)
    counter.till.print_started()
    counter.till.print_confirmed()
    assert counter.told[-1] == EndedNotice(Phase.SOLD, 100, counter.journal.vouchers()[0].code)
    assert counter.journal.redeem(counter.told[-1].voucher) == 100


def test_no_sheet_is_printed_that_is_not_paid(counter):
    counter.pay(100)
    assert not counter.till.print_started()
    assert counter.phase is Phase.PAYING


@pytest.mark.parametrize("ends", ["cancel", "timed_out", "visit_died", "settle", "print_failed"])
def test_whatever_ends_a_paid_visit_the_money_is_owed(counter, ends):
    counter.pay(200, 100)
    getattr(counter.till, ends)()
    assert counter.phase is Phase.OWED
    assert counter.told[-1].owed_cents == 300


def test_a_sheet_on_its_way_outlives_its_visit_until_the_limit(counter):
    counter.pay(200, 100)
    counter.till.print_started()
    counter.till.visit_died()
    counter.till.cancel()
    counter.clock.advance(PRINT_LIMIT_S)
    counter.till.tick()
    assert counter.phase is Phase.PRINTING
    counter.clock.advance(1.0)
    counter.till.tick()
    assert counter.phase is Phase.OWED


def test_stepping_back_refuses_coins_and_keeps_the_money(counter):
    counter.pay(100)
    counter.till.paused()
    assert counter.acceptor.accepting is False
    counter.till.agreed()
    assert counter.acceptor.accepting is True
    counter.coin(200, "another")
    assert counter.till.view.paid


def test_an_acceptor_that_comes_back_in_time_changes_nothing(counter):
    counter.pay(100)
    counter.hear(AcceptorLost())
    assert counter.till.trouble == "coins.lost"
    counter.clock.advance(ACCEPTOR_GRACE_S - 1.0)
    counter.hear(AcceptorBack(), CoinAccepted("late", 200, "EU200A", 1))
    assert counter.till.trouble is None
    assert counter.till.view.paid
    assert [notice for notice in counter.told if isinstance(notice, TroubleNotice)] == [
        TroubleNotice(present=False),
        TroubleNotice(present=True),
    ]


def test_an_acceptor_that_stays_away_ends_the_sale(counter):
    counter.pay(100)
    counter.hear(AcceptorLost())
    counter.clock.advance(ACCEPTOR_GRACE_S + 1.0)
    counter.till.tick()
    assert counter.phase is Phase.OWED


@pytest.mark.parametrize("doubt", [AcceptorReset(), EventsLost(2), CoinRejected(36, "swallowed", kept=True)])
def test_a_doubt_while_paying_gives_the_money_back(counter, doubt):
    counter.pay(100)
    counter.hear(doubt)
    assert counter.phase is Phase.OWED
    assert counter.till.today().doubts == 1


def test_an_acceptor_restarted_between_sales_is_no_doubt(counter):
    counter.hear(AcceptorReset())
    assert counter.till.today().doubts == 0


def test_a_returned_coin_is_told_to_the_customer(counter):
    counter.pay()
    counter.hear(CoinRejected(1, "rejected", kept=False))
    assert counter.told[-1] == CoinReturnedNotice("rejected")


def test_a_jam_is_trouble_until_it_is_cleared(counter):
    counter.hear(AcceptorFault("credit sensor"))
    assert counter.till.trouble == "coins.fault"
    counter.hear(AcceptorCleared())
    assert counter.till.trouble is None


def test_a_coin_told_twice_counts_once(counter):
    counter.pay(100)
    counter.coin(100, "coin-0")
    assert counter.till.view.sale.inserted_cents == 100


def test_a_coin_between_sales_gets_a_voucher_of_its_own(counter):
    counter.coin(50, "stray")
    assert counter.told[-1] == StrayCoinNotice(50, counter.journal.vouchers()[0].code)
    assert counter.journal.balances.owed == 50


def test_whoever_empties_the_cash_box_is_told_what_fell_since_the_last_time(counter):
    counter.pay(200, 100)
    counter.till.print_started()
    counter.till.print_confirmed()
    assert counter.till.cash_box_emptied() == 300
    counter.coin(50, "stray")
    again = Till(counter.journal, counter.acceptor, counter.clock, lambda: None)
    assert (again.cash_box_emptied(), again.cash_box_emptied()) == (50, 0), "also after a restart"


def test_a_next_sale_settles_the_one_before(counter):
    counter.pay(100)
    counter.till.open_sale(300)
    assert counter.kinds()[-1] is Kind.SALE_OWED
    assert counter.till.view.sale.number == 2
    assert counter.till.view.coins == ()


def test_what_a_crash_left_open_is_owed_at_the_next_start(counter):
    counter.pay(200, 100)
    counter.till.print_started()
    successor = Till(counter.journal, counter.acceptor, counter.clock, counter.till._wall_clock)
    ended = successor.start()
    assert (ended.phase, ended.inserted_cents) == (Phase.OWED, 300)
    assert successor.start() is None


def test_a_till_that_cannot_write_refuses_coins_and_stops(counter, monkeypatch):
    counter.pay(100)
    counter.acceptor.mark = DeviceMark("acceptor", "after the coin")

    def disk_full(*_):
        raise JournalError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(counter.journal, "append", disk_full)
        with pytest.raises(JournalError, match="disk full"):
            counter.coin(200, "unwritten")
    assert counter.acceptor.accepting is False
    for call in (counter.till.tick, counter.till.cancel, counter.till.agreed):
        with pytest.raises(JournalError, match="started anew"):
            call()
    assert counter.journal.recall("acceptor") is None
