"""The staff PIN: kept as a salted hash, locked after five wrong tries, longer each time."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.booth.pin_locks import PinLocks
from kiosk.cli.main import main
from kiosk.keys.keyring import booth_keyring
from kiosk.staff.pin import FIRST_LOCK_S, FREE_TRIES, LONGEST_LOCK_S, Lock, hash_pin, pin_matches
from kiosk.staff.pin_record import kept_pin_hash


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


def test_however_often_it_was_wrong_the_lock_is_an_hour() -> None:
    assert Lock(failures=5_000).failed(0.0).left_s(0.0) == LONGEST_LOCK_S


def test_the_lock_outlives_a_restart_and_a_disk_that_refuses_opens_nothing(tmp_path: Path, caplog) -> None:
    path = tmp_path / "pin_lock.json"
    locked = Lock(FREE_TRIES, until_s=1_030.0)
    PinLocks(path).save(locked)
    assert PinLocks(path).load() == locked
    assert path.stat().st_mode & 0o777 == 0o600

    locks = PinLocks(path)
    path.unlink()
    path.mkdir()  # no file can take its place
    longer = locked.failed(1_030.0)
    locks.save(longer)
    assert locks.load() == longer
    assert "a restart would forget it" in caplog.text
    assert PinLocks(path).load().failed(0.0).left_s(0.0) == FIRST_LOCK_S, "what cannot be read leaves one try"


@pytest.mark.parametrize("kept", ["", "[1]", '{"failures": 1}', '{"failures": Infinity, "until_s": 0}'])
def test_a_damaged_lock_leaves_one_try(tmp_path: Path, kept: str) -> None:
    path = tmp_path / "pin_lock.json"
    path.write_text(kept)
    assert PinLocks(path).load().failed(0.0).left_s(0.0) == FIRST_LOCK_S


def test_a_hash_in_the_settings_is_sealed_and_then_no_longer_needed_there(tmp_path: Path, caplog) -> None:
    keyring = booth_keyring(tmp_path, {})
    assert kept_pin_hash(keyring, "") == ""
    with caplog.at_level(logging.INFO):
        assert kept_pin_hash(keyring, "scrypt$old$hash") == "scrypt$old$hash"
    assert "take staff.pin_hash out" in caplog.text
    assert kept_pin_hash(keyring, "") == "scrypt$old$hash"
    assert kept_pin_hash(keyring, "scrypt$new$hash") == kept_pin_hash(keyring, "") == "scrypt$new$hash"
    (tmp_path / "keys/kek").chmod(0o644)
    assert kept_pin_hash(keyring, "") == ""
    assert "chmod 600" in caplog.text
    assert "stays shut" in caplog.text


def test_the_command_seals_a_pin_and_the_key_can_be_replaced(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(f'[paths]\nstate = "{tmp_path}/state"\n')
    told = ["--config", str(config)]
    sealed = CliRunner().invoke(main, ["staff", "pin", *told], input="40719\n40719\n")
    assert (sealed.exit_code, sealed.stdout) == (0, "")
    assert "staff-pin: opens" in CliRunner().invoke(main, ["keys", "status", *told]).stdout
    before = (tmp_path / "state/keys/kek").read_bytes()
    assert "sealed anew: 1" in CliRunner().invoke(main, ["keys", "rotate", *told]).stdout
    assert pin_matches("40719", kept_pin_hash(booth_keyring(tmp_path / "state", {}), ""))
    (tmp_path / "state/keys/kek").write_bytes(before)
    lost = CliRunner().invoke(main, ["keys", "status", *told])
    assert lost.exit_code == 1
    assert "staff-pin: cannot be opened with this key" in lost.stdout
    refused = CliRunner().invoke(main, ["keys", "rotate", *told])
    assert refused.exit_code == 2
    assert refused.stderr.count("\n") == 1
