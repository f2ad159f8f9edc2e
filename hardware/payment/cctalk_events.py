"""What a ccTalk coin acceptor tells: coin names, faults, and its event buffer turned into unique events.

ccTalk Generic Specification v4.7: coin names Part 3 Appendix 3, event buffer Part 2 §3.27, error codes Part 3
Table 2, fault codes Part 3 Table 3. Everything here is pure.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

BUFFER_EVENTS: Final = 5
COUNTER_STEPS: Final = 255
"""The event counter runs 1 to 255 and on to 1; 0 means power-up or reset."""
SWALLOWED: Final = 36

ERRORS: Final = {
    1: "rejected",
    2: "inhibited",
    3: "matches two coins",
    4: "wake-up timeout",
    5: "validation timeout",
    6: "credit sensor timeout",
    7: "sorter sensor timeout",
    8: "too close to the coin before",
    9: "accept gate not ready",
    10: "credit sensor not ready",
    11: "sorter not ready",
    12: "rejected coin not cleared",
    13: "validation sensor not ready",
    14: "credit sensor blocked",
    15: "sorter sensor blocked",
    16: "credit sequence wrong",
    17: "coin going backwards",
    18: "too fast over the credit sensor",
    19: "too slow over the credit sensor",
    20: "coin on a string",
    21: "double-entry sensor timeout",
    22: "double-entry sensor saw nothing",
    23: "credit sensor reached too early",
    24: "rejected after repeated trips",
    25: "slug",
    26: "reject sensor blocked",
    27: "games overload",
    28: "meter pulses exceeded",
    29: "accept gate open not closed",
    30: "accept gate closed not open",
    31: "manifold sensor timeout",
    32: "manifold sensor blocked",
    33: "manifold not ready",
    34: "security status changed",
    35: "motor exception",
    SWALLOWED: "swallowed",
    37: "too fast over the validation sensor",
    38: "too slow over the validation sensor",
    39: "wrongly sorted",
    40: "light attack",
    253: "data block requested",
    254: "return lever pressed",
    255: "unspecified alarm",
}
BLOCKED: Final = frozenset({10, 12, 14, 15, 26, 29, 30, 32})
"""Errors after which the path of the coins may be jammed."""
_INHIBITED_COIN: Final = range(128, 160)
_CREDIT_CANCELLED: Final = range(160, 192)

FAULTS: Final = {
    1: "EEPROM checksum",
    2: "inductive coils",
    3: "credit sensor",
    4: "piezo sensor",
    5: "reflective sensor",
    6: "diameter sensor",
    7: "wake-up sensor",
    8: "sorter exit sensors",
    9: "NVRAM checksum",
    18: "reject sensor",
    19: "coin return mechanism",
    20: "coin-on-string mechanism",
    21: "rim sensor",
    22: "thermistor",
    30: "ROM checksum",
    33: "supply voltage",
    34: "temperature",
    35: "double coin entry",
    40: "RAM",
    42: "accept gate open",
    43: "accept gate closed",
    49: "optical sensor",
    255: "unspecified",
}
"""Table 3, as far as it concerns coin acceptors."""


class BadReply(ValueError):
    """A reply does not have the shape its command prescribes."""


def error_text(code: int) -> str:
    """Name an error code of the event buffer."""
    if code in _INHIBITED_COIN:
        return "inhibited"
    if code in _CREDIT_CANCELLED:
        return "credit cancelled"
    return ERRORS.get(code, f"error {code}")


def is_inhibited(code: int) -> bool:
    """Whether the coin was refused because we had told the device to refuse it."""
    return code == 2 or code in _INHIBITED_COIN


def keeps_coin(code: int) -> bool:
    """Whether the coin is gone although no credit was given for it."""
    return code == SWALLOWED or code in _CREDIT_CANCELLED


def fault_text(code: int) -> str | None:
    """Name what the self-check found; None when it found nothing."""
    return None if code == 0 else FAULTS.get(code, f"fault {code}")


# --- coins --------------------------------------------------------------------------------------------------

_COIN_ID = re.compile(r"([A-Z]{2})([0-9.mKMG]{3})([A-Z])")
_SCALE: Final = {"m": "0.001", ".": "1", "K": "1e3", "M": "1e6", "G": "1e9"}


@dataclass(frozen=True, slots=True)
class Coin:
    """A coin of the table: `EU200A` is Euro, 200 cents, first mint issue.

    `value_cents` counts the smallest unit of the currency.
    """

    name: str
    country: str
    value_cents: int
    issue: str


def decode_coin_id(data: bytes) -> Coin | None:
    """Return the coin of a position; None for an empty position, a token or a value that is not whole."""
    match = _COIN_ID.fullmatch(data.decode("ascii", "replace"))
    if match is None or match[1] == "TK":
        return None
    country, digits, issue = match.groups()
    letter = next((sign for sign in digits if sign in _SCALE), None)
    try:
        value = Decimal(digits.replace(letter, ".") if letter else digits)
    except ArithmeticError:
        return None
    value *= Decimal(_SCALE[letter or "."])
    if value <= 0 or value != value.to_integral_value():
        return None
    return Coin(match[0], country, int(value), issue)


def inhibit_mask(enabled_positions: frozenset[int]) -> bytes:
    """Return the two bytes of header 231 that let in these positions, 1 to 16, and no other."""
    bits = sum(1 << position - 1 for position in enabled_positions)
    return bits.to_bytes(2, "little")


# --- the event buffer ---------------------------------------------------------------------------------------

Slot = tuple[int, int]
"""(result A, result B): A is the position of a coin and B its sorter path, or A is 0 and B an error code."""


@dataclass(frozen=True, slots=True)
class EventBuffer:
    """Reply to header 229: the counter and the last five events, newest first."""

    counter: int
    slots: tuple[Slot, ...]


def decode_events(data: bytes) -> EventBuffer:
    """Return the buffer; raises BadReply unless there are a counter and five pairs."""
    if len(data) != 1 + 2 * BUFFER_EVENTS:
        raise BadReply(f"event buffer of {len(data)} bytes")
    pairs = zip(data[1::2], data[2::2], strict=True)
    return EventBuffer(data[0], tuple(pairs))


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the events of one device have been taken over; kept durably by whoever counts the money.

    `sequence` is the event counter unwrapped, `epoch` counts the resets of the device; with `serial` they
    make the key of a coin. `recent` are the slots as last read: the next buffer must continue them.
    """

    serial: str
    epoch: int
    sequence: int
    recent: tuple[Slot, ...]

    @property
    def counter(self) -> int:
        """The event counter that the device shows while nothing new happens."""
        return (self.sequence - 1) % COUNTER_STEPS + 1 if self.sequence else 0

    def to_text(self) -> str:
        """Return the mark as a line to be stored."""
        return json.dumps([self.serial, self.epoch, self.sequence, self.recent])

    @classmethod
    def from_text(cls, text: str) -> Mark:
        """Return the mark that was stored; raises ValueError."""
        serial, epoch, sequence, recent = json.loads(text)
        return cls(str(serial), int(epoch), int(sequence), tuple((int(a), int(b)) for a, b in recent))


@dataclass(frozen=True, slots=True)
class Progress:
    """What a reading adds to a mark.

    `fresh` are (sequence, slot), oldest first. `lost` events are known to have happened and can no longer be
    read. `reset` says the device forgot its past: events just before may be missing, how many nobody knows.
    """

    mark: Mark
    fresh: tuple[tuple[int, Slot], ...] = ()
    lost: int = 0
    reset: bool = False


def adopt(serial: str, buffer: EventBuffer) -> Mark:
    """Return the mark of a device never seen before; what lies in its buffer happened before our time."""
    return Mark(serial, 0, buffer.counter, buffer.slots)


def advance(mark: Mark, buffer: EventBuffer) -> Progress:
    """Compare a reading with the mark, by the table of Part 2 §3.27.

    Goes further than the table in one thing: the counter alone cannot tell "two events" from "reset, then a
    few events", so the older slots must repeat what was read before. If they do not, the device was reset.
    """
    counter, slots = buffer.counter, buffer.slots
    delta = counter if not mark.sequence else (counter - mark.counter) % COUNTER_STEPS
    continues = all(new == old for new, old in zip(slots[delta:], mark.recent, strict=False))
    forgot = mark.sequence > 0 and (
        counter == 0
        or (delta <= BUFFER_EVENTS and not continues)
        or (delta > BUFFER_EVENTS and counter < BUFFER_EVENTS and not any(map(any, slots[counter:])))
    )
    count, sequence, epoch = (
        (counter, counter, mark.epoch + 1) if forgot else (delta, mark.sequence + delta, mark.epoch)
    )
    readable = min(count, BUFFER_EVENTS)
    fresh = tuple((sequence - age, slots[age]) for age in reversed(range(readable)))
    return Progress(Mark(mark.serial, epoch, sequence, slots), fresh, count - readable, forgot)
