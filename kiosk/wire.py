"""Carries messages over a stream socket between two programs of the booth."""

from __future__ import annotations

import contextlib
import select
import socket
from collections import deque
from collections.abc import Iterator
from typing import Self

from kiosk.messages.codec import Codec
from kiosk.messages.message import MAX_LINE_BYTES, BadMessage, Message


class Wire:
    """One end of a connection; reading and writing never block for longer than `SEND_LIMIT_S`.

    A peer that is gone, sends nonsense or stops reading closes the wire: `closed` turns true and stays so.
    Sockets may be enclosed with a message; only a wire that `takes_sockets` lets them in.
    """

    SEND_LIMIT_S = 2.0

    def __init__(self, peer: socket.socket, *, takes_sockets: bool = False) -> None:
        self._peer = peer
        self._takes_sockets = takes_sockets
        self._enclosed: deque[socket.socket] = deque()
        self._peer.settimeout(self.SEND_LIMIT_S)
        self._codec = Codec()
        self._pending = b""
        self._lines: deque[bytes] = deque()
        self.closed = False
        self.complaint: str | None = None

    @classmethod
    def from_fd(cls, fd: int, *, takes_sockets: bool = False) -> Self:
        """Take over a socket inherited as a file descriptor."""
        return cls(socket.socket(fileno=fd), takes_sockets=takes_sockets)

    def fileno(self) -> int:
        """For `select`; -1 once closed."""
        return self._peer.fileno()

    def send(self, message: Message, enclosed: socket.socket | None = None) -> None:
        """Send; on a dead peer close quietly, its reader will notice. An enclosed socket is given away."""
        with contextlib.ExitStack() as given_away:
            if enclosed is not None:
                given_away.enter_context(enclosed)
            if self.closed:
                return
            line = self._codec.encode(message)
            try:
                sent = 0 if enclosed is None else socket.send_fds(self._peer, [line], [enclosed.fileno()])
                self._peer.sendall(line[sent:])
            except (OSError, TimeoutError):
                self.close()

    def enclosed(self) -> socket.socket | None:
        """Return the socket that was enclosed first and not asked for yet; whoever asks closes it."""
        return self._enclosed.popleft() if self._enclosed else None

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
            chunk = self._read_with_sockets() if self._takes_sockets else self._peer.recv(65_536)
        except OSError:
            chunk = b""
        if not chunk:
            self.close()
            return
        *lines, self._pending = (self._pending + chunk).split(b"\n")
        self._lines.extend(lines)
        if len(self._pending) > MAX_LINE_BYTES:
            self._complain("a line without end")

    def _read_with_sockets(self) -> bytes:
        chunk, fds, _flags, _peer = socket.recv_fds(self._peer, 65_536, 4, socket.MSG_CMSG_CLOEXEC)
        self._enclosed.extend(socket.socket(fileno=fd) for fd in fds)
        return chunk

    def close(self) -> None:
        """Hang up; may be called twice."""
        self.closed = True
        self._peer.close()
        while self._enclosed:
            self._enclosed.popleft().close()

    def _complain(self, complaint: str) -> None:
        self.complaint = complaint
        self._lines.clear()
        self.close()
