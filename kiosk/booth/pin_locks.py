"""Keeps the count of wrong PINs on the disk, so that pulling the plug does not reset it."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from kiosk.durable import write_durably
from kiosk.staff.pin import FREE_TRIES, Lock

_log = logging.getLogger(__name__)


class PinLocks:
    """A file, and what was last to be kept: a disk that refuses opens nothing while the booth runs."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last: Lock | None = None

    def load(self) -> Lock:
        """Return the lock as it was last to be kept; a file that tells nothing leaves one try."""
        if self._last is not None:
            return self._last
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            return Lock(int(kept["failures"]), float(kept["until_s"]))
        except FileNotFoundError:
            return Lock()
        except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
            _log.error("%s cannot be read (%s); the next wrong PIN locks", self._path, type(error).__name__)
            return Lock(failures=FREE_TRIES - 1)

    def save(self, lock: Lock) -> None:
        """Replace the file in one step that outlives a power cut; what cannot be written holds until then."""
        self._last = lock
        kept = json.dumps({"failures": lock.failures, "until_s": lock.until_s})
        try:
            write_durably(self._path, kept.encode())
        except OSError as error:
            _log.error("%s cannot be written (%s); a restart would forget it", self._path, error.strerror)
