"""Keeps how each printer's sheets are corrected, by the printer's address, in a file of the state folder."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from kiosk.messages import PrintCalibration

_log = logging.getLogger(__name__)
_BY_PRINTER = TypeAdapter(dict[str, PrintCalibration])


class CalibrationBook:
    """The calibration of one printer; `current` is neutral where none is kept or the file is `damaged`."""

    def __init__(self, path: Path, printer: str) -> None:
        self._path = path
        self._printer = printer
        self._kept: dict[str, PrintCalibration] = {}
        self.damaged = False
        try:
            self._kept = _BY_PRINTER.validate_json(path.read_bytes())
        except FileNotFoundError:
            pass
        except (OSError, ValidationError):
            self.damaged = True
            _log.error("%s cannot be read: prints are not corrected; calibrate in the staff menu", path)

    @property
    def current(self) -> PrintCalibration:
        """How sheets are to be drawn."""
        return self._kept.get(self._printer, PrintCalibration())

    def keep(self, calibration: PrintCalibration) -> bool:
        """Put a new calibration on the disk, then use it; False, and nothing changed, if the disk refuses."""
        kept = {**self._kept, self._printer: calibration}
        try:
            _write_durably(self._path, _BY_PRINTER.dump_json(kept, indent=1))
        except OSError as error:
            _log.error(
                "%s cannot be written (%s); the calibration stays as it was", self._path, error.strerror
            )
            return False
        self._kept, self.damaged = kept, False
        _log.info("staff changed the calibration of the printer")
        return True


def _write_durably(path: Path, data: bytes) -> None:
    """Replace the file in one step that outlives a power cut; raises OSError."""
    draft = path.with_suffix(".new")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
