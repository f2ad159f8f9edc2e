"""The `kiosk` command."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from kiosk import __version__
from kiosk.cli_audit import audit
from kiosk.cli_models import models
from kiosk.cli_privacy import privacy
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


class OutFolder(click.Path):
    """A folder to write into, which need not be there yet."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, file_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's signature
        """Return the path; an empty name, as an unset shell variable gives, is not the current folder."""
        if not str(value):
            self.fail("the name is empty.", param, ctx)
        return super().convert(value, param, ctx)


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
    from kiosk.run_command import run_command

    run_command(config)


@main.command()
@click.argument("image", type=click.Path(path_type=Path))
@click.option("--document", "document_id", required=True, help="Id of the document, see `kiosk documents`.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--ofiq", "with_ofiq", is_flag=True, help="Add what OFIQ says, where it is installed.")
def check(image: Path, document_id: str, as_json: bool, with_ofiq: bool) -> None:
    """Report whether a picture meets a document's rule; exit 0 passes, 1 fails, 2 unusable input."""
    from kiosk.compliance.groups import groups_json
    from kiosk.compliance.table import report_table
    from kiosk.ofiq_command import ofiq_on_picture, ofiq_table
    from kiosk.picture_commands import PictureRefused, check_picture

    try:
        ofiq = ofiq_on_picture(image) if with_ofiq else None
        report = check_picture(image, document_id)
    except PictureRefused as refused:
        raise Unusable(str(refused)) from None
    if as_json:
        content = report.to_json() | {"groups": groups_json(report)}
        click.echo(json.dumps(content if ofiq is None else content | {"ofiq": ofiq.to_json()}, indent=2))
    else:
        click.echo(report_table(report) if ofiq is None else f"{ofiq_table(ofiq)}\n\n{report_table(report)}")
    sys.exit(0 if report.passed else 1)


@main.command()
@click.argument("image", type=click.Path(path_type=Path))
@click.option("--document", "document_id", required=True, help="Id of the document, see `kiosk documents`.")
@click.option("--out", type=OutFolder(), required=True)
@click.option(
    "--paper", default="4x6in", show_default=True, help="Such as 10x15, a4, or a size such as 120x180mm."
)
@click.option(
    "--dpi", type=click.Choice(["300", "600"]), default="300", help="The printer's; 300 if not given."
)
@click.option("--gap", "gap_mm", type=click.FloatRange(0, 50), default=2.0, help="Between photos; 2 mm.")
@click.option("--margin", "margin_mm", type=click.FloatRange(0, 50), default=3.0, help="At the edge; 3 mm.")
@click.option("--copies", type=click.IntRange(1, 999), help="How many; as many as fit if not given.")
@click.option("--ruler", is_flag=True, help="A ruler beside the photos, where there is room.")
@click.option("--background", help="A colour, where the document leaves a choice, such as white or blue.")
@click.option(
    "--black-and-white", is_flag=True, help="Without colour; for pictures that are for no document."
)
@click.option("--tight", is_flag=True, help="Cut closer; for pictures that are for no document.")
@click.option("--also", multiple=True, help="One more document on the sheet: ID or ID:COPIES; repeatable.")
@click.option("--json", "as_json", is_flag=True, help="Print report.json as well.")
def photo(
    image: Path,
    document_id: str,
    out: Path,
    as_json: bool,
    dpi: str,
    background: str | None,
    black_and_white: bool,
    tight: bool,
    **order: Any,  # noqa: ANN401 - the fields of SheetOrder
) -> None:
    """Make photo, digital file and sheet of a picture; exit 0 made, 2 unusable input and nothing written.

    Writes photo.png, digital.jpg or .png where the document has one, sheet.pdf and report.json into the
    folder, photo-ID.png and digital-ID.jpg or .png for every --also, and removes those of these names that
    an earlier run left.
    """
    from kiosk.picture_commands import PictureRefused, colour_named, make_photo
    from kiosk.portrait.finish import Finish
    from kiosk.sheet.order import SheetOrder

    try:
        finish = Finish(colour_named(background), monochrome=black_and_white, tight=tight)
        report, files = make_photo(image, document_id, out, SheetOrder(dpi=int(dpi), **order), finish)
    except PictureRefused as refused:
        raise Unusable(str(refused)) from None
    if as_json:
        click.echo(json.dumps(report, indent=2))
    else:
        for path in files:
            click.echo(f"wrote {path}")
    for made in (report, *report["also"]):
        touched = made["background"]
        if touched["policy"] != "keep" and not touched["changed"]:
            why = "; ".join(touched.get("why", ())) or "it is even already"
            click.echo(f"careful: {made['document']} keeps its background: {why}", err=True)
        if (made["digital"] or {}).get("missing"):
            click.echo(
                f"careful: {made['document']} got no file for upload: {made['digital']['missing']}", err=True
            )
    if not report["passed"]:
        failed = ", ".join(
            record["id"] for record in report["checks"] if record["mandatory"] and not record["passed"]
        )
        click.echo(f"careful: the picture fails {failed}", err=True)
    if order["ruler"] and report["sheet"] and not report["sheet"]["ruler_mm"]:
        click.echo("no ruler: the photos leave no room for one; fewer --copies would", err=True)


@main.command()
@click.argument("document_id", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--search", help="Only documents whose country or name matches.")
@click.option("--page", is_flag=True, help="Print docs/rulebook.md.")
def documents(document_id: str | None, as_json: bool, search: str | None, page: bool) -> None:
    """Show the rulebook, or one document of it."""
    from kiosk.assets import assets_folder
    from kiosk.documents.listing import one_document, table
    from kiosk.documents.page import rulebook_page
    from kiosk.documents.rule import DocumentRule
    from kiosk.documents.rulebook import Rulebook, RulebookError, UnknownDocument

    if document_id is not None and search is not None:
        raise Unusable("give a document's id or --search, not both")
    try:
        rulebook = Rulebook.load(assets_folder() / "documents")
        if document_id is not None:
            chosen: tuple[DocumentRule, ...] = (rulebook.get(document_id),)
        else:
            chosen = rulebook.search(search) if search else rulebook.all()
    except (UnknownDocument, RulebookError) as error:
        raise Unusable(str(error)) from None
    if page:
        click.echo(rulebook_page(chosen), nl=False)
    elif as_json:
        click.echo(json.dumps([rule.to_json() for rule in chosen], indent=2, ensure_ascii=False))
    elif not chosen:
        click.echo(f"no document matches {search!r}; `kiosk documents` lists them all", err=True)
    elif document_id is not None:
        click.echo(one_document(chosen[0]))
    else:
        click.echo(table(chosen))


@main.command()
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


@main.group()
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


@main.group()
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


main.add_command(audit)
main.add_command(models)
main.add_command(privacy)


if __name__ == "__main__":
    main()
