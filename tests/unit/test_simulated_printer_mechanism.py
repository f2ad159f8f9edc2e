"""What the simulated printer does with jobs, paper and troubles; the time is told to it."""

from __future__ import annotations

import pytest

from hardware.printer.printer import JobPhase, JobState, PrinterState, PrinterStatus
from hardware.simulated.printer_mechanism import JobOver, PrinterMechanism, SheetOut


@pytest.fixture
def printer():
    return PrinterMechanism(sheets=10, seconds_per_sheet=2.0)


def test_a_job_makes_progress_and_then_its_sheet_is_out(printer):
    job = printer.accept(copies=1)
    assert printer.job_state(job) == JobState(JobPhase.QUEUED)
    assert printer.advance(100.0) == []
    printer.advance(101.0)
    assert printer.job_state(job) == JobState(JobPhase.PRINTING, 0.5)
    assert printer.status() == PrinterStatus(PrinterState.PRINTING, 10)
    assert printer.advance(102.0) == [SheetOut(job), JobOver(job)]
    assert printer.job_state(job) == JobState(JobPhase.DONE, 1.0)
    assert printer.status() == PrinterStatus(PrinterState.READY, 9)


def test_copies_come_out_one_after_the_other(printer):
    job = printer.accept(copies=2)
    printer.advance(0.0)
    assert printer.advance(2.0) == [SheetOut(job)]
    assert printer.job_state(job) == JobState(JobPhase.PRINTING, 0.5)
    assert printer.advance(4.0) == [SheetOut(job), JobOver(job)]


def test_paper_that_runs_out_between_copies_fails_the_job_for_good():
    printer = PrinterMechanism(sheets=1, seconds_per_sheet=2.0)
    job = printer.accept(copies=2)
    printer.advance(0.0)
    assert printer.advance(2.0) == [SheetOut(job), JobOver(job)]
    assert printer.job_state(job) == JobState(JobPhase.FAILED, 0.5, "out_of_paper")
    assert printer.status().state is PrinterState.OUT_OF_PAPER
    printer.load_paper(5)
    assert printer.advance(10.0) == []
    assert printer.status() == PrinterStatus(PrinterState.READY, 5)


@pytest.mark.parametrize("fault", ["jam", "out_of_paper", "off"])
def test_trouble_in_the_middle_fails_every_job_and_lets_go_of_them(printer, fault):
    first, second = printer.accept(1), printer.accept(1)
    printer.advance(0.0)
    printer.advance(1.0)
    assert printer.cause(fault) == [JobOver(first), JobOver(second)]
    assert printer.job_state(first) == JobState(JobPhase.FAILED, 0.5, fault)
    assert printer.status().state == fault
    assert not printer.busy


@pytest.mark.parametrize("fault", ["jam", "out_of_paper", "off"])
def test_a_job_given_to_a_printer_in_trouble_has_failed_at_once(printer, fault):
    printer.cause(fault)
    assert printer.job_state(printer.accept(1)) == JobState(JobPhase.FAILED, reason=fault)


def test_a_trouble_can_wait_for_a_job_to_come_so_far(printer):
    assert printer.cause("jam", at_progress=0.6) == []
    job = printer.accept(1)
    printer.advance(0.0)
    assert printer.advance(1.0) == []
    assert printer.advance(1.3) == [JobOver(job)]
    assert printer.job_state(job).reason == "jam"
    printer.cause("none")
    assert printer.status().state is PrinterState.READY


def test_only_the_last_jobs_are_remembered(printer):
    printer.cause("jam")
    jobs = [printer.accept(1) for _ in range(40)]
    assert printer.job_state(jobs[0]).reason == "unknown"
    assert printer.job_state(jobs[-1]).reason == "jam"
