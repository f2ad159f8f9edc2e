"""The staff PIN: kept as a salted hash, locked after five wrong tries, longer each time."""

from __future__ import annotations

from kiosk.staff.pin import FIRST_LOCK_S, FREE_TRIES, LONGEST_LOCK_S, Lock, hash_pin, pin_matches


def test_only_the_right_pin_matches() -> None:
    kept = hash_pin("40719")
    assert pin_matches("40719", kept)
    assert not pin_matches("40718", kept)
    assert "40719" not in kept
    assert hash_pin("40719") != kept


def test_nothing_matches_an_empty_or_damaged_hash() -> None:
    for kept in ("", "scrypt", "scrypt$$", "scrypt$!!$!!", "plain$MTIz$MTIz"):
        assert not pin_matches("", kept)
        assert not pin_matches("1234", kept)


def test_five_tries_are_free_then_the_lock_doubles_up_to_an_hour() -> None:
    lock, now_s, waits = Lock(), 1000.0, []
    for _ in range(FREE_TRIES + 10):
        lock = lock.failed(now_s)
        waits.append(lock.left_s(now_s))
        now_s += waits[-1]
    assert waits[: FREE_TRIES - 1] == [0.0] * (FREE_TRIES - 1)
    assert waits[FREE_TRIES - 1 : FREE_TRIES + 2] == [FIRST_LOCK_S, 2 * FIRST_LOCK_S, 4 * FIRST_LOCK_S]
    assert waits[-1] == LONGEST_LOCK_S


def test_a_clock_set_back_opens_nothing_and_locks_no_longer_than_the_longest() -> None:
    lock = Lock(FREE_TRIES, until_s=1_000_000.0)
    assert lock.left_s(0.0) == LONGEST_LOCK_S
