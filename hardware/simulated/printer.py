"""A photo printer as a server on a Unix socket, with a tray in which the sheets lie.

It must forget like a real one should: a PDF goes through one small buffer straight into a hidden file of the
tray directory, which becomes the sheet or is deleted. The buffer is wiped after each job.
"""

from __future__ import annotations

import os
import selectors
import socket
import threading
from typing import TYPE_CHECKING, Self

from hardware.printer import wire
from hardware.simulated.printer_mechanism import JobOver, PrinterFault, PrinterMechanism, SheetOut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from hardware.printer.printer import PrinterStatus

_STEP_S = 0.05
_PATIENCE_S = 2.0


def _number(sheet: Path) -> int:
    return int(sheet.stem.removeprefix("sheet-"))


class SimulatedPrinter:
    """Serves `path` and drops sheets as `sheet-1.pdf`, `sheet-2.pdf`, … into the directory `tray`."""

    def __init__(
        self,
        path: Path,
        tray: Path,
        clock: Callable[[], float],
        sheets: int = 400,
        seconds_per_sheet: float = 2.0,
    ) -> None:
        self._path, self._tray, self._clock = path, tray, clock
        self._mechanism = PrinterMechanism(sheets, seconds_per_sheet)
        self._lock = threading.Lock()
        self._buffer = bytearray(wire.PIECE_BYTES)
        tray.mkdir(parents=True, exist_ok=True)
        for left_over in tray.glob(".*.part"):
            left_over.unlink()
        self._sheets_made = max(map(_number, self.sheets_in_tray()), default=0)
        path.unlink(missing_ok=True)
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._server.bind(str(path))
        self._server.listen(8)
        self._wake = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._thread = threading.Thread(target=self._serve, name="printer", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def status(self) -> PrinterStatus:
        """Return how the printer is."""
        with self._lock:
            return self._mechanism.status()

    def cause(self, fault: PrinterFault, at_progress: float | None = None) -> None:
        """Cause a trouble now or when a job has come as far as `at_progress` (0..1); `none` heals all."""
        with self._lock:
            self._carry_out(self._mechanism.cause(fault, at_progress))

    def load_paper(self, sheets: int) -> None:
        """Put a stack of sheets in."""
        with self._lock:
            self._mechanism.load_paper(sheets)

    def sheets_in_tray(self) -> list[Path]:
        """Return the sheets that lie in the tray, oldest first."""
        return sorted(self._tray.glob("sheet-[0-9]*.pdf"), key=_number)

    def take(self) -> int:
        """Take every sheet out of the tray and return how many there were."""
        sheets = self.sheets_in_tray()
        for sheet in sheets:
            sheet.unlink()
        return len(sheets)

    def close(self) -> None:
        """Switch off: jobs are lost, the tray keeps what lies in it."""
        if self._thread.is_alive():
            os.eventfd_write(self._wake, 1)
            self._thread.join()
            self.cause("off")
            self._server.close()
            self._path.unlink(missing_ok=True)
            os.close(self._wake)

    def _serve(self) -> None:
        with selectors.DefaultSelector() as ready:
            ready.register(self._wake, selectors.EVENT_READ)
            ready.register(self._server, selectors.EVENT_READ)
            while True:
                keys = ready.select(_STEP_S if self._mechanism.busy else None)
                if any(key.fd == self._wake for key, _ in keys):
                    return
                if keys:
                    self._answer()
                with self._lock:
                    self._carry_out(self._mechanism.advance(self._clock()))

    def _answer(self) -> None:
        link, _ = self._server.accept()
        with link:
            link.settimeout(_PATIENCE_S)
            if self._mechanism.fault == "off":
                return
            try:
                request = wire.REQUEST.validate_json(wire.receive_message(link))
                if isinstance(request, wire.PrintRequest):
                    wire.send_message(link, self._job_answer(self._take_job(link, request)))
                elif isinstance(request, wire.JobRequest):
                    wire.send_message(link, self._job_answer(request.id))
                else:
                    status = self.status()
                    wire.send_message(
                        link,
                        wire.StatusAnswer(
                            state=status.state, sheets_left=status.sheets_left, detail=status.detail
                        ),
                    )
            except (wire.ConnectionEnded, ValueError, OSError):
                return  # a client that talks nonsense or leaves early is hung up on, and nothing is kept

    def _job_answer(self, job: str) -> wire.JobAnswer:
        with self._lock:
            state = self._mechanism.job_state(job)
        return wire.JobAnswer(id=job, phase=state.phase, progress=state.progress, reason=state.reason)

    def _take_job(self, link: socket.socket, request: wire.PrintRequest) -> str:
        arriving = self._tray / ".arriving.part"
        try:
            self._receive_pdf(link, request.pdf_bytes, arriving)
            with self._lock:
                job = self._mechanism.accept(request.copies)
                if not self._mechanism.job_state(job).over:
                    arriving.rename(self._part(job))
        finally:
            arriving.unlink(missing_ok=True)
        return job

    def _receive_pdf(self, link: socket.socket, size: int, into: Path) -> None:
        try:
            with into.open("wb", buffering=0) as file:
                while size:
                    count = link.recv_into(self._buffer, min(size, len(self._buffer)))
                    if not count:
                        raise wire.ConnectionEnded("the visit ended in the middle of a sheet")
                    file.write(memoryview(self._buffer)[:count])
                    size -= count
        finally:
            self._buffer[:] = bytes(len(self._buffer))

    def _carry_out(self, events: Iterable[SheetOut | JobOver]) -> None:
        for event in events:
            part = self._part(event.job)
            if isinstance(event, SheetOut):
                self._sheets_made += 1
                os.link(part, self._tray / f"sheet-{self._sheets_made}.pdf")
            else:
                part.unlink(missing_ok=True)

    def _part(self, job: str) -> Path:
        return self._tray / f".{job}.part"
