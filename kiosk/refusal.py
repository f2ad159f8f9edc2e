"""How the command line refuses input it cannot use."""

from __future__ import annotations

import click


class Unusable(click.ClickException):
    """Input that cannot be used: one clear line and exit code 2 (1 means: looked at, and it fails)."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        # a file's name may hold a line break or a terminal's control codes
        super().__init__("".join(sign if sign.isprintable() else "?" for sign in message))
