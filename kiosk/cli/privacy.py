"""The words of `kiosk privacy`; what they do stands in kiosk.cli.privacy_papers."""

from __future__ import annotations

import sys
from pathlib import Path

import click

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)
_CONFIG = click.option("--config", type=_FILE, required=True, help="The settings of the booth.")
_OUT = click.option("--out", type=_FILE, help="Write it there instead of printing it.")
_HEADS = click.option(
    "--head", "heads", multiple=True, help="SEQ:HASH from a slip or the metrics; repeatable."
)
_TRAIL = click.option("--trail", type=_FOLDER, help="The audit trail, if not in the booth's state folder.")


def lock_here() -> Path:
    """Return the lock file that the Makefile installs from with this Python."""
    return Path("requirements-313.lock" if sys.version_info >= (3, 13) else "requirements.lock")


@click.group()
def privacy() -> None:
    """Papers, notice and bill of materials, made from what holds of this booth."""


@privacy.command()
@_CONFIG
@_TRAIL
@_OUT
def report(config: Path, trail: Path | None, out: Path | None) -> None:
    """What is promised, what is kept, what the trail tells."""
    from kiosk.cli.privacy_papers import paper_command

    paper_command("report", config, trail, out)


@privacy.command()
@_CONFIG
@_TRAIL
@_OUT
def ropa(config: Path, trail: Path | None, out: Path | None) -> None:
    """The record of processing activities (GDPR Art. 30)."""
    from kiosk.cli.privacy_papers import paper_command

    paper_command("ropa", config, trail, out)


@privacy.command()
@_CONFIG
@_TRAIL
@_OUT
def dpia(config: Path, trail: Path | None, out: Path | None) -> None:
    """The impact assessment (GDPR Art. 35), to be judged and completed."""
    from kiosk.cli.privacy_papers import paper_command

    paper_command("dpia", config, trail, out)


@privacy.command()
@_CONFIG
@_TRAIL
@click.option("--aware", help="When you became aware, such as 2026-05-04T16:30+02:00; now if not given.")
@_HEADS
@click.option("--out", type=_FOLDER, required=True, help="A new folder for the file of the incident.")
def incident(config: Path, trail: Path | None, aware: str | None, heads: tuple[str, ...], out: Path) -> None:
    """Freeze the trail, start the 72-hour clock and open the file of an incident (GDPR Art. 33)."""
    from kiosk.cli.privacy_papers import incident_command

    incident_command(config, aware, heads, trail, out)


@privacy.command()
@click.option("--config", type=_FILE, help="The settings of the booth; as delivered if not given.")
@click.option("--language", default="en", show_default=True)
@click.option(
    "--profile", type=click.Choice(["gdpr", "ccpa", "pipeda", "illinois"]), help="The settings' one."
)
@click.option("--paper", help="Such as 10x15 or a4; the booth's paper if not given.")
@_OUT
def notice(
    config: Path | None, language: str, profile: str | None, paper: str | None, out: Path | None
) -> None:
    """The privacy notice: as text, or with --out as a PDF to hang up or hand out."""
    from kiosk.cli.privacy_papers import notice_command

    notice_command(config, language, profile, paper, out)


@privacy.command()
@click.option("--lock", type=_FILE, default=lock_here, show_default="the one for this Python")
@_OUT
def sbom(lock: Path, out: Path | None) -> None:
    """The software bill of materials (CycloneDX 1.6, JSON)."""
    from kiosk.cli.privacy_papers import sbom_command

    sbom_command(lock, out)


@privacy.command()
@_CONFIG
@click.option("--key-file", type=_FILE, help="The trail's first key; with it and a head all is checked.")
@_HEADS
@click.option("--out", type=_FILE, help="Write the certificate there as a PDF.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def proof(
    config: Path, key_file: Path | None, heads: tuple[str, ...], out: Path | None, as_json: bool
) -> None:
    """Hold the promises against this machine, and make a one-page certificate; as root, on the booth.

    Exit status: 0 nothing was found against them, 1 one is not kept.
    """
    from kiosk.cli.privacy_papers import proof_command

    sys.exit(proof_command(config, key_file, heads, out, as_json=as_json))
