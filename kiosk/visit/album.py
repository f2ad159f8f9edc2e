"""The customer's pictures and what is done with them: live, shots, sheet. All of it dies with the process."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar

import pygame

from hardware.camera.frame import Camera, CameraError, Frame
from hardware.printer.printer import Job, Printer, PrinterLost
from kiosk.colour.camera_profile import CameraProfile
from kiosk.colour.profiled_camera import profiled
from kiosk.compliance.live_checks import BoothOptics
from kiosk.documents.rule import DocumentRule
from kiosk.documents.rulebook import Rulebook
from kiosk.portability.password import Password
from kiosk.portability.stick import Outcome, Refused
from kiosk.portability.stick_client import write_to_stick
from kiosk.portrait.encoder import jpeg_bytes
from kiosk.portrait.finish import Finish
from kiosk.privacy.planting import plant_in_pdf
from kiosk.sheet.calibration import Calibration
from kiosk.sheet.press import Press
from kiosk.visit.analyst import LiveAnalyst
from kiosk.visit.cutting import empty_booth
from kiosk.visit.eye import Analyst, Eye
from kiosk.visit.keeping import NoSheet, keep_sheet, kept_sheet
from kiosk.visit.studio import Networks, NoUsablePicture, Shot, Studio

CHECK_LIMIT_S = 8.0
"""A camera that gives no picture for this long is broken; asked before the customer pays.

Webcams take up to 4 s to start, and a loaded machine longer.
"""

T = TypeVar("T")
News = Literal[
    "camera_ok",
    "camera_lost",
    "check_stopped",
    "shot",
    "no_shot",
    "finished",
    "sheet",
    "sent",
    "not_sent",
    "stick",
]


class Album:
    """Keeps the shots and runs camera, studio and printer; `news` tells what has come of it."""

    def __init__(
        self,
        rulebook: Rulebook,
        open_camera: Callable[[], Camera],
        networks: Networks,
        printer: Printer,
        press: Press,
        stick_helper: Path,
        canary: bytes,
        clock: Callable[[], float],
    ) -> None:
        self.rulebook = rulebook
        self._open_bare_camera = open_camera
        self._networks = networks
        self._printer = printer
        self.press = press
        self._stick_helper = stick_helper
        self._canary = canary
        self._clock = clock
        self._studio = Studio(networks, canary)
        self._jobs: list[tuple[Callable[[], bool], Callable[[], News]]] = []
        self._check_over = threading.Event()
        self._sheet = b""
        self._sheet_began_s = 0.0
        self.rule: DocumentRule | None = None
        self.eye = Eye(self._open_camera, self._analyst_for_rule, clock)
        self.shots: tuple[Shot, ...] = ()
        self.sheet_took_s = 0.0
        self.job = ""
        self.stick_outcome = Outcome.FAILED

    def calibrate(self, calibration: Calibration) -> None:
        """Print with this correction from now on."""
        self.press = replace(self.press, calibration=calibration)

    def calibrate_camera(self, optics: BoothOptics) -> None:
        """Measure faces with this from the next sitting on."""
        self._networks.optics = optics

    def calibrate_colour(self, profile: CameraProfile) -> None:
        """Take pictures with these colours from the next sitting on."""
        self._networks.profile = profile

    def calibrate_backdrop(self, reference: Path) -> None:
        """Cut people out against this empty booth from now on."""
        self._networks.cutter = replace(self._networks.cutter, light=empty_booth(reference))

    def choose(self, document_id: str) -> None:
        """Make photos for this document from now on."""
        self.rule = self.rulebook.get(document_id)

    @property
    def backdrop(self) -> str | None:
        """The colour of the wall that the chosen document asks for first.

        None where software paints it anyhow: then it is lit as it was calibrated.
        """
        background = None if self.rule is None else self.rule.background
        if background is None or background.policy == "replace":
            return None
        return background.allowed[0]

    def check_camera(self) -> None:
        """See whether the camera gives a picture; nobody sees it, and it is let go of at once."""
        self._check_over = over = threading.Event()
        self._do(self._studio.run(partial(self._take_one_picture, over)), partial(_camera_news, over))

    def stop_checking(self) -> None:
        """Let go of the camera if it is still being checked."""
        self._check_over.set()

    def open_camera(self) -> None:
        """Start the live view for the chosen document."""
        self.eye.open()

    def close_camera(self) -> None:
        """Stop the live view."""
        self.eye.close()

    @property
    def cuts_out(self) -> bool:
        """Whether the chosen document lets software touch the background, so that a dark frame is of use."""
        background = None if self.rule is None else self.rule.background
        return background is not None and background.policy != "keep"

    def judge(self, frames: list[Frame], dark: Frame | None, finish: Finish) -> None:
        """Make a shot of the best picture of a burst; `dark` is one more, before the dark backdrop."""
        judged = self._studio.judge(frames, dark, self._chosen(), self.press, finish)
        self._do(judged, self._take_in_shot)

    def finish(self, finish: Finish) -> None:
        """Finish the shots taken so far like this."""
        finished = self._studio.finish(self.shots, self._chosen(), self.press, finish)
        self._do(finished, self._take_in_finished)

    def forget_shots(self) -> None:
        """Drop every picture taken so far."""
        self.shots = ()
        self._sheet = b""

    def develop_sheet(self, index: int) -> None:
        """Lay a shot out on a sheet of paper."""
        self._sheet_began_s = self._clock()
        self._do(self._studio.sheet(self.shots[index]), self._take_in_sheet)

    def send_sheet(self, keeper: socket.socket | None) -> None:
        """Hand the sheet to the printer, and before that, sealed, to its keeper if it is to be kept."""
        pdf, self._sheet = plant_in_pdf(self._sheet, self._canary), b""
        self._do(self._studio.run(partial(self._keep_and_print, pdf, keeper)), self._take_in_job)

    def send_kept_sheet(self, keeper: socket.socket) -> None:
        """Hand the sheet that comes from its keeper to the printer."""
        self._do(self._studio.run(partial(self._print_kept, keeper)), self._take_in_job)

    def take_along(self, index: int, password: Password | None) -> None:
        """Write a shot onto the customer's stick, in a file that asks for the password if there is one."""
        self._do(
            self._studio.run(partial(self._write_stick, self.shots[index], password)), self._take_in_stick
        )

    def save_screen(self, surface: pygame.Surface, path: Path) -> None:
        """Write a picture of a screen; the demo's only."""
        self._studio.run(lambda: pygame.image.save(surface, str(path)))

    def news(self) -> Iterator[News]:
        """Yield what has come of the jobs since the last call."""
        over = [take_in for is_done, take_in in self._jobs if is_done()]
        self._jobs = [job for job in self._jobs if job[1] not in over]
        for take_in in over:
            yield take_in()

    def close(self) -> None:
        """Stop everything and let go of everything."""
        self.eye.shut()
        self.stop_checking()
        self._jobs.clear()
        self.forget_shots()
        self._studio.close()
        self._networks.close()

    def _do(self, future: Future[T], take_in: Callable[[Future[T]], News]) -> None:
        self._jobs.append((future.done, partial(take_in, future)))

    def _chosen(self) -> DocumentRule:
        if self.rule is None:
            raise RuntimeError("no document was chosen")
        return self.rule

    def _open_camera(self) -> Camera:
        """Return the camera as everything sees it: checks, live view and photo."""
        return profiled(self._open_bare_camera(), self._networks.profile)

    def _analyst_for_rule(self) -> Analyst:
        finder, masker = self._networks.live
        return LiveAnalyst(finder, masker, self._chosen(), self._networks.optics)

    def _take_one_picture(self, over: threading.Event) -> None:
        if over.is_set():
            return
        until_s = self._clock() + CHECK_LIMIT_S
        with self._open_camera() as camera:
            while self._clock() < until_s and not over.is_set():
                if camera.read(0.2) is not None:
                    return
        if over.is_set():
            return
        raise CameraError("no picture")

    def _take_in_shot(self, done: Future[Shot]) -> News:
        if isinstance(done.exception(), NoUsablePicture):
            return "no_shot"
        self.shots = (*self.shots, done.result())
        return "shot"

    def _take_in_finished(self, done: Future[tuple[Shot, ...]]) -> News:
        self.shots = done.result()
        return "finished"

    def _take_in_sheet(self, done: Future[bytes]) -> News:
        self._sheet = done.result()
        self.sheet_took_s = self._clock() - self._sheet_began_s
        return "sheet"

    def _write_stick(self, shot: Shot, password: Password | None) -> None:
        photo = jpeg_bytes(shot.photo, self.press.dpi)
        if password is None:
            write_to_stick(self._stick_helper, "photo.jpg", photo)
        else:
            from kiosk.portability.container import locked_pdf

            write_to_stick(self._stick_helper, "photo.pdf", locked_pdf(photo, "photo.jpg", password))

    def _keep_and_print(self, pdf: bytes, keeper: socket.socket | None) -> Job:
        if keeper is not None:
            keep_sheet(pdf, keeper)
        return self._printer.print_pdf(pdf, 1)

    def _print_kept(self, keeper: socket.socket) -> Job:
        return self._printer.print_pdf(plant_in_pdf(kept_sheet(keeper), self._canary), 1)

    def _take_in_stick(self, done: Future[None]) -> News:
        failure = done.exception()
        self.stick_outcome = failure.outcome if isinstance(failure, Refused) else Outcome.WRITTEN
        if not isinstance(failure, Refused):
            done.result()
        return "stick"

    def _take_in_job(self, done: Future[Job]) -> News:
        if isinstance(done.exception(), PrinterLost | NoSheet):
            return "not_sent"
        self.job = done.result().id
        return "sent"


def _camera_news(over: threading.Event, done: Future[None]) -> News:
    if over.is_set():
        return "check_stopped"
    if isinstance(done.exception(), CameraError):
        return "camera_lost"
    done.result()
    return "camera_ok"
