"""The `kiosk demo` command: finds out about the screen, runs the demo, says what it left behind."""

from __future__ import annotations

import os
from pathlib import Path

import click

from hardware.camera.frame import CameraError
from kiosk.assets import assets_folder
from kiosk.demo.run import DemoOptions, DemoStuck, run_demo, write_visit_json
from kiosk.demo.screen import find_screen, window_size
from kiosk.demo.street import StreetFailed
from kiosk.documents.rulebook import Rulebook, UnknownDocument
from kiosk.refusal import Unusable

PORTRAIT_PX = (1080, 1920)


def demo_command(
    *,
    autopilot: bool,
    visits: int,
    seed: int,
    out: Path,
    document_id: str,
    camera: str | None,
    language: str,
    landscape: bool,
) -> None:
    """Run the demo as the command line asks; raises click.ClickException with one clear line."""
    _check_choices(document_id, language)
    desktop_px = None if os.environ.get("SDL_VIDEODRIVER") in ("dummy", "offscreen") else find_screen()
    if desktop_px is None:
        os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"
        click.echo(f"No screen here: a simulated customer uses the booth; see {out}/ afterwards.")
    size_px = PORTRAIT_PX if desktop_px is None else window_size(desktop_px)
    alone = autopilot or desktop_px is None
    if landscape:
        size_px = size_px[1], size_px[0]
    options = DemoOptions(
        out=out,
        visits=visits,
        seed=seed,
        document_id=document_id,
        language=language,
        camera=camera_spec(camera),
        window_px=None if desktop_px is None else size_px,
        screen_px=size_px,
        autopilot=alone,
    )
    try:
        records = run_demo(options, click.echo)
    except (DemoStuck, StreetFailed, CameraError) as error:
        raise click.ClickException(str(error)) from None
    if alone:
        write_visit_json(out / "visit.json", records)
        click.echo(f"Left in {out}/: sheet.pdf, visit.json, screens/*.png")


def camera_spec(camera: str | None) -> str | None:
    """Return the camera as the settings name it; a bare number is a webcam, a path a picture or a folder."""
    if camera is None or camera.startswith(("device:", "picture:", "folder:", "/dev/")):
        return camera
    if camera.isdecimal():
        return f"device:{camera}"
    path = Path(camera)
    if path.is_dir():
        return f"folder:{path.resolve()}"
    if path.is_file():
        return f"picture:{path.resolve()}"
    raise Unusable(f"{camera}: no such picture, folder or camera")


def _check_choices(document_id: str, language: str) -> None:
    from kiosk.ui.catalogue import Catalogue

    try:
        rule = Rulebook.load(assets_folder() / "documents").get(document_id)
    except UnknownDocument as error:
        raise Unusable(str(error)) from None
    if rule.print_mm is None:
        raise Unusable(f"{document_id}: a print is of no use here; choose another document")
    codes = [code for code, _ in Catalogue.load(assets_folder() / "languages").languages()]
    if language not in codes:
        raise Unusable(f"{language}: no such language; there are {', '.join(codes)}")
