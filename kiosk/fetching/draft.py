"""A model's file while it comes in: in parts, never too long, in its place only when whole and right."""

from __future__ import annotations

import fcntl
import os
import stat
from pathlib import Path
from types import TracebackType
from typing import Self

from kiosk.durable import sync_folder
from models.registry import Model
from models.store import NotThatModel, read_checked

PART = ".part"


class Occupied(Exception):
    """Another program is installing the same model."""


def part_of(folder: Path, model: Model) -> Path:
    """Return where the begun file of a model lies."""
    return folder / f".{model.file}{PART}"


class Draft:
    """The begun file of one model in `folder`, which is made if needed.

    What was written stays for another try, unless it proved wrong. Raises Occupied and OSError when made.
    """

    def __init__(self, folder: Path, model: Model) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._model, self._folder, self._part = model, folder, part_of(folder, model)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        self._file = os.fdopen(os.open(self._part, flags, 0o600), "ab", buffering=0)
        try:
            self._take()
        except BaseException:
            self._file.close()
            raise

    @property
    def here_bytes(self) -> int:
        """How much of the file is here."""
        return os.fstat(self._file.fileno()).st_size

    def begin_anew(self) -> None:
        """Drop what is here."""
        self._file.truncate(0)

    def add(self, chunk: bytes) -> None:
        """Write on; raises NotThatModel, and drops all, as soon as it is longer than the model."""
        if self.here_bytes + len(chunk) > self._model.size_bytes:
            self.begin_anew()
            raise NotThatModel("what came", self._model, f"is longer than {self._model.size_bytes} bytes")
        self._file.write(chunk)

    def finish(self) -> Path:
        """Put the whole file in its place and return that; raises NotThatModel and drops what is wrong."""
        os.fsync(self._file.fileno())
        try:
            read_checked(self._part, self._model)
        except NotThatModel as wrong:
            self.begin_anew()
            raise NotThatModel("what came", self._model, wrong.why) from None
        os.fchmod(self._file.fileno(), 0o644)  # whoever runs the booth is to read it, too
        place = self._folder / self._model.file
        self._part.replace(place)
        sync_folder(self._folder)
        return place

    def close(self) -> None:
        """Let another program go on from here; an empty file is not left."""
        if self.here_bytes == 0:
            self._part.unlink(missing_ok=True)
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _take(self) -> None:
        descriptor = self._file.fileno()
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            now = self._part.stat()
        except (BlockingIOError, FileNotFoundError):
            raise Occupied(f"{self._model.name} is being installed by another program") from None
        mine = os.fstat(descriptor)
        if (now.st_dev, now.st_ino) != (mine.st_dev, mine.st_ino):
            raise Occupied(f"{self._model.name} was just installed by another program")
        if not stat.S_ISREG(mine.st_mode) or mine.st_nlink != 1:
            raise OSError(None, f"{self._part} is no plain file; remove it")
        if mine.st_size > self._model.size_bytes:
            self.begin_anew()
