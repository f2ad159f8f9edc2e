"""What every printer gives, whatever stands behind it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class PrinterLost(Exception):
    """The printer does not answer; the text says why and holds nothing of a picture."""


class PrinterState(StrEnum):
    """What the printer is up to; `OTHER` is a trouble named in the status detail."""

    READY = "ready"
    PRINTING = "printing"
    OUT_OF_PAPER = "out_of_paper"
    JAM = "jam"
    OFF = "off"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """How the printer is now; `sheets_left` is None where the printer cannot count."""

    state: PrinterState
    sheets_left: int | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A sheet that was given to the printer; `id` is a short word that may be told to other processes."""

    id: str


class JobPhase(StrEnum):
    """How far a job has come; `DONE` and `FAILED` are final."""

    QUEUED = "queued"
    PRINTING = "printing"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class JobState:
    """Where a job stands; `progress` is 0..1, `reason` a word such as `jam` once it failed."""

    phase: JobPhase
    progress: float = 0.0
    reason: str = ""

    @property
    def over(self) -> bool:
        """True when nothing will change any more."""
        return self.phase in (JobPhase.DONE, JobPhase.FAILED)


class Printer(Protocol):
    """A printer of whole sheets.

    A job that meets trouble fails and is forgotten; it never waits to come out later, when its customer
    has the money back and has left.
    """

    def status(self) -> PrinterStatus:
        """Return how the printer is; one that does not answer is `OFF`."""

    def print_pdf(self, pdf: bytes, copies: int) -> Job:
        """Give the printer a one-page PDF of exactly its paper's size; raises PrinterLost."""

    def job_state(self, job: Job) -> JobState:
        """Return where a job stands; an unknown job has failed with reason `unknown`; raises PrinterLost."""
