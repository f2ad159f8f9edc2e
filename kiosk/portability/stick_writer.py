"""Writing one new file onto a stick, which is mounted for just as long and can neither run nor lead astray.

The file counts as written when the stick was unmounted, mounted again for reading, and gave the same bytes.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from kiosk.portability.stick import (
    BOOT_SECTOR_BYTES,
    BlockDevice,
    Outcome,
    Partition,
    Refused,
    choose_partition,
    choose_stick,
)

NAMES: Final = re.compile(r"photo\.(jpg|png|pdf)")
"""The names that may be written: they say nothing of whose photo it is, or what for."""

LARGEST_FILE_BYTES: Final = 16 * 1024**2
MOST_NAMES: Final = 99
NO_TIME_S: Final = 315_576_000
"""Noon of 1 January 1980, the first day that FAT knows: what the file says about when it was written."""

OPTIONS: Final = "noexec,nosuid,nodev,nosymfollow"

Mount = Callable[[str, str, str, Path], None]
Unmount = Callable[[Path], None]
"""`mount(device, file_system, options, folder)` and `unmount(folder)`; they raise OSError."""

_OUTCOMES: Final = {
    errno.ENOSPC: Outcome.FULL,
    errno.EDQUOT: Outcome.FULL,
    errno.EFBIG: Outcome.FULL,
    errno.EROFS: Outcome.WRITE_PROTECTED,
    errno.EACCES: Outcome.WRITE_PROTECTED,
    errno.EPERM: Outcome.WRITE_PROTECTED,
}


class StickWriter:
    """Writes to the one stick that `devices` lists; `place` is the empty folder to mount it at."""

    def __init__(
        self,
        devices: Callable[[], list[BlockDevice]],
        mount: Mount,
        unmount: Unmount,
        place: Path,
        dev: Path = Path("/dev"),
    ) -> None:
        self._devices = devices
        self._mount = mount
        self._unmount = unmount
        self._place = place
        self._dev = dev

    def write(self, name: str, data: bytes) -> str:
        """Write a new file; returns the name it got, which may bear a number. Raises Refused."""
        try:
            stick = choose_stick(self._devices())
            partition, file_system = choose_partition(stick, self._first_sector)
            device = str(self._dev / partition.name)
            with self._mounted(device, file_system, f"rw,{OPTIONS}") as folder:
                written = write_new(folder, name, data)
            with self._mounted(device, file_system, f"ro,{OPTIONS}") as folder:
                if not holds(folder, written, data):
                    raise Refused(Outcome.FAILED)
        except OSError as error:
            raise Refused(_OUTCOMES.get(error.errno or 0, Outcome.FAILED)) from None
        return written

    def _first_sector(self, partition: Partition) -> bytes:
        with (self._dev / partition.name).open("rb", buffering=0) as device:
            return device.read(BOOT_SECTOR_BYTES) or b""

    @contextlib.contextmanager
    def _mounted(self, device: str, file_system: str, options: str) -> Iterator[int]:
        self._mount(device, file_system, options, self._place)
        try:
            folder = os.open(self._place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                yield folder
            finally:
                os.close(folder)
        finally:
            self._unmount(self._place)


def write_new(folder: int, name: str, data: bytes) -> str:
    """Write a file that was not there into an open folder, durably; returns its name.

    What is there is neither overwritten nor followed, be it a file, a folder or a link: the next number is
    taken. When it fails nothing stays. Raises OSError, and ValueError for a name or size that is not ours.
    """
    if not NAMES.fullmatch(name) or len(data) > LARGEST_FILE_BYTES:
        raise ValueError("only a photo is written")
    for candidate in _numbered(name):
        try:
            file = os.open(
                candidate,
                os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC,
                0o644,
                dir_fd=folder,
            )
        except FileExistsError:
            continue
        try:
            _fill(file, data)
            os.fsync(folder)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(candidate, dir_fd=folder)
            raise
        return candidate
    raise OSError(errno.ENOSPC, "every name is taken")


def holds(folder: int, name: str, data: bytes) -> bool:
    """Tell whether the folder has an ordinary file of this name with just this content."""
    file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    with os.fdopen(file, "rb") as opened:
        return opened.read(len(data) + 1) == data


def _fill(file: int, data: bytes) -> None:
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(file, left) :]
        os.utime(file, (NO_TIME_S, NO_TIME_S))
        os.fsync(file)
    finally:
        os.close(file)


def _numbered(name: str) -> Iterator[str]:
    stem, dot, suffix = name.partition(".")
    yield name
    for number in range(2, MOST_NAMES + 1):
        yield f"{stem}-{number}{dot}{suffix}"
