"""What every device that takes money tells, whatever protocol it speaks, and how it is driven."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CoinAccepted:
    """A coin fell into the box.

    `key` belongs to this one physical coin: reading it again, after a repeated answer or a restart of ours,
    gives the same key.
    """

    key: str
    value_cents: int
    coin_name: str
    sorter_path: int


@dataclass(frozen=True, slots=True)
class CoinUnknown:
    """Something of unknown value was accepted: the device names no coin at this position."""

    key: str
    position: int


@dataclass(frozen=True, slots=True)
class CoinRejected:
    """A coin gave no credit; `kept` when it did not come back either."""

    code: int
    reason: str
    kept: bool


@dataclass(frozen=True, slots=True)
class EventsLost:
    """So many events happened that nobody can read any more; some of them may have been coins."""

    count: int


@dataclass(frozen=True, slots=True)
class AcceptorReset:
    """The device lost power or was exchanged; a coin just before may not have been counted."""


@dataclass(frozen=True, slots=True)
class AcceptorLost:
    """The device does not answer; on its own it refuses coins after a second without questions."""


@dataclass(frozen=True, slots=True)
class AcceptorBack:
    """The device answers, for the first time or again."""


@dataclass(frozen=True, slots=True)
class AcceptanceChanged:
    """The device confirmed that it now takes coins, or refuses them."""

    accepting: bool


@dataclass(frozen=True, slots=True)
class AcceptorFault:
    """The device's own check found something broken or jammed."""

    reason: str


@dataclass(frozen=True, slots=True)
class AcceptorCleared:
    """The fault is gone."""


AcceptorEvent = (
    CoinAccepted
    | CoinUnknown
    | CoinRejected
    | EventsLost
    | AcceptorReset
    | AcceptorLost
    | AcceptorBack
    | AcceptanceChanged
    | AcceptorFault
    | AcceptorCleared
)


@dataclass(frozen=True, slots=True)
class DeviceMark:
    """How far the events of a device were handed over: an opaque line to store under the device's name."""

    device: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """News of one poll, in the order they happened.

    Store `mark` together with the events or after them, never before: given back after a restart, it makes
    the driver continue where the store ends.
    """

    events: tuple[AcceptorEvent, ...] = ()
    mark: DeviceMark | None = None


class Acceptor(Protocol):
    """A device that takes money.

    It starts refusing coins. `enable` and `inhibit` only state the wish and return at once; AcceptanceChanged
    tells when the device follows. No method raises for trouble with the device: that is news too.
    """

    def enable(self) -> None:
        """Let coins in from now on."""

    def inhibit(self) -> None:
        """Refuse coins from now on."""

    def poll(self) -> Reading:
        """Do what is due and return the news; call it more often than five times a second."""

    def close(self) -> None:
        """Let go of the device; may be called twice."""
