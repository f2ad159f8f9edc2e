"""Remembers that a visit could not be proved gone, so that starting the booth again does not hide it."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from kiosk.durable import write_durably

_log = logging.getLogger(__name__)

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class WipeFlag:
    """A file that keeps the booth out of service.

    What was left in memory is gone once the machine itself has started again; what was left in files is not,
    so that flag stays until somebody has looked and removed it.
    """

    def __init__(self, path: Path, boot_id: str) -> None:
        self._path = path
        self._boot_id = boot_id
        self.is_up = self._still_holds()

    def raise_flag(self, *, in_files: bool) -> None:
        """Keep the booth out of service from now on; an unwritable disk does not let it off in this life."""
        self.is_up = True
        note = json.dumps({"boot_id": self._boot_id, "in_files": in_files})
        try:
            write_durably(self._path, note.encode())
        except OSError as error:
            _log.error("%s cannot be written (%s); a restart would forget it", self._path, error.strerror)

    def _still_holds(self) -> bool:
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            over = kept["boot_id"] != self._boot_id and not kept["in_files"]
        except FileNotFoundError:
            return False
        except (ValueError, KeyError, TypeError):
            return True  # on doubt, nobody is served
        if over:
            self._path.unlink()
        return not over
