"""The `kiosk demo` command: finds out about the screen, runs the demo, says what it left behind."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import click

from hardware.camera.frame import CameraError
from kiosk.assets import assets_folder
from kiosk.booth.compose import Booth
from kiosk.demo.camera import why_no_picture
from kiosk.demo.run import DEMO_PIN, DemoOptions, DemoStuck, run_demo, write_visit_json
from kiosk.demo.screen import Arrangement, arrange, find_desktop
from kiosk.demo.street import Street, StreetFailed
from kiosk.documents.rulebook import Rulebook, UnknownDocument
from kiosk.refusal import Unusable
from models.backend import check_backend
from models.bare_packages import MediapipeUnavailableError

PORTRAIT_PX = (1080, 1920)


class Stopped(Exception):
    """Ctrl-C or SIGTERM: leave in good order."""


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
    _check_out(out)
    try:
        check_backend()
    except MediapipeUnavailableError as error:
        raise Unusable(str(error)) from None
    spec = camera_spec(camera)
    if spec is not None:
        _check_camera(camera or spec, spec)
    windows = _find_room(landscape=landscape)
    alone = autopilot or windows is None
    options = DemoOptions(
        out=out,
        visits=visits,
        seed=seed,
        document_id=document_id,
        language=language,
        camera=spec,
        windows=windows,
        screen_px=PORTRAIT_PX[::-1] if landscape else PORTRAIT_PX,
        autopilot=alone,
    )
    if windows is None:
        click.echo(f"No screen here: a simulated customer uses the booth; see {out}/ afterwards.")
    elif not alone:
        click.echo(
            "Two windows: the booth, and the cabinet, where you drop the coins and take the sheet "
            f"({out}/sheet.pdf).\n"
            "Staff: hold the booth's top left corner for 3 seconds, then tap the top right one; "
            f"PIN {DEMO_PIN}.\nTo end, close a window or press Ctrl-C."
        )
    signals = _note_signals()
    try:
        records = run_demo(options, click.echo, lambda booth, street: _go_on(signals, booth, street))
    except Stopped:
        sys.exit(128 + signals[0])
    except (DemoStuck, StreetFailed, CameraError) as error:
        raise click.ClickException(str(error)) from None
    if alone:
        write_visit_json(out / "visit.json", records)
        click.echo(f"Left in {out}/: sheet.pdf, visit.json, screens/*.png")


def _note_signals() -> list[int]:
    """Return a list that gets the number of every signal to end, instead of an exception anywhere."""
    noted: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _frame: noted.append(number))
    return noted


def _go_on(signals: list[int], _booth: Booth, _street: Street) -> None:
    if signals:
        raise Stopped


def _find_room(*, landscape: bool) -> Arrangement | None:
    """Return where the windows go, or None without a screen; then, or without sound, SDL is told so."""
    desktop = None if os.environ.get("SDL_VIDEODRIVER") in ("dummy", "offscreen") else find_desktop()
    if desktop is None:
        os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"
        return None
    if not desktop.sound:
        os.environ["SDL_AUDIODRIVER"] = "dummy"
    return arrange(desktop.size_px, landscape=landscape)


def camera_spec(camera: str | None) -> str | None:
    """Return the camera as the settings name it; a bare number is a webcam, a path a picture or a folder."""
    if camera is None or camera.startswith(("device:", "picture:", "folder:", "/dev/")):
        return camera
    if camera.isdecimal():
        return f"device:{camera}"
    path = Path(camera)
    if camera and path.is_dir():
        return f"folder:{path.resolve()}"
    if path.is_file():
        return f"picture:{path.resolve()}"
    raise Unusable(f"--camera {camera}: no such picture, folder or camera; a webcam is 0, 1, …")


def _check_camera(asked: str, spec: str) -> None:
    why = why_no_picture(spec)
    if why is not None:
        raise Unusable(f"--camera {asked}: {why}")


def _check_out(out: Path) -> None:
    """Make the folder for what the demo leaves; as `screens` in it is emptied, nothing else may be there."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        screens = out / "screens"
        strangers = (
            [entry for entry in screens.iterdir() if entry.suffix != ".png"] if screens.is_dir() else []
        )
    except OSError as error:
        raise Unusable(f"{out} cannot be written ({error.strerror}); name another --out") from None
    if not os.access(out, os.W_OK | os.X_OK):
        raise Unusable(f"{out} cannot be written; name another --out")
    in_the_way = [out / name for name in ("sheet.pdf", "visit.json") if (out / name).is_dir()] + strangers
    if screens.exists() and not screens.is_dir():
        in_the_way.append(screens)
    if in_the_way:
        raise Unusable(f"{in_the_way[0]} would be replaced; name another --out or move it away")


def _check_choices(document_id: str, language: str) -> None:
    from kiosk.ui.catalogue import Catalogue

    try:
        rule = Rulebook.load(assets_folder() / "documents").get(document_id)
    except UnknownDocument as error:
        raise Unusable(str(error)) from None
    if rule.print_mm is None or "print" not in rule.route:
        raise Unusable(f"{document_id}: the booth makes prints, which are of no use here; choose another")
    codes = [code for code, _ in Catalogue.load(assets_folder() / "languages").languages()]
    if language not in codes:
        raise Unusable(f"{language}: no such language; there are {', '.join(codes)}")
