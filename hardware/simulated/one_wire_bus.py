"""The one wire between host and device: it gives the host its own bytes back, and can be made to fail."""

from __future__ import annotations

import random
from collections import Counter
from enum import StrEnum
from typing import Protocol


class Fault(StrEnum):
    """What can go wrong with a device on a cable; `kiosk demo` and the tests speak these words."""

    DROP_BYTE = "drop a byte"
    CORRUPT = "corrupt a checksum"
    SILENT = "go silent"
    REPLAY = "replay"
    UNPLUG = "unplug"
    JAM = "jam"
    SWALLOW = "swallow a coin"
    LOSE_POWER = "lose power"


class Device(Protocol):
    """A device that hears bytes and answers."""

    def hear(self, data: bytes, now_s: float) -> bytes:
        """Take bytes from the wire, return the answer."""


class OneWireBus:
    """A device behind its wire.

    `spoil(fault, times)` lets DROP_BYTE, CORRUPT or REPLAY happen to the next answers; `silent` keeps the
    device quiet. `noise` is the share of bytes, either way, that are flipped or dropped by chance.
    """

    def __init__(self, device: Device, *, noise: float = 0.0, chance: random.Random | None = None) -> None:
        self.device = device
        self.noise = noise
        self.silent = False
        self._chance = chance or random.Random(0)  # noqa: S311 - a simulation, repeatable on purpose
        self._spoil: Counter[Fault] = Counter()
        self._last_answer = b""

    def spoil(self, fault: Fault, times: int = 1) -> None:
        """Let `fault` happen to the next `times` answers."""
        self._spoil[fault] += times

    def heal(self) -> None:
        """End every fault of the wire."""
        self._spoil.clear()
        self.silent = False
        self.noise = 0.0

    def carry(self, data: bytes, now_s: float) -> bytes:
        """Take what the host sends; return what it hears: its own echo, then the answer."""
        heard = self._disturb(data)
        answer = self.device.hear(heard, now_s)
        if self.silent:
            answer = b""
        if answer:
            answer = self._spoiled(answer)
        return self._disturb(data) + self._disturb(answer)

    def _spoiled(self, answer: bytes) -> bytes:
        fresh = answer
        if self._takes(Fault.REPLAY) and self._last_answer:
            answer = self._last_answer
        if self._takes(Fault.DROP_BYTE):
            at = self._chance.randrange(len(answer))
            answer = answer[:at] + answer[at + 1 :]
        if self._takes(Fault.CORRUPT):
            answer = answer[:-1] + bytes((answer[-1] ^ 0x55,))
        self._last_answer = fresh
        return answer

    def _takes(self, fault: Fault) -> bool:
        due = self._spoil[fault] > 0
        if due:
            self._spoil[fault] -= 1
        return due

    def _disturb(self, data: bytes) -> bytes:
        if not self.noise:
            return data
        out = bytearray()
        for byte in data:
            if self._chance.random() >= self.noise:
                out.append(byte)
            elif self._chance.random() < 0.5:
                out.append(byte ^ self._chance.randrange(1, 256))
        return bytes(out)
