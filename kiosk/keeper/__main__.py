"""The keeper as a program: `python -I -m kiosk.keeper --fd N --from M --keep-s S`, one for every kept sheet.

It takes one sealed sheet with its key from a visit (M) and keeps it in memory, in no file. It hands both to
whoever the supervisor sends a socket for (N), as often as that happens. It dies when the time is up, when it
is killed because the customer said "delete", and with the booth; its death is the deletion. It has no means
to open what it keeps, and needs the standard library only, so that anybody can read all of it.
"""

from __future__ import annotations

import argparse
import logging
import select
import socket
import sys
import time
from collections.abc import Callable

from kiosk.keeper.handover import HAVE_IT, HandoverBroken, hand_over, take_over
from kiosk.keeper.kept import Kept
from kiosk.process_hygiene import (
    die_with_parent,
    forbid_looking_in,
    give_up_looking_in,
    keep_out_of_swap,
    log_failures_without_values,
)

COMES_WITHIN_S = 30.0
"""The visit seals the sheet as soon as this program runs; what is not here by then will not come."""
STEP_LIMIT_S = 5.0
"""The reader is a visit on a busy machine. The supervisor ends this program in time all the same."""

_log = logging.getLogger(__name__)


def main() -> None:
    """Take a sheet, keep it, die."""
    die_with_parent()
    give_up_looking_in()
    forbid_looking_in()
    keep_out_of_swap()
    logging.basicConfig(level=logging.WARNING, format="keeper: %(levelname)s %(message)s")
    log_failures_without_values()
    options = argparse.ArgumentParser()
    options.add_argument("--fd", type=int, required=True)
    options.add_argument("--from", type=int, required=True, dest="source")
    options.add_argument("--keep-s", type=float, required=True)
    asked = options.parse_args()
    began_s = _clock()
    try:
        with socket.socket(fileno=asked.source) as source:
            key, sealed = take_over(source, COMES_WITHIN_S)
    except HandoverBroken as broken:
        _log.warning("no sheet came: %s", broken)
        sys.exit(1)
    with socket.socket(fileno=asked.fd) as supervisor:
        supervisor.sendall(HAVE_IT)
        keep(Kept(key, sealed, asked.keep_s, began_s), supervisor, _clock)


def keep(kept: Kept, supervisor: socket.socket, clock: Callable[[], float]) -> None:
    """Hand the sheet to whoever the supervisor sends a socket for, until the time is up or it hangs up."""
    try:
        while kept.keep_up(clock()):
            if not select.select([supervisor], [], [], kept.left_s(clock()))[0]:
                continue
            word, enclosed, _flags, _peer = socket.recv_fds(supervisor, 1, 1, socket.MSG_CMSG_CLOEXEC)
            for fd in enclosed:
                _give(kept, socket.socket(fileno=fd))
            if not word:
                return
    finally:
        kept.erase()


def _give(kept: Kept, receiver: socket.socket) -> None:
    with receiver:
        try:
            hand_over(receiver, kept.key, kept.sealed, STEP_LIMIT_S)
        except HandoverBroken as broken:
            _log.warning("nobody took the sheet: %s", broken)


def _clock() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)


if __name__ == "__main__":
    main()
