"""A picture that is kept is sealed at once, opens until its time is up, and is then nowhere in any form."""

from __future__ import annotations

import secrets
import subprocess
import sys

import pytest

from kiosk.privacy.memory_scan import count_in_process
from kiosk.privacy.retained import LONGEST_S, Erased, Retained

KEEPER = """
import os, sys
from kiosk.privacy.retained import Retained
content = bytearray.fromhex(sys.stdin.readline()[::-1])  # arrives reversed, so the pipe holds no copy of it
kept = Retained(content, 60.0, 0.0)
content[:] = bytes(len(content))
os.write(1, kept._key)  # no copy: the buffer itself is written
os.write(1, kept.sealed)
sys.stdin.readline()
with kept.opened(30.0) as view:
    os.write(1, view)
    sys.stdin.readline()
os.write(1, b"closed")
sys.stdin.readline()
kept.keep_up(60.0)
os.write(1, b"erased")
sys.stdin.readline()
"""


def test_it_opens_until_its_time_is_up_or_it_is_asked_to_go() -> None:
    for end in (lambda kept: kept.keep_up(160.0), lambda kept: kept.erase()):
        kept = Retained(b"picture", keep_s=60.0, now_s=100.0)
        key = kept._key
        assert b"picture" not in kept.sealed
        assert kept.keep_up(159.9)
        assert kept.left_s(150.0) == 10.0
        with kept.opened(159.9) as view:
            assert bytes(view) == b"picture"
            below = view.obj
        assert below == bytes(7)
        end(kept)
        assert key == bytes(32)
        assert kept.left_s(100.0) == 0.0
        with pytest.raises(Erased), kept.opened(100.0):
            pass
    late = Retained(b"picture", keep_s=60.0, now_s=100.0)
    with pytest.raises(Erased), late.opened(160.0):  # nobody called keep_up: it is late all the same
        pass


def test_nothing_is_kept_longer_than_an_hour_or_for_no_time() -> None:
    for keep_s in (0.0, -1.0, LONGEST_S + 1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="3600 s"):
            Retained(b"picture", keep_s, 0.0)


def test_memory_of_the_keeper_holds_neither_key_nor_picture_afterwards() -> None:
    picture = secrets.token_bytes(32)
    with subprocess.Popen(
        [sys.executable, "-c", KEEPER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as keeper:
        assert keeper.stdin is not None
        assert keeper.stdout is not None

        def go_on(line: bytes, expect: int) -> bytes:
            keeper.stdin.write(line + b"\n")
            return keeper.stdout.read(expect)

        key = go_on(picture.hex()[::-1].encode(), 32)
        sealed = keeper.stdout.read(12 + 32 + 16)
        assert count_in_process(keeper.pid, [key]) >= 1
        assert count_in_process(keeper.pid, [picture]) == 0
        assert go_on(b"", 32) == picture
        assert count_in_process(keeper.pid, [picture]) >= 1
        assert go_on(b"", 6) == b"closed"
        assert count_in_process(keeper.pid, [picture]) == 0
        assert go_on(b"", 6) == b"erased"
        assert count_in_process(keeper.pid, [key, picture]) == 0
        assert count_in_process(keeper.pid, [sealed[12:]]) >= 1  # what is left is of no use to anybody
        keeper.stdin.write(b"\n")
