"""The console's loop: window, touches, messages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pygame

from hardware.camera.frame import Camera
from hardware.printer.printer import Job, Printer, PrinterLost
from kiosk.colour import camera_profile
from kiosk.compliance import camera_words
from kiosk.compliance.camera_words import optics_of
from kiosk.console.camera_board_page import board_on, board_page
from kiosk.console.camera_desk import CameraDesk
from kiosk.console.cash_slip import make_cash_slip
from kiosk.console.desk import (
    LAMP_TEST_S,
    Desk,
    Kept,
    Page,
    Print,
    Slip,
    Wish,
    answered,
    backdrop_kept,
    board_sent,
    calibration_kept,
    camera_kept,
    camera_seen,
    colour_kept,
    idle_too_long,
    passed,
    press,
    sheet_sent,
)
from kiosk.console.screens import paint
from kiosk.console.test_page import make_test_page
from kiosk.matte.light_reference import LightReference, write_reference
from kiosk.messages.calibration import PrintCalibration
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
from kiosk.messages.from_visit import ScreenShown
from kiosk.messages.message import Message
from kiosk.messages.to_visit import Quit, Touch
from kiosk.sheet.calibration import Calibration
from kiosk.sheet.calibration_page import calibration_page
from kiosk.sheet.paper import Paper
from kiosk.ui import keys
from kiosk.ui.canvas import Canvas, Kit, Language
from kiosk.ui.pointer import Pointer, Press
from kiosk.ui.remote_hand import RemoteHand
from kiosk.ui.window import Window
from kiosk.wire import Wire
from models.face import FaceFinder

_log = logging.getLogger(__name__)

TURN_S = 0.05
LIGHT_S = 20.0
"""For so long at a time the lamps are lit while the camera is calibrated."""
LEAVE_LIMIT_S = 2.0
"""A supervisor that does not say quit for this long is not waited for."""


class ConsoleProgram:
    """One stay of staff at the console."""

    def __init__(
        self,
        wire: Wire,
        prepare: PrepareConsole,
        window: Window,
        kit: Kit,
        language: Language,
        printer: Printer,
        paper: Paper,
        open_camera: Callable[[], Camera],
        make_finder: Callable[[], FaceFinder],
        clock: Callable[[], float],
    ) -> None:
        self._wire = wire
        self._prepare = prepare
        self._window = window
        self._kit = kit
        self._language = language
        self._printer = printer
        self._clock = clock
        self._desk = Desk(
            paper=paper,
            calibration=Calibration(**prepare.calibration.model_dump()),
            kept=Kept.DAMAGED if prepare.calibration_damaged else Kept.AS_BEFORE,
            optics=optics_of(prepare.camera_calibration),
            camera_kept=Kept.DAMAGED if prepare.camera_calibration_damaged else Kept.AS_BEFORE,
            colour_kept=Kept.DAMAGED if prepare.colour_calibration_damaged else Kept.AS_BEFORE,
            touched_s=clock(),
        )
        self._pointer = Pointer(window.size_px)
        self._press = Press()
        self._hand = RemoteHand(window.size_px)
        self._focused: str | None = None
        self._drawn: object = None
        self._canvas = Canvas(window.surface, kit, language)
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="test-print")
        self._jobs: dict[Wish, Future[Job]] = {}
        self._camera = CameraDesk(open_camera, make_finder, board_on(paper))
        self._lit, self._light_until_s = "", 0.0
        self._closing = self._told_to_quit = False
        self._saved: set[str] = set()

    def run(self) -> None:
        """Serve staff until they close the console, do nothing for too long, or the supervisor is gone."""
        while not self._closing and not self._wire.closed:
            for event in self._window.events(TURN_S):
                self._handle(event)
            for message in self._wire.receive():
                self._hear(message)
            self._hand.tick(self._clock())
            self._look_at_print()
            self._look_at_camera()
            self._desk = passed(self._desk, self._clock())
            if idle_too_long(self._desk, self._clock()):
                self._closing = True
            self._draw()
        self._camera.close()
        self._worker.shutdown(cancel_futures=True)
        self._wire.send(ConsoleClosed())
        self._stay_until_told_to_quit()

    def _stay_until_told_to_quit(self) -> None:
        """Stay on the screen until the attract screen is back behind it: no gap for the desktop to show."""
        until_s = self._clock() + LEAVE_LIMIT_S
        while not self._told_to_quit and not self._wire.closed and self._clock() < until_s:
            for message in self._wire.receive(TURN_S):
                self._hear(message)

    def _handle(self, event: pygame.event.Event) -> None:
        now_s = self._clock()
        if event.type == pygame.QUIT:
            self._act("close")
            return
        targets = tuple(self._canvas.targets)
        key = keys.meaning(event)
        if key in (keys.Key.NEXT, keys.Key.PREVIOUS):
            self._focused = keys.move(self._focused, key, targets)
        elif key is keys.Key.PRESS and self._focused is not None:
            self._act(self._focused)
        elif key is keys.Key.BACK:
            self._act(way_back(self._desk))
        for contact in self._pointer.feed(event, now_s):
            x, y = contact.x_px / self._kit.scale, contact.y_px / self._kit.scale
            pressed = self._press.feed(contact.phase, x, y, targets, now_s)
            if pressed is not None:
                self._act(pressed)

    def _act(self, target: str) -> None:
        screen = screen_of(self._desk)
        self._desk, wish = press(self._desk, target, self._clock())
        match wish:
            case Wish.CHECK_PIN:
                self._wire.send(PinEntered(pin=self._desk.digits))
            case Wish.LAMP_TEST if self._desk.lamp in ("pose", "flash", "dark_backdrop"):
                self._wire.send(LampTest.model_validate({"scene": self._desk.lamp, "seconds": LAMP_TEST_S}))
            case Wish.TEST_PRINT:
                self._print(wish, make_test_page(self._desk.paper, self._desk.calibration))
            case Wish.CALIBRATION_SHEET:
                self._print(wish, calibration_page(self._desk.paper))
            case Wish.KEEP_CALIBRATION if self._desk.calibrating is not None:
                chosen = in_words(self._desk.calibrating.calibration)
                self._wire.send(CalibrationChosen(calibration=chosen))
            case Wish.BOARD_SHEET:
                self._print(wish, board_page(self._desk.paper, self._desk.calibration))
            case Wish.KEEP_CAMERA if self._desk.camera is not None:
                known = camera_words.in_words(self._desk.camera.result)
                self._wire.send(CameraCalibrationChosen(calibration=known))
            case Wish.KEEP_COLOUR if self._desk.colour is not None and self._desk.colour.fitted is not None:
                profile = camera_profile.in_words(self._desk.colour.fitted.profile)
                self._wire.send(ColourCalibrationChosen(calibration=profile))
            case Wish.KEEP_BACKDROP if self._desk.backdrop is not None:
                self._keep_backdrop(self._desk.backdrop.reference)
            case Wish.EMPTY_CASH_BOX:
                self._wire.send(CashBoxEmptied())
            case Wish.CLOSE:
                self._closing = True
            case _:
                pass
        if screen_of(self._desk) != screen:
            self._focused = None
            self._press.screen_changed(self._clock())

    def _keep_backdrop(self, reference: LightReference | None) -> None:
        """Put the picture of the empty booth on the disk, and tell the booth that there is a new one."""
        try:
            if reference is not None:
                write_reference(Path(self._prepare.backdrop_reference), reference)
        except OSError as error:
            _log.error("%s cannot be written: %s", self._prepare.backdrop_reference, error.strerror)
            reference = None
        self._wire.send(BackdropMeasured(kept=reference is not None))
        self._desk = backdrop_kept(self._desk, kept=reference is not None)

    def _print(self, wish: Wish, pdf: bytes) -> None:
        self._jobs[wish] = self._worker.submit(self._printer.print_pdf, pdf, 1)

    def _hear(self, message: Message) -> None:
        match message:
            case PinAnswer():
                self._desk = answered(self._desk, message, self._clock())
                self._press.screen_changed(self._clock())
            case BoothState():
                self._desk = replace(self._desk, state=message)
            case CalibrationKept(kept=kept):
                self._desk = calibration_kept(self._desk, kept=kept)
                self._press.screen_changed(self._clock())
            case CameraCalibrationKept(kept=kept):
                self._desk = camera_kept(self._desk, kept=kept)
                self._press.screen_changed(self._clock())
            case ColourCalibrationKept(kept=kept):
                self._desk = colour_kept(self._desk, kept=kept)
                self._press.screen_changed(self._clock())
            case CashSlip():
                self._print(Wish.EMPTY_CASH_BOX, make_cash_slip(self._desk.paper, message))
            case Touch(x_px=x_px, y_px=y_px, hold_s=hold_s) if self._prepare.remote_hand:
                self._hand.touch(x_px, y_px, hold_s, self._clock())
            case Quit():
                self._closing = self._told_to_quit = True
            case _:
                pass

    def _look_at_print(self) -> None:
        for wish in [wish for wish, job in self._jobs.items() if job.done()]:
            job = self._jobs.pop(wish)
            taken = not isinstance(job.exception(), PrinterLost)
            if wish is Wish.CALIBRATION_SHEET:
                self._desk = sheet_sent(self._desk, taken=taken)
            elif wish is Wish.EMPTY_CASH_BOX:
                self._desk = replace(self._desk, slip=Slip.SENT if taken else Slip.FAILED)
            elif wish is Wish.BOARD_SHEET:
                self._desk = board_sent(self._desk, taken=taken)
            else:
                self._desk = replace(self._desk, test_print=Print.SENT if taken else Print.FAILED)
            if taken:
                self._wire.send(PrintTested(job=job.result().id))

    def _look_at_camera(self) -> None:
        """Watch the camera as the step asks, in the light that it wants."""
        screen = screen_of(self._desk)
        news = self._camera.step(self._desk.camera or self._desk.colour or self._desk.backdrop)
        if news is not None:
            self._desk = camera_seen(self._desk, news)
        if screen_of(self._desk) != screen:
            self._focused = None
            self._press.screen_changed(self._clock())
        scene = self._scene
        if not self._camera.is_watching:
            self._lit = ""  # a lamp test may come in between
        elif scene != self._lit or self._clock() > self._light_until_s - 1.0:
            self._lit, self._light_until_s = scene, self._clock() + LIGHT_S
            self._wire.send(LampTest(scene=scene, seconds=LIGHT_S))

    @property
    def _scene(self) -> Literal["pose", "flash", "dark_backdrop"]:
        """The light of the live view; of the photo for colours; for the backdrop what its step wants."""
        if self._desk.backdrop is not None:
            return self._desk.backdrop.scene
        return "pose" if self._desk.colour is None else "flash"

    def _draw(self) -> None:
        now_s = self._clock()
        locked_s, pressed = self._desk.locked_s(now_s), self._press.showing
        pictures = self._camera.pictures
        shown = (replace(self._desk, touched_s=0.0), locked_s, pressed, self._focused, pictures)
        if shown == self._drawn:
            return
        self._drawn = shown
        surface = self._window.surface
        self._canvas = Canvas(surface, self._kit, self._language, pressed, self._focused)
        paint(self._canvas, self._desk, now_s, self._camera.preview)
        self._window.present()
        self._window.reveal()
        if self._prepare.remote_hand:
            self._tell_screen()

    def _tell_screen(self) -> None:
        name = screen_of(self._desk)
        targets = {}
        for target in self._canvas.targets:
            rect = self._kit.rect_px(target.box)
            targets[target.id] = (rect.x, rect.y, rect.width, rect.height)
        ready = self._desk.page is Page.PIN or self._desk.state is not None
        if self._prepare.screens_dir and ready and name not in self._saved:
            self._saved.add(name)
            self._window.screenshot(Path(self._prepare.screens_dir) / f"{name}.png")
        self._wire.send(ScreenShown(screen=name, targets=targets))


def screen_of(desk: Desk) -> str:
    """Return the name of the screen that shows."""
    step = "" if desk.calibrating is None else f"-{desk.calibrating.step}"
    if desk.camera is not None:
        step = f"-{desk.camera.step}"
    if desk.colour is not None:
        step = f"-{desk.colour.step}"
    if desk.backdrop is not None:
        step = f"-{desk.backdrop.step}"
    return f"console-{desk.page}{step}"


def way_back(desk: Desk) -> str:
    """Return the target that the key for back stands for."""
    if desk.calibrating is not None:
        return "erase" if desk.calibrating.typed else "cancel"
    if desk.camera is not None or desk.colour is not None or desk.backdrop is not None:
        return "cancel"
    return "erase" if desk.digits else "close"


def in_words(calibration: Calibration) -> PrintCalibration:
    """Return a calibration as the booth is told it; rounded, so that one at its bound is not over it."""
    return PrintCalibration(
        scale_x=round(calibration.scale_x, 6),
        scale_y=round(calibration.scale_y, 6),
        shift_x_mm=round(calibration.shift_x_mm, 4),
        shift_y_mm=round(calibration.shift_y_mm, 4),
    )
