"""`kiosk audit`: for staff, operators and third parties; reads the trail, never writes it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from kiosk.all_or_nothing import NotWritten, write_all
from kiosk.audit import verify
from kiosk.audit.chain import closing_line
from kiosk.audit.folder import FIRST_KEY, STATE, DiskFolder, TrailBusy
from kiosk.audit.key_state import KeyState, newest
from kiosk.audit.trail import TrailBroken, begin
from kiosk.refusal import Unusable


def begin_command(folder: Path, key_file: Path) -> None:
    """Begin a trail whose first key is written to `key_file` and never to the booth's folder."""
    disk = None
    try:
        disk = DiskFolder(folder)
        begin(disk, lambda key: _write_new(key_file, key))
    except FileExistsError:
        raise Unusable(f"{key_file} is there already; name another --key-file") from None
    except (TrailBusy, TrailBroken) as error:
        raise Unusable(f"{folder}: {error}") from None
    except OSError as error:
        raise Unusable(f"{error.filename or folder}: cannot be written: {error.strerror}") from None
    finally:
        if disk is not None:
            disk.close()
    click.echo(f"The trail begins. Keep {key_file} away from the booth: with it, rewriting is found.")


def head_command(folder: Path) -> None:
    """Print the last entry's number and the first digits of its hash."""
    state = _state(folder)
    if state.link.head is None:
        raise Unusable(f"{folder}: nothing was recorded yet; start the booth")
    click.echo(str(state.link.head))


def verify_command(trail: Path, key_file: Path | None, heads: Sequence[str]) -> int:
    """Run the verifier and return its exit status; a first key that still lies there is used, and told of."""
    left = trail / FIRST_KEY
    try:
        is_left = left.is_file()
    except OSError as error:
        raise Unusable(f"{trail}: cannot be read: {error.strerror}; run as the booth's user") from None
    if key_file is None and is_left and os.access(left, os.R_OK):
        key_file = left
    arguments = [str(trail), *(f"--head={head}" for head in heads)]
    status = verify.main([*arguments, f"--key-file={key_file}"] if key_file else arguments)
    if is_left:
        click.echo(
            f"careful: {left} still lies on the booth, for any intruder to use: take it away", err=True
        )
    return status


def export_command(folder: Path, out: Path) -> None:
    """Write trail.jsonl and verify.py for third parties; neither holds a key."""
    state = _state(folder)
    try:
        earlier = [file for file in sorted(folder.glob("trail-*.jsonl")) if file.name < state.file]
        data = b"".join(file.read_bytes() for file in earlier)
        data += (folder / state.file).read_bytes()[: state.size] if state.size else b""
        program = Path(verify.__file__).read_bytes()
        files = write_all(out, {"trail.jsonl": data + closing_line(state.link), "verify.py": program})
    except NotWritten as error:
        raise Unusable(str(error)) from None
    except OSError as error:
        raise Unusable(f"{error.filename}: cannot be read: {error.strerror}") from None
    for file in files:
        click.echo(f"wrote {file}")
    click.echo(f"{state.link.seq} entries, head {state.link.head}")


def _state(folder: Path) -> KeyState:
    try:
        state = newest((folder / STATE).read_bytes())
    except FileNotFoundError:
        raise Unusable(f"{folder}: there is no audit trail; name the audit folder of a booth") from None
    except OSError as error:
        raise Unusable(
            f"{folder / STATE}: cannot be read: {error.strerror}; run as the booth's user"
        ) from None
    if state is None:
        raise Unusable(f"{folder / STATE} is damaged; run `kiosk audit verify`")
    return state


def _write_new(path: Path, data: bytes) -> None:
    """Write a file that was not there, readable by its owner only, and wait for the disk; raises OSError."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(file, "wb") as stream:  # noqa: PTH123 - a descriptor
        stream.write(data)
        stream.flush()
        os.fsync(file)
