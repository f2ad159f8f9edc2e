"""The money journal: durable, append-only, adding up, and clear about files it cannot trust."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.money.journal import (
    Journal,
    JournalCorrupt,
    JournalError,
    JournalVersionUnknown,
    MoneyFigures,
    Voucher,
    VoucherRedeemed,
    VoucherUnknown,
)
from kiosk.money.ledger import Account, Entry, InvariantBroken, Kind
from kiosk.money.sale import Phase, Sale
from kiosk.money.voucher import BadVoucherCode, new_code

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)
CODE = new_code(lambda _: 7)
OTHER_CODE = new_code(lambda _: 8)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal"


@pytest.fixture
def journal(path):
    with Journal(path, lambda: NOON) as journal:
        yield journal


def opened(number=1, price=300, voucher=CODE):
    return Entry(Kind.SALE_OPENED, number, price, voucher=voucher)


def coin(cents, key, sale=1):
    return Entry(Kind.COIN, sale, cents, coin_key=key)


SOLD_WITH_CHANGE = (
    opened(),
    coin(200, "a"),
    coin(200, "b"),
    Entry(Kind.SALE_SOLD, 1, 300),
    Entry(Kind.CHANGE_OWED, 1, 100, voucher=CODE),
)


def test_it_is_made_durable_and_private(journal):
    assert journal._database.execute("PRAGMA synchronous").fetchone() == (2,)
    assert journal._database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    columns = {row[1] for row in journal._database.execute("PRAGMA table_info(entry)")}
    assert columns == {"number", "at_s", "kind", "sale", "cents", "coin_key", "voucher", "detail"}


def test_a_sale_with_change_adds_up(journal):
    journal.append(SOLD_WITH_CHANGE, [("acceptor", "mark")])
    balances = journal.verify()
    assert (balances.inserted, balances.sold, balances.owed, balances.held) == (400, 300, 100, 0)
    assert balances == journal.balances
    assert journal.recall("acceptor") == "mark"
    assert journal.recall("another") is None
    assert journal.running_sale() is None
    assert journal.next_sale() == 2
    assert journal.knows_coin("a")
    assert not journal.knows_coin("c")


def test_what_was_written_is_there_after_reopening(path):
    with Journal(path, lambda: NOON) as journal:
        journal.append((opened(), Entry(Kind.ENABLE_INTENDED, 1), coin(200, "a")))
    with Journal(path, lambda: NOON) as journal:
        assert journal.running_sale() == Sale(Phase.PAYING, 1, 300, 200, CODE)
        assert journal.balances.held == 200


def test_a_coin_is_booked_once_and_a_failed_transaction_leaves_nothing(journal):
    journal.append((opened(), coin(200, "a")))
    with pytest.raises(JournalError, match="coin_key"):
        journal.append((coin(100, "b"), coin(200, "a")), [("acceptor", "mark")])
    assert not journal.knows_coin("b")
    assert journal.recall("acceptor") is None
    assert journal.verify() == journal.balances


def test_books_that_would_not_add_up_are_not_written(journal):
    with pytest.raises(InvariantBroken, match="below zero"):
        journal.append((Entry(Kind.SALE_SOLD, 1, 300),))
    assert list(journal.history(1)) == []


def test_a_sale_ends_once(journal):
    journal.append((opened(), Entry(Kind.SALE_REFUNDED, 1)))
    with pytest.raises(JournalError):
        journal.append((Entry(Kind.SALE_REFUNDED, 1),))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET cents = 0",
        "DELETE FROM entry",
        "UPDATE posting SET cents = 0",
        "DELETE FROM posting",
    ],
)
def test_nothing_is_changed_or_deleted(journal, statement):
    journal.append(SOLD_WITH_CHANGE)
    with pytest.raises(sqlite3.IntegrityError, match="append only"):
        journal._database.execute(statement)


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE entry SET cents = 500 WHERE kind = 'coin' AND coin_key = 'a'",
        "UPDATE posting SET cents = cents + 1 WHERE account = 'owed'",
        "DELETE FROM entry WHERE kind = 'change_owed'",
        "UPDATE entry SET kind = 'sale_refunded' WHERE kind = 'sale_sold'",
        "DELETE FROM entry WHERE kind = 'sale_opened'",
        "UPDATE posting SET cents = -cents",
    ],
)
def test_books_changed_behind_its_back_are_noticed_at_start(path, forgery):
    with Journal(path, lambda: NOON) as journal:
        journal.append(SOLD_WITH_CHANGE)
    database = sqlite3.connect(path)
    for trigger in ("entry_stays", "entry_is_kept", "posting_stays", "posting_is_kept"):
        database.execute(f"DROP TRIGGER {trigger}")
    assert database.execute(forgery).rowcount > 0
    database.commit()
    database.close()
    with pytest.raises(InvariantBroken):
        Journal(path, lambda: NOON)


def test_a_file_of_another_kind_is_refused(path):
    path.write_bytes(b"no database at all, but long enough to look like something" * 20)
    with pytest.raises(JournalCorrupt):
        Journal(path, lambda: NOON)
    path.unlink()
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE recipes (name TEXT)")
    database.close()
    with pytest.raises(JournalCorrupt, match="not a money journal"):
        Journal(path, lambda: NOON)


def test_a_damaged_file_is_refused(path):
    with Journal(path, lambda: NOON) as journal:
        journal.append(SOLD_WITH_CHANGE)
    pages = bytearray(path.read_bytes())
    pages[4096:] = bytes(len(pages) - 4096)
    path.write_bytes(pages)
    with pytest.raises(JournalCorrupt):
        Journal(path, lambda: NOON)


def test_another_version_is_refused_with_its_number(path):
    Journal(path, lambda: NOON).close()
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 7")
    database.close()
    with pytest.raises(JournalVersionUnknown, match="version 7, this program needs 1"):
        Journal(path, lambda: NOON)


def test_a_place_that_cannot_be_written_is_refused(tmp_path):
    with pytest.raises(JournalError):
        Journal(tmp_path / "missing" / "journal", lambda: NOON)


def test_a_voucher_is_paid_out_once(journal):
    journal.append(SOLD_WITH_CHANGE)
    at_s = int(NOON.timestamp())
    assert journal.vouchers() == (Voucher(CODE, 100, at_s, None),)
    assert journal.redeem(CODE.lower()) == 100
    assert journal.vouchers() == (Voucher(CODE, 100, at_s, at_s),)
    with pytest.raises(VoucherRedeemed):
        journal.redeem(CODE)
    with pytest.raises(VoucherUnknown):
        journal.redeem(OTHER_CODE)
    with pytest.raises(BadVoucherCode):
        journal.redeem(CODE[1:] + CODE[0])
    balances = journal.verify()
    assert (balances.owed, balances.refunded) == (0, 100)
    assert balances.accounts[Account.INSERTED] == -400


def test_a_code_only_reserved_for_a_sale_is_worth_nothing(journal):
    journal.append((opened(), Entry(Kind.SALE_REFUNDED, 1)))
    assert journal.knows_voucher(CODE)
    with pytest.raises(VoucherUnknown):
        journal.redeem(CODE)


def test_figures_of_a_day(path):
    now = NOON
    with Journal(path, lambda: now) as journal:
        journal.append(SOLD_WITH_CHANGE)
        now = NOON + timedelta(days=1)
        journal.append((coin(50, "c", sale=0), Entry(Kind.STRAY_OWED, 0, 50, voucher=OTHER_CODE)))
        journal.append((Entry(Kind.DOUBT, detail="reset"),))
        journal.redeem(CODE)
        midnight = NOON.replace(hour=0).timestamp()
        assert journal.figures(midnight, midnight + 86_400) == MoneyFigures(
            coins=2, coins_cents=400, sales=1, sales_cents=300, vouchers=1, vouchers_cents=100
        )
        assert journal.figures(midnight + 86_400, midnight + 2 * 86_400) == MoneyFigures(
            coins=1,
            coins_cents=50,
            vouchers=1,
            vouchers_cents=50,
            refunds=1,
            refunds_cents=100,
            doubts=1,
        )
