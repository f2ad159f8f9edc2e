"""A report as text for a terminal."""

from __future__ import annotations

from kiosk.compliance.groups import Outcome, grouped
from kiosk.compliance.hints import HINTS
from kiosk.compliance.record import CheckRecord, Report

COLOURS: dict[Outcome, str] = {"good": "green", "note": "amber", "bad": "red"}

_HEAD = ("check", "value", "limits", "unit", "", "")


def report_table(report: Report) -> str:
    """Return the report as a table, one check a line, then its groups, and the verdict in the last line."""
    rows = [_HEAD, *(_row(check) for check in report.checks)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [
        "  ".join(
            cell.rjust(width) if column in {1, 2} else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    failed = sum(check.mandatory and not check.passed for check in report.checks)
    verdict = "passes" if report.passed else f"fails {failed} mandatory check{'s' if failed > 1 else ''}"
    return "\n".join([*lines, "", *_groups(report), "", f"{report.document}: {verdict}"])


def _groups(report: Report) -> list[str]:
    groups = grouped(report)
    width = max((len(group.label) for group in groups), default=0)
    return [
        "  ".join(
            (
                COLOURS[group.outcome].ljust(5),
                group.label.ljust(width),
                HINTS[group.hint].text if group.hint else "",
            )
        ).rstrip()
        for group in groups
    ]


def _row(check: CheckRecord) -> tuple[str, ...]:
    hint = HINTS[check.hint].text if check.hint in HINTS else ""
    outcome = "ok" if check.passed else "FAIL" if check.mandatory else "note"
    value = "–" if check.value is None else f"{check.value:.3g}"
    return check.id, value, _limits(check), check.unit, outcome, hint


def _limits(check: CheckRecord) -> str:
    low = "" if check.min is None else f"{check.min:.3g}"
    high = "" if check.max is None else f"{check.max:.3g}"
    if low and high:
        return f"{low} … {high}"
    return f"≥ {low}" if low else f"≤ {high}" if high else "–"
