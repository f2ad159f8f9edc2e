"""What an audit trail tells in numbers: how often each event was recorded, when, and what was proved."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

SEARCHES_AT_ONCE = 2
"""A search takes seconds: of more visits that are over none is still looked for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the verifier said of exactly these bytes.

    `sure` tells that nothing is left open: it had the first key and a head that was seen elsewhere. `head` is
    the last entry of a good trail, empty where there is none.
    """

    told: str
    good: bool
    sure: bool = False
    head: str = ""


@dataclass(slots=True)
class Visits:
    """How many visits were begun, how many of them proved to be gone, and how many nobody looked for.

    `failed` counts every search that did not prove it, that for what the console left, too. Of those that
    nobody looked for, `under_way` may only not be over yet, or are being looked for.
    """

    begun: int = 0
    proved: int = 0
    failed: int = 0
    unproved: int = 0
    _sits: bool = False
    _searched_now: int = 0

    @property
    def under_way(self) -> int:
        """Visits since the booth's last start that are not over, or whose proof is still to come."""
        return min(self.unproved, self._sits + self._searched_now)

    def take(self, event: str, fields: Mapping[str, Any]) -> None:
        """Count the next entry. A proof without a visit before it makes up for none that comes later."""
        match event:
            case "booth_started" | "booth_stopped":
                self._sits, self._searched_now = False, 0
            case "visit_began":
                self.begun, self.unproved, self._sits = self.begun + 1, self.unproved + 1, True
            case "visit_ended":
                self._sits = False
                self._searched_now = min(SEARCHES_AT_ONCE, self._searched_now + 1)
            case "wipe_checked":
                self.failed += not fields["passed"]
                if fields.get("of") == "visit":
                    self.proved += bool(fields["passed"] and self.unproved)
                    self.unproved = max(0, self.unproved - 1)
                    self._searched_now = max(0, self._searched_now - 1)


@dataclass(frozen=True, slots=True)
class TrailSummary:
    """Counts by event id; `unreadable` counts lines that are no entries, such as one torn by a power cut."""

    counts: Mapping[str, int]
    first_day: date | None
    last_day: date | None
    unreadable: int
    verdict: Verdict
    visits: Visits = field(default_factory=Visits)

    def table(self) -> str:
        """Return it as Markdown."""
        lines = [f"Verified: {self.verdict.told}"]
        if self.first_day is not None and self.last_day is not None:
            lines.append(f"From {self.first_day.isoformat()} to {self.last_day.isoformat()} (UTC).")
        if self.unreadable:
            lines.append(f"Lines that are no entries: {self.unreadable}.")
        lines.append(f"Visits begun: {self.visits.begun}, of these proved to be gone: {self.visits.proved}.")
        rows = [f"| `{event}` | {count} |" for event, count in sorted(self.counts.items())]
        return "\n".join((" ".join(lines), "", "| event | times |", "|---|---|", *rows))


def summary_of(trail: bytes, verdict: Verdict) -> TrailSummary:
    """Return the summary of a trail's bytes (kiosk.audit writes a JSON object a line)."""
    counts: Counter[str] = Counter()
    days: list[date] = []
    visits = Visits()
    unreadable = 0
    for line in trail.splitlines():
        try:
            entry = json.loads(line)["entry"]
            day = datetime.fromtimestamp(int(entry["at_s"]), UTC).date()
            visits.take(str(entry["event"]), entry.get("with", {}))
            counts[str(entry["event"])] += 1
            days.append(day)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError, RecursionError):
            unreadable += 1
    return TrailSummary(counts, min(days, default=None), max(days, default=None), unreadable, verdict, visits)
