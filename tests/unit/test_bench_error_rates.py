"""Error rates: of a limit, of every limit, and between skins."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.bench.error_rates import Outcomes, badness, equal_error_rate, spread
from kiosk.compliance.record import CheckRecord

scores = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60)


def record(value: float | None, low: float | None, high: float | None, *, passed: bool = True) -> CheckRecord:
    return CheckRecord("pose.yaw", value, "deg", low, high, 0.0, mandatory=True, passed=passed, hint=None)


def test_scores_that_do_not_overlap_have_no_error_and_reversed_ones_nothing_else():
    assert equal_error_rate([1, 2, 3], [4, 5]) == 0.0
    assert equal_error_rate([4, 5], [1, 2, 3]) == 1.0
    assert equal_error_rate([1.0] * 5, [1.0] * 7) == 0.5


def test_one_of_ten_on_the_wrong_side_each_way_is_a_tenth():
    good = [*range(9), 20.5]
    bad = [*range(12, 21), 2.5]
    assert equal_error_rate(good, bad) == pytest.approx(0.1)


@settings(deadline=None)
@given(scores, scores)
def test_the_rate_does_not_depend_on_the_scale_of_the_scores(good: list[float], bad: list[float]):
    rate = equal_error_rate(good, bad)
    assert 0.0 <= rate <= 1.0
    assert equal_error_rate([8 * score for score in good], [8 * score for score in bad]) == rate


def test_more_is_worse_whichever_side_the_limit_is_on():
    assert badness(record(2.0, None, 5.0)) < badness(record(3.0, None, 5.0))
    assert badness(record(2.0, 1.0, None)) > badness(record(3.0, 1.0, None))
    assert badness(record(-7.0, -5.0, 5.0)) == badness(record(7.0, -5.0, 5.0)) == 7.0
    assert badness(record(None, -5.0, 5.0, passed=False)) == math.inf
    assert badness(record(None, -5.0, 5.0, passed=True)) == -math.inf


def test_every_picture_is_counted_on_its_side():
    outcomes = Outcomes()
    for value, passed, skin in ((1.0, True, "light"), (2.0, True, "dark"), (9.0, False, "dark")):
        outcomes.take_in(record(value, None, 5.0, passed=passed), is_good=True, skin=skin)
    outcomes.take_in(record(8.0, None, 5.0, passed=False), is_good=False, skin=None)
    outcomes.take_in(None, is_good=False, skin=None)  # refused as a whole: not accepted
    assert (outcomes.frr, outcomes.far) == (pytest.approx(1 / 3), 0.0)
    assert outcomes.frr_skin_spread == pytest.approx(0.5)
    assert outcomes.eer == pytest.approx((1 / 3 + 0.5) / 2, abs=0.1)


def test_nothing_counted_is_no_rate():
    empty = Outcomes()
    assert (empty.frr, empty.far, empty.eer, empty.frr_skin_spread) == (None, None, None, None)
    assert spread({"light": (1, 4), "dark": (0, 0)}) is None
    with pytest.raises(ValueError, match="right and wrong"):
        equal_error_rate([], [1.0])
