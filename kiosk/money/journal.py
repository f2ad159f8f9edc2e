"""The money journal: append-only double entry in one SQLite file, on the disk before anything depends on it.

`synchronous=FULL` flushes every transaction; with `NORMAL` a power cut may take the last ones along. The file
holds no person, no picture and no document type: sums, coin keys, voucher codes and whole seconds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

from kiosk.money.ledger import CLOSING, OWING, Account, Balances, Entry, InvariantBroken, Kind
from kiosk.money.sale import Phase, Sale
from kiosk.money.voucher import parse_code

APPLICATION_ID: Final = 0x4F425343
"""Marks a SQLite file as one of these journals ("OBSC")."""
VERSION: Final = 1

WallClock = Callable[[], datetime]
"""The time of day with its zone."""


def _quoted(kinds: frozenset[Kind]) -> str:
    return ", ".join(f"'{kind}'" for kind in sorted(kinds))


_SCHEMA: Final = f"""
CREATE TABLE entry (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at_s INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ({_quoted(frozenset(Kind))})),
    sale INTEGER NOT NULL,
    cents INTEGER NOT NULL CHECK (cents >= 0),
    coin_key TEXT UNIQUE CHECK ((coin_key IS NULL) = (kind <> '{Kind.COIN}')),
    voucher TEXT,
    detail TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX one_opening ON entry (sale) WHERE kind = '{Kind.SALE_OPENED}';
CREATE UNIQUE INDEX one_ending ON entry (sale) WHERE kind IN ({_quoted(CLOSING)});
CREATE UNIQUE INDEX one_voucher ON entry (voucher) WHERE kind IN ({_quoted(OWING)});
CREATE UNIQUE INDEX one_redemption ON entry (voucher) WHERE kind = '{Kind.VOUCHER_REDEEMED}';
CREATE INDEX by_sale ON entry (sale);
CREATE INDEX by_time ON entry (at_s);
CREATE TABLE posting (
    entry INTEGER NOT NULL REFERENCES entry (number),
    account TEXT NOT NULL CHECK (account IN ({", ".join(f"'{account}'" for account in Account)})),
    cents INTEGER NOT NULL,
    PRIMARY KEY (entry, account)
) STRICT, WITHOUT ROWID;
CREATE VIEW opened AS SELECT sale, cents, voucher FROM entry WHERE kind = '{Kind.SALE_OPENED}';
CREATE VIEW ended AS SELECT sale FROM entry WHERE kind IN ({_quoted(CLOSING)});
CREATE VIEW voucher AS
    SELECT owing.voucher AS code, owing.cents AS cents, owing.at_s AS owed_at_s, paid.at_s AS redeemed_at_s
    FROM entry owing LEFT JOIN entry paid ON paid.voucher = owing.voucher
    AND paid.kind = '{Kind.VOUCHER_REDEEMED}' WHERE owing.kind IN ({_quoted(OWING)}) ORDER BY owing.number;
CREATE TABLE device (name TEXT PRIMARY KEY, mark TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER posting_stays BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER posting_is_kept BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'append only'); END;
"""  # noqa: S608 - made of this module's constants


class JournalError(Exception):
    """The journal cannot be read or written; without it the booth must not take money."""


class JournalCorrupt(JournalError):
    """The file is no journal, or a damaged one."""


class JournalVersionUnknown(JournalError):
    """The file was written by another version of this program."""


class VoucherUnknown(Exception):
    """No voucher with this code was ever given out."""


class VoucherRedeemed(Exception):
    """This voucher was paid out before."""


@dataclass(frozen=True, slots=True)
class Voucher:
    """What the booth owes, or owed, somebody."""

    code: str
    cents: int
    owed_at_s: int
    redeemed_at_s: int | None


@dataclass(frozen=True, slots=True)
class MoneyFigures:
    """Numbers and sums of a span of time."""

    coins: int = 0
    coins_cents: int = 0
    sales: int = 0
    sales_cents: int = 0
    vouchers: int = 0
    vouchers_cents: int = 0
    refunds: int = 0
    refunds_cents: int = 0
    doubts: int = 0


class Journal:
    """An open journal, checked; raises JournalError or InvariantBroken rather than work on bad books.

    A new file is made where there is none. Also a context manager.
    """

    def __init__(self, path: Path, wall_clock: WallClock) -> None:
        self._wall_clock = wall_clock
        with _translated():
            self._database = sqlite3.connect(path, isolation_level=None)
            try:
                self._prepare()
                self.balances = self.verify()
            except BaseException:
                self._database.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; may be called twice."""
        self._database.close()

    # --- writing ------------------------------------------------------------------------------------------

    def append(self, entries: Sequence[Entry], marks: Sequence[tuple[str, str]] = ()) -> None:
        """Write entries and (device, mark) lines in one transaction and wait for the disk.

        Raises InvariantBroken, then nothing is written, and JournalError, also for a coin written before.
        """
        balances = self.balances.after(entries)
        at_s = int(self._wall_clock().timestamp())
        with self._transaction():
            for entry in entries:
                self._insert(entry, at_s)
            self._database.executemany(
                "INSERT INTO device VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET mark = excluded.mark",
                marks,
            )
        self.balances = balances

    def redeem(self, typed_code: str) -> int:
        """Book a voucher as paid out and return its cents.

        Raises BadVoucherCode, VoucherUnknown and VoucherRedeemed.
        """
        code = parse_code(typed_code)
        voucher = next((voucher for voucher in self.vouchers() if voucher.code == code), None)
        if voucher is None:
            raise VoucherUnknown(code)
        if voucher.redeemed_at_s is not None:
            raise VoucherRedeemed(code)
        self.append((Entry(Kind.VOUCHER_REDEEMED, 0, voucher.cents, voucher=code),))
        return voucher.cents

    # --- reading ------------------------------------------------------------------------------------------

    def knows_coin(self, key: str) -> bool:
        """Whether this physical coin is booked."""
        return bool(self._rows("SELECT 1 FROM entry WHERE coin_key = ?", key))

    def knows_voucher(self, code: str) -> bool:
        """Whether this code is in use, reserved ones included."""
        return bool(self._rows("SELECT 1 FROM entry WHERE voucher = ?", code))

    def recall(self, device: str) -> str | None:
        """Return the mark last written for a device."""
        rows = self._rows("SELECT mark FROM device WHERE name = ?", device)
        return str(rows[0][0]) if rows else None

    def next_sale(self) -> int:
        """Return the number of the next sale; the first is 1."""
        return int(self._rows("SELECT COALESCE(MAX(sale), 0) + 1 FROM entry")[0][0])

    def running_sale(self) -> Sale | None:
        """Return the sale that was opened and not ended, as far as its entries tell."""
        rows = self._rows("SELECT * FROM opened WHERE sale NOT IN (SELECT sale FROM ended)")
        if not rows:
            return None
        number, price_cents, voucher = rows[0]
        phase, inserted_cents = Phase.SELLING, 0
        for entry in self.history(number):
            match entry.kind:
                case Kind.COIN:
                    inserted_cents += entry.cents
                case Kind.ENABLE_INTENDED:
                    phase = Phase.PAYING
                case Kind.PAID:
                    phase = Phase.PAID
                case Kind.PRINT_INTENDED:
                    phase = Phase.PRINTING
        return Sale(phase, number, price_cents, inserted_cents, voucher)

    def history(self, sale: int) -> Iterator[Entry]:
        """Yield the entries of a sale in order; 0 for those outside any sale."""
        rows = self._rows(
            "SELECT kind, sale, cents, coin_key, voucher, detail FROM entry WHERE sale = ? ORDER BY number",
            sale,
        )
        for kind, *rest in rows:
            yield Entry(Kind(kind), *rest)

    def vouchers(self) -> tuple[Voucher, ...]:
        """Return all vouchers, oldest first."""
        rows = self._rows("SELECT code, cents, owed_at_s, redeemed_at_s FROM voucher")
        return tuple(Voucher(*row) for row in rows)

    def figures(self, from_s: float, until_s: float) -> MoneyFigures:
        """Return the figures of a span of time, its end not included."""
        rows = self._rows(
            "SELECT kind, COUNT(*), SUM(cents) FROM entry WHERE at_s >= ? AND at_s < ? GROUP BY kind",
            from_s,
            until_s,
        )
        found = {Kind(kind): (count, cents) for kind, count, cents in rows}
        owed = [found.get(kind, (0, 0)) for kind in OWING]
        return MoneyFigures(
            *found.get(Kind.COIN, (0, 0)),
            *found.get(Kind.SALE_SOLD, (0, 0)),
            sum(count for count, _ in owed),
            sum(cents for _, cents in owed),
            *found.get(Kind.VOUCHER_REDEEMED, (0, 0)),
            found.get(Kind.DOUBT, (0, 0))[0],
        )

    # --- checking -----------------------------------------------------------------------------------------

    def verify(self) -> Balances:
        """Read the whole file and return its balances; raises JournalCorrupt and InvariantBroken.

        Beside the invariant: every entry is posted as its kind prescribes, at most one sale runs, ended sales
        hold nothing, and the vouchers not redeemed are worth what is owed.
        """
        with _translated():
            (state,) = self._database.execute("PRAGMA quick_check").fetchone()
            if state != "ok":
                raise JournalCorrupt("the journal is damaged")
            balances = Balances().after(
                Entry(Kind(kind), sale, cents, key, voucher, detail)
                for kind, sale, cents, key, voucher, detail in self._database.execute(
                    "SELECT kind, sale, cents, coin_key, voucher, detail FROM entry ORDER BY number"
                )
            )
            posted = dict(self._database.execute("SELECT account, SUM(cents) FROM posting GROUP BY account"))
        if any(posted.get(account, 0) != balances.accounts[account] for account in Account):
            raise InvariantBroken("the postings do not follow from the entries")
        if self._rows("SELECT 1 FROM posting GROUP BY entry HAVING SUM(cents) <> 0"):
            raise InvariantBroken("an entry's postings do not add up to zero")
        self._verify_sales(balances)
        owed = sum(voucher.cents for voucher in self.vouchers() if voucher.redeemed_at_s is None)
        if owed != balances.owed:
            raise InvariantBroken(f"vouchers are worth {owed}, owed are {balances.owed}")
        return balances

    def _verify_sales(self, balances: Balances) -> None:
        held = {
            sale: cents
            for sale, cents in self._rows(
                "SELECT sale, SUM(p.cents) FROM posting p JOIN entry e ON e.number = p.entry"
                " WHERE p.account = ? GROUP BY sale",
                Account.HELD,
            )
            if cents
        }
        running = self.running_sale()
        if set(held) - {running.number if running else None}:
            raise InvariantBroken("money is held for a sale that does not run")
        ((opened, ended),) = self._rows("SELECT (SELECT COUNT(*) FROM opened), (SELECT COUNT(*) FROM ended)")
        if opened - ended != (1 if running else 0) or (running and running.inserted_cents != balances.held):
            raise InvariantBroken("the sales do not add up")

    # --- the file -----------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        database = self._database
        (application_id,) = database.execute("PRAGMA application_id").fetchone()
        (version,) = database.execute("PRAGMA user_version").fetchone()
        (tables,) = database.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        if tables == 0 and application_id == 0:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=FULL")
            database.executescript(
                f"BEGIN; {_SCHEMA} PRAGMA application_id={APPLICATION_ID};"
                f" PRAGMA user_version={VERSION}; COMMIT;"
            )
        elif application_id != APPLICATION_ID:
            raise JournalCorrupt("this file is not a money journal")
        elif version != VERSION:
            raise JournalVersionUnknown(f"the journal has version {version}, this program needs {VERSION}")
        (mode,) = database.execute("PRAGMA journal_mode=WAL").fetchone()
        database.execute("PRAGMA synchronous=FULL")
        database.execute("PRAGMA foreign_keys=ON")
        (level,) = database.execute("PRAGMA synchronous").fetchone()
        if (mode, level) != ("wal", 2):
            raise JournalError(f"the journal cannot be made durable here (mode {mode}, level {level})")

    def _insert(self, entry: Entry, at_s: int) -> None:
        number = self._database.execute(
            "INSERT INTO entry VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)",
            (at_s, entry.kind, entry.sale, entry.cents, entry.coin_key, entry.voucher, entry.detail),
        ).lastrowid
        self._database.executemany(
            "INSERT INTO posting VALUES (?, ?, ?)",
            [(number, account, cents) for account, cents in entry.postings],
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with _translated():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with _translated():
            return self._database.execute(query, values).fetchall()


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what SQLite raises into JournalError; its texts name tables and columns, never a value."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") in {"SQLITE_NOTADB", "SQLITE_CORRUPT"}:
            raise JournalCorrupt("the journal is damaged or not a journal") from error
        raise JournalError(str(error)) from error
