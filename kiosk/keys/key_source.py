"""Where the booth's key lies: in a credential that systemd unseals, or else in a file for its owner alone.

A credential is named `obscura-kek`, a later one `obscura-kek-2` and so on: of several the highest number is
the key, the others are those it replaces. The file is `kek` in the folder of the secrets, with `kek.next`
beside it while it is replaced. A key in a file protects a copy of the secrets that left without it; against
somebody who takes the whole disk only the TPM or an encrypted disk helps.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.durable import sync_folder, write_durably
from kiosk.keys.sealed import SealingKey, new_key

_NAME: Final = re.compile(r"obscura-kek(?:-([1-9][0-9]{0,8}))?")
_MARK: Final = "obscura-kek-1 "
_LONGEST: Final = 200


class KeyUnusable(Exception):
    """The booth's key cannot be used; the text names where it should lie and says what to do."""


@dataclass(frozen=True, slots=True)
class KeySource:
    """Keys of a booth; `credentials` is the folder that systemd gives a unit, None outside one."""

    folder: Path
    credentials: Path | None = None

    @property
    def is_credential(self) -> bool:
        """Whether the key is kept by systemd."""
        return self.credentials is not None

    @property
    def is_replacing(self) -> bool:
        """Whether there are keys that another one replaces, or what is left of them."""
        if self.is_credential:
            return len(self._credentials()) > 1 or self._now.exists() or self._next.exists()
        return self._next.exists()

    def keys(self) -> list[SealingKey]:
        """Return the key to seal under, then those it replaces; empty where none was made yet.

        Raises KeyUnusable.
        """
        found = [_read(path) for path in self._credentials()]
        found += [_read(path, owner_only=True) for path in (self._next, self._now)]
        return [key for key in found if key is not None]

    def make_first(self) -> SealingKey:
        """Make the file and return its key."""
        key = new_key()
        write_durably(self._now, key_text(key))
        return key

    def make_next(self) -> SealingKey:
        """Make the key that is to replace the one in the file, and return it."""
        key = new_key()
        write_durably(self._next, key_text(key))
        return key

    def retire(self) -> None:
        """Destroy the file's key that nothing is sealed under any more; the next one takes its place.

        It is overwritten before the name goes; on flash that reaches the old cells only when the drive likes.
        """
        _overwrite(self._now)
        if self.is_credential:
            self._next.unlink(missing_ok=True)
            self._now.unlink(missing_ok=True)
        elif self._next.exists():
            self._next.replace(self._now)
        sync_folder(self.folder)

    def _credentials(self) -> list[Path]:
        if self.credentials is None:
            return []
        named = [
            (match, path) for path in self.credentials.iterdir() if (match := _NAME.fullmatch(path.name))
        ]
        return [path for match, path in sorted(named, key=lambda one: -int(one[0][1] or 1))]

    @property
    def _now(self) -> Path:
        return self.folder / "kek"

    @property
    def _next(self) -> Path:
        return self.folder / "kek.next"


def key_source(folder: Path, environment: Mapping[str, str]) -> KeySource:
    """Return the credential where systemd gave one to this process, else the file in `folder`."""
    given = environment.get("CREDENTIALS_DIRECTORY")
    if given and any(_NAME.fullmatch(path.name) for path in Path(given).glob("*")):
        return KeySource(folder, Path(given))
    return KeySource(folder)


def key_text(key: SealingKey) -> bytes:
    """Return a key as a file or a credential holds it: one line."""
    return f"{_MARK}{base64.b64encode(key.secret).decode()}\n".encode()


def _read(path: Path, *, owner_only: bool = False) -> SealingKey | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise KeyUnusable(f"{path}: cannot be read: {error.strerror}") from None
    with os.fdopen(descriptor, "rb") as file:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise KeyUnusable(f"{path}: not a file; move it away")
        if owner_only:
            _refuse_if_shared(path, state)
        text = file.read(_LONGEST).decode("ascii", errors="replace")
    if text.startswith("\0"):
        return None  # overwritten, when a replacement was cut short
    try:
        if not text.startswith(_MARK):
            raise ValueError
        return SealingKey(base64.b64decode(text[len(_MARK) :].strip(), validate=True))
    except (ValueError, binascii.Error):
        raise KeyUnusable(
            f"{path}: not a key of this booth or damaged; bring it back from a backup, or remove the folder "
            "and set its secrets anew"
        ) from None


def _refuse_if_shared(path: Path, state: os.stat_result) -> None:
    mode = stat.S_IMODE(state.st_mode)
    if mode & 0o077:
        raise KeyUnusable(
            f"{path}: others may read or change it (mode {mode:04o}); run `chmod 600 {path}`, "
            "then `kiosk keys rotate`, for somebody may have read it"
        )
    if state.st_uid not in (0, os.geteuid()):
        raise KeyUnusable(f"{path}: belongs to another user; give it to the booth's with `chown`")


def _overwrite(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        os.write(descriptor, bytes(os.fstat(descriptor).st_size))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
