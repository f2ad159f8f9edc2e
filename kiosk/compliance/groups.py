"""The report in plain words: a few groups of checks, each green, amber or red with one piece of advice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypedDict

from kiosk.compliance.hints import HINTS, N_
from kiosk.compliance.record import Report

Outcome = Literal["good", "note", "bad"]
"""Green: all right; amber: only advisory checks failed; red: a mandatory check failed."""

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("One person"), ("face.single",)),
    (
        N_("Size and position"),
        ("framing.", "photo.", "subject.distance", "image.resolution", "image.inter_eye"),
    ),
    (N_("Head straight"), ("pose.", "subject.shoulders", "subject.still")),
    (N_("Eyes open and free"), ("eyes.",)),
    (N_("Neutral face"), ("mouth.", "expression.")),
    (N_("Glasses"), ("glasses.",)),
    (N_("Face and head free"), ("face.occluded", "face.sides", "head.")),
    (N_("Good light"), ("light.",)),
    (N_("Sharp picture"), ("image.sharpness", "image.motion", "image.noise", "image.compression", "file.")),
    (N_("Even background"), ("background.",)),
)
"""Label (an English msgid) and the beginnings of the ids of its checks; every check is in exactly one."""


@dataclass(frozen=True, slots=True)
class Group:
    """How one group came out; `hint` is that of its first failed check, mandatory ones first."""

    label: str
    outcome: Outcome
    hint: str | None


class GroupJson(TypedDict):
    """The shape of one group in the JSON that `kiosk check` prints; `hint` is a key, `advice` its text."""

    group: str
    outcome: Outcome
    hint: str | None
    advice: str | None


def grouped(report: Report) -> tuple[Group, ...]:
    """Return every group of which something was checked."""
    groups = []
    for label, beginnings in GROUPS:
        checks = [check for check in report.checks if check.id.startswith(beginnings)]
        if not checks:
            continue
        failed = sorted(
            (check for check in checks if not check.passed), key=lambda check: not check.mandatory
        )
        outcome: Outcome = "good" if not failed else "bad" if failed[0].mandatory else "note"
        groups.append(Group(label, outcome, failed[0].hint if failed else None))
    return tuple(groups)


def groups_json(report: Report) -> list[GroupJson]:
    """Return the groups as plain values, in English."""
    return [
        {
            "group": group.label,
            "outcome": group.outcome,
            "hint": group.hint,
            "advice": HINTS[group.hint].text if group.hint else None,
        }
        for group in grouped(report)
    ]
