"""How the command line refuses input it cannot use."""

from __future__ import annotations

import click


class Unusable(click.ClickException):
    """Input that cannot be used: one clear line and exit code 2 (1 means: looked at, and it fails)."""

    exit_code = 2
