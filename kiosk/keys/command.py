"""The `kiosk keys` commands: what the booth keeps sealed, and a new key for it."""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.keys.key_source import KeyUnusable, key_text
from kiosk.keys.keyring import Keyring, KeyringStatus, booth_keyring
from kiosk.keys.sealed import NotOpened, new_key
from kiosk.refusal import Unusable
from kiosk.settings import BadSettings, read_settings


@contextmanager
def keyring_of(config: Path) -> Iterator[Keyring]:
    """Give the keyring of the booth that a settings file describes; failures become Unusable."""
    try:
        state = read_settings(config).paths.state
        if state.exists() and (owner := state.stat().st_uid) != os.geteuid():
            raise Unusable(f"{state}: belongs to {_name_of(owner)}; run this as that user, with `sudo -u`")
        yield booth_keyring(state, os.environ)
    except (BadSettings, KeyUnusable, NotOpened) as error:
        raise Unusable(str(error)) from None
    except PermissionError as error:
        raise Unusable(f"{error.filename}: this user may not; run as the booth's user") from None
    except OSError as error:
        if error.filename is None:
            raise
        raise Unusable(f"{error.filename}: cannot be used: {error.strerror}") from None


def _name_of(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"


def print_status(config: Path, echo: Callable[[str], None]) -> bool:
    """Print what is kept and under which key; False if something of it cannot be opened."""
    with keyring_of(config) as keyring:
        status = keyring.status()
    for line in status_lines(status):
        echo(line)
    return not status.unopenable


def status_lines(status: KeyringStatus) -> Iterator[str]:
    """Yield the lines of `kiosk keys status`."""
    where = "a systemd credential" if status.is_credential else "a file of the state folder"
    yield f"key      {status.key_id}, {where}" if status.key_id else "key      none here"
    for name in status.secrets:
        told = "cannot be opened with this key: set it anew" if name in status.unopenable else "opens"
        yield f"secret   {name}: {told}"
    if not status.secrets:
        yield "secret   none is kept yet"
    if status.replacing:
        yield "careful  a replacement of the key is not finished: run `kiosk keys rotate`"


def rotate_key(config: Path) -> int:
    """Replace the key; returns how many secrets were sealed anew."""
    with keyring_of(config) as keyring:
        return keyring.rotate()


def credential() -> bytes:
    """Return a fresh key as `systemd-creds encrypt` is to take it."""
    return key_text(new_key())
