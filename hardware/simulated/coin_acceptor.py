"""The simulated coin acceptor on a pseudo-terminal: plug any ccTalk host into its `path`.

As a program, `python -m hardware.simulated.coin_acceptor [--link PATH]` prints the path and obeys lines on
its standard input: `insert 200`, `fault jam`, `clear`, `plug`, `quit`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import selectors
import sys
import tempfile
import threading
import time
import tty
from pathlib import Path
from typing import Final, Self, TextIO

from hardware.payment.cctalk_codec import Checksum
from hardware.serial_link import Clock
from hardware.simulated.coin_acceptor_model import EURO_COINS, CoinAcceptorModel, CoinFate
from hardware.simulated.one_wire_bus import Fault, OneWireBus

_CHUNK: Final = 256


class SimulatedCoinAcceptor:
    """A coin acceptor that runs on a thread between `start` and `stop`; also a context manager.

    `path` is a symbolic link that stays the same when the cable is pulled and put back; without `link` it
    lies in a folder of its own that `stop` removes.
    """

    def __init__(
        self,
        *,
        link: Path | None = None,
        coins: tuple[str, ...] = EURO_COINS,
        serial: int = 12345678,
        checksum: Checksum = Checksum.SIMPLE,
        clock: Clock = time.monotonic,
    ) -> None:
        self.model = CoinAcceptorModel(coins=coins, serial=serial, checksum=checksum)
        self.bus = OneWireBus(self.model)
        self._clock = clock
        self._link = link
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._master = -1
        self._slave = -1
        self._wake_read, self._wake_write = -1, -1

    @property
    def path(self) -> str:
        """Where to plug in, once started."""
        return str(self._link)

    @property
    def box_cents(self) -> int:
        """What truly lies in the box."""
        return self.model.box_cents

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def start(self) -> None:
        """Plug in and begin to answer."""
        if self._link is None:
            self._folder = tempfile.TemporaryDirectory(prefix="coin-acceptor-")
            self._link = Path(self._folder.name) / "port"
        self._wake_read, self._wake_write = os.pipe()
        self._stopping = False
        with self._lock:
            self._plug()
        self._thread = threading.Thread(target=self._run, name="coin-acceptor", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Fall silent and leave nothing behind; may be called twice."""
        if self._thread is None:
            return
        self._stopping = True
        self._wake()
        self._thread.join()
        self._thread = None
        self._unplug()
        os.close(self._wake_read)
        os.close(self._wake_write)
        self._wake_read = self._wake_write = -1
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = self._link = None

    # --- the world ----------------------------------------------------------------------------------------

    def insert(self, coin: str | int) -> CoinFate:
        """Drop a coin, by its name (`EU200`) or its value in cents; return where it went."""
        with self._lock:
            return self.model.insert(coin, self._clock())

    def cause(self, fault: Fault, times: int = 1) -> None:
        """Make `fault` happen; `times` counts answers for DROP_BYTE, CORRUPT and REPLAY."""
        with self._lock:
            match fault:
                case Fault.SILENT:
                    self.bus.silent = True
                case Fault.UNPLUG:
                    self._unplug()
                    self._wake()
                case Fault.JAM:
                    self.model.jammed = True
                case Fault.SWALLOW:
                    self.model.swallows = True
                case Fault.LOSE_POWER:
                    self.model.lose_power(self._clock())
                case Fault.DROP_BYTE | Fault.CORRUPT | Fault.REPLAY:
                    self.bus.spoil(fault, times)

    def clear(self) -> None:
        """End every fault and put the cable back."""
        with self._lock:
            self.bus.heal()
            self.model.jammed = self.model.swallows = False
            if self._master < 0:
                self._plug()
                self._wake()

    # --- the port -----------------------------------------------------------------------------------------

    def _plug(self) -> None:
        if self._link is None:
            return
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        fresh = self._link.with_name(f"{self._link.name}.{os.getpid()}")
        fresh.symlink_to(os.ttyname(self._slave))
        fresh.replace(self._link)

    def _unplug(self) -> None:
        if self._master < 0:
            return
        os.close(self._master)
        os.close(self._slave)
        self._master = self._slave = -1
        if self._link is not None:
            self._link.unlink(missing_ok=True)

    def _wake(self) -> None:
        if self._wake_write >= 0:
            os.write(self._wake_write, b"\x00")

    def _run(self) -> None:
        while not self._stopping:
            with selectors.DefaultSelector() as selector:
                with self._lock:
                    selector.register(self._wake_read, selectors.EVENT_READ)
                    if self._master >= 0:
                        selector.register(self._master, selectors.EVENT_READ)
                while self._serve(selector):
                    pass

    def _serve(self, selector: selectors.BaseSelector) -> bool:
        """Answer what comes in; False when the port or the wish to run changed."""
        for key, _ in selector.select():
            if key.fd == self._wake_read:
                os.read(self._wake_read, _CHUNK)
                return False
            with self._lock, contextlib.suppress(BlockingIOError):
                if key.fd != self._master:
                    return False
                heard = os.read(self._master, _CHUNK)
                # What the host does not take off the wire is gone, as on a real one.
                os.write(self._master, self.bus.carry(heard, self._clock()))
        return True


def obey(line: str, device: SimulatedCoinAcceptor) -> str:
    """Carry out one line of the program's input and return what to print; raises ValueError."""
    verb, _, rest = line.strip().partition(" ")
    match verb:
        case "insert":
            return device.insert(int(rest) if rest.isdecimal() else rest)
        case "fault":
            device.cause(Fault(rest))
        case "clear" | "plug":
            device.clear()
        case _:
            raise ValueError(f"unknown word {verb!r}; known: insert, fault, clear, plug, quit")
    return "ok"


def main(arguments: list[str], lines: TextIO = sys.stdin, out: TextIO = sys.stdout) -> int:
    """Run until the input ends or says `quit`."""
    parser = argparse.ArgumentParser(prog="hardware.simulated.coin_acceptor", description=__doc__)
    parser.add_argument("--link", type=Path, help="symbolic link to the port; default: a temporary one")
    with SimulatedCoinAcceptor(link=parser.parse_args(arguments).link) as device:
        print(device.path, file=out, flush=True)
        for line in lines:
            if line.strip() == "quit":
                break
            try:
                print(obey(line, device), file=out, flush=True)
            except ValueError as error:
                print(error, file=out, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
