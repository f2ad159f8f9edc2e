"""The file of an incident: the trail as it is now, hashed; the 72-hour clock; what is known and what to ask.

GDPR Art. 33 (1): the authority is told within 72 hours of becoming aware, unless a risk is unlikely;
Art. 33 (5): every breach is documented. PIPEDA (SOR/2018-64, s. 6) has records kept for 24 months.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

CLOCK = timedelta(hours=72)


class BadTime(ValueError):
    """The time of becoming aware cannot be used; the text says what to give."""


def aware_at(text: str, now: datetime) -> datetime:
    """Return the time in the text, ISO 8601 with its offset; raises BadTime."""
    try:
        aware = datetime.fromisoformat(text)
        aware.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadTime(f"{text!r} is no time; write one such as 2026-05-04T16:30+02:00") from None
    if aware.utcoffset() is None:
        example = f"{aware.isoformat(timespec='minutes')}+02:00"
        raise BadTime(f"{text!r} could be anywhere; add the offset, such as {example}")
    if aware > now:
        raise BadTime(f"{text!r} is yet to come; give the time when you became aware")
    return aware


def clock_values(aware: datetime, now: datetime) -> dict[str, str]:
    """Return what the template asks for about time."""
    due = aware + CLOCK
    left = due - now
    hours = abs(left) // timedelta(hours=1)
    return {
        "aware": _told(aware),
        "opened": _told(now),
        "due": _told(due),
        "left": f"{hours} full hours are left"
        if left > timedelta(0)
        else f"it is over since {hours} full hours",
    }


def sums(files: Mapping[str, bytes]) -> str:
    """Return the files' SHA-256 as `sha256sum --check` reads them."""
    return "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))


def evidence_values(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return what the template asks for about the frozen files."""
    if not files:
        return {"evidence": "No file of a trail is there to be copied; what that means stands below."}
    rows = [
        f"| `{name}` | {len(data)} | `{hashlib.sha256(data).hexdigest()}` |"
        for name, data in sorted(files.items())
    ]
    return {"evidence": "\n".join(("| file | bytes | SHA-256 |", "|---|---|---|", *rows))}


def _told(moment: datetime) -> str:
    utc = moment.astimezone(UTC)
    return f"{moment.isoformat(sep=' ', timespec='minutes')} ({utc:%Y-%m-%d %H:%M} UTC)"
