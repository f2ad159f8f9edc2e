"""What an audit trail tells in numbers: how often each event was recorded, and between which days."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True, slots=True)
class TrailSummary:
    """Counts by event id; `unreadable` counts lines that are no entries, such as one torn by a power cut.

    `wipes_proved` counts the visits that were proved to be gone; `verdict` is what the verifier said of
    exactly these bytes.
    """

    counts: Mapping[str, int]
    first_day: date | None
    last_day: date | None
    unreadable: int
    verdict: str
    wipes_proved: int = 0

    def table(self) -> str:
        """Return it as Markdown."""
        lines = [f"Verified: {self.verdict}"]
        if self.first_day is not None and self.last_day is not None:
            lines.append(f"From {self.first_day.isoformat()} to {self.last_day.isoformat()} (UTC).")
        if self.unreadable:
            lines.append(f"Lines that are no entries: {self.unreadable}.")
        rows = [f"| `{event}` | {count} |" for event, count in sorted(self.counts.items())]
        return "\n".join((" ".join(lines), "", "| event | times |", "|---|---|", *rows))


def summary_of(trail: bytes, verdict: str) -> TrailSummary:
    """Return the summary of a trail's bytes (kiosk.audit writes a JSON object a line)."""
    counts: Counter[str] = Counter()
    days: list[date] = []
    unreadable = proved = 0
    for line in trail.splitlines():
        try:
            entry = json.loads(line)["entry"]
            counts[str(entry["event"])] += 1
            proved += entry["event"] == "wipe_checked" and entry["with"]["passed"]
            days.append(datetime.fromtimestamp(int(entry["at_s"]), UTC).date())
        except (ValueError, TypeError, KeyError, OverflowError, OSError):
            unreadable += 1
    return TrailSummary(counts, min(days, default=None), max(days, default=None), unreadable, verdict, proved)
