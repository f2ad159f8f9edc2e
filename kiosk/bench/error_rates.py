"""How often a check is wrong, from pictures that are known to be right or wrong: pure arithmetic.

The terms are those of ISO/IEC 19795-1 as FICV uses them: a *false reject* is a right picture that fails, a
*false accept* a wrong one that passes; the equal-error rate is where both are equal when the limit is moved.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from kiosk.compliance.record import CheckRecord


@dataclass
class Outcomes:
    """What one check said: badness scores of right and wrong pictures, and which of them failed.

    `good_by_skin` holds (failed, all) of the right pictures by group of skin; `errors` are measured minus
    true values in the check's unit; `made` counts the pictures in which the check was made at all.
    """

    good: list[float] = field(default_factory=list)
    bad: list[float] = field(default_factory=list)
    good_failed: int = 0
    bad_passed: int = 0
    good_by_skin: dict[str, list[int]] = field(default_factory=dict)
    errors: list[float] = field(default_factory=list)
    made: int = 0

    def take_in(self, check: CheckRecord | None, *, is_good: bool, skin: str | None) -> None:
        """Count one picture; None stands for a picture that was refused before the check."""
        score, passed = (math.inf, False) if check is None else (badness(check), check.passed)
        if is_good:
            self.good.append(score)
            self.good_failed += not passed
            if skin is not None:
                group = self.good_by_skin.setdefault(skin, [0, 0])
                group[0] += not passed
                group[1] += 1
        else:
            self.bad.append(score)
            self.bad_passed += passed

    @property
    def frr(self) -> float | None:
        """Share of right pictures that failed."""
        return self.good_failed / len(self.good) if self.good else None

    @property
    def far(self) -> float | None:
        """Share of wrong pictures that passed."""
        return self.bad_passed / len(self.bad) if self.bad else None

    @property
    def eer(self) -> float | None:
        """Equal-error rate, None without pictures of either kind."""
        return equal_error_rate(self.good, self.bad) if self.good and self.bad else None

    @property
    def frr_skin_spread(self) -> float | None:
        """Largest difference of the false-reject rate between groups of skin, a share."""
        return spread(self.good_by_skin)


def badness(check: CheckRecord) -> float:
    """Return a number that grows the further a value leaves the check's limits, over no particular scale.

    One limit: the value, turned so that more is worse. Two: the distance from their middle. What could not be
    measured is infinitely bad, or good where the check lets that pass.
    """
    if check.value is None:
        return -math.inf if check.passed else math.inf
    if check.min is not None and check.max is not None:
        return abs(check.value - (check.min + check.max) / 2)
    return check.value if check.max is not None else -check.value


def equal_error_rate(good: Sequence[float], bad: Sequence[float]) -> float:
    """Return the error rate where as large a share of `good` scores is over the limit as of `bad` ones under.

    Between two scores, where the rates only come close, their mean. Raises ValueError when either is empty.
    """
    if not good or not bad:
        raise ValueError("an equal-error rate needs right and wrong pictures")
    limits = np.unique(np.concatenate([good, bad, [-math.inf]]))
    rejected = 1.0 - np.searchsorted(np.sort(good), limits, side="right") / len(good)
    accepted = np.searchsorted(np.sort(bad), limits, side="right") / len(bad)
    closest = int(np.argmin(np.abs(rejected - accepted)))
    return float(rejected[closest] + accepted[closest]) / 2


def spread(groups: Mapping[str, Sequence[int]]) -> float | None:
    """Return the largest difference between groups (failed, all) of failed ones, None for fewer than two."""
    rates = [failed / count for failed, count in groups.values() if count]
    return max(rates) - min(rates) if len(rates) > 1 else None
