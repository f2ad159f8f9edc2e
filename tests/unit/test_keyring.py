"""Secrets on the disk: sealed, each for its name alone, under a key that nobody else may read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.keys.key_source import KeyUnusable, key_source, key_text
from kiosk.keys.keyring import Keyring
from kiosk.keys.sealed import NotOpened, new_key

SECRET = b"scrypt$never-in-the-clear"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def ring(folder: Path) -> Keyring:
    return Keyring(key_source(folder, {}))


def test_a_secret_comes_back_and_its_file_tells_nothing(ring: Keyring, folder: Path) -> None:
    assert ring.get("staff-pin") is None
    assert not folder.exists()  # looking makes no key
    ring.put("staff-pin", SECRET)
    assert ring.get("staff-pin") == SECRET
    assert {(path.name, path.stat().st_mode & 0o777) for path in folder.iterdir()} == {
        ("kek", 0o600),
        ("staff-pin.sealed", 0o600),
    }
    assert all(SECRET not in path.read_bytes() for path in folder.iterdir())
    ring.put("staff-pin", b"another")
    assert ring.get("staff-pin") == b"another"
    for name in ("../kek", "Staff", ""):
        with pytest.raises(ValueError, match="lower-case"):
            ring.put(name, SECRET)


def test_a_secret_under_another_name_or_from_another_booth_is_refused(ring, folder, tmp_path) -> None:
    ring.put("staff-pin", SECRET)
    (folder / "ops-tls-key.sealed").write_bytes((folder / "staff-pin.sealed").read_bytes())
    with pytest.raises(NotOpened, match=r"ops-tls-key\.sealed: .*another purpose.*set this secret anew"):
        ring.get("ops-tls-key")
    with pytest.raises(NotOpened):
        ring.rotate()  # loses nothing: it replaces no key while there is a secret it cannot take along
    assert ring.status().unopenable == ("ops-tls-key",)
    other = Keyring(key_source(tmp_path / "other", {}))
    other.put("staff-pin", b"of the other booth")
    (folder / "staff-pin.sealed").write_bytes((tmp_path / "other/staff-pin.sealed").read_bytes())
    with pytest.raises(NotOpened, match=r"under key [0-9a-f]{16}, which is not here"):
        ring.get("staff-pin")


def test_a_key_file_that_others_may_read_is_refused_with_what_to_do(ring: Keyring, folder: Path) -> None:
    ring.put("staff-pin", SECRET)
    for mode in (0o640, 0o604, 0o620):
        (folder / "kek").chmod(mode)
        with pytest.raises(KeyUnusable, match=r"chmod 600 .*kiosk keys rotate"):
            ring.get("staff-pin")
    (folder / "kek").chmod(0o600)
    assert ring.get("staff-pin") == SECRET


def test_a_lost_or_damaged_key_is_not_replaced_in_silence(ring: Keyring, folder: Path) -> None:
    ring.put("staff-pin", SECRET)
    key = (folder / "kek").read_bytes()
    for damaged in (b"", key[:20], b"\xff" * 60, key[:-3] + b"!\n"):
        (folder / "kek").write_bytes(damaged)
        with pytest.raises(KeyUnusable, match="damaged; bring it back from a backup"):
            ring.put("staff-pin", b"new")
    (folder / "kek").unlink()
    for wanted in (lambda: ring.put("ops-tls-key", b"new"), ring.rotate):
        with pytest.raises(KeyUnusable, match="is gone; bring it back from a backup"):
            wanted()
    (folder / "kek").symlink_to("/etc/hostname")
    with pytest.raises(KeyUnusable, match="cannot be read"):
        ring.get("staff-pin")


def test_a_folder_where_a_secret_should_be_is_named(ring: Keyring, folder: Path) -> None:
    ring.put("staff-pin", SECRET)
    (folder / "a.sealed").mkdir()
    assert ring.status().unopenable == ("a",)
    for wanted in (ring.rotate, lambda: ring.get("a")):
        with pytest.raises(NotOpened, match=r"a\.sealed: is a folder; move it away"):
            wanted()
    (folder / "kek.next").write_bytes(key_text(new_key()))  # a replacement under way is not held up by it
    (folder / "kek.next").chmod(0o600)
    assert ring.get("staff-pin") == SECRET
    assert not (folder / "kek.next").exists()


def test_systemds_credential_is_the_key_where_there_is_one(folder: Path, tmp_path: Path) -> None:
    given = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    (tmp_path / "obscura-kek").write_bytes(key_text(new_key()))
    ring = Keyring(key_source(folder, given))
    ring.put("staff-pin", SECRET)
    assert not (folder / "kek").exists()
    with pytest.raises(KeyUnusable, match=r"docs/operator\.md, Keys"):
        ring.rotate()  # systemd's key is not ours to write
    (tmp_path / "obscura-kek-10").write_bytes(key_text(new_key()))
    assert ring.rotate() == 1
    (tmp_path / "obscura-kek").unlink()
    assert ring.get("staff-pin") == SECRET
    with pytest.raises(NotOpened, match="which is not here"):
        Keyring(key_source(folder, {})).get("staff-pin")


def test_whenever_a_replacement_is_killed_every_secret_opens_and_one_key_is_left(tmp_path: Path) -> None:
    program = Path(__file__).parents[1] / "property" / "rotation_until_killed.py"
    done = subprocess.run(
        [sys.executable, "-W", "error", str(program), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, done.stderr
    for kind, told in json.loads(done.stdout).items():
        assert told["violations"] == [], kind
        assert told["killed"] >= 15
        assert told["replaced"] >= 15
