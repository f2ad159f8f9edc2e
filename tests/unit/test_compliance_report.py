"""Records, reports, the best of a burst, and what the terminal shows."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.compliance.burst import best_of_burst
from kiosk.compliance.record import CheckRecord, Limit, Report
from kiosk.compliance.table import report_table

YAW = Limit("pose.yaw", "deg", -5, 5)


def made_of(mandatory: str, optional: str = "") -> Report:
    """`+` a check that passed, `-` one that did not."""
    return Report(
        "test",
        tuple(
            CheckRecord("pose.yaw", 0.0, "deg", None, None, 0.0, is_mandatory, sign == "+", None)
            for is_mandatory, signs in ((True, mandatory), (False, optional))
            for sign in signs
        ),
    )


@pytest.mark.parametrize(
    ("value", "passed", "hint"),
    [
        (-5, True, None),
        (5, True, None),
        (5.01, False, "turn_right"),
        (-5.01, False, "turn_left"),
        (None, False, "turn_left"),
        (float("nan"), False, "turn_left"),
    ],
)
def test_a_limit_includes_its_bounds_and_names_the_way_back(value, passed, hint):
    record = YAW.check(value)
    assert (record.passed, record.hint) == (passed, hint)


def test_an_advisory_value_that_cannot_be_measured_is_no_fault():
    assert Limit("subject.shoulders", "deg", -5, 5, mandatory=False).check(None).passed


def test_a_value_within_the_uncertainty_of_its_measurement_passes():
    limit = Limit("pose.yaw", "deg", -5, 5, tolerance=1)
    assert limit.check(5.9).passed
    assert not limit.check(6.1).passed


def test_only_mandatory_checks_decide():
    assert made_of("++", "--").passed
    assert not made_of("+-", "++").passed


@pytest.mark.parametrize(
    ("burst", "best"),
    [
        ([("++", ""), ("+-", "")], 0),
        ([("+-", "++"), ("++", "--")], 1),
        ([("++", "+-"), ("++", "--")], 0),
        ([("++", "+-"), ("++", "+-"), ("++", "-+")], 2),
        ([("--", "--")], 0),
    ],
)
def test_the_best_meets_most_mandatory_then_most_optional_then_is_latest(burst, best):
    assert best_of_burst([made_of(*signs) for signs in burst]) == best


@given(
    st.lists(
        st.tuples(st.text("+-", min_size=3, max_size=3), st.text("+-", min_size=2, max_size=2)), min_size=1
    )
)
def test_no_picture_of_the_burst_meets_more_mandatory_checks_than_the_best(burst):
    best = best_of_burst([made_of(*signs) for signs in burst])
    assert burst[best][0].count("+") == max(mandatory.count("+") for mandatory, _ in burst)


def test_a_burst_is_never_empty():
    with pytest.raises(ValueError, match="at least one"):
        best_of_burst([])


def test_the_json_is_the_contract():
    told = json.loads(json.dumps(Report("de-passport", (YAW.check(7.123456),)).to_json()))
    assert told == {
        "document": "de-passport",
        "passed": False,
        "checks": [
            {
                "id": "pose.yaw",
                "value": 7.1235,
                "unit": "deg",
                "min": -5,
                "max": 5,
                "tolerance": 0.0,
                "mandatory": True,
                "passed": False,
                "hint": "turn_right",
                "ofiq": 98,
            }
        ],
    }


def test_the_table_tells_every_check_and_the_verdict():
    optional = Limit("image.sharpness", "relative", 4, mandatory=False)
    table = report_table(Report("de-passport", (YAW.check(7.0), YAW.check(None), optional.check(1.0))))
    lines = table.splitlines()
    assert lines[1].split() == [
        "pose.yaw",
        "7",
        "-5",
        "…",
        "5",
        "deg",
        "FAIL",
        *["Turn", "your", "head", "slightly", "right"],
    ]
    assert lines[2].split()[1] == "–"
    assert lines[3].split()[:6] == ["image.sharpness", "1", "≥", "4", "relative", "note"]
    assert " ".join(lines[-4].split()) == "red Head straight Turn your head slightly right"
    assert " ".join(lines[-3].split()) == "amber Sharp picture The picture is not sharp"
    assert lines[-1] == "de-passport: fails 2 mandatory checks"


def test_the_table_of_a_good_picture_says_so():
    assert report_table(Report("de-passport", (YAW.check(0.0),))).endswith("de-passport: passes")
