"""The books: which entries there are, how each moves money between accounts, and what must hold after each.

Double entry: the postings of an entry add up to zero. `inserted` runs below zero, as far as the other four
together run above: inserted = sold + refunded + owed + held for the running sale. Everything here is pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Account(StrEnum):
    """Where money stands."""

    INSERTED = "inserted"
    HELD = "held"
    SOLD = "sold"
    OWED = "owed"
    REFUNDED = "refunded"


class Kind(StrEnum):
    """What an entry tells: `*_intended` is written before a device is told, `*_observed` once it obeyed."""

    SALE_OPENED = "sale_opened"
    ENABLE_INTENDED = "enable_intended"
    ENABLE_OBSERVED = "enable_observed"
    INHIBIT_INTENDED = "inhibit_intended"
    INHIBIT_OBSERVED = "inhibit_observed"
    COIN = "coin"
    PAID = "paid"
    PRINT_INTENDED = "print_intended"
    SALE_SOLD = "sale_sold"
    SALE_OWED = "sale_owed"
    SALE_REFUNDED = "sale_refunded"
    CHANGE_OWED = "change_owed"
    STRAY_OWED = "stray_owed"
    VOUCHER_REDEEMED = "voucher_redeemed"
    DOUBT = "doubt"
    ACCEPTOR_LOST = "acceptor_lost"
    ACCEPTOR_BACK = "acceptor_back"


CLOSING = frozenset({Kind.SALE_SOLD, Kind.SALE_OWED, Kind.SALE_REFUNDED})
"""A sale ends with exactly one of these."""
OWING = frozenset({Kind.SALE_OWED, Kind.CHANGE_OWED, Kind.STRAY_OWED})
"""Entries that make a voucher."""

_MOVES: Mapping[Kind, tuple[Account, Account]] = {
    Kind.COIN: (Account.INSERTED, Account.HELD),
    Kind.SALE_SOLD: (Account.HELD, Account.SOLD),
    Kind.SALE_OWED: (Account.HELD, Account.OWED),
    Kind.CHANGE_OWED: (Account.HELD, Account.OWED),
    Kind.STRAY_OWED: (Account.HELD, Account.OWED),
    Kind.VOUCHER_REDEEMED: (Account.OWED, Account.REFUNDED),
}


class InvariantBroken(Exception):
    """The books do not add up; the booth must not take money. The text says what, in cents."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal, before it has a number and a time.

    `sale` is 0 outside a sale. `cents` is the price in `sale_opened` and the amount moved in entries that
    move money. `coin_key` is unique to a physical coin. `detail` is a word for technicians.
    """

    kind: Kind
    sale: int = 0
    cents: int = 0
    coin_key: str | None = None
    voucher: str | None = None
    detail: str = ""

    @property
    def postings(self) -> tuple[tuple[Account, int], ...]:
        """The accounts this entry changes, by how many cents."""
        move = _MOVES.get(self.kind)
        return () if move is None else ((move[0], -self.cents), (move[1], self.cents))


@dataclass(frozen=True, slots=True)
class Balances:
    """What stands in each account, and the coins counted on their own as a check on the postings."""

    accounts: Mapping[Account, int] = field(default_factory=lambda: dict.fromkeys(Account, 0))
    coins_cents: int = 0

    def after(self, entries: Iterable[Entry]) -> Balances:
        """Return the balances once these entries are booked; raises InvariantBroken."""
        accounts = dict(self.accounts)
        coins_cents = self.coins_cents
        for entry in entries:
            if entry.cents < 0:
                raise InvariantBroken(f"{entry.kind} of {entry.cents} cents")
            if entry.kind is Kind.COIN:
                coins_cents += entry.cents
            for account, cents in entry.postings:
                accounts[account] += cents
        balances = Balances(accounts, coins_cents)
        balances.check()
        return balances

    def check(self) -> None:
        """Raise InvariantBroken unless inserted = sold + refunded + owed + held and nothing is below zero."""
        if self.inserted != self.sold + self.refunded + self.owed + self.held:
            raise InvariantBroken(f"money appeared or vanished: {self}")
        if min(self.sold, self.refunded, self.owed, self.held) < 0:
            raise InvariantBroken(f"an account is below zero: {self}")

    def __str__(self) -> str:
        parts = (f"{name} {getattr(self, name)}" for name in ("inserted", "sold", "refunded", "owed", "held"))
        return ", ".join(parts)

    @property
    def inserted(self) -> int:
        """Cents of all coins ever, counted from the coins, not from the postings."""
        return self.coins_cents

    @property
    def held(self) -> int:
        """Cents of the running sale."""
        return self.accounts[Account.HELD]

    @property
    def sold(self) -> int:
        """Cents earned."""
        return self.accounts[Account.SOLD]

    @property
    def owed(self) -> int:
        """Cents of vouchers not redeemed yet."""
        return self.accounts[Account.OWED]

    @property
    def refunded(self) -> int:
        """Cents paid back on vouchers."""
        return self.accounts[Account.REFUNDED]
