"""The printer's client and the simulated printer understand each other, and the printer forgets."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from hardware.printer.printer import Job, JobPhase, PrinterLost, PrinterState
from hardware.printer.tray_printer import TrayPrinter
from hardware.printer.wire import MAX_HEADER_BYTES, PrintRequest, send_message
from hardware.simulated.printer import SimulatedPrinter

PDF = b"%PDF-1.7 " + bytes(range(256)) * 2000


@pytest.fixture
def device(tmp_path):
    before = threading.active_count()
    with SimulatedPrinter(
        tmp_path / "printer.sock", tmp_path / "tray", time.monotonic, sheets=5, seconds_per_sheet=0.1
    ) as device:
        yield device
    assert threading.active_count() == before
    assert not (tmp_path / "printer.sock").exists()


@pytest.fixture
def printer(device, tmp_path):  # noqa: ARG001 - the device must run
    return TrayPrinter(tmp_path / "printer.sock", timeout_s=5.0)


def wait_until_over(printer, job):
    while not (state := printer.job_state(job)).over:
        time.sleep(0.01)
    return state


def tray_files(tmp_path):
    return sorted(path.name for path in (tmp_path / "tray").iterdir())


def test_the_sheet_lies_in_the_tray_byte_for_byte(printer, device, tmp_path):
    assert printer.status().state is PrinterState.READY
    assert wait_until_over(printer, printer.print_pdf(PDF, copies=2)).phase is JobPhase.DONE
    assert tray_files(tmp_path) == ["sheet-1.pdf", "sheet-2.pdf"]
    assert (tmp_path / "tray" / "sheet-2.pdf").read_bytes() == PDF
    assert printer.status().sheets_left == 3
    assert device.take() == 2
    assert tray_files(tmp_path) == []
    wait_until_over(printer, printer.print_pdf(PDF, copies=1))
    assert tray_files(tmp_path) == ["sheet-3.pdf"]


def test_a_spoiled_sheet_leaves_nothing_behind(printer, device, tmp_path):
    device.cause("jam", at_progress=0.5)
    state = wait_until_over(printer, printer.print_pdf(PDF, copies=1))
    assert (state.phase, state.reason) == (JobPhase.FAILED, "jam")
    assert printer.status().state is PrinterState.JAM
    assert wait_until_over(printer, printer.print_pdf(PDF, copies=1)).reason == "jam"
    assert tray_files(tmp_path) == []


def test_paper_out_and_in_again(printer, device):
    device.load_paper(0)
    assert printer.status().state is PrinterState.OUT_OF_PAPER
    device.load_paper(50)
    assert printer.status().sheets_left == 50


def test_a_printer_that_is_off_is_lost(printer, device):
    device.cause("off")
    assert printer.status().state is PrinterState.OFF
    with pytest.raises(PrinterLost):
        printer.print_pdf(PDF, copies=1)
    with pytest.raises(PrinterLost):
        printer.job_state(Job("job-1"))


def test_no_printer_at_all(tmp_path):
    nothing = TrayPrinter(tmp_path / "nothing.sock")
    assert nothing.status().state is PrinterState.OFF
    with pytest.raises(PrinterLost, match="no printer"):
        nothing.print_pdf(PDF, copies=1)


@pytest.mark.parametrize(
    "nonsense",
    [
        (MAX_HEADER_BYTES + 1).to_bytes(4, "big"),
        (9).to_bytes(4, "big") + b"not json!",
        (4000).to_bytes(4, "big") + b"[" * 4000,
        (24).to_bytes(4, "big") + b'{"ask":"job","id":"../"}',
        b"\0",
    ],
)
def test_nonsense_is_hung_up_on_and_the_next_client_is_served(printer, tmp_path, nonsense):
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(str(tmp_path / "printer.sock"))
        link.sendall(nonsense)
        link.shutdown(socket.SHUT_WR)
        link.settimeout(5.0)
        assert link.recv(1) == b""
    assert printer.status().state is PrinterState.READY


def test_a_visit_that_dies_in_the_middle_of_a_sheet_leaves_nothing(printer, tmp_path):
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(str(tmp_path / "printer.sock"))
        send_message(link, PrintRequest(pdf_bytes=100_000, copies=1))
        link.sendall(b"x" * 50_000)
    assert printer.status().state is PrinterState.READY
    assert tray_files(tmp_path) == []
