"""The `kiosk` command."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from kiosk import __version__
from kiosk.refusal import Unusable


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kiosk")
def main() -> None:
    """Obscura, the ID-photo booth that forgets you."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")


@main.command()
@click.option("--autopilot", is_flag=True, help="Let a simulated customer use it, even with a screen.")
@click.option("--visits", type=click.IntRange(1, 1000), default=1, show_default=True)
@click.option(
    "--seed", type=click.IntRange(0, 1_000_000), default=1, show_default=True, help="Who sits down."
)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path("demo-output"), show_default=True
)
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
    from kiosk.booth.run import run_booth
    from kiosk.settings import BadSettings

    try:
        run_booth(config)
    except BadSettings as error:
        raise Unusable(str(error)) from None


@main.command()
@click.argument("image", type=click.Path(path_type=Path))
@click.option("--document", "document_id", required=True, help="Id of the document, see `kiosk documents`.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(image: Path, document_id: str, as_json: bool) -> None:
    """Report whether a picture meets a document's rule; exit 0 passes, 1 fails, 2 unusable input."""
    from kiosk.compliance.table import report_table
    from kiosk.picture_commands import PictureRefused, check_picture

    try:
        report = check_picture(image, document_id)
    except PictureRefused as refused:
        raise Unusable(str(refused)) from None
    click.echo(json.dumps(report.to_json(), indent=2) if as_json else report_table(report))
    sys.exit(0 if report.passed else 1)


@main.command()
@click.argument("image", type=click.Path(path_type=Path))
@click.option("--document", "document_id", required=True, help="Id of the document, see `kiosk documents`.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--paper", default=None, help="Paper of the sheet, such as 10x15 or a4.")
@click.option("--json", "as_json", is_flag=True, help="Print report.json as well.")
def photo(image: Path, document_id: str, out: Path, paper: str | None, as_json: bool) -> None:
    """Make photo, digital file and sheet of a picture."""
    from kiosk.picture_commands import PictureRefused, make_photo

    try:
        report, files = make_photo(image, document_id, out, paper)
    except PictureRefused as refused:
        raise Unusable(str(refused)) from None
    if as_json:
        click.echo(json.dumps(report, indent=2))
        return
    for path in files:
        click.echo(f"wrote {path}")
    if not report["passed"]:
        failed = ", ".join(
            record["id"] for record in report["checks"] if record["mandatory"] and not record["passed"]
        )
        click.echo(f"careful: the picture fails {failed}", err=True)


@main.command()
@click.argument("document_id", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--search", help="Only documents whose country or name matches.")
def documents(document_id: str | None, as_json: bool, search: str | None) -> None:
    """Show the rulebook, or one document of it."""
    from kiosk.assets import assets_folder
    from kiosk.documents.listing import one_document, table
    from kiosk.documents.rulebook import Rulebook, RulebookError, UnknownDocument

    try:
        rulebook = Rulebook.load(assets_folder() / "documents")
        if document_id is not None:
            rules: tuple[object, ...] = (rulebook.get(document_id),)
        else:
            rules = rulebook.search(search) if search else rulebook.all()
    except (UnknownDocument, RulebookError) as error:
        raise Unusable(str(error)) from None
    chosen = [rulebook.get(getattr(rule, "id", "")) for rule in rules]
    if as_json:
        click.echo(json.dumps([rule.to_json() for rule in chosen], indent=2, ensure_ascii=False))
    elif document_id is not None:
        click.echo(one_document(chosen[0]))
    else:
        click.echo(table(chosen))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--visits", type=click.IntRange(1, 50), default=3, show_default=True)
def bench(as_json: bool, visits: int) -> None:
    """Measure this machine: whole visits with simulated devices, and the single steps."""
    from kiosk.bench import bench_table, run_bench

    result = run_bench(visits, lambda line: click.echo(line, err=True))
    click.echo(json.dumps(result, indent=2) if as_json else bench_table(result))


@main.group()
def staff() -> None:
    """For the people who look after the booth."""


@staff.command()
def pin() -> None:
    """Ask for a PIN twice and print the line for kiosk.toml."""
    from kiosk.staff.pin import hash_pin

    entered = click.prompt("PIN (4 to 12 digits)", hide_input=True, confirmation_prompt=True)
    if not (entered.isdecimal() and entered.isascii() and 4 <= len(entered) <= 12):
        raise Unusable("a PIN has 4 to 12 digits")
    click.echo(f'[staff]\npin_hash = "{hash_pin(entered)}"')


if __name__ == "__main__":
    main()
