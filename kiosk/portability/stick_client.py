"""What the visit says to the stick's helper: it hands one file over and hears what came of it."""

from __future__ import annotations

import json
import socket
from pathlib import Path

from kiosk.portability.stick import Outcome, Refused

LIMIT_S = 60.0
"""A stick slower than this counts as failed; writing 250 KB to a slow one takes a second or two."""

_LONGEST_ANSWER = 1024


def write_to_stick(helper: Path, name: str, data: bytes, limit_s: float = LIMIT_S) -> str:
    """Have the helper behind this socket write the file; returns the name it got. Blocks; raises Refused."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(limit_s)
            line.connect(str(helper))
            line.sendall(f"{name} {len(data)}\n".encode() + data)
            line.shutdown(socket.SHUT_WR)
            with line.makefile("rb") as answer:
                told = json.loads(answer.readline(_LONGEST_ANSWER))
        outcome = Outcome(told["outcome"])
        if outcome is Outcome.WRITTEN:
            return str(told["name"])
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused(Outcome.FAILED) from None
    raise Refused(outcome)
