"""The booth's secrets: a folder with one sealed file each, and how their key is replaced.

Replacing takes these steps: (1) the next key is written; (2) one secret after the other is sealed anew, under
the next key and a new one of its own; (3) the old key is overwritten; (4) the next takes its name. Whoever
opens the folder and finds a replacement under way goes on from step 2, so that a kill at any point costs
nothing. Every access locks the folder and reads the key anew: no process keeps it, and none seals under a key
that is gone.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.durable import DRAFT, sync_folder, write_durably
from kiosk.keys.key_source import KeySource, KeyUnusable, key_source
from kiosk.keys.sealed import PURPOSE, NotOpened, SealingKey, key_id_of, open_sealed, seal

_SUFFIX = ".sealed"


@dataclass(frozen=True, slots=True)
class KeyringStatus:
    """What the folder holds; `key_id` is hexadecimal and None before the first secret."""

    key_id: str | None
    is_credential: bool
    secrets: tuple[str, ...]
    unopenable: tuple[str, ...]
    replacing: bool


class Keyring:
    """Named secrets, each sealed for its name alone; a name has lower-case letters, digits and dashes.

    All methods raise KeyUnusable and OSError.
    """

    def __init__(self, source: KeySource) -> None:
        self._source = source
        self._folder = source.folder

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret, durably, in place of what the name held."""
        path = self._path(name)
        with self._locked():
            write_durably(path, seal(secret, name, self._settled() or self._first_key()))

    def get(self, name: str) -> bytes | None:
        """Return a secret, None where the name holds none; raises NotOpened for a damaged or foreign one."""
        if not self._path(name).exists():
            return None
        with self._locked():
            key = self._settled()
            return self._open(name, [key] if key else [])

    def rotate(self) -> int:
        """Replace the key and seal everything anew; returns how many secrets there are.

        Raises NotOpened, and replaces nothing, where a secret cannot be opened any more; KeyUnusable where
        there is no secret, and where systemd keeps the key and gave no later one.
        """
        with self._locked():
            was_replacing, key = self._source.is_replacing, self._settled()
            if key is None:
                self._refuse_if_gone()
                raise KeyUnusable(f"{self._folder}: no secret is kept yet, so there is no key to replace")
            for name in self._names():
                self._open(name, [key])
            if not self._source.is_credential:
                self._source.make_next()
                self._settled()
            elif not was_replacing:
                raise KeyUnusable(
                    "the key is a systemd credential; docs/operator.md, Keys, tells how to replace it"
                )
            return len(self._names())

    def status(self) -> KeyringStatus:
        """Tell what is kept, and change nothing."""
        if not self._folder.exists():
            return KeyringStatus(None, self._source.is_credential, (), (), replacing=False)
        with self._locked():
            keys, unopenable = self._source.keys(), []
            for name in self._names():
                try:
                    self._open(name, keys)
                except NotOpened:
                    unopenable.append(name)
            return KeyringStatus(
                keys[0].id.hex() if keys else None,
                self._source.is_credential,
                tuple(self._names()),
                tuple(unopenable),
                replacing=self._source.is_replacing,
            )

    @contextmanager
    def _locked(self) -> Iterator[None]:
        if not self._folder.exists():
            self._folder.mkdir(parents=True, mode=0o700)
            sync_folder(self._folder.parent)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _settled(self) -> SealingKey | None:
        """Bring a replacement that is under way to its end; returns the key to seal under, if any."""
        for draft in self._folder.glob(f"*{DRAFT}"):
            draft.unlink()
        replacing, keys = self._source.is_replacing, self._source.keys()
        if replacing:
            for name in self._names():
                self._seal_anew(name, keys)
            self._source.retire()
        return keys[0] if keys else None

    def _seal_anew(self, name: str, keys: list[SealingKey]) -> None:
        try:
            if key_id_of(self._item(name)) == keys[0].id:
                return
            secret = self._open(name, keys)
        except NotOpened:
            return  # none of the keys opens it, so none of them is needed for it; `status` names it
        write_durably(self._path(name), seal(secret, name, keys[0]))

    def _first_key(self) -> SealingKey:
        self._refuse_if_gone()
        return self._source.make_first()

    def _refuse_if_gone(self) -> None:
        """Where there are secrets there was a key; raises KeyUnusable."""
        if self._names():
            raise KeyUnusable(
                f"{self._folder}: the key of these secrets is gone; bring it back from a backup, or remove "
                "the folder and set the secrets anew"
            )

    def _open(self, name: str, keys: list[SealingKey]) -> bytes:
        item = self._item(name)
        try:
            wanted = key_id_of(item)
            for key in keys:
                if key.id == wanted:
                    return open_sealed(item, name, key)
            raise NotOpened(f"sealed under key {wanted.hex()}, which is not here")
        except NotOpened as error:
            raise NotOpened(f"{self._path(name)}: {error}; set this secret anew") from None

    def _item(self, name: str) -> bytes:
        try:
            return self._path(name).read_bytes()
        except IsADirectoryError:
            raise NotOpened(f"{self._path(name)}: is a folder; move it away") from None

    def _names(self) -> list[str]:
        found = (path.name.removesuffix(_SUFFIX) for path in self._folder.glob(f"*{_SUFFIX}"))
        return sorted(name for name in found if PURPOSE.fullmatch(name))

    def _path(self, name: str) -> Path:
        if not PURPOSE.fullmatch(name):
            raise ValueError(f"{name!r} cannot name a secret: lower-case letters, digits and dashes only")
        return self._folder / f"{name}{_SUFFIX}"


def booth_keyring(state: Path, environment: Mapping[str, str]) -> Keyring:
    """Return the keyring of the booth with this state folder."""
    return Keyring(key_source(state / "keys", environment))
