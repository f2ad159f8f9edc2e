"""The rulebook as plain text, for `kiosk documents`."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.documents.digital_file import DigitalFile
from kiosk.documents.geometry import BandName
from kiosk.documents.rule import DocumentRule

HEADER = ("ID", "COUNTRY", "DOCUMENT", "PRINT mm", "HEAD mm", "CROWN", "ROUTE", "TIER", "CHECKED")


def table(rules: Sequence[DocumentRule]) -> str:
    """Return one line per document under a header, columns aligned."""
    rows = [HEADER, *(_row(rule) for rule in rules)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return "\n".join(lines)


def one_document(rule: DocumentRule) -> str:
    """Return all that is known of one document, one fact per line; its variants by id."""
    lines = facts(rule)
    lines += [("variant", f"{variant.id}: {variant.name_en}") for variant in rule.variants]
    width = max(len(label) for label, _ in lines)
    return "\n".join(f"{label.ljust(width)}  {value}" for label, value in lines)


def facts(rule: DocumentRule) -> list[tuple[str, str]]:
    """Return what is known of one document as (label, value), without its variants."""
    told = [
        ("id", rule.id),
        ("document", rule.title("en")),
        ("issuer", rule.issuer),
        ("route", ", ".join(rule.route)),
        ("print", _print(rule)),
        *geometry_facts(rule),
    ]
    if rule.ages is not None:
        told.append(("ages", f"{rule.ages} years"))
    if rule.background is not None:
        never = f"; never {', '.join(rule.background.forbidden)}" if rule.background.forbidden else ""
        told.append(("background", f"{', '.join(rule.background.allowed)}{never}; {rule.background.policy}"))
    told += [
        ("glasses", rule.glasses),
        ("head covering", rule.head_covering),
        ("alteration", f"{rule.alteration.picture}; background {rule.alteration.background_replacement}"),
        ("digital file", digital_words(rule.digital)),
    ]
    if rule.newest_days is not None:
        told.append(("age of the photo", f"at most {rule.newest_days} days"))
    told.append(("source", _source(rule)))
    told += [("also", address) for address in rule.also]
    if rule.notes:
        told.append(("note", rule.notes))
    return told


def geometry_facts(rule: DocumentRule) -> list[tuple[str, str]]:
    """Return the bands of a document in words."""
    shape = rule.geometry
    unit = {"mm": " mm", "px": " px", "share": " of the height"}[shape.unit]
    beard = ", beard not counted" if shape.beard == "not-counted" else ""
    labels: dict[BandName, str] = {
        "head": f"chin to {'top of hair' if shape.crown == 'hair' else 'crown without hair'}{beard}",
        "eye_line_from_bottom": "eye line above bottom",
        "crown_from_top": "crown below top",
        "clear_above": "clear above hair",
        "chin_from_bottom": "chin above bottom",
        "eyes_above_chin": "eyes above chin",
        "face_width": "face width",
        "eye_distance": "eye distance",
    }
    told = [
        (labels[name], f"{band}{unit}{' (advisory)' if name in shape.advisory else ''}")
        for name, band in shape.bands()
    ]
    if shape.centre_tolerance is not None:
        told.append(("face off centre", f"at most {shape.centre_tolerance:g}{unit}"))
    return told


def _print(rule: DocumentRule) -> str:
    if rule.print_mm is None:
        return "none"
    larger = f" (up to {_size(rule.print_mm_max)})" if rule.print_mm_max else ""
    return f"{_size(rule.print_mm)}{larger} mm at {rule.dpi} dpi, {rule.copies}×"


def _row(rule: DocumentRule) -> tuple[str, ...]:
    return (
        rule.id,
        rule.country_en,
        rule.name_en,
        _size(rule.print_mm) if rule.print_mm else "-",
        str(rule.head_mm) if rule.head_mm else "-",
        rule.geometry.crown,
        "/".join(rule.route),
        rule.tier,
        rule.checked.isoformat(),
    )


def _size(size: tuple[float, float]) -> str:
    return f"{size[0]:g}×{size[1]:g}"


def digital_words(file: DigitalFile | None) -> str:
    """Return what the file for upload must be, or "none"."""
    if file is None:
        return "none"
    if file.px is not None:
        size = f"exactly {_size(file.px)} px"
    else:
        size = f"from {_size(file.smallest_px)}{f' to {_size(file.px_max)}' if file.px_max else ''} px"
    weight = [f"at least {file.kb_min} KB"] if file.kb_min else []
    weight += [f"at most {file.kb_max} KB"] if file.kb_max else []
    weight += [f"compressed at most {file.compression_max:g}:1"] if file.compression_max else []
    return ", ".join([file.format.upper(), size, *weight])


def _source(rule: DocumentRule) -> str:
    if rule.source is None:
        return f"our own choice of {rule.checked.isoformat()}: a picture for no document"
    return f"tier {rule.tier}, read {rule.checked.isoformat()}, {rule.source}"
