"""The money side of the supervisor: the till in the words of a visit, and what is owed when it ends."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass

from kiosk.audit.events import Record
from kiosk.messages.to_visit import Balance
from kiosk.money.journal import JournalError
from kiosk.money.ledger import InvariantBroken
from kiosk.money.sale import EndedNotice, Notice, Phase, StrayCoinNotice
from kiosk.money.till import Till
from kiosk.money.voucher import for_people

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Owed:
    """What the booth owes the customer of the visit that just ended."""

    cents: int = 0
    voucher: str | None = None


class MoneyDesk:
    """Speaks to the till; a till that cannot keep its books closes the desk for good.

    `make_till` is given what the till is to `tell`; raises what it raises. `coins_cents` tells the values of
    the coins that the acceptor takes.
    """

    def __init__(
        self,
        make_till: Callable[[Callable[[Notice], None]], Till],
        price_cents: int,
        coins_cents: Callable[[], tuple[int, ...]],
        record: Record,
    ) -> None:
        self._record = record
        self._till = make_till(self._hear)
        self._price_cents = price_cents
        self._coins_cents = coins_cents
        self._owed = Owed()
        self._closed = False
        self._till.start()

    def _hear(self, notice: Notice) -> None:
        if isinstance(notice, EndedNotice):
            self._owed = Owed(notice.owed_cents, for_people(notice.voucher) if notice.voucher else None)
            self._record("sale_ended", outcome=str(notice.outcome), owed=notice.owed_cents)
        elif isinstance(notice, StrayCoinNotice):
            self._record("stray_coin_owed", owed=notice.owed_cents)

    @property
    def trouble(self) -> str | None:
        """Key of why no money can be taken, or None."""
        if self._closed:
            return "money.journal"
        return self._till.trouble if self._price_cents else None

    def tick(self) -> None:
        """Do the till's regular work."""
        self._keep_books(self._till.tick)

    def want(self) -> None:
        """Let coins in for the price."""

        def begin() -> None:
            if not self._till.view.sale.running:
                self._owed = Owed()
                self._till.open_sale(self._price_cents)
            self._till.agreed()

        self._keep_books(begin)

    def pause(self) -> None:
        """Refuse coins, keep what is in."""
        self._keep_books(self._till.paused)

    def print_started(self) -> bool:
        """Write the intent; False when no sheet must be sent."""
        allowed = False

        def begin() -> None:
            nonlocal allowed
            allowed = self._till.print_started()

        self._keep_books(begin)
        return allowed and not self._closed

    def print_over(self, *, done: bool) -> Owed:
        """Tell how the sheet came out; returns what is owed now."""
        self._keep_books(self._till.print_confirmed if done else self._till.print_failed)
        return self._owed

    def leave(self, *, sheet_on_its_way: bool) -> Owed:
        """Settle, unless the printer still works on the sheet; returns what is owed now."""
        if sheet_on_its_way and self._till.view.sale.phase is Phase.PRINTING:
            return Owed()
        if self._till.view.sale.running:
            self._keep_books(self._settle)
        owed, self._owed = self._owed, Owed()
        return owed

    def balance(self) -> Balance:
        """Where the sale stands."""
        view = self._till.view
        if not view.sale.running:
            return Balance(inserted_cents=0, paid=False)
        inserted_cents = view.sale.inserted_cents
        return Balance(inserted_cents=inserted_cents, paid=view.paid, coins_cents=self._coins_cents())

    def counters(self) -> dict[str, int]:
        """Numbers and sums of today, for staff."""
        return asdict(self._till.today())

    def empty_cash_box(self) -> int:
        """Say that staff took the coins; returns how many cents of them there should be."""
        counted_cents = 0

        def begin_anew() -> None:
            nonlocal counted_cents
            counted_cents = self._till.cash_box_emptied()

        self._keep_books(begin_anew)
        return counted_cents

    def _settle(self) -> None:
        self._till.settle()

    def _keep_books(self, work: Callable[[], None]) -> None:
        if self._closed:
            return
        try:
            work()
        except (JournalError, InvariantBroken) as error:
            self._closed = True
            self._record("books_closed")
            _log.critical("money: %s; no more sales until a technician has looked", error)
