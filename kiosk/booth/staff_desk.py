"""Opens the staff console over the attract screen and answers it: PIN, device states, lamps, calibration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from kiosk.audit.events import Record
from kiosk.booth.calibration_book import CalibrationBooks
from kiosk.booth.child import Child
from kiosk.messages.console import (
    BackdropMeasured,
    BoothState,
    CalibrationChosen,
    CalibrationKept,
    CameraCalibrationChosen,
    CameraCalibrationKept,
    CashBoxEmptied,
    CashSlip,
    ColourCalibrationChosen,
    ColourCalibrationKept,
    ConsoleClosed,
    LampTest,
    PinAnswer,
    PinEntered,
    PrepareConsole,
    PrintTested,
)
from kiosk.messages.message import Message
from kiosk.messages.to_visit import Hide, Quit, Show
from kiosk.staff.pin import Lock, pin_matches

STATE_EVERY_S = 0.5
CLOSE_GRACE_S = 0.5


class Locks(Protocol):
    """Keeps the count of wrong PINs over a restart."""

    def load(self) -> Lock:
        """Return the lock as it was kept."""

    def save(self, lock: Lock) -> None:
        """Keep the lock, durably."""


class StaffDesk:
    """Runs at most one console process, started when staff ask for it and gone when they leave.

    A console is wiped like a visit: `expect` gives the seed of its mark, `wipe` begins the proof.
    """

    def __init__(
        self,
        prepare: PrepareConsole,
        run_dir: Path,
        pin_hash: str,
        locks: Locks,
        calibrations: CalibrationBooks,
        state: Callable[[], BoothState],
        set_scene: Callable[[str], None],
        empty_cash_box: Callable[[], CashSlip],
        record: Record,
        expect: Callable[[Child], str],
        wipe: Callable[[Child], None],
        clock: Callable[[], float],
        wall_clock: Callable[[], float],
    ) -> None:
        self._prepare = prepare
        self._run_dir = run_dir
        self._pin_hash = pin_hash
        self._locks = locks
        self._calibrations = calibrations
        self._state = state
        self._set_scene = set_scene
        self._empty_cash_box = empty_cash_box
        self._record = record
        self._expect, self._wipe = expect, wipe
        self._clock = clock
        self._wall_clock = wall_clock
        self._front: Child | None = None
        self._admitted = False
        self._leaving = False
        self._state_sent_s = 0.0
        self._lamp_until_s: float | None = None
        self.child: Child | None = None

    def open(self, front: Child) -> None:
        """Start the console; the visit's window goes away until it closes."""
        if self.child is not None:
            return
        self.child = Child("kiosk.console", self._run_dir)
        printer, camera = self._calibrations.printer, self._calibrations.camera
        known = {
            "seed": self._expect(self.child),
            "calibration": printer.current,
            "calibration_damaged": printer.damaged,
            "camera_calibration": camera.current,
            "camera_calibration_damaged": camera.damaged,
            "colour_calibration_damaged": self._calibrations.colour.damaged,
        }
        self.child.wire.send(self._prepare.model_copy(update=known))
        self._front = front
        self._admitted = False

    def step(self) -> Iterator[Message]:
        """Answer the console; yields what it said."""
        if self.child is None:
            return
        messages = list(self.child.wire.receive())
        for message in messages:
            self._hear(message)
        yield from messages
        self._keep_up()

    def front_shows(self) -> None:
        """The attract screen is back: a console that staff are done with can go without a gap."""
        if self._leaving:
            self.close()

    def close(self) -> None:
        """End the console and bring the attract screen back."""
        if self.child is None:
            return
        if not self._leaving:
            self._bring_front_back()
        self._leaving = False
        self.child.wire.send(Quit())
        self.child.end(CLOSE_GRACE_S)
        self._wipe(self.child)
        self.child = None
        self._lamp_until_s = None
        self._set_scene("idle")
        self._front = None

    def _bring_front_back(self) -> None:
        if self._admitted:
            self._record("staff_left")
        self._admitted = False
        if self._front is not None:
            self._front.wire.send(Show())

    def _hear(self, message: Message) -> None:
        if self.child is None:
            return
        match message:
            case PinEntered(pin=pin):
                self.child.wire.send(self._check(pin))
            case LampTest(scene=scene, seconds=seconds) if self._admitted:
                self._set_scene(scene)
                self._lamp_until_s = self._clock() + seconds
            case PrintTested() if self._admitted:
                self._record("page_printed")
            case CalibrationChosen(calibration=calibration) if self._admitted:
                kept = self._calibrations.printer.keep(calibration)
                self._record("calibration_kept", device="printer", kept=kept)
                self.child.wire.send(CalibrationKept(kept=kept))
            case CameraCalibrationChosen(calibration=lens_and_zero) if self._admitted:
                kept = self._calibrations.camera.keep(lens_and_zero)
                self._record("calibration_kept", device="camera", kept=kept)
                self.child.wire.send(CameraCalibrationKept(kept=kept))
            case ColourCalibrationChosen(calibration=colour) if self._admitted:
                kept = self._calibrations.colour.keep(colour)
                self._record("calibration_kept", device="colour", kept=kept)
                self.child.wire.send(ColourCalibrationKept(kept=kept))
            case BackdropMeasured(kept=kept) if self._admitted:
                self._record("calibration_kept", device="backdrop", kept=kept)
            case CashBoxEmptied() if self._admitted:
                self.child.wire.send(self._empty_cash_box())
            case ConsoleClosed() if not self._leaving:
                self._leaving = True
                self._bring_front_back()
            case _:
                pass

    def _check(self, pin: str) -> PinAnswer:
        lock = self._locks.load()
        now_s = self._wall_clock()
        left_s = lock.left_s(now_s)
        if left_s > 0.0:
            return PinAnswer(accepted=False, locked_s=left_s)
        if pin_matches(pin, self._pin_hash):
            self._locks.save(Lock())
            self._admitted = True
            self._record("staff_admitted")
            if self._front is not None:
                self._front.wire.send(Hide())
            return PinAnswer(accepted=True)
        failed = lock.failed(now_s)
        self._locks.save(failed)
        self._record("staff_refused")
        locked_s = failed.left_s(now_s)
        if locked_s > 0.0:
            self._record("staff_locked", seconds=round(locked_s))
        return PinAnswer(accepted=False, locked_s=locked_s)

    def _keep_up(self) -> None:
        if self.child is None:
            return
        now_s = self._clock()
        if self._lamp_until_s is not None and now_s > self._lamp_until_s:
            self._set_scene("idle")
            self._lamp_until_s = None
        if self._admitted and now_s - self._state_sent_s > STATE_EVERY_S:
            self.child.wire.send(self._state())
            self._state_sent_s = now_s
        if not self.child.is_alive() or self.child.wire.closed:
            self.close()
