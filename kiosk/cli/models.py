"""The words of `kiosk models`; what they do stands in kiosk.fetching.command."""

from __future__ import annotations

import sys
from pathlib import Path

import click

_NAME = click.argument("name", required=False)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def models() -> None:
    """Neural networks that can be added: fetched once, checked at every use.

    The booth needs none of them. They lie in the folder of the variable OBSCURA_MODELS, else in
    /var/lib/obscura/models where that exists, else in your own data folder.
    """


@models.command("list")
@_JSON
def list_(as_json: bool) -> None:
    """Show which models there are and which are installed."""
    from kiosk.fetching.command import list_command

    list_command(as_json=as_json)


@models.command()
@_NAME
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, exists=True),
    help="A file, or a folder such as a stick's, instead of the network; without NAME all that are there.",
)
def install(name: str | None, source: Path | None) -> None:
    """Fetch a model, or take it from a file; what broke off goes on where it was."""
    from kiosk.fetching.command import install_command

    install_command(name, source)


@models.command()
@_NAME
@_JSON
def verify(name: str | None, as_json: bool) -> None:
    """Check installed models, or one; exit 0 all good, 1 one is not."""
    from kiosk.fetching.command import verify_command

    sys.exit(0 if verify_command(name, as_json=as_json) else 1)


@models.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove a model, and what was begun of it."""
    from kiosk.fetching.command import remove_command

    remove_command(name)
