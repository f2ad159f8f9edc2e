"""The console as a program: `python -m kiosk.console --fd N`, started by the supervisor."""

from __future__ import annotations

import logging
import time
from functools import partial
from pathlib import Path

import click

from hardware.camera.changing_camera import ChangingCamera
from hardware.camera.opening import open_camera
from hardware.printer.tray_printer import TrayPrinter
from kiosk.assets import assets_folder
from kiosk.console.program import ConsoleProgram
from kiosk.messages.console import PrepareConsole
from kiosk.privacy.canary import canary_of
from kiosk.privacy.planting import plant_beside
from kiosk.process_hygiene import (
    die_with_parent,
    forbid_looking_in,
    give_up_looking_in,
    keep_out_of_swap,
    log_failures_without_values,
)
from kiosk.sheet.paper import paper_named
from kiosk.ui.canvas import Kit
from kiosk.ui.catalogue import Catalogue
from kiosk.ui.window import Window
from kiosk.wire import Wire
from models.backend import make_face_finder

PREPARE_LIMIT_S = 10.0


@click.command()
@click.option("--fd", type=int, required=True)
def main(fd: int) -> None:
    """Serve staff, then end."""
    die_with_parent()
    give_up_looking_in()
    forbid_looking_in()
    keep_out_of_swap()
    logging.basicConfig(level=logging.WARNING, format="console: %(levelname)s %(message)s")
    log_failures_without_values()
    wire = Wire.from_fd(fd)
    for message in wire.receive(PREPARE_LIMIT_S):
        if isinstance(message, PrepareConsole):
            serve(wire, message)
            return
    raise click.ClickException("the supervisor did not say what to prepare")


def serve(wire: Wire, prepare: PrepareConsole) -> None:
    """Put the parts of the console together and run it."""
    size_px = (prepare.width_px, prepare.height_px)
    window = Window(
        size_px,
        "Obscura staff",
        fullscreen=prepare.fullscreen,
        hidden=True,
        at_px=prepare.position_px,
        icon=assets_folder() / "icons" / "wrench.svg",
    )
    ConsoleProgram(
        wire=wire,
        prepare=prepare,
        window=window,
        kit=Kit(window.size_px, assets_folder() / "icons"),
        language=Catalogue.load(assets_folder() / "languages").language(prepare.language),
        printer=TrayPrinter(Path(prepare.printer)),
        paper=paper_named(prepare.paper),
        open_camera=lambda: ChangingCamera(
            open_camera(prepare.camera), partial(plant_beside, canary=canary_of(prepare.seed))
        ),
        make_finder=make_face_finder,
        clock=time.monotonic,
    ).run()
    window.close()


if __name__ == "__main__":
    main()
