"""Rehearses a visit's end: a process that holds a mark is looked for while it runs, and once it is killed."""

from __future__ import annotations

import secrets
import subprocess
import sys

from kiosk.privacy.canary import new_seed
from kiosk.privacy.proof.claims import Claim, rehearsed
from kiosk.privacy.proving import Proof, Question, answer_of, start_search

_STAND_IN = """
import sys
from kiosk.privacy.canary import canary_of
mark = canary_of(sys.stdin.readline().strip())
kept = [bytearray(4096) + mark for _ in range(256)]
print("kept", flush=True)
sys.stdin.read()
"""


def rehearse() -> Claim:
    """Run the rehearsal on this machine and judge it."""
    seed = new_seed()
    with subprocess.Popen(
        [sys.executable, "-I", "-B", "-c", _STAND_IN],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as stand_in:
        assert stand_in.stdin is not None  # noqa: S101 -- pipes were asked for
        assert stand_in.stdout is not None  # noqa: S101
        stand_in.stdin.write(seed + "\n")
        stand_in.stdin.flush()
        stand_in.stdout.readline()
        during = _search(seed, stand_in.pid)
        stand_in.kill()
    after = _search(seed, stand_in.pid)
    if during is None or after is None:
        return rehearsed(0, 0, 0)  # a search that failed proves nothing
    return rehearsed(during.memory_hits, after.memory_hits + after.processes_left, after.unreadable)


def _search(seed: str, session: int) -> Proof | None:
    question = Question(seed, session, private_dir=f"/nonexistent-{secrets.token_hex(8)}")
    return answer_of(start_search(question))
