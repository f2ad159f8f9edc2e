"""Questions and answers on a ccTalk bus: one device asked by one host, over an open port."""

from __future__ import annotations

from typing import Final

from hardware.payment.cctalk_codec import HOST, Checksum, Frame, FrameParser, Header, encode
from hardware.serial_link import Clock, SerialLink

REPLY_TIMEOUT_S: Final = 0.15
"""Devices answer within 10 ms as a rule; an event buffer takes 17 ms on the wire, adapters add 16."""
TRIES: Final = 3
"""As often as Part 4 §1.1.26 names first; any command may be repeated without harm."""
AGREEING_TRIES: Final = 6
_QUIET_S: Final = 0.055
_QUIET_READS: Final = 20
_CHUNK: Final = 256


class NoAnswer(Exception):
    """The device gave no usable answer, however often it was asked."""


class CcTalkBus:
    """Asks the device at `address`; every method may raise LinkLost.

    `echoes` says whether the port gives back what it sent, as the one-wire bus does; `find_echo` finds out.
    """

    def __init__(self, link: SerialLink, clock: Clock, address: int, checksum: Checksum) -> None:
        self._link = link
        self._clock = clock
        self._address = address
        self._checksum = checksum
        self._unknown: set[Header] = set()
        self.echoes = True

    def find_echo(self) -> None:
        """Greet the device with a simple poll, with and without echo; raises NoAnswer."""
        for self.echoes in (True, False):
            try:
                self.ask(Header.SIMPLE_POLL, length=0)
            except NoAnswer:
                continue
            return
        self.echoes = True
        raise NoAnswer("nobody answers the simple poll")

    def ask(
        self,
        header: Header,
        data: bytes = b"",
        *,
        length: int | None = None,
        timeout_s: float = REPLY_TIMEOUT_S,
    ) -> bytes:
        """Return the data of the answer, `length` bytes if given; raises NoAnswer after three tries."""
        question = encode(Frame(self._address, header, data), self._checksum)
        for _ in range(TRIES):
            frame = self._try(question, timeout_s)
            if frame and frame.header == Header.REPLY and length in (None, len(frame.data)):
                return frame.data
            self._wait_for_quiet()
        raise NoAnswer(f"no answer to header {header}")

    def ask_until_agreed(self, header: Header, data: bytes = b"") -> bytes:
        """Return an answer that came twice in a row; raises NoAnswer.

        For what money hangs on: the simple checksum passes 1 damaged packet in 256.
        """
        before: bytes | None = None
        for _ in range(AGREEING_TRIES):
            answer = self.ask(header, data)
            if answer == before:
                return answer
            before = answer
        raise NoAnswer(f"header {header} never answers the same twice")

    def ask_if_known(
        self, header: Header, data: bytes = b"", *, timeout_s: float = REPLY_TIMEOUT_S
    ) -> bytes | None:
        """Return the answer; None from a device that stays silent, for it does not know the command."""
        if header in self._unknown:
            return None
        try:
            return self.ask(header, data, timeout_s=timeout_s)
        except NoAnswer:
            self.ask(Header.SIMPLE_POLL, length=0)
            self._unknown.add(header)
            return None

    def text(self, header: Header) -> str:
        """Return an ASCII answer without outer blanks; "" from a device that does not know the command."""
        data = self.ask_if_known(header)
        return "" if data is None else data.decode("ascii", "replace").strip()

    def close(self) -> None:
        """Close the port."""
        self._link.close()

    def _try(self, question: bytes, timeout_s: float) -> Frame | None:
        for _ in range(_QUIET_READS):
            if not self._link.read(_CHUNK, 0.0):
                break
        parser = FrameParser(self._checksum, destination=HOST, source=self._address)
        if self.echoes:
            parser.skip_echo(question)
        self._link.write(question)
        ends_s = self._clock() + timeout_s
        while (left_s := ends_s - self._clock()) > 0:
            chunk = self._link.read(_CHUNK, left_s)
            for found in parser.feed(chunk, self._clock()):
                if isinstance(found, Frame):
                    return found
        return None

    def _wait_for_quiet(self) -> None:
        """Let a late or broken answer pass, so that it cannot be taken for the next one."""
        for _ in range(_QUIET_READS):
            if not self._link.read(_CHUNK, _QUIET_S):
                return
