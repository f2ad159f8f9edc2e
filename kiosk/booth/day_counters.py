"""Counts by the day: what staff see today and what operators may see of the day before.

Operators never get a running count: one that moves with each visit tells when somebody sat in the booth.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DayCounters:
    """Events of today and of the last full day, by name."""

    day: date
    today: dict[str, int] = field(default_factory=dict)
    day_before: dict[str, int] = field(default_factory=dict)

    def on(self, day: date) -> DayCounters:
        """Return the counters as they are on `day`; a clock set back starts no new day."""
        if day <= self.day:
            return self
        yesterday = self.today if (day - self.day).days == 1 else {}
        return DayCounters(day, {}, yesterday)

    def plus(self, name: str, day: date, count: int = 1) -> DayCounters:
        """Return the counters after `count` more events of this name."""
        now = self.on(day)
        return DayCounters(now.day, {**now.today, name: now.today.get(name, 0) + count}, now.day_before)


def load_counters(path: Path, day: date) -> DayCounters:
    """Read the counters kept in a file; a missing or damaged file starts anew, for counts are not money."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        counters = DayCounters(date.fromisoformat(kept["day"]), dict(kept["today"]), dict(kept["day_before"]))
    except (OSError, ValueError, KeyError, TypeError):
        return DayCounters(day)
    return counters.on(day)


def save_counters(path: Path, counters: DayCounters) -> None:
    """Replace the file in one step; a disk that refuses is told of and stops nobody: it is not money."""
    draft = path.with_suffix(".new")
    kept = {"day": counters.day.isoformat(), "today": counters.today, "day_before": counters.day_before}
    try:
        draft.write_text(json.dumps(kept), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        _log.error("%s cannot be written (%s); a restart would forget today's counts", path, error.strerror)
