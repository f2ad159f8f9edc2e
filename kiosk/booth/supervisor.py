"""The long-lived heart of the booth: keeps one visit on the screen and the next one ready behind it.

It sees messages, money and device states, never an image. All it does happens in `step`, on one thread.
"""

from __future__ import annotations

import logging
import select
import socket
from collections.abc import Callable
from pathlib import Path

from kiosk.booth.audit_desk import AuditDesk
from kiosk.booth.calibration_book import CalibrationBooks
from kiosk.booth.child import Child
from kiosk.booth.device_desk import DeviceDesk
from kiosk.booth.money_desk import MoneyDesk, Owed
from kiosk.booth.reprint_desk import ReprintDesk
from kiosk.booth.staff_desk import StaffDesk
from kiosk.booth.wipe_desk import Wiped, WipeDesk
from kiosk.messages.console import BackdropMeasured
from kiosk.messages.from_visit import (
    CodeTyped,
    ConsentGiven,
    LanguageChosen,
    MatteMade,
    MoneyPaused,
    MoneyWanted,
    PrintNotSent,
    PrintSent,
    PrintStarting,
    Ready,
    SceneWanted,
    Shown,
    StaffAsked,
    VisitEnded,
    VisitStarted,
    VisitWiped,
    WindowClosed,
)
from kiosk.messages.message import Message
from kiosk.messages.to_visit import (
    BUSY,
    BackdropChanged,
    Balance,
    CalibrationChanged,
    CameraCalibrationChanged,
    ColourCalibrationChanged,
    NotDeleted,
    Prepare,
    PrintNews,
    Quit,
    Service,
    SheetGone,
    SheetsKept,
    Show,
    Touch,
)

_log = logging.getLogger(__name__)

NEXT_VISIT_DELAY_S = 0.3
"""The next process starts this long after a change of screens, or else while a customer pays.

Loading takes a core for two seconds, which the screens of a busy visit would show.
"""
AFTER_START_S = 3.0
"""The first visit of the day gets the machine for itself until it shows."""
HANDOVER_LIMIT_S = 4.0
"""A successor that shows nothing for this long is replaced; each further one is given twice as long.

A machine that is too busy to load a visit in that time would otherwise start one after the other for ever.
"""
HANDOVER_LONGEST_S = 64.0
QUIT_GRACE_S = 0.5
TICK_S = 0.02
DEATHS_IN_A_ROW = 3
"""When so many programs of visits have died and none has shown anything since, operators hear of it."""


class Supervisor:
    """Owns the visit processes and answers their messages.

    `observe(source, message)` is told every message of a visit or console, for demo and bench.
    """

    def __init__(
        self,
        prepare: Prepare,
        run_dir: Path,
        money: MoneyDesk,
        devices: DeviceDesk,
        staff: StaffDesk,
        calibrations: CalibrationBooks,
        wipes: WipeDesk,
        audit: AuditDesk,
        reprints: ReprintDesk,
        clock: Callable[[], float],
        count: Callable[[str], None],
        observe: Callable[[str, Message], None] = lambda _source, _message: None,
    ) -> None:
        self._calibrations = calibrations
        self._prepare = prepare.model_copy(update=self._calibrated())
        self._run_dir = run_dir
        self._money = money
        self._devices = devices
        self._staff = staff
        self._wipes = wipes
        self._audit = audit
        self._reprints = reprints
        self._clock = clock
        self._count = count
        self._observe = observe
        self._front: Child | None = None
        self._waiting: Child | None = None
        self._next_spawn_s = 0.0
        self._leaving_reason: str | None = None
        self._language: str | None = None
        self._handover_since_s = 0.0
        self._handover_limit_s = HANDOVER_LIMIT_S
        self._visiting = self._paying = False
        self._job: str | None = None
        self._last_balance: Balance | None = None
        self._last_print_news: PrintNews | None = None
        self.window_closed = False
        self._last_reasons: tuple[str, ...] | None = None
        self._last_kept: SheetsKept | None = None
        self._unproved: int | None = None
        self._owed = Owed(0, None)
        self._deaths = 0

    # --- running ------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Put the first visit on the screen, and look for what an earlier life of the booth left."""
        self._wipes.take_up()
        self._front = self._spawn()
        self._tell(self._front, Show())
        self._next_spawn_s = self._clock() + AFTER_START_S
        self._devices.set_scene("idle")

    def step(self, timeout_s: float = TICK_S) -> None:
        """Wait for messages, answer them, and look after devices and processes."""
        wires = [
            child.wire
            for child in (self._front, self._waiting, self._staff.child)
            if child is not None and not child.wire.closed
        ]
        select.select(wires, [], [], timeout_s)
        for role, child in (("waiting", self._waiting), ("front", self._front)):
            if child is not None:
                for message in child.wire.receive():
                    self._observe(role, message)
                    self._hear(role, message)
        for message in self._staff.step():
            self._observe("console", message)
            if isinstance(message, BackdropMeasured) and message.kept:
                self._devices.backdrop_measured()
                self._tell_visits(BackdropChanged())
        self._tell_of_calibration()
        self._devices.tick()
        if not self._devices.waking_up:
            self._audit.look_at(self._devices.states())
        for wiped in self._wipes.outcomes():
            self._take_in_wipe(wiped)
        self._tell_front()
        self._look_after_processes()

    def close(self) -> None:
        """End every visit and settle what is open."""
        for child in (self._waiting, self._front):
            if child is not None:
                child.wire.send(Quit())
                child.end(QUIT_GRACE_S)
                self._wipes.wipe(child)
        self._staff.close()
        self._reprints.close()
        self._money.leave(sheet_on_its_way=False)
        self._front = self._waiting = None
        for wiped in self._wipes.finish():
            self._take_in_wipe(wiped)

    def touch(self, x_px: int, y_px: int, hold_s: float) -> None:
        """Let the simulated hand touch what is on the screen."""
        target = self._staff.child or self._front
        if target is not None:
            target.wire.send(Touch(x_px=x_px, y_px=y_px, hold_s=hold_s))

    @property
    def in_service(self) -> bool:
        """Whether a customer could be served now."""
        return not self._reasons()

    @property
    def in_order(self) -> bool:
        """Whether nothing is amiss; the sheet of a customer who left keeps nobody from this."""
        return not [reason for reason in self._reasons() if reason != BUSY]

    @property
    def prints(self) -> bool:
        """Whether the printer works on a sheet."""
        return self._job is not None

    @property
    def pids(self) -> dict[str, int]:
        """The processes of the booth below the supervisor, by role (bench)."""
        roles = {"visit": self._front, "next_visit": self._waiting, "console": self._staff.child}
        return {role: child.pid for role, child in roles.items() if child is not None}

    # --- messages -----------------------------------------------------------------------------------------

    def _hear(self, role: str, message: Message) -> None:
        if role == "waiting":
            self._hear_waiting(message)
        else:
            self._hear_front(message)

    def _hear_waiting(self, message: Message) -> None:
        match message:
            case Ready() if self._leaving_reason is None:
                self._deaths = 0
            case Shown() if self._leaving_reason is not None:
                self._hand_over()
            case _:
                pass

    def _hear_front(self, message: Message) -> None:
        if isinstance(message, VisitStarted) and self._front is not None:
            self._wipes.begun(self._front)  # before the trail knows of it: no visit on it may lack its proof
        self._audit.hear(message)
        match message:
            case VisitStarted():
                self._visiting = True
                self._count("visits")
            case LanguageChosen(language=language):
                self._language = language
            case MatteMade(method=method):
                self._devices.matte_made(method)
                if method != "light":
                    self._count("mattes_without_light")
            case SceneWanted(scene=scene, backdrop=backdrop):
                self._paying = False
                self._devices.set_scene(scene, backdrop)
            case ConsentGiven(reprint=reprint):
                self._reprints.agreed(to_keep=reprint == "agreed")
            case CodeTyped(code=code) if self._front is not None and self._job is None:
                self._tell(self._front, self._reprints.look_up(code))
            case VisitEnded(reason=reason, keep=keep):
                self._reprints.visit_over(keep=keep, show_code=reason == "finished")
                self._leave(reason)
            case StaffAsked() if not self._visiting and self._front is not None:
                self._staff.open(self._front)
            case WindowClosed():
                self.window_closed = True
            case Shown():
                self._deaths = 0
                self._staff.front_shows()
            case _:
                self._hear_of_money(message)

    def _hear_of_money(self, message: Message) -> None:
        match message:
            case MoneyWanted():
                self._paying = True
                if not self._reasons():
                    self._money.want()
                self._last_balance = None
            case MoneyPaused():
                self._money.pause()
            case PrintStarting():
                self._allow_printing()
            case PrintSent(job=job):
                self._job = job
            case PrintNotSent():
                self._print_is_over(PrintNews(state="failed", fraction=0.0))
            case _:
                pass

    def _tell_front(self) -> None:
        if self._front is None or self._leaving_reason is not None:
            return
        self._look_after_job(self._front)
        balance = self._money.balance()
        if self._visiting and balance != self._last_balance:
            self._last_balance = balance
            self._tell(self._front, balance)
        reasons = self._reasons()
        if reasons != self._last_reasons:
            self._last_reasons = reasons
            self._tell(self._front, Service(reasons=reasons))
        self._tell_of_kept_sheets(self._front)

    def _tell_of_kept_sheets(self, front: Child) -> None:
        """Tell the first screen what is kept, and a visit only that its own sheet is gone."""
        if self._reprints.tick():
            self._tell(front, SheetGone())
        kept = self._reprints.at_rest()
        if not self._visiting and kept != self._last_kept:
            self._last_kept = kept
            self._tell(front, kept)

    def _tell_visits(self, message: Message) -> None:
        for child in (self._front, self._waiting):
            if child is not None:
                self._tell(child, message)

    def _tell_of_calibration(self) -> None:
        """Let the visits that were started before staff calibrated print and measure as later ones do."""
        before, self._prepare = self._prepare, self._prepare.model_copy(update=self._calibrated())
        now = self._prepare
        for child in (self._front, self._waiting):
            if child is not None and now.calibration != before.calibration:
                self._tell(child, CalibrationChanged(calibration=now.calibration))
            if child is not None and now.camera_calibration != before.camera_calibration:
                self._tell(child, CameraCalibrationChanged(calibration=now.camera_calibration))
            if child is not None and now.colour_calibration != before.colour_calibration:
                self._tell(child, ColourCalibrationChanged(calibration=now.colour_calibration))

    def _calibrated(self) -> dict[str, Message]:
        """Return what a visit is told of the calibrations that are kept now."""
        return {
            "calibration": self._calibrations.printer.current,
            "camera_calibration": self._calibrations.camera.current,
            "colour_calibration": self._calibrations.colour.current,
        }

    def _look_after_job(self, front: Child) -> None:
        if self._job is None:
            return
        news = self._devices.print_news(self._job)
        if news.state != "printing":
            self._print_is_over(news)
        elif self._visiting and news != self._last_print_news:
            self._last_print_news = news
            self._tell(front, news)

    def _allow_printing(self) -> None:
        if self._front is None or self._leaving_reason is not None:
            return
        if self._money.print_started():
            allowed, to_keeper = self._reprints.allow_print()
            self._tell(self._front, allowed, to_keeper)
        else:
            self._tell(self._front, PrintNews(state="failed", fraction=0.0))

    def _print_is_over(self, news: PrintNews) -> None:
        """The sheet came or will not come; a customer who left meanwhile may still see what is owed."""
        self._job = None
        done = news.state == "done"
        owed = self._money.print_over(done=done)
        self._reprints.print_over(done=done)
        self._count("sheets" if done else "print_failures")
        if self._visiting and self._front is not None:
            self._tell(self._front, news)
        else:
            self._owed = owed
            self._say_farewell()

    def _tell(self, child: Child, message: Message, enclosed: socket.socket | None = None) -> None:
        self._observe("booth", message)
        child.wire.send(message, enclosed)

    def _reasons(self) -> tuple[str, ...]:
        own: tuple[str, ...] = ("privacy.wipe_failed",) if self._wipes.failed else ()
        if self._wipes.owes:
            own += ("privacy.wipe_owed",)
        if self._deaths >= DEATHS_IN_A_ROW:
            own += ("visit.dies",)
        if self._audit.trouble is not None:
            own += (self._audit.trouble,)
        if self._job is not None and not self._visiting:
            own += (BUSY,)
        return own + self._devices.reasons_not_to_serve()

    # --- processes ----------------------------------------------------------------------------------------

    def _spawn(self) -> Child:
        child = Child("kiosk.visit", self._run_dir)
        child.wire.send(self._prepare.model_copy(update={"seed": self._wipes.expect(child)}))
        return child

    def _leave(self, reason: str) -> None:
        """Begin the change of visits: the successor shows itself first, so the screen has no gap."""
        if self._leaving_reason is not None:
            return
        self._leaving_reason = reason
        if self._visiting:
            self._audit.visit_ended(reason)
        self._handover_since_s = self._clock()
        if self._waiting is None:
            self._waiting = self._spawn()
        self._tell(self._waiting, Show(after=reason, language=self._language))

    def _hand_over(self) -> None:
        """The successor is on the screen: let the old process die and have it proved, to say so only then."""
        old, successor, reason = self._front, self._waiting, self._leaving_reason
        if successor is None:
            return
        if old is not None:
            old.wire.send(Quit())
            old.end(QUIT_GRACE_S)
            self._wipes.wipe(old)
            self._unproved = old.pid
        self._owed = self._money.leave(sheet_on_its_way=self._job is not None)
        self._count(f"visits_{reason}")
        self._front, self._waiting, self._deaths = successor, None, 0
        self._handover_limit_s = HANDOVER_LIMIT_S
        self._leaving_reason, self._language = None, None
        self._visiting = self._paying = False
        self._last_balance = self._last_reasons = self._last_print_news = self._last_kept = None
        self._devices.set_scene("idle")
        self._next_spawn_s = self._clock() + NEXT_VISIT_DELAY_S

    def _take_in_wipe(self, wiped: Wiped) -> None:
        """A visit or console is proved to be gone, or not: then nobody else is served."""
        if wiped.of != "unused" or not wiped.passed:
            self._audit.wiped(wiped)
        self._observe("booth", VisitWiped(passed=wiped.passed, took_s=wiped.took_s))
        if not wiped.passed:
            _log.critical(
                "privacy: of a visit or console were found: %s; out of service",
                wiped.proof or "nothing, unsearched",
            )
        if wiped.pid is not None and wiped.pid == self._unproved:
            self._unproved = None
            self._say_farewell()

    def _say_farewell(self) -> None:
        """Tell the customer of the visit before what became of it, once it is known."""
        if self._front is None or self._visiting or self._unproved is not None:
            return
        owed, proved = self._owed, not self._wipes.failed
        deleted = self._reprints.farewell(proved=proved, owed_cents=owed.cents, voucher=owed.voucher)
        not_deleted = NotDeleted(owed_cents=owed.cents, voucher=owed.voucher)
        self._tell(self._front, deleted if proved else not_deleted)

    def _look_after_processes(self) -> None:
        now_s = self._clock()
        front, waiting = self._front, self._waiting
        if waiting is not None and not waiting.is_alive():
            waiting.end(0.0)
            self._wipes.wipe(waiting)
            self._waiting = None
            self._next_spawn_s = now_s + NEXT_VISIT_DELAY_S
            self._deaths += 1
            self._count("visit_crashes")
            if self._leaving_reason is not None:
                self._waiting = self._spawn()
                self._tell(self._waiting, Show(after=self._leaving_reason, language=self._language))
                self._handover_since_s = now_s
        if self._leaving_reason is None and front is not None and (not front.is_alive() or front.wire.closed):
            if front.wire.complaint:
                _log.error("the visit said %s", front.wire.complaint)
            self._deaths += 1
            self._count("visit_crashes")
            self._staff.close()
            self._reprints.visit_crashed()
            self._leave("failed")
        elif self._leaving_reason is not None and now_s - self._handover_since_s > self._handover_limit_s:
            self._handover_limit_s = min(2.0 * self._handover_limit_s, HANDOVER_LONGEST_S)
            _log.error("the next visit did not show itself in time; starting another")
            if self._waiting is not None:
                self._waiting.end(0.0)
            self._handover_since_s = now_s
        calm = not self._visiting or self._paying
        if self._waiting is None and self._leaving_reason is None and calm and now_s >= self._next_spawn_s:
            self._waiting = self._spawn()
