"""Turns a stream of live reports into one hint at a time, and into the moment to take the picture.

The time is passed in with every report and must not run backwards. The order of the checks in a report is
their priority. Rules (our own, from the project's compliance reference §4): median over 5 reports, a
check turns green inside 80 % of its limit and red outside 100 %, a hint stays at least .7 s unless all is
right, and the picture is due when all mandatory checks were green for 1 s.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace
from statistics import median

from kiosk.compliance.hints import CHECK_HINTS, HINTS, Arrow
from kiosk.compliance.record import CheckRecord, Report

MEDIAN_REPORTS = 5
ENTER_SHARE = 0.8
HINT_MIN_S = 0.7
HOLD_S = 1.0
FORGET_AFTER_S = 1.0
"""A pause this long between reports starts everything anew."""

READY_HINT = "ready"


@dataclass(frozen=True, slots=True)
class Coaching:
    """What to tell the customer now.

    `hint` is a key of HINTS; `arrow` is its direction on the customer's side of the mirrored view.
    `held_s` is how long everything has been right and `ring` the same as 0 to 1. `shoot` is true when the
    picture is due. `report` holds the steadied values.
    """

    hint: str
    arrow: Arrow | None
    held_s: float
    ring: float
    shoot: bool
    report: Report


class Coach:
    """Watches the reports of one sitting; make a new one for every picture."""

    def __init__(self) -> None:
        self._values: dict[str, deque[float]] = {}
        self._green: set[str] = set()
        self._hint: str | None = None
        self._hint_since_s = 0.0
        self._green_since_s: float | None = None
        self._seen_s: float | None = None

    def see(self, report: Report, time_s: float) -> Coaching:
        """Take in the newest report, return what to tell the customer.

        Raises ValueError if time runs back.
        """
        self._pass_time(time_s)
        checks = tuple(self._steady(check) for check in report.checks)
        self._forget_all_but({check.id for check in checks})
        wanted = next((check.hint for check in checks if check.mandatory and check.hint), READY_HINT)
        if wanted != READY_HINT:
            self._green_since_s = None
        elif self._green_since_s is None:
            self._green_since_s = time_s
        held_s = 0.0 if self._green_since_s is None else time_s - self._green_since_s
        hint = self._shown(wanted, time_s)
        # A blink shorter than the median must not be what the picture catches.
        shoot = held_s >= HOLD_S and report.passed
        return Coaching(
            hint=hint,
            arrow=HINTS[hint].arrow,
            held_s=held_s,
            ring=min(1.0, held_s / HOLD_S),
            shoot=shoot,
            report=Report(report.document, checks),
        )

    def _pass_time(self, time_s: float) -> None:
        if self._seen_s is not None:
            if time_s < self._seen_s:
                raise ValueError("time runs backwards")
            if time_s - self._seen_s > FORGET_AFTER_S:
                self._forget_all_but(set())
                self._green_since_s = None
        self._seen_s = time_s

    def _forget_all_but(self, ids: set[str]) -> None:
        for gone in self._values.keys() - ids:
            del self._values[gone]
        self._green &= ids

    def _steady(self, check: CheckRecord) -> CheckRecord:
        values = self._values.setdefault(check.id, deque(maxlen=MEDIAN_REPORTS))
        if check.value is None:
            values.clear()
            self._green.discard(check.id)
            return check
        values.append(check.value)
        value = median(values)
        low, high = _bounds(check, 1.0 if check.id in self._green else ENTER_SHARE)
        if low <= value <= high:
            self._green.add(check.id)
            return replace(check, value=value, passed=True, hint=None)
        self._green.discard(check.id)
        below, above = CHECK_HINTS[check.id]
        return replace(check, value=value, passed=False, hint=below if value < low else above)

    def _shown(self, wanted: str, time_s: float) -> str:
        praised = wanted == READY_HINT  # good news need not wait
        old = time_s - self._hint_since_s >= HINT_MIN_S
        if self._hint is None or (wanted != self._hint and (praised or old)):
            self._hint, self._hint_since_s = wanted, time_s
        return self._hint


def _bounds(check: CheckRecord, share: float) -> tuple[float, float]:
    """Return the limits drawn in by 1 − `share` of the half range, or of the bound itself if that is less."""
    low = -math.inf if check.min is None else check.min
    high = math.inf if check.max is None else check.max
    half = (high - low) / 2
    inwards = 1.0 - share
    if check.min is not None:
        low += inwards * min(half, abs(check.min)) - check.tolerance
    if check.max is not None:
        high -= inwards * min(half, abs(check.max)) - check.tolerance
    return low, high
