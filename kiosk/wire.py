"""Carries messages over a stream socket between two programs of the booth."""

from __future__ import annotations

import select
import socket
from collections import deque
from collections.abc import Iterator
from typing import Self

from kiosk.messages import MAX_LINE_BYTES, BadMessage, Codec, Message


class Wire:
    """One end of a connection; reading and writing never block for longer than `SEND_LIMIT_S`.

    A peer that is gone, sends nonsense or stops reading closes the wire: `closed` turns true and stays so.
    """

    SEND_LIMIT_S = 2.0

    def __init__(self, peer: socket.socket) -> None:
        self._peer = peer
        self._peer.settimeout(self.SEND_LIMIT_S)
        self._codec = Codec()
        self._pending = b""
        self._lines: deque[bytes] = deque()
        self.closed = False
        self.complaint: str | None = None

    @classmethod
    def from_fd(cls, fd: int) -> Self:
        """Take over a socket inherited as a file descriptor."""
        return cls(socket.socket(fileno=fd))

    def fileno(self) -> int:
        """For `select`; -1 once closed."""
        return self._peer.fileno()

    def send(self, message: Message) -> None:
        """Send; on a dead peer close quietly, its reader will notice."""
        if self.closed:
            return
        try:
            self._peer.sendall(self._codec.encode(message))
        except (OSError, TimeoutError):
            self.close()

    def receive(self, timeout_s: float = 0.0) -> Iterator[Message]:
        """Yield the messages that have arrived, waiting at most `timeout_s` for the first.

        A caller that stops early finds the rest the next time.
        """
        if not self._lines:
            self._read(timeout_s)
        while self._lines:
            try:
                yield self._codec.decode(self._lines.popleft())
            except BadMessage as error:
                self._complain(str(error))

    def _read(self, timeout_s: float) -> None:
        if self.closed or not select.select([self._peer], [], [], timeout_s)[0]:
            return
        try:
            chunk = self._peer.recv(65_536)
        except OSError:
            chunk = b""
        if not chunk:
            self.close()
            return
        *lines, self._pending = (self._pending + chunk).split(b"\n")
        self._lines.extend(lines)
        if len(self._pending) > MAX_LINE_BYTES:
            self._complain("a line without end")

    def close(self) -> None:
        """Hang up; may be called twice."""
        self.closed = True
        self._peer.close()

    def _complain(self, complaint: str) -> None:
        self.complaint = complaint
        self._lines.clear()
        self.close()
