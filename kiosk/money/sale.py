"""The sale: where the customer's money stands, as a pure state machine (sale, event) -> (sale, effects).

    idle -> selling <-> paying -> paid -> printing -> sold
               |          |        |         |
               +----------+--------+---------+----> owed, or refunded when nothing was put in

Whatever happens to the visit, a sale ends in exactly one of sold, refunded and owed, and inserted = sold +
refunded + owed. The acceptor cannot give coins back, so money back is a voucher (`owed`) that staff pay out;
the books turn it into `refunded` then. On any doubt the customer gets the money back: a coin the device
swallowed, events it lost, a restart of it while coins could fall in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.money.ledger import Entry, Kind


class Phase(StrEnum):
    """Where a sale stands; in `selling` coins are refused, in `paying` they are let in."""

    IDLE = "idle"
    SELLING = "selling"
    PAYING = "paying"
    PAID = "paid"
    PRINTING = "printing"
    SOLD = "sold"
    REFUNDED = "refunded"
    OWED = "owed"


RUNNING = frozenset({Phase.SELLING, Phase.PAYING, Phase.PAID, Phase.PRINTING})
"""Phases in which the booth holds money for a customer; the others are between two sales."""


@dataclass(frozen=True, slots=True)
class Sale:
    """One sale; `voucher` is the code reserved for it in case something is owed at the end."""

    phase: Phase = Phase.IDLE
    number: int = 0
    price_cents: int = 0
    inserted_cents: int = 0
    voucher: str = ""

    @property
    def running(self) -> bool:
        """Whether the booth holds money for a customer, or may be asked to."""
        return self.phase in RUNNING


# --- events -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Opened:
    """A visit reached a price; a sale still running is settled first."""

    number: int
    price_cents: int
    voucher: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """The customer wants to pay: let coins in."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The customer stepped back from paying: refuse coins, keep what is in."""


@dataclass(frozen=True, slots=True)
class CoinInserted:
    """A coin fell into the box; `spare_voucher` is for it alone if no sale is running."""

    key: str
    cents: int
    spare_voucher: str


@dataclass(frozen=True, slots=True)
class CoinReturned:
    """The acceptor gave a coin back."""

    reason: str


@dataclass(frozen=True, slots=True)
class PrintStarted:
    """The sheet is about to be sent to the printer."""


@dataclass(frozen=True, slots=True)
class PrintConfirmed:
    """The sheet lies in the tray."""


@dataclass(frozen=True, slots=True)
class PrintFailed:
    """No sheet will come."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The customer wants to stop; no longer possible once the sheet is on its way."""


@dataclass(frozen=True, slots=True)
class VisitDied:
    """The visit's process is gone; a sheet on its way may still come out."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """Nothing happened for too long; a sheet on its way counts as failed."""


@dataclass(frozen=True, slots=True)
class SettleNow:
    """Nobody will ever tell how this sale ends: start-up after a crash, or shutting down."""


@dataclass(frozen=True, slots=True)
class AcceptanceSeen:
    """The acceptor confirmed that it takes coins, or refuses them."""

    accepting: bool


@dataclass(frozen=True, slots=True)
class AcceptorPresence:
    """The acceptor stopped or began to answer."""

    present: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AcceptorGone:
    """The acceptor has not answered for so long that paying cannot go on."""


@dataclass(frozen=True, slots=True)
class Doubted:
    """Money may have gone in that was not counted; `what` is a word for technicians."""

    what: str


Event = (
    Opened
    | Agreed
    | Paused
    | CoinInserted
    | CoinReturned
    | PrintStarted
    | PrintConfirmed
    | PrintFailed
    | Cancelled
    | VisitDied
    | TimedOut
    | SettleNow
    | AcceptanceSeen
    | AcceptorPresence
    | AcceptorGone
    | Doubted
)

# --- effects ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BalanceNotice:
    """How much is in."""

    price_cents: int
    inserted_cents: int
    paid: bool


@dataclass(frozen=True, slots=True)
class CoinReturnedNotice:
    """The last coin came back."""

    reason: str


@dataclass(frozen=True, slots=True)
class TroubleNotice:
    """Coins cannot be taken just now, or can be again."""

    present: bool


@dataclass(frozen=True, slots=True)
class EndedNotice:
    """The sale is over; `voucher` is "" when nothing is owed."""

    outcome: Phase
    owed_cents: int
    voucher: str


@dataclass(frozen=True, slots=True)
class StrayCoinNotice:
    """A coin came while no sale was running."""

    owed_cents: int
    voucher: str


Notice = BalanceNotice | CoinReturnedNotice | TroubleNotice | EndedNotice | StrayCoinNotice


@dataclass(frozen=True, slots=True)
class Record:
    """Write this to the journal, durably, before any other effect of the step."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class EnableAcceptor:
    """Let coins in."""


@dataclass(frozen=True, slots=True)
class InhibitAcceptor:
    """Refuse coins."""


@dataclass(frozen=True, slots=True)
class TellVisit:
    """Pass this on to the visit."""

    notice: Notice


Effect = Record | EnableAcceptor | InhibitAcceptor | TellVisit
Step = tuple[Sale, tuple[Effect, ...]]


def step(sale: Sale, event: Event) -> Step:
    """Return the sale after `event` and what to do; an event that makes no sense now changes nothing."""
    match event:
        case Opened():
            return _open(sale, event)
        case CoinInserted():
            return _take_coin(sale, event)
        case CoinReturned(reason=reason):
            return sale, (TellVisit(CoinReturnedNotice(reason)),) if sale.running else ()
        case AcceptanceSeen() | AcceptorPresence() | Doubted():
            return _hear_acceptor(sale, event)
        case _:
            return _move_on(sale, event) if sale.running else (sale, ())


def _move_on(sale: Sale, event: Event) -> Step:
    """What a running sale does on the events of customer, visit and printer."""
    match sale.phase, event:
        case Phase.SELLING, Agreed():
            return _let_coins_in(sale)
        case Phase.PAYING, Paused():
            return replace(sale, phase=Phase.SELLING), _stop_coins(sale)
        case Phase.PAID, PrintStarted():
            return replace(sale, phase=Phase.PRINTING), (_record(sale, Kind.PRINT_INTENDED),)
        case Phase.PRINTING, PrintConfirmed():
            return _sell(sale)
        case Phase.PRINTING, Cancelled() | VisitDied() | AcceptorGone():
            return sale, ()
        case Phase.PAID, AcceptorGone():
            return sale, ()
        case _, PrintFailed() | Cancelled() | VisitDied() | TimedOut() | SettleNow() | AcceptorGone():
            return _give_back(sale, type(event).__name__)
        case _:
            return sale, ()


def _open(sale: Sale, event: Opened) -> Step:
    _, settling = _give_back(sale, "NextSale") if sale.running else (sale, ())
    opened = Sale(Phase.SELLING, event.number, event.price_cents, 0, event.voucher)
    entry = Entry(Kind.SALE_OPENED, event.number, event.price_cents, voucher=event.voucher)
    return opened, (*settling, Record(entry), TellVisit(_balance(opened)))


def _let_coins_in(sale: Sale) -> Step:
    if sale.inserted_cents >= sale.price_cents:
        return _become_paid(sale)
    return replace(sale, phase=Phase.PAYING), (_record(sale, Kind.ENABLE_INTENDED), EnableAcceptor())


def _take_coin(sale: Sale, event: CoinInserted) -> Step:
    if not sale.running:
        coin = Entry(Kind.COIN, 0, event.cents, coin_key=event.key)
        owed = Entry(Kind.STRAY_OWED, 0, event.cents, voucher=event.spare_voucher)
        notice = StrayCoinNotice(event.cents, event.spare_voucher)
        return sale, (Record(coin), Record(owed), TellVisit(notice))
    richer = replace(sale, inserted_cents=sale.inserted_cents + event.cents)
    taken = Record(Entry(Kind.COIN, sale.number, event.cents, coin_key=event.key))
    if sale.phase is Phase.PAYING and richer.inserted_cents >= sale.price_cents:
        paid, effects = _become_paid(richer)
        return paid, (taken, *effects)
    return richer, (taken, TellVisit(_balance(richer)))


def _become_paid(sale: Sale) -> Step:
    paid = replace(sale, phase=Phase.PAID)
    return paid, (_record(sale, Kind.PAID), *_stop_coins(sale), TellVisit(_balance(paid)))


def _hear_acceptor(sale: Sale, event: AcceptanceSeen | AcceptorPresence | Doubted) -> Step:
    match event:
        case AcceptanceSeen(accepting=accepting):
            kind = Kind.ENABLE_OBSERVED if accepting else Kind.INHIBIT_OBSERVED
            unwanted = accepting and sale.phase is not Phase.PAYING
            return sale, (_record(sale, kind), *((InhibitAcceptor(),) if unwanted else ()))
        case AcceptorPresence(present=present, detail=detail):
            kind = Kind.ACCEPTOR_BACK if present else Kind.ACCEPTOR_LOST
            told = (TellVisit(TroubleNotice(present)),) if sale.running else ()
            return sale, (_record(sale, kind, detail), *told)
        case Doubted(what=what):
            doubt = _record(sale, Kind.DOUBT, what)
            if sale.phase in {Phase.SELLING, Phase.PAYING} and sale.inserted_cents:
                ended, effects = _give_back(sale, what)
                return ended, (doubt, *effects)
            return sale, (doubt,)


def _sell(sale: Sale) -> Step:
    change_cents = sale.inserted_cents - sale.price_cents
    sold = Record(Entry(Kind.SALE_SOLD, sale.number, sale.price_cents))
    if not change_cents:
        return replace(sale, phase=Phase.SOLD), (sold, TellVisit(EndedNotice(Phase.SOLD, 0, "")))
    change = Record(Entry(Kind.CHANGE_OWED, sale.number, change_cents, voucher=sale.voucher))
    notice = EndedNotice(Phase.SOLD, change_cents, sale.voucher)
    return replace(sale, phase=Phase.SOLD), (sold, change, TellVisit(notice))


def _give_back(sale: Sale, why: str) -> Step:
    cents = sale.inserted_cents
    if cents:
        outcome, kind, voucher = Phase.OWED, Kind.SALE_OWED, sale.voucher
    else:
        outcome, kind, voucher = Phase.REFUNDED, Kind.SALE_REFUNDED, ""
    entry = Entry(kind, sale.number, cents, voucher=voucher or None, detail=why)
    notice = EndedNotice(outcome, cents, voucher)
    return replace(sale, phase=outcome), (*_stop_coins(sale), Record(entry), TellVisit(notice))


def _stop_coins(sale: Sale) -> tuple[Effect, ...]:
    if sale.phase is not Phase.PAYING:
        return ()
    return _record(sale, Kind.INHIBIT_INTENDED), InhibitAcceptor()


def _record(sale: Sale, kind: Kind, detail: str = "") -> Record:
    return Record(Entry(kind, sale.number if sale.running else 0, detail=detail))


def _balance(sale: Sale) -> BalanceNotice:
    paid = sale.phase in {Phase.PAID, Phase.PRINTING}
    return BalanceNotice(sale.price_cents, sale.inserted_cents, paid)
