"""The rulebook as plain text, for `kiosk documents`."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.documents.rule import Band, DocumentRule

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
    """Return all that is known of one document, one fact per line."""
    unit = {"mm": " mm", "px": " px", "share": " of the height"}[rule.geometry.unit]
    facts: list[tuple[str, str]] = [
        ("id", rule.id),
        ("document", rule.title("en")),
        ("issuer", rule.issuer),
        ("route", ", ".join(rule.route)),
        (
            "print",
            f"{_size(rule.print_mm)} mm at {rule.dpi} dpi, {rule.copies}×" if rule.print_mm else "none",
        ),
    ]
    for name, label in (
        ("head", f"chin to {'top of hair' if rule.geometry.crown == 'hair' else 'crown without hair'}"),
        ("eye_line_from_bottom", "eye line above bottom"),
        ("crown_from_top", "crown below top"),
        ("clear_above", "clear above hair"),
        ("chin_from_bottom", "chin above bottom"),
        ("face_width", "face width"),
    ):
        band: Band | None = getattr(rule.geometry, name)
        if band is not None:
            facts.append(
                (label, _band(band) + unit + (" (advisory)" if name in rule.geometry.advisory else ""))
            )
    if rule.geometry.centre_tolerance is not None:
        facts.append(("face off centre", f"at most {rule.geometry.centre_tolerance:g}{unit}"))
    if rule.background is not None:
        forbidden = f"; never {', '.join(rule.background.forbidden)}" if rule.background.forbidden else ""
        facts.append(
            ("background", f"{', '.join(rule.background.allowed)}{forbidden}; {rule.background.policy}")
        )
    facts += [
        ("glasses", rule.glasses),
        ("alteration", f"{rule.alteration.picture}; background {rule.alteration.background_replacement}"),
        ("digital file", _digital(rule)),
        ("source", f"tier {rule.tier}, read {rule.checked.isoformat()}, {rule.source}"),
    ]
    if rule.notes:
        facts.append(("note", rule.notes))
    width = max(len(label) for label, _ in facts)
    return "\n".join(f"{label.ljust(width)}  {value}" for label, value in facts)


def _row(rule: DocumentRule) -> tuple[str, ...]:
    return (
        rule.id,
        rule.country_en,
        rule.name_en,
        _size(rule.print_mm) if rule.print_mm else "-",
        _band(rule.head_mm) if rule.head_mm else "-",
        rule.geometry.crown,
        "/".join(rule.route),
        rule.tier,
        rule.checked.isoformat(),
    )


def _size(size: tuple[float, float]) -> str:
    return f"{size[0]:g}×{size[1]:g}"


def _band(band: Band) -> str:
    return f"{band.min:g}–{band.max:g}"


def _digital(rule: DocumentRule) -> str:
    file = rule.digital
    if file is None:
        return "none"
    if file.px is not None:
        size = f"exactly {_size(file.px)} px"
    else:
        size = (
            f"from {_size(file.smallest_px)}" + (f" to {_size(file.px_max)}" if file.px_max else "") + " px"
        )
    weight = [f"at least {file.kb_min} KB"] if file.kb_min else []
    weight += [f"at most {file.kb_max} KB"] if file.kb_max else []
    return ", ".join([file.format.upper(), size, *weight])
