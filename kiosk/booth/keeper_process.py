"""A keeper as the supervisor has it: started, asked to hand out, killed. No byte of a sheet comes here."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys

from kiosk.keeper.handover import HAVE_IT

_PROGRAM = (sys.executable, "-I", "-B", "-m", "kiosk.keeper")


class KeeperProcess:
    """A running `python -m kiosk.keeper` that leads its own session."""

    def __init__(self, keep_s: float) -> None:
        self._control, theirs = socket.socketpair()
        self._control.settimeout(0.0)
        self._for_visit, source = socket.socketpair()
        with theirs, source:
            fds = (theirs.fileno(), source.fileno())
            self._process = subprocess.Popen(
                [*_PROGRAM, "--fd", str(fds[0]), "--from", str(fds[1]), "--keep-s", f"{keep_s:g}"],
                pass_fds=fds,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                env={},
            )
        self._has_it = False

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    def for_visit(self) -> socket.socket:
        """Return the end through which the visit gives it the sheet; whoever asks closes it."""
        return self._for_visit

    def has_it(self) -> bool:
        """Whether the whole sheet has come and the keeper lives."""
        if not self._has_it:
            with contextlib.suppress(OSError):  # nothing said yet, or it is gone
                self._has_it = self._control.recv(1) == HAVE_IT
        return self._has_it and self.is_alive()

    def hand_out(self) -> socket.socket:
        """Return the end of a new connection through which the keeper gives the sheet, again and again."""
        ours, theirs = socket.socketpair()
        with theirs, contextlib.suppress(OSError):  # a dead keeper: the reader finds the end at once
            socket.send_fds(self._control, [b"G"], [theirs.fileno()])
        return ours

    def is_alive(self) -> bool:
        """Whether it still runs; reaps it when it does not."""
        return self._process.poll() is None

    @property
    def left_in_time(self) -> bool:
        """Whether it left because the time was up, once it is dead."""
        return self._process.returncode == 0

    def end(self) -> None:
        """Kill and reap it: when this returns, key and sheet are gone."""
        self._process.kill()
        self._process.wait()
        self._control.close()
        self._for_visit.close()
