"""A Euro coin acceptor as it behaves behind its ccTalk address; no port, no thread, time is told.

Commands and event buffer after ccTalk Generic Specification v4.7 Part 2; refusing coins without polls after
Part 4 §2.1.2.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hardware.payment.cctalk_codec import (
    COIN_ACCEPTOR,
    Checksum,
    Frame,
    FrameParser,
    Header,
    encode,
)

EURO_COINS: Final = ("EU200A", "EU100A", "EU050A", "EU020A", "EU010A", "EU005A")
"""Positions 1 to 6."""
POLL_WATCHDOG_S: Final = 1.0
START_S: Final = 0.3
"""How long the device says nothing after power comes back."""
POSITIONS: Final = 16
_EMPTY: Final = "......"
_REJECTED_ERROR: Final = 1
_INHIBITED_ERROR: Final = 2
_CREDIT_SENSOR_BLOCKED_ERROR: Final = 14
_SWALLOWED_ERROR: Final = 36
_CREDIT_SENSOR_FAULT: Final = 3

_TEXTS: Final[dict[int, bytes]] = {
    Header.REQUEST_MANUFACTURER: b"Obscura",
    Header.REQUEST_EQUIPMENT_CATEGORY: b"Coin Acceptor",
    Header.REQUEST_PRODUCT_CODE: b"SIM",
    Header.REQUEST_BUILD_CODE: b"EUR",
    Header.REQUEST_SOFTWARE_REVISION: b"1.0",
    Header.REQUEST_COMMS_REVISION: bytes((1, 4, 7)),
}


class CoinFate(StrEnum):
    """Where a coin went."""

    BOX = "box"
    RETURNED = "returned"


class CoinAcceptorModel:
    """State of the device, its box and the coins in it.

    `box_cents` is what truly lies in the box, `swallowed_cents` the part of it the device never told.
    """

    def __init__(
        self,
        *,
        coins: tuple[str, ...] = EURO_COINS,
        serial: int = 12345678,
        address: int = COIN_ACCEPTOR,
        checksum: Checksum = Checksum.SIMPLE,
    ) -> None:
        self.coins = (*coins, *(_EMPTY,) * (POSITIONS - len(coins)))
        self.serial = serial
        self.address = address
        self.checksum = checksum
        self.box_cents = 0
        self.swallowed_cents = 0
        self.jammed = False
        self.swallows = False
        self._parser = FrameParser(checksum, destination=address)
        self._silent_until_s = float("-inf")
        self._sorter = dict.fromkeys(range(1, POSITIONS + 1), 1)
        self._forget()

    # --- the coin slot ------------------------------------------------------------------------------------

    def insert(self, coin: str | int, now_s: float) -> CoinFate:
        """Drop a coin, by its name in the table or its value in cents; one not in the table comes back."""
        name = f"{self.coins[0][:2]}{coin:03d}" if isinstance(coin, int) else coin
        position = next((at for at, known in enumerate(self.coins, 1) if known.startswith(name)), None)
        if now_s < self._silent_until_s:
            return CoinFate.RETURNED
        if position is None:
            self._push(0, _REJECTED_ERROR)
            return CoinFate.RETURNED
        if self.jammed:
            self._push(0, _CREDIT_SENSOR_BLOCKED_ERROR)
            return CoinFate.RETURNED
        if not self.accepts(position, now_s):
            self._push(0, _INHIBITED_ERROR)
            return CoinFate.RETURNED
        cents = int(self.coins[position - 1][2:5])
        self.box_cents += cents
        if self.swallows:
            self.swallows = False
            self.swallowed_cents += cents
            self._push(0, _SWALLOWED_ERROR)
        else:
            self._push(position, self._sorter[position])
        return CoinFate.BOX

    def accepts(self, position: int, now_s: float) -> bool:
        """Whether a coin of this position would be taken now."""
        watched = now_s - self._polled_s <= POLL_WATCHDOG_S
        return watched and self._master and bool(self._mask >> position - 1 & 1)

    def lose_power(self, now_s: float) -> None:
        """Forget everything but the coins in the box, and start again."""
        self._silent_until_s = now_s + START_S
        self._forget()

    # --- the bus ------------------------------------------------------------------------------------------

    def hear(self, data: bytes, now_s: float) -> bytes:
        """Take bytes from the bus and return what the device answers."""
        if now_s < self._silent_until_s:
            return b""
        answer = b""
        for found in self._parser.feed(data, now_s):
            if isinstance(found, Frame):
                answer += self._answer(found, now_s)
        return answer

    def _answer(self, question: Frame, now_s: float) -> bytes:
        data = self._obey(question.header, question.data, now_s)
        if data is None:
            return b""
        host = 1 if question.source is None else question.source
        source = self.address if self.checksum is Checksum.SIMPLE else None
        return encode(Frame(host, Header.REPLY, data, source), self.checksum)

    def _obey(self, header: int, data: bytes, now_s: float) -> bytes | None:
        """Carry out a command and return the data of its answer; None is silence."""
        position = data[0] if data and 1 <= data[0] <= POSITIONS else 0
        match header:
            case Header.RESET_DEVICE:
                self._forget()
            case Header.MODIFY_INHIBIT if data:
                self._mask = int.from_bytes(data[:2], "little")
            case Header.MODIFY_MASTER_INHIBIT if data:
                self._master = bool(data[0] & 1)
            case Header.MODIFY_SORTER_PATHS if position and len(data) > 1:
                self._sorter[position] = data[1]
            case Header.SIMPLE_POLL | Header.CLEAR_COMMS_STATUS:
                pass
            case _:
                return self._tell(header, position, now_s)
        return b""

    def _tell(self, header: int, position: int, now_s: float) -> bytes | None:
        match header:
            case Header.READ_BUFFERED_EVENTS:
                self._polled_s = now_s
                return bytes((self._counter, *(byte for event in self._events for byte in event)))
            case Header.REQUEST_INHIBIT:
                return self._mask.to_bytes(2, "little")
            case Header.REQUEST_MASTER_INHIBIT:
                return bytes((int(self._master),))
            case Header.PERFORM_SELF_CHECK:
                return bytes((_CREDIT_SENSOR_FAULT if self.jammed else 0,))
            case Header.REQUEST_SERIAL_NUMBER:
                return self.serial.to_bytes(3, "little")
            case Header.REQUEST_COMMS_STATUS:
                return bytes(3)
            case Header.REQUEST_COIN_ID if position:
                return self.coins[position - 1].encode("ascii")
            case Header.REQUEST_SORTER_PATHS if position:
                return bytes((self._sorter[position],))
            case _:
                return _TEXTS.get(header)

    def _forget(self) -> None:
        self._counter = 0
        self._events = [(0, 0)] * 5
        self._mask = 0
        self._master = True
        self._polled_s = float("-inf")

    def _push(self, result_a: int, result_b: int) -> None:
        self._counter = self._counter % 255 + 1
        self._events = [(result_a, result_b), *self._events[:-1]]
