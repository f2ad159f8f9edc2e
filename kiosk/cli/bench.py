"""The words of `kiosk bench`; what it measures stands in kiosk.bench."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from kiosk.refusal import Unusable


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--visits", type=click.IntRange(1, 50), default=3, show_default=True)
@click.option(
    "--accuracy", type=click.IntRange(1, 100_000), help="Judge this many rendered faces, and real ones."
)
@click.option(
    "--crop", type=click.IntRange(1, 100_000), help="Crop this many rendered people and measure the photos."
)
@click.option(
    "--backends", type=click.IntRange(1, 100_000), help="Hold both MediaPipes against this many people."
)
@click.option("--speed", is_flag=True, help="Time checks, solver, crop, files and sheet alone.")
@click.option("--colour", is_flag=True, help="Send a chart through invented cameras, file and printer.")
@click.option("--matte", is_flag=True, help="Cut people out by every way, hair by hair, and compare.")
@click.option(
    "--sheet",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With --matte: measure nothing, write a JPEG of one sitter by every way.",
)
def bench(
    as_json: bool,
    visits: int,
    accuracy: int | None,
    crop: int | None,
    backends: int | None,
    speed: bool,
    colour: bool,
    matte: bool,
    sheet: Path | None,
) -> None:
    """Measure this machine in whole simulated visits and single steps; or how true crops and points are."""
    from kiosk.bench.figures import bench_table

    if accuracy is not None:
        from kiosk.bench.accuracy import accuracy_table, run_accuracy

        result = run_accuracy(accuracy, lambda line: click.echo(line, err=True))
        if not as_json:
            click.echo(accuracy_table(result["figures"]) + "\n")
    elif crop is not None:
        from kiosk.bench.crop_accuracy import run_crop_accuracy

        result = run_crop_accuracy(crop, lambda line: click.echo(line, err=True))
    elif backends is not None:
        from kiosk.bench.backends import BackendMissing, run_backends

        try:
            result = run_backends(backends, lambda line: click.echo(line, err=True))
        except BackendMissing as error:
            raise Unusable(str(error)) from None
    elif colour:
        from kiosk.bench.colour import run_colour

        result = run_colour()
    elif matte or sheet is not None:
        from kiosk.bench.matte import WaysBroken, run_matte
        from kiosk.bench.matte_sheet import write_matte_sheet

        try:
            if sheet is not None:
                write_matte_sheet(sheet)
                return
            result = run_matte(lambda line: click.echo(line, err=True))
        except WaysBroken as error:
            raise Unusable(str(error)) from None
        except OSError as error:
            raise Unusable(f"{error.filename}: {error.strerror}") from None
    else:
        whole: list[dict[str, Any]] = []
        if not speed:  # first, while nothing is loaded that would count as the supervisor's memory
            from kiosk.bench.visits import run_bench

            whole = run_bench(visits, lambda line: click.echo(line, err=True))["figures"]
        from kiosk.bench.steps import run_steps

        result = run_steps()
        result["figures"] = whole + result["figures"]
    click.echo(json.dumps(result, indent=2) if as_json else bench_table(result))
