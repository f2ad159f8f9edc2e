"""The words of `kiosk check`, `photo` and `documents`; what the first two do stands in kiosk.still."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from kiosk.cli.out_folder import OutFolder
from kiosk.refusal import Unusable


@click.command()
@click.argument("image", type=click.Path(path_type=Path))
@click.option("--document", "document_id", required=True, help="Id of the document, see `kiosk documents`.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--ofiq", "with_ofiq", is_flag=True, help="Add what OFIQ says, where it is installed.")
def check(image: Path, document_id: str, as_json: bool, with_ofiq: bool) -> None:
    """Report whether a picture meets a document's rule; exit 0 passes, 1 fails, 2 unusable input."""
    from kiosk.compliance.groups import groups_json
    from kiosk.compliance.table import report_table
    from kiosk.still.check import check_picture
    from kiosk.still.ofiq import ofiq_on_picture, ofiq_table
    from kiosk.still.refusing import PictureRefused

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


@click.command()
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
    from kiosk.portrait.finish import Finish
    from kiosk.sheet.order import SheetOrder
    from kiosk.still.photo import make_photo
    from kiosk.still.refusing import PictureRefused
    from kiosk.still.wishes import colour_named

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


@click.command()
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
