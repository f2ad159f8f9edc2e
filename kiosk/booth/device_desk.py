"""The devices side of the supervisor: lights and printer, and what is missing to serve a customer."""

from __future__ import annotations

from collections.abc import Callable

from hardware.lights.lights import BACKDROPS, SCENES, Lights
from hardware.printer.printer import Job, JobPhase, Printer, PrinterLost, PrinterState, PrinterStatus
from kiosk.booth.money_desk import MoneyDesk
from kiosk.messages.console import DeviceState
from kiosk.messages.to_visit import PrintNews

STATUS_EVERY_S = 1.0
JOB_EVERY_S = 0.2
WAKE_UP_S = 4.0
"""Devices get this long after start to answer before the booth calls them missing."""


class DeviceDesk:
    """Looks after lights, printer and money devices; `tick` is called all the time.

    `measured` tells whether staff measured the backdrop.
    """

    def __init__(
        self,
        lights: Lights,
        printer: Printer,
        money: MoneyDesk,
        clock: Callable[[], float],
        *,
        measured: bool,
    ) -> None:
        self._backdrop = "ready" if measured else "not_measured"
        self._lights = lights
        self._printer = printer
        self._money = money
        self._clock = clock
        self._started_s = clock()
        self._next_status_s = 0.0
        self._status = PrinterStatus(PrinterState.OFF, None)
        self._next_job_s = 0.0
        self._news = PrintNews(state="printing", fraction=0.0)

    @property
    def printer_status(self) -> PrinterStatus:
        """The printer as last seen."""
        return self._status

    @property
    def waking_up(self) -> bool:
        """Whether devices that have not answered yet may still do so."""
        return self._clock() - self._started_s < WAKE_UP_S

    def tick(self) -> None:
        """Do the regular work of every device."""
        now_s = self._clock()
        self._money.tick()
        self._lights.tick()
        if now_s >= self._next_status_s:
            self._next_status_s = now_s + STATUS_EVERY_S
            self._status = self._printer.status()

    def set_scene(self, scene: str, backdrop: str | None = None) -> None:
        """Set a light scene by name, before a wall of the named colour; an unknown colour changes nothing."""
        lit = SCENES[scene]
        if backdrop is not None and backdrop in BACKDROPS:
            lit = lit.before(BACKDROPS[backdrop])
        self._lights.set_scene(lit)

    def print_news(self, job: str) -> PrintNews:
        """Say how a job stands, asking the printer five times a second at most."""
        now_s = self._clock()
        if now_s < self._next_job_s:
            return self._news
        self._next_job_s = now_s + JOB_EVERY_S
        try:
            state = self._printer.job_state(Job(job))
        except PrinterLost:
            return self._remember(PrintNews(state="failed", fraction=0.0))
        if state.phase is JobPhase.DONE:
            return self._remember(PrintNews(state="done", fraction=1.0))
        if state.phase is JobPhase.FAILED:
            return self._remember(PrintNews(state="failed", fraction=0.0))
        return self._remember(PrintNews(state="printing", fraction=min(max(state.progress, 0.0), 1.0)))

    def reasons_not_to_serve(self) -> tuple[str, ...]:
        """Return keys of what is missing; empty when the booth can serve."""
        if self.waking_up:
            return ()
        reasons = []
        if self._status.state not in (PrinterState.READY, PrinterState.PRINTING):
            reasons.append(f"printer.{self._status.state}")
        if self._money.trouble is not None:
            reasons.append(self._money.trouble)
        if not self._lights.working:
            reasons.append("lights.lost")
        return tuple(reasons)

    def states(self) -> tuple[DeviceState, ...]:
        """Return every device as staff see it."""
        return (
            DeviceState(name="printer", state=str(self._status.state), sheets_left=self._status.sheets_left),
            DeviceState(name="coins", state=self._money.trouble or "ready"),
            DeviceState(name="lights", state="ready" if self._lights.working else "lost"),
        )

    @property
    def backdrop(self) -> DeviceState:
        """The backdrop as staff see it; `doubtful`: people could not be cut out with it lately."""
        return DeviceState(name="backdrop", state=self._backdrop)

    def backdrop_measured(self) -> None:
        """Staff measured the backdrop just now."""
        self._backdrop = "ready"

    def matte_made(self, method: str) -> None:
        """A person was cut out: by the backdrop's light, if what was measured of it still fits."""
        if method == "light":
            self._backdrop = "ready"
        elif self._backdrop == "ready":
            self._backdrop = "doubtful"

    def _remember(self, news: PrintNews) -> PrintNews:
        self._news = news
        if news.state != "printing":
            self._next_job_s = 0.0
            self._news = PrintNews(state="printing", fraction=0.0)
        return news
