"""The words of `kiosk audit`; what they do stands in kiosk.audit.command."""

from __future__ import annotations

import sys
from pathlib import Path

import click

_FOLDER = click.Path(path_type=Path, file_okay=False)
_BOOTHS = Path("/var/lib/booth/audit")


@click.group()
def audit() -> None:
    """The audit trail: what happened at the booth, and whether anybody tampered with it."""


@audit.command()
@click.argument("folder", type=_FOLDER, default=_BOOTHS)
@click.option("--key-file", type=click.Path(path_type=Path, dir_okay=False), required=True)
def begin(folder: Path, key_file: Path) -> None:
    """Begin a trail whose first key never lies on the booth: before the first start, onto a stick."""
    from kiosk.audit.command import begin_command

    begin_command(folder, key_file)


@audit.command()
@click.argument("folder", type=_FOLDER, default=_BOOTHS)
def head(folder: Path) -> None:
    """Print the last entry's number and the first digits of its hash: a witness, to be kept elsewhere."""
    from kiosk.audit.command import head_command

    head_command(folder)


@audit.command()
@click.argument("trail", type=click.Path(path_type=Path), default=_BOOTHS)
@click.option("--key-file", type=click.Path(path_type=Path, dir_okay=False), help="The trail's first key.")
@click.option("--head", "heads", multiple=True, help="SEQ:HASH from a slip or the metrics; repeatable.")
def verify(trail: Path, key_file: Path | None, heads: tuple[str, ...]) -> None:
    """Look for tampering; exit 0 none, 1 the first bad entry is named, 2 unusable input."""
    from kiosk.audit.command import verify_command

    sys.exit(verify_command(trail, key_file, heads))


@audit.command()
@click.argument("folder", type=_FOLDER, default=_BOOTHS)
@click.option("--out", type=_FOLDER, required=True)
def export(folder: Path, out: Path) -> None:
    """Write trail.jsonl and verify.py, a program of one file that checks it on any machine."""
    from kiosk.audit.command import export_command

    export_command(folder, out)
