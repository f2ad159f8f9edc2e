"""The trail's folder on a disk: small steps, each of which a power cut may interrupt; no decisions."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path
from typing import Final, Protocol

STATE: Final = "key-state"
FIRST_KEY: Final = "first.key"


class Folder(Protocol):
    """What the trail asks of its folder. Nothing is on the disk for certain before `sync`; raises OSError."""

    def trails(self) -> list[str]:
        """Return the names of the trail files, oldest first."""

    def read(self, name: str) -> bytes:
        """Return a file's bytes, none where there is no such file."""

    def append(self, name: str, data: bytes) -> None:
        """Write at the end of a file, which is made if needed."""

    def overwrite(self, name: str, offset: int, data: bytes) -> None:
        """Write over bytes of a file in place."""

    def sync(self, name: str) -> None:
        """Return once the file and its name are on the disk."""

    def put(self, name: str, data: bytes) -> None:
        """Make or replace a file in one step that is on the disk afterwards."""


class TrailBusy(Exception):
    """Another program writes this trail."""


class DiskFolder:
    """A real folder, readable by its owner only; made if needed. One program at a time may hold it.

    Raises TrailBusy and OSError.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._names_on_disk: set[str] = set()
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise TrailBusy(f"{path}: another program writes this trail; stop the booth first") from None

    def close(self) -> None:
        """Let others write."""
        os.close(self._lock)

    def trails(self) -> list[str]:
        """See Folder."""
        return sorted(file.name for file in self._path.glob("trail-*.jsonl"))

    def read(self, name: str) -> bytes:
        """See Folder."""
        try:
            return (self._path / name).read_bytes()
        except FileNotFoundError:
            return b""

    def append(self, name: str, data: bytes) -> None:
        """See Folder."""
        self._write(name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, None, data)

    def overwrite(self, name: str, offset: int, data: bytes) -> None:
        """See Folder."""
        self._write(name, os.O_WRONLY, offset, data)

    def sync(self, name: str) -> None:
        """See Folder."""
        file = os.open(self._path / name, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)
        if name not in self._names_on_disk:
            os.fsync(self._lock)
            self._names_on_disk.add(name)

    def put(self, name: str, data: bytes) -> None:
        """See Folder."""
        draft = f"{name}.new"
        (self._path / draft).unlink(missing_ok=True)
        self._write(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, None, data)
        self.sync(draft)
        (self._path / draft).replace(self._path / name)
        os.fsync(self._lock)

    def _write(self, name: str, flags: int, offset: int | None, data: bytes) -> None:
        file = os.open(self._path / name, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            if offset is not None:
                os.lseek(file, offset, os.SEEK_SET)
            written = os.write(file, data)
        finally:
            os.close(file)
        if written != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
