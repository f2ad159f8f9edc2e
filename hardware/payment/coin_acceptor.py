"""Driver of a ccTalk coin acceptor: finds it, lets coins in or refuses them, and reports every coin once.

Credit polling after ccTalk Generic Specification v4.7 Part 1 §18 and Part 2 §3.27, with three additions for
money: a changed buffer is believed only when two readings agree, the buffer must continue the one before, and
how far we got is handed out to be stored.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from hardware.payment.acceptor import (
    AcceptanceChanged,
    AcceptorBack,
    AcceptorCleared,
    AcceptorEvent,
    AcceptorFault,
    AcceptorLost,
    AcceptorReset,
    CoinAccepted,
    CoinRejected,
    CoinUnknown,
    DeviceMark,
    EventsLost,
    Reading,
)
from hardware.payment.cctalk_bus import AGREEING_TRIES, CcTalkBus, NoAnswer
from hardware.payment.cctalk_codec import COIN_ACCEPTOR, Checksum, Header
from hardware.payment.cctalk_events import (
    BLOCKED,
    BUFFER_EVENTS,
    BadReply,
    Coin,
    EventBuffer,
    Mark,
    Slot,
    adopt,
    advance,
    decode_coin_id,
    decode_events,
    error_text,
    fault_text,
    inhibit_mask,
    is_inhibited,
    keeps_coin,
)
from hardware.serial_link import Clock, LinkLost, SerialLink

POLL_EVERY_S: Final = 0.2
"""Part 3 Appendix 4: five coins a second need a poll each 200 ms; after 1 s without, devices refuse coins."""
SELF_CHECK_TIMEOUT_S: Final = 1.0
VERIFY_EVERY_S: Final = 5.0
FAULT_CHECK_EVERY_S: Final = 2.0
RETRY_FIRST_S: Final = 0.5
RETRY_LONGEST_S: Final = 8.0
POSITIONS: Final = range(1, 17)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the device says it is; "" where it does not say."""

    manufacturer: str
    product: str
    build: str
    software: str
    serial: str


class CoinAcceptor:
    """One acceptor on a port of its own (`hardware.payment.acceptor.Acceptor`).

    `open_link` opens the port and may raise LinkLost. `recall` returns the mark text stored for a device, or
    None. `currency` is the two letters of the coin names (Part 3 Appendix 10: EU is the Euro); coins of other
    currencies, tokens and coins not in `accept_cents` (None: any) stay refused. `sorter_paths` maps a value
    in cents to a path of the sorter.
    """

    def __init__(
        self,
        open_link: Callable[[], SerialLink],
        clock: Clock,
        recall: Callable[[str], str | None],
        *,
        currency: str = "EU",
        accept_cents: frozenset[int] | None = None,
        sorter_paths: Mapping[int, int] | None = None,
        address: int = COIN_ACCEPTOR,
        checksum: Checksum = Checksum.SIMPLE,
    ) -> None:
        self._open_link = open_link
        self._clock = clock
        self._recall = recall
        self._currency = currency
        self._accept_cents = accept_cents
        self._sorter_paths = dict(sorter_paths or {})
        self._address = address
        self._checksum = checksum
        self._bus: CcTalkBus | None = None
        self._answering: bool | None = None
        self._retry_at_s = 0.0
        self._retry_after_s = RETRY_FIRST_S
        self._poll_at_s = 0.0
        self._verify_at_s = 0.0
        self._check_at_s: float | None = None
        self._wanted = False
        self._accepting: bool | None = None
        self._fault: str | None = None
        self._mark: Mark | None = None
        self.identity: Identity | None = None
        self.coins: dict[int, Coin] = {}

    # --- the Acceptor interface ---------------------------------------------------------------------------

    @property
    def accepting(self) -> bool:
        """Whether the device confirmed that it takes coins."""
        return self._accepting is True

    @property
    def fault(self) -> str | None:
        """What the device's own check last found."""
        return self._fault

    @property
    def answering(self) -> bool:
        """Whether the device answered last time."""
        return self._answering is True

    def enable(self) -> None:
        """Let coins in from the next poll on."""
        self._wanted = True

    def inhibit(self) -> None:
        """Refuse coins from the next poll on."""
        self._wanted = False

    def poll(self) -> Reading:
        """Ask the device if a question is due; blocks for some 10 ms, half a second when it stays silent."""
        now_s = self._clock()
        events: list[AcceptorEvent] = []
        mark = self._mark
        try:
            if self._bus is None:
                if now_s >= self._retry_at_s:
                    self._connect(events)
            elif now_s >= self._poll_at_s or self._accepting is not self._wanted:
                self._poll_at_s = now_s + POLL_EVERY_S
                self._take_over(self._settled_buffer(self._bus), events)
                self._follow_wish(self._bus, events)
                self._look_for_fault(self._bus, events)
        except (LinkLost, NoAnswer, BadReply):
            self._lose(events)
        if self._mark is None or self._mark == mark:
            return Reading(tuple(events))
        return Reading(tuple(events), DeviceMark(self._mark.serial, self._mark.to_text()))

    def close(self) -> None:
        """Ask the device once more to refuse coins, and close the port."""
        self._wanted = False
        if self._bus is not None:
            # Without an answer it refuses coins by itself, a second after the last poll.
            with contextlib.suppress(LinkLost, NoAnswer):
                self._bus.ask(Header.MODIFY_MASTER_INHIBIT, b"\x00")
            self._bus.close()
        self._bus = None
        self._accepting = None
        self._answering = None

    # --- connection ---------------------------------------------------------------------------------------

    def _connect(self, events: list[AcceptorEvent]) -> None:
        bus = self._bus = CcTalkBus(self._open_link(), self._clock, self._address, self._checksum)
        self._accepting = None
        self._meet(bus)
        self._apply_sorter_paths(bus)
        buffer = self._settled_buffer(bus)
        serial = self.identity.serial if self.identity else ""
        if self._mark is None or self._mark.serial != serial:
            exchanged = self._mark is not None
            stored = self._recall(serial)
            self._mark = adopt(serial, buffer) if stored is None else Mark.from_text(stored)
            if exchanged:
                events.append(AcceptorReset())
            if stored is None:
                # Coins stay refused until the owner of the mark had a chance to store it.
                self._poll_at_s = self._clock()
        self._answering = True
        self._retry_after_s = RETRY_FIRST_S
        events.append(AcceptorBack())
        self._take_over(buffer, events)
        self._check_at_s = self._clock()

    def _lose(self, events: list[AcceptorEvent]) -> None:
        if self._bus is not None:
            self._bus.close()
        self._bus = None
        self._accepting = None
        self._retry_at_s = self._clock() + self._retry_after_s
        self._retry_after_s = min(self._retry_after_s * 2, RETRY_LONGEST_S)
        if self._answering is not False:
            events.append(AcceptorLost())
        self._answering = False

    def _meet(self, bus: CcTalkBus) -> None:
        bus.find_echo()
        category = bus.text(Header.REQUEST_EQUIPMENT_CATEGORY)
        if category and "coin acceptor" not in category.lower():
            raise NoAnswer("another kind of device answers at this address")
        serial = str(int.from_bytes(bus.ask_until_agreed(Header.REQUEST_SERIAL_NUMBER), "little"))
        if self.identity is None or self.identity.serial != serial:
            self.coins = {}
        self.identity = Identity(
            bus.text(Header.REQUEST_MANUFACTURER),
            bus.text(Header.REQUEST_PRODUCT_CODE),
            bus.text(Header.REQUEST_BUILD_CODE),
            bus.text(Header.REQUEST_SOFTWARE_REVISION),
            serial,
        )
        for position in POSITIONS:
            self._read_coin(bus, position)

    def _read_coin(self, bus: CcTalkBus, position: int) -> None:
        try:
            data = bus.ask_until_agreed(Header.REQUEST_COIN_ID, bytes((position,)))
        except NoAnswer:
            # A device with fewer positions may stay silent; what was known of this one still holds.
            bus.ask(Header.SIMPLE_POLL, length=0)
            return
        coin = decode_coin_id(data)
        if coin is not None and coin.country == self._currency:
            self.coins[position] = coin
        else:
            self.coins.pop(position, None)

    def _apply_sorter_paths(self, bus: CcTalkBus) -> None:
        for position, coin in self.coins.items():
            path = self._sorter_paths.get(coin.value_cents)
            if path is None:
                continue
            bus.ask(Header.MODIFY_SORTER_PATHS, bytes((position, path)), length=0)
            told = bus.ask_if_known(Header.REQUEST_SORTER_PATHS, bytes((position,)))
            if told is not None and told[:1] != bytes((path,)):
                raise NoAnswer("the sorter does not take its path")

    # --- events -------------------------------------------------------------------------------------------

    def _settled_buffer(self, bus: CcTalkBus) -> EventBuffer:
        """Read the event buffer until it was the same twice, or the same as the mark."""
        before: EventBuffer | None = None
        for _ in range(AGREEING_TRIES):
            buffer = decode_events(bus.ask(Header.READ_BUFFERED_EVENTS, length=1 + 2 * BUFFER_EVENTS))
            known = self._mark is not None and (buffer.counter, buffer.slots) == (
                self._mark.counter,
                self._mark.recent,
            )
            if known or buffer == before:
                return buffer
            before = buffer
        raise NoAnswer("the event buffer never reads the same twice")

    def _take_over(self, buffer: EventBuffer, events: list[AcceptorEvent]) -> None:
        if self._mark is None:
            return
        progress = advance(self._mark, buffer)
        self._mark = progress.mark
        if progress.reset:
            events.append(AcceptorReset())
            self._accepting = None
        if progress.lost:
            events.append(EventsLost(progress.lost))
        for sequence, slot in progress.fresh:
            event = self._event(f"{progress.mark.serial}:{progress.mark.epoch}:{sequence}", slot)
            if event is not None:
                events.append(event)

    def _event(self, key: str, slot: Slot) -> AcceptorEvent | None:
        position, detail = slot
        if position:
            coin = self.coins.get(position)
            if coin is None:
                return CoinUnknown(key, position)
            return CoinAccepted(key, coin.value_cents, coin.name, detail)
        if not detail:
            return None  # a null event, with which some devices mark their start
        if is_inhibited(detail) and self._wanted:
            self._accepting = None  # the device forgot that it was enabled (Part 2 §3.27.1)
        if detail in BLOCKED:
            self._check_at_s = self._clock()
        return CoinRejected(detail, error_text(detail), keeps_coin(detail))

    # --- wish and fault -----------------------------------------------------------------------------------

    def _follow_wish(self, bus: CcTalkBus, events: list[AcceptorEvent]) -> None:
        now_s = self._clock()
        wanted = self._wanted
        if self._accepting is wanted:
            if now_s < self._verify_at_s or self._confirmed(bus, wanted):
                return
            self._accepting = None
        if wanted:
            bus.ask(Header.MODIFY_INHIBIT, self._mask(), length=0)
        bus.ask(Header.MODIFY_MASTER_INHIBIT, bytes((int(wanted),)), length=0)
        if not self._confirmed(bus, wanted):
            raise NoAnswer("the device does not follow its inhibits")
        self._accepting = wanted
        events.append(AcceptanceChanged(wanted))

    def _confirmed(self, bus: CcTalkBus, wanted: bool) -> bool:
        self._verify_at_s = self._clock() + VERIFY_EVERY_S
        master = bus.ask_if_known(Header.REQUEST_MASTER_INHIBIT)
        if master and bool(master[0] & 1) is not wanted:
            return False
        mask = bus.ask_if_known(Header.REQUEST_INHIBIT) if wanted else None
        return mask is None or mask[:2] == self._mask()

    def _mask(self) -> bytes:
        welcome = (
            position
            for position, coin in self.coins.items()
            if self._accept_cents is None or coin.value_cents in self._accept_cents
        )
        return inhibit_mask(frozenset(welcome))

    def _look_for_fault(self, bus: CcTalkBus, events: list[AcceptorEvent]) -> None:
        if self._check_at_s is None or self._clock() < self._check_at_s:
            return
        found = bus.ask_if_known(Header.PERFORM_SELF_CHECK, timeout_s=SELF_CHECK_TIMEOUT_S)
        fault = fault_text(found[0]) if found else None
        if fault != self._fault:
            events.append(AcceptorCleared() if fault is None else AcceptorFault(fault))
        self._fault = fault
        self._check_at_s = self._clock() + FAULT_CHECK_EVERY_S if fault else None
