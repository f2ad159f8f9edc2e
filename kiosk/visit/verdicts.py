"""The verdict on a shot in a customer's words: a few groups of checks, right or with one piece of advice."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.compliance.hints import HINTS, N_
from kiosk.compliance.record import Report
from kiosk.visit.view import Verdict

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("One person"), ("face.single",)),
    (N_("Size and position"), ("framing.", "image.resolution", "image.inter_eye")),
    (N_("Head straight"), ("pose.",)),
    (N_("Eyes open"), ("eyes.",)),
    (N_("Mouth closed"), ("mouth.",)),
    (N_("Good light"), ("light.",)),
    (N_("Sharp picture"), ("image.sharpness",)),
    (N_("Even background"), ("background.",)),
)


LIVE_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Position"), ("framing.",)),
    (N_("Head straight"), ("pose.",)),
    (N_("Eyes open"), ("eyes.",)),
    (N_("Mouth closed"), ("mouth.",)),
    (N_("Good light"), ("light.",)),
)


def live_lights(report: Report) -> tuple[tuple[str, bool], ...]:
    """Return the small lights of the pose screen: (label to be translated, whether all of it is right)."""
    lights = []
    for label, prefixes in LIVE_GROUPS:
        checks = [check for check in report.checks if check.mandatory and check.id.startswith(prefixes)]
        if checks:
            lights.append((label, all(check.passed for check in checks)))
    return tuple(lights)


def verdicts(report: Report, translate: Callable[[str], str]) -> tuple[Verdict, ...]:
    """Return a line for every group that was looked at; a group fails with its first failed check."""
    lines = []
    for label, prefixes in GROUPS:
        checks = [check for check in report.checks if check.id.startswith(prefixes)]
        if not checks:
            continue
        failed = sorted(
            (check for check in checks if not check.passed), key=lambda check: not check.mandatory
        )
        hint = failed[0].hint if failed else None
        lines.append(
            Verdict(
                label=translate(label),
                passed=not failed,
                mandatory=any(check.mandatory for check in (failed or checks)),
                advice=translate(HINTS[hint].text) if hint else None,
            )
        )
    return tuple(lines)
