"""Remembers whose proof is still owed, so that a booth that was killed, or lost power, makes up for it.

What is kept is drawn by lot and tells nothing of anybody; the mark that is looked for is worked out of it
(`kiosk.privacy.canary`), and not in it.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kiosk.durable import write_durably

_log = logging.getLogger(__name__)

WipeOf = Literal["visit", "console", "unused"]
"""Whose program was wiped: a visit's that somebody began, the staff console's, or one that nobody used."""


class DueDamaged(Exception):
    """Nobody can tell any more what is still to be proved gone."""


class Due(BaseModel):
    """One program, and what its proof needs; `since_s` is Unix time, `boot_id` the machine's start."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    pid: int
    of: WipeOf
    seed: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    private_dir: str
    since_s: float
    boot_id: str


_DUES: TypeAdapter[tuple[Due, ...]] = TypeAdapter(tuple[Due, ...])


class WipesDue:
    """The file of what is owed; written before a program can see anybody, and after its proof."""

    def __init__(self, path: Path, boot_id: str) -> None:
        self._path = path
        self.boot_id = boot_id

    def load(self) -> tuple[Due, ...]:
        """Return what an earlier life of the booth left unproved; raises DueDamaged."""
        try:
            return _DUES.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return ()
        except (OSError, ValidationError):
            raise DueDamaged from None

    def save(self, dues: tuple[Due, ...]) -> None:
        """Replace the file; a disk that cannot be written keeps the booth from serving anyhow (its trail)."""
        try:
            write_durably(self._path, _DUES.dump_json(dues))
        except OSError as error:
            _log.error("%s cannot be written (%s)", self._path, error.strerror)
