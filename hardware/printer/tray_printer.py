"""A printer that is a process behind a Unix socket, such as the simulated one."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hardware.printer import wire
from hardware.printer.printer import Job, JobState, PrinterLost, PrinterState, PrinterStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class TrayPrinter:
    """Talks to the printer process at `path`.

    Every call connects, asks and hangs up; no step of it waits longer than `timeout_s`.
    """

    def __init__(self, path: Path, timeout_s: float = 5.0) -> None:
        self._path = path
        self._timeout_s = timeout_s

    def status(self) -> PrinterStatus:
        """Return how the printer is; one that does not answer is `OFF`."""
        try:
            with self._ask(wire.StatusRequest()) as link:
                answer = wire.StatusAnswer.model_validate_json(wire.receive_message(link))
        except PrinterLost as lost:
            return PrinterStatus(PrinterState.OFF, None, str(lost))
        return PrinterStatus(answer.state, answer.sheets_left, answer.detail)

    def print_pdf(self, pdf: bytes, copies: int) -> Job:
        """Hand the PDF over and return its job; ValueError when it is too large; raises PrinterLost."""
        if not 1 <= len(pdf) <= wire.MAX_PDF_BYTES or not 1 <= copies <= wire.MAX_COPIES:
            raise ValueError(f"cannot print {copies} copies of {len(pdf)} bytes")
        with self._ask(wire.PrintRequest(pdf_bytes=len(pdf), copies=copies)) as link:
            whole = memoryview(pdf)
            for start in range(0, len(pdf), wire.PIECE_BYTES):
                link.sendall(whole[start : start + wire.PIECE_BYTES])
            return Job(wire.JobAnswer.model_validate_json(wire.receive_message(link)).id)

    def job_state(self, job: Job) -> JobState:
        """Return where a job stands; raises PrinterLost."""
        with self._ask(wire.JobRequest(id=job.id)) as link:
            answer = wire.JobAnswer.model_validate_json(wire.receive_message(link))
        return JobState(answer.phase, answer.progress, answer.reason)

    @contextmanager
    def _ask(
        self, request: wire.StatusRequest | wire.JobRequest | wire.PrintRequest
    ) -> Iterator[socket.socket]:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
            link.settimeout(self._timeout_s)
            try:
                link.connect(str(self._path))
                wire.send_message(link, request)
                yield link
            except TimeoutError:
                raise PrinterLost(f"the printer did not answer within {self._timeout_s:g} s") from None
            except wire.ConnectionEnded:
                raise PrinterLost("the printer hung up") from None
            except OSError as error:
                raise PrinterLost(f"no printer: {error.strerror or type(error).__name__}") from None
            except ValueError:
                raise PrinterLost("the printer gave an answer that makes no sense") from None
