"""Keeps what staff calibrated, by the address of the device it belongs to, in a file of the state folder."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from kiosk.durable import write_durably
from kiosk.messages.calibration import CameraCalibration, ColourCalibration, PrintCalibration
from kiosk.messages.message import Message

_log = logging.getLogger(__name__)
T = TypeVar("T", bound=Message)


class CalibrationBook(Generic[T]):
    """The calibration of one device; `current` is `neutral` where none is kept or the file is `damaged`.

    `what` is what the log calls the device.
    """

    def __init__(self, path: Path, address: str, neutral: T, what: str) -> None:
        self._path = path
        self._address = address
        self._neutral = neutral
        self._what = what
        by_address: Any = dict[str, type(neutral)]  # type: ignore[misc]  # a type made at run time
        self._form: TypeAdapter[dict[str, T]] = TypeAdapter(by_address)
        self._kept: dict[str, T] = {}
        self.damaged = False
        try:
            self._kept = self._form.validate_json(path.read_bytes())
        except FileNotFoundError:
            pass
        except (OSError, ValidationError):
            self.damaged = True
            _log.error("%s cannot be read: %s is not calibrated; calibrate in the staff menu", path, what)

    @property
    def current(self) -> T:
        """What is to be used."""
        return self._kept.get(self._address, self._neutral)

    def keep(self, calibration: T) -> bool:
        """Put a new calibration on the disk, then use it; False, and nothing changed, if the disk refuses."""
        kept = {**self._kept, self._address: calibration}
        try:
            write_durably(self._path, self._form.dump_json(kept, indent=1))
        except OSError as error:
            _log.error(
                "%s cannot be written (%s); the calibration stays as it was", self._path, error.strerror
            )
            return False
        self._kept, self.damaged = kept, False
        _log.info("staff changed the calibration of %s", self._what)
        return True


@dataclass(frozen=True, slots=True)
class CalibrationBooks:
    """The calibrations of a booth."""

    printer: CalibrationBook[PrintCalibration]
    camera: CalibrationBook[CameraCalibration]
    colour: CalibrationBook[ColourCalibration]
