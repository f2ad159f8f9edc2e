"""Turns a stream of live reports into one hint at a time, and into the moment to take the picture.

The time is passed in with every report and must not run backwards. The order of the checks in a report is
their priority. Rules (our own, from the project's compliance reference §4): values are steadied, a check
turns green inside 80 % of its limit and red outside 100 %, a hint stays at least .7 s unless all is right,
the opposite of a hint waits a second, and the picture is due when all mandatory checks were green for 1 s.
Somebody who gets no further for 15 s hears more, and after 30 s what to do when they cannot comply.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from kiosk.compliance.hints import CHECK_HINTS, HINTS, Arrow
from kiosk.compliance.record import CheckRecord, Report

SHORT_REPORTS, LONG_REPORTS = 5, 15
"""Reports whose median tells of a move at once, and of a rest steadily (1 s at 15 reports a second)."""

MOVED_SHARE = 0.3
"""A short median this far from the long one, in half ranges of the limit, is a move and no jitter.

Of a pitch that jitters by .6° (one sigma) the long median wanders by .2°, less than between entering a limit
of 5° at 4° and leaving it."""

ENTER_SHARE = 0.8
NEAR_SHARE = 0.95
NEAR = ("eyes.gaze", "eyes.visible", "expression.", "face.occluded", "face.sides", "glasses.", "head.")
"""Checks of a customer's own look, not of a pose: their limits lie half way between right and wrong people,
so some who are right come near to them and would never get inside 80 %."""

HINT_MIN_S = 0.7
OPPOSITE_MIN_S = 1.0
HOLD_S = 1.0
FORGET_AFTER_S = 1.0
"""A pause this long between reports starts everything anew."""

EXPLAIN_AFTER_S, WAY_OUT_AFTER_S = 15.0, 30.0

READY_HINT = "ready"
REST_HINT = "hold_still"
"""Said while a move that was asked for goes too far, before the way back is asked for."""

OPPOSITES: dict[Arrow, Arrow] = {
    "left": "right",
    "right": "left",
    "up": "down",
    "down": "up",
    "closer": "back",
    "back": "closer",
    "turn_left": "turn_right",
    "turn_right": "turn_left",
    "tilt_left": "tilt_right",
    "tilt_right": "tilt_left",
    "chin_up": "chin_down",
    "chin_down": "chin_up",
}

Help = Literal["hint", "explanation", "way_out"]
"""How much to say: the hint, also its longer explanation, also what to do for those who cannot comply."""


@dataclass(frozen=True, slots=True)
class Coaching:
    """What to tell the customer now.

    `hint` is a key of HINTS; `arrow` is its direction on the customer's side of the mirrored view.
    `held_s` is how long everything has been right and `ring` the same as 0 to 1. `shoot` is true when the
    picture is due. `report` holds the steadied values. `help` tells how much more than the hint to say.
    """

    hint: str
    arrow: Arrow | None
    held_s: float
    ring: float
    shoot: bool
    report: Report
    help: Help = "hint"


class Coach:
    """Watches the reports of one sitting; make a new one for every picture."""

    def __init__(self) -> None:
        self._values: dict[str, deque[float]] = {}
        self._green: set[str] = set()
        self._hint: str | None = None
        self._hint_since_s = 0.0
        self._arrow_last_s: dict[Arrow, float] = {}
        self._green_since_s: float | None = None
        self._seen_s: float | None = None
        self._progress = Progress()

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
        steadied = Report(report.document, checks)
        hint = self._shown(wanted, time_s)
        # A blink shorter than the median must not be what the picture catches.
        shoot = held_s >= HOLD_S and report.passed
        return Coaching(
            hint=hint,
            arrow=HINTS[hint].arrow,
            held_s=held_s,
            ring=min(1.0, held_s / HOLD_S),
            shoot=shoot,
            report=steadied,
            help=self._progress.see(steadied, time_s),
        )

    def _pass_time(self, time_s: float) -> None:
        if self._seen_s is not None:
            if time_s < self._seen_s:
                raise ValueError("time runs backwards")
            if time_s - self._seen_s > FORGET_AFTER_S:
                self._forget_all_but(set())
                self._green_since_s = None
                self._progress = Progress()
        self._seen_s = time_s

    def _forget_all_but(self, ids: set[str]) -> None:
        for gone in self._values.keys() - ids:
            del self._values[gone]
        self._green &= ids

    def _steady(self, check: CheckRecord) -> CheckRecord:
        values = self._values.setdefault(check.id, deque(maxlen=LONG_REPORTS))
        if check.value is None:
            values.clear()
            self._green.discard(check.id)
            return check
        values.append(check.value)
        value = _steadied(values, MOVED_SHARE * _half_range(check))
        enter = NEAR_SHARE if check.id.startswith(NEAR) else ENTER_SHARE
        low, high = _bounds(check, 1.0 if check.id in self._green else enter)
        if low <= value <= high:
            self._green.add(check.id)
            return replace(check, value=value, passed=True, hint=None)
        self._green.discard(check.id)
        below, above = CHECK_HINTS[check.id]
        return replace(check, value=value, passed=False, hint=below if value < low else above)

    def _shown(self, wanted: str, time_s: float) -> str:
        if self._contradicts(wanted, time_s):
            wanted = REST_HINT
        praised = wanted == READY_HINT  # good news need not wait
        old = time_s - self._hint_since_s >= HINT_MIN_S
        if self._hint is None or (wanted != self._hint and (praised or old)):
            self._hint, self._hint_since_s = wanted, time_s
        arrow = HINTS[self._hint].arrow
        if arrow is not None:
            self._arrow_last_s[arrow] = time_s
        return self._hint

    def _contradicts(self, wanted: str, time_s: float) -> bool:
        """Tell whether the opposite was said a moment ago: the move it asked for may still be going on."""
        arrow = HINTS[wanted].arrow
        if arrow is None:
            return False
        return time_s - self._arrow_last_s.get(OPPOSITES[arrow], -math.inf) < OPPOSITE_MIN_S


class Progress:
    """Watches whether a customer gets further: fewer mandatory checks wrong than ever before.

    Another person, or the same one back after leaving, starts anew.
    """

    def __init__(self) -> None:
        self._fewest = math.inf
        self._since_s: float | None = None

    def see(self, report: Report, time_s: float) -> Help:
        """Return how much to say after this report."""
        alone = report.find("face.single")
        wrong: float = sum(check.mandatory and not check.passed for check in report.checks)
        if alone is not None and not alone.passed:
            wrong = math.inf
            if self._fewest < math.inf:
                self._fewest, self._since_s = math.inf, time_s
        if self._since_s is None or wrong < self._fewest:
            self._fewest, self._since_s = wrong, time_s
        stuck_s = time_s - self._since_s
        if stuck_s < EXPLAIN_AFTER_S:
            return "hint"
        return "explanation" if stuck_s < WAY_OUT_AFTER_S else "way_out"


def _steadied(values: deque[float], moved: float) -> float:
    """Return the long median of the values, or after a move the short one, which forgets what was before."""
    short = list(values)[-SHORT_REPORTS:]
    now, steady = median(short), median(values)
    if abs(now - steady) <= moved:
        return steady
    values.clear()
    values.extend(short)
    return now


def _half_range(check: CheckRecord) -> float:
    """Return half the width of a check's limits, or the only bound itself."""
    if check.min is not None and check.max is not None:
        return (check.max - check.min) / 2
    bound = check.min if check.min is not None else check.max
    return math.inf if bound is None else abs(bound)


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
