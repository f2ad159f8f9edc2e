"""What happens inside the simulated printer: paper, jobs and troubles; no files, no threads, no clock."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Literal

from hardware.printer.printer import JobPhase, JobState, PrinterState, PrinterStatus

PrinterFault = Literal["none", "out_of_paper", "jam", "off"]

_REMEMBERED_JOBS = 32
_STATE_OF_FAULT = {
    "out_of_paper": PrinterState.OUT_OF_PAPER,
    "jam": PrinterState.JAM,
    "off": PrinterState.OFF,
}


@dataclass(frozen=True, slots=True)
class SheetOut:
    """A sheet of this job dropped into the tray."""

    job: str


@dataclass(frozen=True, slots=True)
class JobOver:
    """Nothing more will come of this job: what it was printing from must be forgotten."""

    job: str


@dataclass(slots=True)
class _Job:
    id: str
    copies: int
    sheets_done: int = 0
    started_s: float | None = None


class PrinterMechanism:
    """Prints job after job, `seconds_per_sheet` each; a job that meets trouble fails for good."""

    def __init__(self, sheets: int, seconds_per_sheet: float) -> None:
        self.sheets_left = sheets
        self._seconds_per_sheet = seconds_per_sheet
        self._fault: PrinterFault = "none"
        self._armed: tuple[PrinterFault, float] | None = None
        self._queue: deque[_Job] = deque()
        self._states: dict[str, JobState] = {}
        self._jobs_taken = 0

    @property
    def fault(self) -> PrinterFault:
        """The trouble the printer is in."""
        return self._fault

    @property
    def busy(self) -> bool:
        """True while a job is waiting or printing."""
        return bool(self._queue)

    def status(self) -> PrinterStatus:
        """Return how the printer is."""
        if self._fault != "none":
            return PrinterStatus(_STATE_OF_FAULT[self._fault], self.sheets_left)
        if self.sheets_left == 0:
            return PrinterStatus(PrinterState.OUT_OF_PAPER, 0)
        return PrinterStatus(PrinterState.PRINTING if self._queue else PrinterState.READY, self.sheets_left)

    def job_state(self, job: str) -> JobState:
        """Return where a job stands; only the last few are remembered."""
        return self._states.get(job, JobState(JobPhase.FAILED, reason="unknown"))

    def accept(self, copies: int) -> str:
        """Take a job and return its name; in trouble the job has failed already."""
        self._jobs_taken += 1
        job = _Job(f"job-{self._jobs_taken}", copies)
        trouble = self._trouble()
        if trouble:
            self._remember(job.id, JobState(JobPhase.FAILED, reason=trouble))
        else:
            self._queue.append(job)
            self._remember(job.id, JobState(JobPhase.QUEUED))
        return job.id

    def cause(self, fault: PrinterFault, at_progress: float | None = None) -> list[JobOver]:
        """Cause a trouble now or when a job has come as far as `at_progress` (0..1); `none` heals all."""
        if at_progress is not None and fault != "none":
            self._armed = (fault, at_progress)
            return []
        self._armed = None
        self._fault = fault
        if fault == "out_of_paper":
            self.sheets_left = 0
        return self._fail_all() if fault != "none" else []

    def load_paper(self, sheets: int) -> None:
        """Put a stack of sheets in; this also ends being out of paper."""
        self.sheets_left = sheets
        if self._fault == "out_of_paper" and sheets:
            self._fault = "none"

    def advance(self, now_s: float) -> list[SheetOut | JobOver]:
        """Return what has happened up to now."""
        events: list[SheetOut | JobOver] = []
        while self._queue:
            job = self._queue[0]
            if job.started_s is None:
                if not self.sheets_left:
                    return [*events, *self._fail_all()]
                job.started_s = now_s
            share = min(1.0, (now_s - job.started_s) / self._seconds_per_sheet)
            progress = (job.sheets_done + share) / job.copies
            if self._armed and progress >= self._armed[1]:
                return [*events, *self.cause(self._armed[0])]
            self._remember(job.id, JobState(JobPhase.PRINTING, progress))
            if share < 1.0:
                return events
            self.sheets_left -= 1
            job.sheets_done += 1
            job.started_s = None
            events.append(SheetOut(job.id))
            if job.sheets_done == job.copies:
                self._queue.popleft()
                self._remember(job.id, JobState(JobPhase.DONE, 1.0))
                events.append(JobOver(job.id))
        return events

    def _trouble(self) -> str:
        status = self.status()
        return "" if status.state in (PrinterState.READY, PrinterState.PRINTING) else status.state.value

    def _fail_all(self) -> list[JobOver]:
        trouble = self._trouble()
        over = [JobOver(job.id) for job in self._queue]
        for job in self._queue:
            progress = self._states[job.id].progress
            self._remember(job.id, JobState(JobPhase.FAILED, progress, trouble))
        self._queue.clear()
        return over

    def _remember(self, job: str, state: JobState) -> None:
        self._states[job] = state
        while len(self._states) > _REMEMBERED_JOBS:
            del self._states[next(iter(self._states))]
