"""A cable without a port: driver and simulated device in one thread, on a clock that waits for nobody."""

from __future__ import annotations

from hardware.serial_link import LinkLost, SerialLink
from hardware.simulated.one_wire_bus import OneWireBus


class StandingClock:
    """Seconds that pass only when told, or while somebody waits for bytes that do not come."""

    def __init__(self, now_s: float = 100.0) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        """Return the time."""
        return self.now_s

    def advance(self, by_s: float) -> None:
        """Let time pass."""
        self.now_s += by_s


class MemoryCable:
    """Where a driver plugs in: `open_link` gives a link, `plugged` says whether the cable is in."""

    def __init__(self, bus: OneWireBus, clock: StandingClock) -> None:
        self.bus = bus
        self.clock = clock
        self.plugged = True

    def open_link(self) -> SerialLink:
        """Return a fresh link; raises LinkLost while unplugged."""
        if not self.plugged:
            raise LinkLost("no such port")
        return _MemoryLink(self)


class _MemoryLink:
    def __init__(self, cable: MemoryCable) -> None:
        self._cable = cable
        self._waiting = b""
        self._open = True

    def write(self, data: bytes) -> None:
        self._check()
        self._waiting += self._cable.bus.carry(data, self._cable.clock())

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        self._check()
        if not self._waiting:
            self._cable.clock.advance(timeout_s)
        data, self._waiting = self._waiting[:max_bytes], self._waiting[max_bytes:]
        return data

    def close(self) -> None:
        self._open = False

    def _check(self) -> None:
        if not (self._open and self._cable.plugged):
            raise LinkLost("the cable is out")
