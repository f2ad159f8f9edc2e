"""The visit as a program: `python -m kiosk.visit --fd N`, started by the supervisor and by nobody else."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kiosk.assets import assets_folder
from kiosk.messages.to_visit import Prepare
from kiosk.process_hygiene import (
    die_with_parent,
    forbid_looking_in,
    give_up_looking_in,
    keep_out_of_swap,
    log_failures_without_values,
)
from kiosk.wire import Wire

if TYPE_CHECKING:
    from kiosk.colour.print_profile import PrintProfile
    from kiosk.visit.studio import Networks

PREPARE_LIMIT_S = 10.0
QUIET_NICE = 10
"""While it loads, the waiting visit gives way to the one on the screen (nice(2): a ninth of its share)."""

T = TypeVar("T")


@click.command()
@click.option("--fd", type=int, required=True)
def main(fd: int) -> None:
    """Serve one customer, then die."""
    die_with_parent()
    give_up_looking_in()
    forbid_looking_in()
    keep_out_of_swap()
    logging.basicConfig(level=logging.WARNING, format="visit: %(levelname)s %(message)s")
    log_failures_without_values()
    wire = Wire.from_fd(fd, takes_sockets=True)
    for message in wire.receive(PREPARE_LIMIT_S):
        if isinstance(message, Prepare):
            serve(wire, message)
            return
    raise click.ClickException("the supervisor did not say what to prepare")


def serve(wire: Wire, prepare: Prepare) -> None:
    """Put the parts of a visit together and run it."""
    networks = quietly(lambda: load_networks(prepare))

    from hardware.camera.opening import open_camera
    from hardware.printer.tray_printer import TrayPrinter
    from kiosk.documents.rulebook import Rulebook
    from kiosk.privacy.canary import canary_of
    from kiosk.sheet.calibration import Calibration
    from kiosk.sheet.paper import paper_named
    from kiosk.sheet.press import Press
    from kiosk.ui.catalogue import Catalogue
    from kiosk.ui.sounds import find_sounds
    from kiosk.ui.speech import find_speaker
    from kiosk.ui.window import Window
    from kiosk.visit.album import Album
    from kiosk.visit.process import VisitProgram
    from kiosk.visit.stage import Stage

    size_px = (prepare.width_px, prepare.height_px)
    assets = assets_folder()
    window = Window(
        size_px,
        "Obscura booth",
        fullscreen=prepare.fullscreen,
        hidden=True,
        at_px=prepare.position_px,
        icon=assets / "icons" / "shutter.svg",
    )
    catalogue = Catalogue.load(assets / "languages")
    album = Album(
        rulebook=Rulebook.load(assets / "documents"),
        open_camera=lambda: open_camera(prepare.camera),
        networks=networks,
        printer=TrayPrinter(Path(prepare.printer)),
        press=Press(
            paper_named(prepare.paper),
            prepare.dpi,
            Calibration(**prepare.calibration.model_dump()),
            prepare.ruler,
            _print_profile(prepare),
        ),
        stick_helper=Path(prepare.stick_helper),
        canary=canary_of(prepare.seed),
        clock=time.monotonic,
    )
    stage = Stage(window.size_px, catalogue, find_speaker(), time.monotonic, sounds=find_sounds())
    VisitProgram(wire, prepare, window, stage, album, catalogue).run()
    window.close()


def _print_profile(prepare: Prepare) -> PrintProfile | None:
    """Return the printer's colours; a file that is not good any more since the booth started is left out."""
    from kiosk.colour.print_profile import BadProfile, read_print_profile

    if not prepare.print_profile:
        return None
    try:
        return read_print_profile(Path(prepare.print_profile))
    except BadProfile as error:
        logging.getLogger(__name__).error("%s; sheets are printed as sRGB", error)  # noqa: TRY400 -- one line
        return None


def load_networks(prepare: Prepare) -> Networks:
    """Load the networks, and with them the largest libraries."""
    import cv2
    import numpy as np

    from kiosk.colour.camera_profile import profile_of
    from kiosk.compliance.camera_words import optics_of
    from kiosk.visit.cutting import cutter_here
    from kiosk.visit.studio import Networks
    from models.backend import make_face_finder, make_person_masker

    cv2.setNumThreads(1)  # window, camera and networks each have a thread; OpenCV's own would only fight them
    # The first conversion to Lab makes OpenCV's tables, .15 s that the first shot would wait for.
    cv2.cvtColor(np.zeros((1, 1, 3), np.float32), cv2.COLOR_RGB2LAB)
    optics = optics_of(prepare.camera_calibration)
    cutter = cutter_here(Path(prepare.backdrop_reference))
    return Networks(
        make_face_finder, make_person_masker, optics, cutter, profile_of(prepare.colour_calibration)
    )


def quietly(work: Callable[[], T]) -> T:
    """Do the work on a thread of low priority and wait for it; threads it starts inherit that."""

    def give_way() -> None:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), QUIET_NICE)

    with ThreadPoolExecutor(1, thread_name_prefix="loading", initializer=give_way) as loading:
        return loading.submit(work).result()


if __name__ == "__main__":
    main()
