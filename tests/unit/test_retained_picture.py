"""A sheet that is kept is sealed at once, opens under its own key only, and is erased with the key."""

from __future__ import annotations

import socket

import pytest

from kiosk.keeper.__main__ import keep
from kiosk.keeper.handover import MAX_SEALED_BYTES, HandoverBroken, hand_over, take_over
from kiosk.keeper.kept import LONGEST_S, Kept
from kiosk.privacy.retained import Container, NotOpened, opened, seal


def test_it_opens_under_its_own_key_and_what_was_opened_is_cleared() -> None:
    container = seal(b"picture")
    assert b"picture" not in container.sealed
    with opened(container) as view:
        assert bytes(view) == b"picture"
        below = view.obj
    assert below == bytes(7)
    changed = bytearray(container.sealed)
    changed[-1] ^= 1
    for other in (seal(b"picture").sealed, bytes(changed), b"", container.sealed[:20]):
        with pytest.raises(NotOpened), opened(Container(container.key, other)):
            pass
    container.erase()
    with pytest.raises(NotOpened), opened(container):
        pass


def test_it_is_kept_until_its_time_is_up_or_it_is_asked_to_go() -> None:
    for end in (lambda kept: kept.keep_up(160.0), lambda kept: kept.erase()):
        key = bytearray(b"k" * 32)
        kept = Kept(key, bytearray(b"sealed"), keep_s=60.0, now_s=100.0)
        assert kept.keep_up(159.9)
        assert kept.left_s(150.0) == 10.0
        end(kept)
        assert key == bytes(32)
        assert kept.left_s(100.0) == 0.0
        assert not kept.keep_up(100.0)


def test_nothing_is_kept_longer_than_an_hour_or_for_no_time() -> None:
    for keep_s in (0.0, -1.0, LONGEST_S + 1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="3600 s"):
            Kept(bytearray(32), bytearray(1), keep_s, 0.0)


def test_a_keeper_whose_time_is_up_hands_nothing_out_any_more() -> None:
    now_s = iter([0.0, 0.0, 60.0])
    supervisor, keeper = socket.socketpair()
    ours, theirs = socket.socketpair()
    key = bytearray(b"k" * 32)
    with supervisor, keeper, ours:
        with theirs:
            socket.send_fds(supervisor, [b"G"], [theirs.fileno()])
        keep(Kept(key, bytearray(b"sealed"), 60.0, 0.0), keeper, lambda: next(now_s))
        assert take_over(ours, 1.0) == (b"k" * 32, b"sealed"), "in time it does"
        assert key == bytes(32)
        with pytest.raises(HandoverBroken):
            take_over(ours, 1.0)


@pytest.mark.parametrize(
    "said",
    [b"", bytes(20), bytes(40), bytes(32) + (MAX_SEALED_BYTES + 1).to_bytes(8, "big"), bytes(39) + b"\x02x"],
    ids=["nothing", "half a key", "an empty sheet", "too large", "half a sheet"],
)
def test_a_sheet_that_does_not_come_whole_is_no_sheet(said: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            theirs.sendall(said)
        with pytest.raises(HandoverBroken):
            take_over(ours, 1.0)


def test_nobody_waits_for_a_reader_that_does_not_read() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(HandoverBroken):
        hand_over(ours, bytearray(32), bytearray(4_000_000), 0.05)
