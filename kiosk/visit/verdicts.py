"""The verdict on a shot in a customer's words, and the small lights of the live view."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.compliance.groups import grouped
from kiosk.compliance.hints import HINTS, N_
from kiosk.compliance.record import Report
from kiosk.visit.view import Verdict

LIVE_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Position"), ("framing.", "subject.distance")),
    (N_("Head straight"), ("pose.", "subject.")),
    (N_("Eyes"), ("eyes.",)),
    (N_("Neutral face"), ("mouth.", "expression.")),
    (N_("Face free"), ("glasses.", "head.", "face.occluded", "face.sides")),
    (N_("Good light"), ("light.",)),
)


def live_lights(report: Report) -> tuple[tuple[str, bool], ...]:
    """Return the small lights of the pose screen: (label to be translated, whether all of it is right)."""
    lights = []
    for label, beginnings in LIVE_GROUPS:
        checks = [check for check in report.checks if check.mandatory and check.id.startswith(beginnings)]
        if checks:
            lights.append((label, all(check.passed for check in checks)))
    return tuple(lights)


def verdicts(report: Report, translate: Callable[[str], str]) -> tuple[Verdict, ...]:
    """Return a line for every group that was looked at."""
    return tuple(
        Verdict(
            label=translate(group.label),
            passed=group.outcome == "good",
            mandatory=group.outcome != "note",
            advice=translate(HINTS[group.hint].text) if group.hint else None,
        )
        for group in grouped(report)
    )
