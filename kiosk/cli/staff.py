"""The words of `kiosk staff` and `kiosk keys`: for the people who look after the booth."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kiosk.refusal import Unusable


@click.group()
def staff() -> None:
    """For the people who look after the booth."""


@staff.command()
@click.option(
    "--config", type=click.Path(path_type=Path, dir_okay=False), help="Seal it for this booth, print nothing."
)
def pin(config: Path | None) -> None:
    """Ask for a PIN twice and print the line for kiosk.toml, or seal it in the booth's state folder."""
    from kiosk.keys.command import keyring_of
    from kiosk.staff.pin import hash_pin
    from kiosk.staff.pin_record import keep_pin_hash

    hidden = (
        sys.stdin.isatty()
    )  # from a pipe there is nothing to hide, and getpass would say so in four lines
    try:
        entered = click.prompt("PIN (4 to 12 digits)", hide_input=hidden, confirmation_prompt=True, err=True)
    except click.Abort:
        raise Unusable("no PIN was given") from None
    if not (entered.isdecimal() and entered.isascii() and 4 <= len(entered) <= 12):
        raise Unusable("a PIN has 4 to 12 digits")
    if config is None:
        click.echo(f'[staff]\npin_hash = "{hash_pin(entered)}"')
        return
    with keyring_of(config) as keyring:
        keep_pin_hash(keyring, hash_pin(entered))
    click.echo(
        "the PIN is sealed; take staff.pin_hash out of the settings, and start the booth anew", err=True
    )


@click.group()
def keys() -> None:
    """The key of what the booth keeps sealed."""


_CONFIG = click.option("--config", type=click.Path(path_type=Path, dir_okay=False), required=True)


@keys.command("status")
@_CONFIG
def keys_status(config: Path) -> None:
    """Show what is kept sealed and under which key; exit 1 if a secret cannot be opened."""
    from kiosk.keys.command import print_status

    sys.exit(0 if print_status(config, click.echo) else 1)


@keys.command("rotate")
@_CONFIG
def keys_rotate(config: Path) -> None:
    """Replace the key, seal everything anew and destroy the old key."""
    from kiosk.keys.command import rotate_key

    click.echo(f"sealed anew: {rotate_key(config)}; the old key opens nothing any more")


@keys.command("new")
def keys_new() -> None:
    """Write a new key for `systemd-creds encrypt` to take from a pipe."""
    from kiosk.keys.command import credential

    if sys.stdout.isatty():
        raise Unusable("this writes a secret key: send it on with `kiosk keys new | systemd-creds encrypt …`")
    click.echo(credential(), nl=False)
