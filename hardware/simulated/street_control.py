"""The socket through which others act in the simulated world, both ends of it."""

from __future__ import annotations

import os
import selectors
import socket
import threading
from typing import TYPE_CHECKING, Self

from hardware.simulated.street_messages import COMMAND, MAX_LINE_BYTES, Command, Done, WorldState

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class StreetLost(Exception):
    """The street does not answer."""


class StreetRefused(Exception):
    """The street cannot do what was asked; the text says why."""


class ControlServer:
    """Serves `path`: hands every command to `do`, one after the other, and sends its answer back."""

    def __init__(self, path: Path, do: Callable[[Command], Done]) -> None:
        self._path, self._do = path, do
        self._pending: dict[socket.socket, bytes] = {}
        path.unlink(missing_ok=True)
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._server.bind(str(path))
        self._server.listen(4)
        self._wake = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._selector = selectors.DefaultSelector()
        self._thread = threading.Thread(target=self._serve, name="street-control", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up on everybody; may be called twice."""
        if self._thread.is_alive():
            os.eventfd_write(self._wake, 1)
            self._thread.join()
            self._server.close()
            self._path.unlink(missing_ok=True)
            os.close(self._wake)

    def _serve(self) -> None:
        self._selector.register(self._wake, selectors.EVENT_READ)
        self._selector.register(self._server, selectors.EVENT_READ)
        while True:
            ready = [key.fileobj for key, _ in self._selector.select()]
            if self._wake in ready:
                break
            for source in ready:
                if source is self._server:
                    self._welcome()
                elif isinstance(source, socket.socket):
                    self._listen_to(source)
        for link in list(self._pending):
            self._hang_up(link)
        self._selector.close()

    def _welcome(self) -> None:
        link, _ = self._server.accept()
        link.settimeout(2.0)
        self._pending[link] = b""
        self._selector.register(link, selectors.EVENT_READ)

    def _listen_to(self, link: socket.socket) -> None:
        try:
            data = link.recv(MAX_LINE_BYTES)
            *lines, rest = (self._pending[link] + data).split(b"\n")
            self._pending[link] = rest
            for line in lines:
                link.sendall(self._answer(line).model_dump_json().encode() + b"\n")
            if not data or len(rest) > MAX_LINE_BYTES:
                self._hang_up(link)
        except OSError:
            self._hang_up(link)

    def _answer(self, line: bytes) -> Done:
        try:
            return self._do(COMMAND.validate_json(line))
        except ValueError as error:
            return Done(error=" ".join(str(error).split())[:300])

    def _hang_up(self, link: socket.socket) -> None:
        del self._pending[link]
        self._selector.unregister(link)
        link.close()


class StreetControl:
    """A hand in the simulated world: connects to the street at `path`."""

    def __init__(self, path: Path, timeout_s: float = 10.0) -> None:
        """Connect; raises StreetLost."""
        self._link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._link.settimeout(timeout_s)
        try:
            self._link.connect(str(path))
        except OSError as error:
            self._link.close()
            raise StreetLost(f"no street: {error.strerror or type(error).__name__}") from None
        self._lines = self._link.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def do(self, command: Command) -> WorldState:
        """Do something and return how the world is then; raises StreetRefused and StreetLost."""
        try:
            self._link.sendall(command.model_dump_json().encode() + b"\n")
            answer = Done.model_validate_json(self._lines.readline(MAX_LINE_BYTES))
        except (OSError, ValueError):
            raise StreetLost("the street does not answer") from None
        if answer.state is None:
            raise StreetRefused(answer.error or "the street refused")
        return answer.state

    def close(self) -> None:
        """Hang up; may be called twice."""
        self._lines.close()
        self._link.close()
