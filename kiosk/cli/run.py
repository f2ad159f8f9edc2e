"""The `kiosk run` command: refuses settings that no booth can work with, then runs the booth.

`kiosk.settings` knows whether a value can be right by itself; here stands what needs the documents, papers,
languages and folders of this machine.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from kiosk.assets import assets_folder
from kiosk.audit.folder import TrailBusy
from kiosk.audit.trail import TrailBroken
from kiosk.booth.run import run_booth
from kiosk.documents.rulebook import Rulebook, RulebookError, UnknownDocument
from kiosk.money.journal import JournalError
from kiosk.privacy.policy_text import PolicyError, read_policy
from kiosk.refusal import Unusable
from kiosk.settings import BadSettings, Paths, Settings, read_settings
from kiosk.sheet.paper import UnknownPaper, paper_named
from models.backend import check_backend
from models.bare_packages import MediapipeUnavailableError

_CAMERA = re.compile(r"/dev/.+|(street|picture|folder|device):.+")
_PIN_HASH = re.compile(r"(scrypt\$[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+)?")
_OF_A_BOOTH = "health.json"
PROFILE_LIMIT_S = 30.0
"""Reading a printer's profile takes .2 s."""


def run_command(config: Path) -> None:
    """Run the booth of a settings file until it is told to stop; raises Unusable with one clear line."""
    try:
        settings = read_settings(config)
        why = _unusable_choice(settings) or _unusable_folder(settings.paths)
        if why is not None:
            raise Unusable(f"{config}: {why}")
        check_backend()
        run_booth(config)
    except (BadSettings, MediapipeUnavailableError) as error:
        raise Unusable(str(error)) from None
    except JournalError as error:
        raise Unusable(f"{settings.paths.state / 'journal.sqlite'}: {error}; move it away safely") from None
    except TrailBroken as error:
        raise Unusable(f"{settings.paths.state / 'audit'}: {error}; move the folder away safely") from None
    except TrailBusy as error:
        raise Unusable(str(error)) from None


def _unusable_choice(settings: Settings) -> str | None:
    try:
        paper_named(settings.printer.paper)
        rulebook = Rulebook.load(assets_folder() / "documents")
        for document_id in settings.documents.favourites:
            rulebook.get(document_id)
    except UnknownPaper as error:
        return f"printer.paper: {error}"
    except UnknownDocument as error:
        return f"documents.favourites: {error}"
    except RulebookError as error:
        return str(error)
    for name, file in settings.printer.profiles.items():
        why = _unusable_profile(name, file)
        if why is not None:
            return f"printer.profiles: {why}"
    known = sorted({"en", *(file.stem for file in (assets_folder() / "languages").glob("*.po"))})
    foreign = [code for code in settings.languages if code not in known]
    if foreign or not settings.languages:
        return f"languages: {', '.join(foreign) or 'none'}: choose from {', '.join(known)}"
    try:
        for code in settings.languages:
            read_policy(assets_folder() / "policies", code)
    except PolicyError as error:
        return str(error)
    if not _CAMERA.fullmatch(settings.camera.source):
        return (
            f"camera.source: {settings.camera.source!r} is none of device:0, /dev/…, picture:FILE, folder:DIR"
        )
    if not _PIN_HASH.fullmatch(settings.staff.pin_hash):
        return "staff.pin_hash: not a line that `kiosk staff pin` prints"
    return None


def _unusable_profile(paper: str, file: Path) -> str | None:
    """Ask a program of its own, for the booth loads no picture library, and this file may be anybody's."""
    try:
        paper_named(paper)
    except UnknownPaper as error:
        return str(error)
    asked = [sys.executable, "-m", "kiosk.colour.print_profile", str(file)]
    try:
        answer = subprocess.run(asked, capture_output=True, text=True, timeout=PROFILE_LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        return f"{file}: reading it does not end"
    if answer.returncode < 0:
        return f"{file}: reading it does not end well"
    return answer.stderr.strip() or None


def _unusable_folder(paths: Paths) -> str | None:
    """Refuse folders that cannot be written, and a `run` folder with what is not the booth's to delete."""
    state, run = paths.state.absolute(), paths.run.absolute()
    if run == state or run in state.parents:
        return f"paths.run: {run} is emptied at every start, so paths.state may not lie in it"
    for key, folder, mode in (("state", state, 0o700), ("run", run if run.is_dir() else run.parent, 0o755)):
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=mode)
        except OSError as error:
            return f"paths.{key}: {folder} cannot be made: {error.strerror}"
        if not os.access(folder, os.W_OK | os.X_OK):
            return f"paths.{key}: {folder} cannot be written by this user"
    if run.exists() and not run.is_dir():
        return f"paths.run: {run} is not a folder"
    foreign = run.is_dir() and any(entry.is_file() or entry.is_dir() for entry in run.iterdir())
    if foreign and not (run / _OF_A_BOOTH).exists():
        return f"paths.run: {run} is emptied at every start, but holds other files; name an empty folder"
    return None
