"""The till: carries out what the sale decides, journal first, then acceptor and visit.

Single-threaded: one owner calls every method and `tick` several times a second.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from hardware.payment.acceptor import (
    AcceptanceChanged,
    Acceptor,
    AcceptorBack,
    AcceptorCleared,
    AcceptorEvent,
    AcceptorFault,
    AcceptorLost,
    AcceptorReset,
    CoinAccepted,
    CoinRejected,
    CoinUnknown,
    EventsLost,
)
from kiosk.money.journal import Journal, JournalError, MoneyFigures, WallClock
from kiosk.money.ledger import InvariantBroken
from kiosk.money.sale import (
    AcceptanceSeen,
    AcceptorGone,
    AcceptorPresence,
    Agreed,
    Cancelled,
    CoinInserted,
    CoinReturned,
    Doubted,
    Effect,
    EnableAcceptor,
    Event,
    InhibitAcceptor,
    Notice,
    Opened,
    Paused,
    Phase,
    PrintConfirmed,
    PrintFailed,
    PrintStarted,
    Record,
    Sale,
    SettleNow,
    TellVisit,
    TimedOut,
    VisitDied,
    step,
)
from kiosk.money.voucher import Below, new_code

ACCEPTOR_GRACE_S: Final = 15.0
"""How long a customer who is paying waits for an acceptor that stopped answering."""
PRINT_LIMIT_S: Final = 180.0
"""A sheet nobody told anything about for this long has failed; longer than the visit's own limit."""

CASH_BOX: Final = "cash_box"
"""The journal's mark for the cash box: the cents of all coins ever when it was last emptied."""

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class TillView:
    """Where the money stands, for whoever shows it.

    `coins` are the names of the coins of this sale, in order. `trouble` is a key, None when coins can be
    taken.
    """

    sale: Sale
    coins: tuple[str, ...]
    trouble: str | None

    @property
    def paid(self) -> bool:
        """Whether the price is in."""
        return self.sale.phase in {Phase.PAID, Phase.PRINTING, Phase.SOLD}


class Till:
    """Holds the running sale; call `start` once before anything else.

    Methods raise JournalError or InvariantBroken when the books cannot be kept. The acceptor was then told to
    refuse coins and every later call raises too: the booth must go out of service, and a fresh till on the
    reopened journal finds in the acceptor what this one could not write. `tell` hears every notice once it is
    on the disk and must not raise.
    """

    def __init__(
        self,
        journal: Journal,
        acceptor: Acceptor,
        clock: Clock,
        wall_clock: WallClock,
        tell: Callable[[Notice], None] = lambda _notice: None,
        below: Below = secrets.randbelow,
    ) -> None:
        self._journal = journal
        self._acceptor = acceptor
        self._clock = clock
        self._wall_clock = wall_clock
        self._tell = tell
        self._below = below
        self._sale = Sale()
        self._coins: tuple[str, ...] = ()
        self._present = False
        self._fault = False
        self._broken = False
        self._absent_since_s = clock()
        self._printing_since_s = clock()

    # --- what the supervisor calls ------------------------------------------------------------------------

    def start(self) -> Sale | None:
        """Settle the sale a crash left open and return how it ended, or None; coins are refused at first."""
        self._acceptor.inhibit()
        running = self._journal.running_sale()
        if running is None:
            return None
        self._sale = running
        self._do(SettleNow())
        return self._sale

    def open_sale(self, price_cents: int) -> int:
        """Begin a sale and return its number; coins are refused until `agreed`."""
        number = self._journal.next_sale()
        self._do(Opened(number, price_cents, self._fresh_code()))
        self._coins = ()
        return number

    def agreed(self) -> None:
        """The customer wants to pay: let coins in; a free sale is paid at once."""
        self._do(Agreed())

    def paused(self) -> None:
        """Refuse coins for now, keep what is in; `agreed` goes on."""
        self._do(Paused())

    def print_started(self) -> bool:
        """Write down that a sheet is about to be sent; False, and none must be sent, unless it is paid."""
        self._do(PrintStarted())
        self._printing_since_s = self._clock()
        return self._sale.phase is Phase.PRINTING

    def print_confirmed(self) -> None:
        """The sheet lies in the tray: the sale is made."""
        self._do(PrintConfirmed())

    def print_failed(self) -> None:
        """No sheet will come: the money is owed."""
        self._do(PrintFailed())

    def cancel(self) -> None:
        """The customer wants to stop; no effect once the sheet is on its way."""
        self._do(Cancelled())

    def timed_out(self) -> None:
        """The customer left, or the sheet did not come in time."""
        self._do(TimedOut())

    def visit_died(self) -> None:
        """The visit is gone; a sheet on its way is waited for, up to PRINT_LIMIT_S."""
        self._do(VisitDied())

    def settle(self) -> Sale:
        """End the sale now, whatever is on its way, and return how it ended."""
        self._do(SettleNow())
        return self._sale

    def tick(self) -> None:
        """Take over the acceptor's news and let time limits run out."""
        with self._all_or_nothing():
            reading = self._acceptor.poll()
            marks = [(reading.mark.device, reading.mark.text)] if reading.mark else []
            events = [event for news in reading.events for event in self._translate(news)]
        if events or marks:
            self._do(*events, marks=marks)
        now_s = self._clock()
        paying = self._sale.phase in {Phase.SELLING, Phase.PAYING}
        if paying and not self._present and now_s - self._absent_since_s > ACCEPTOR_GRACE_S:
            self._do(AcceptorGone())
        if self._sale.phase is Phase.PRINTING and now_s - self._printing_since_s > PRINT_LIMIT_S:
            self._do(TimedOut())

    def cash_box_emptied(self) -> int:
        """Staff took the coins: note it, durably; returns the cents that fell since it was emptied before."""
        inserted = self._journal.balances.inserted
        counted_cents = inserted - int(self._journal.recall(CASH_BOX) or 0)
        self._do(marks=[(CASH_BOX, str(inserted))])
        return counted_cents

    # --- what may be seen ---------------------------------------------------------------------------------

    @property
    def view(self) -> TillView:
        """Where the money stands."""
        return TillView(self._sale, self._coins, self.trouble)

    @property
    def trouble(self) -> str | None:
        """Why no coins can be taken: `coins.lost` or `coins.fault`; None when they can."""
        if not self._present:
            return "coins.lost"
        return "coins.fault" if self._fault else None

    def today(self) -> MoneyFigures:
        """Return the figures since midnight of the wall clock's zone."""
        midnight = self._wall_clock().replace(hour=0, minute=0, second=0, microsecond=0)
        return self._journal.figures(midnight.timestamp(), (midnight + timedelta(days=1)).timestamp())

    # --- carrying out -------------------------------------------------------------------------------------

    def _do(self, *events: Event, marks: Sequence[tuple[str, str]] = ()) -> None:
        """Run events through the sale; everything to be written goes to the disk in one transaction."""
        sale = self._sale
        effects: list[Effect] = []
        for event in events:
            sale, more = step(sale, event)
            effects += more
        entries = [effect.entry for effect in effects if isinstance(effect, Record)]
        with self._all_or_nothing():
            if entries or marks:
                self._journal.append(entries, marks)
            self._sale = sale
            if self._journal.balances.held != (sale.inserted_cents if sale.running else 0):
                raise InvariantBroken("the sale and the journal disagree on what is held")
            for effect in effects:
                self._carry_out(effect)

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case EnableAcceptor():
                self._acceptor.enable()
            case InhibitAcceptor():
                self._acceptor.inhibit()
            case TellVisit(notice=notice):
                self._tell(notice)
            case Record():
                pass  # on the disk before the first effect was carried out

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        """Stop rather than go on with books that may lack what the acceptor told."""
        if self._broken:
            raise JournalError("the till stopped after an error and must be started anew")
        try:
            yield
        except BaseException:
            self._broken = True
            self._acceptor.inhibit()
            raise

    def _translate(self, news: AcceptorEvent) -> list[Event]:
        """Say in the words of the sale what the acceptor told; a coin that is booked already says nothing."""
        match news:
            case CoinAccepted():
                return self._coin(news)
            case CoinRejected(kept=False):
                return [CoinReturned(news.reason)]
            case CoinRejected():
                return [Doubted(news.reason)]
            case CoinUnknown():
                return [Doubted("unknown coin")]
            case EventsLost(count=count):
                return [Doubted(f"{count} events lost")]
            case AcceptorReset():
                # It takes no coins after a reset, so only one that fell just before it can be missing.
                return [Doubted("reset")] if self._sale.phase is Phase.PAYING else []
            case AcceptanceChanged(accepting=accepting):
                return [AcceptanceSeen(accepting)]
            case AcceptorLost() | AcceptorBack():
                self._present = isinstance(news, AcceptorBack)
                self._absent_since_s = self._clock()
                return [AcceptorPresence(self._present)]
            case AcceptorFault(reason=reason):
                self._fault = True
                return [AcceptorPresence(present=False, detail=reason)]
            case AcceptorCleared():
                self._fault = False
                return [AcceptorPresence(present=True, detail="cleared")]

    def _coin(self, coin: CoinAccepted) -> list[Event]:
        if self._journal.knows_coin(coin.key):
            return []
        if self._sale.running:
            self._coins = (*self._coins, coin.coin_name)
        return [CoinInserted(coin.key, coin.value_cents, self._fresh_code())]

    def _fresh_code(self) -> str:
        while self._journal.knows_voucher(code := new_code(self._below)):
            pass
        return code
