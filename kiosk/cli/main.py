"""The `kiosk` command."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from kiosk import __version__
from kiosk.cli.audit import audit
from kiosk.cli.bench import bench
from kiosk.cli.models import models
from kiosk.cli.out_folder import OutFolder
from kiosk.cli.pictures import check, documents, photo
from kiosk.cli.privacy import privacy
from kiosk.cli.staff import keys, staff
from kiosk.refusal import Unusable
from models.bare_packages import MediapipeUnavailableError


class OneLineErrors(click.Group):
    """A group of commands that answers wrong usage with one line instead of click's four."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - click's signature
    ) -> click.Context:
        """Take in the group's own options."""
        with _one_line():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Take in a command's options and run it."""
        with _one_line():
            return super().invoke(ctx)


@contextlib.contextmanager
def _one_line() -> Iterator[None]:
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "kiosk"
        what = " ".join(error.format_message().split())
        raise Unusable(f"{what} See `{command} --help`.") from None
    except MediapipeUnavailableError as error:
        raise Unusable(str(error)) from None
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise Unusable("there is no space left to write to; make room and try again") from None


@click.group(cls=OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kiosk")
def main() -> None:
    """Obscura, the ID-photo booth that forgets you."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its spare threads spin: a fifth of a photo's time
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # old terminals, and file names that are no text


@main.command()
@click.option("--autopilot", is_flag=True, help="Let a simulated customer use it, even with a screen.")
@click.option("--visits", type=click.IntRange(1, 1000), default=1, show_default=True)
@click.option(
    "--seed", type=click.IntRange(0, 1_000_000), default=1, show_default=True, help="Who sits down."
)
@click.option("--out", type=OutFolder(), default=Path("demo-output"), show_default=True)
@click.option(
    "--document", "document_id", default="schengen-visa", show_default=True, help="Which photo is wanted."
)
@click.option("--camera", help="Webcam number, /dev/video…, a picture or a folder of pictures.")
@click.option("--language", default="en", show_default=True)
@click.option("--landscape", is_flag=True, help="1920×1080 instead of 1080×1920.")
def demo(
    autopilot: bool,
    visits: int,
    seed: int,
    out: Path,
    document_id: str,
    camera: str | None,
    language: str,
    landscape: bool,
) -> None:
    """Run the booth with simulated devices."""
    from kiosk.demo.command import demo_command

    demo_command(
        autopilot=autopilot,
        visits=visits,
        seed=seed,
        out=out,
        document_id=document_id,
        camera=camera,
        language=language,
        landscape=landscape,
    )


@main.command()
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False), required=True)
def run(config: Path) -> None:
    """Run the real booth."""
    from kiosk.cli.run import run_command

    run_command(config)


for command in (audit, bench, check, documents, keys, models, photo, privacy, staff):
    main.add_command(command)


if __name__ == "__main__":
    main()
