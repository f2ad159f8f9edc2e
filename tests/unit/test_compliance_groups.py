"""Plain words for a report: groups, marks on the photo, and ways out for those who cannot comply."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.compliance.groups import GROUPS, grouped
from kiosk.compliance.hints import CHECK_HINTS
from kiosk.compliance.marks import marks, shares
from kiosk.compliance.record import CheckRecord, Report
from kiosk.compliance.way_out import COVERED_HEAD, GLASSES_NEEDED, ILLNESS, SMALL_CHILD, ways_out
from kiosk.documents.rule import DocumentRule


def check(check_id: str, *, passed: bool = False, mandatory: bool = True, high: bool = True) -> CheckRecord:
    hint = None if passed else CHECK_HINTS[check_id][high]
    return CheckRecord(check_id, 1.0, "", None, None, 0.0, mandatory, passed, hint)


def report(*checks: CheckRecord) -> Report:
    return Report.of("test", checks)


def face() -> np.ndarray:
    """Face points in shares of a photo: an ordinary face in the middle."""
    points = np.full((478, 2), (0.5, 0.5))
    for index, at in {
        10: (0.5, 0.22),
        152: (0.5, 0.8),
        33: (0.34, 0.45),
        133: (0.44, 0.45),
        362: (0.56, 0.45),
        263: (0.66, 0.45),
        159: (0.39, 0.43),
        145: (0.39, 0.47),
        386: (0.61, 0.43),
        374: (0.61, 0.47),
        61: (0.43, 0.68),
        291: (0.57, 0.68),
        234: (0.25, 0.5),
        454: (0.75, 0.5),
    }.items():
        points[index] = at
    for upper, lower, x in ((160, 144, 0.37), (158, 153, 0.41), (385, 380, 0.59), (387, 373, 0.63)):
        points[upper], points[lower] = (x, 0.435), (x, 0.465)
    return points


def test_every_check_is_in_exactly_one_group():
    for check_id in CHECK_HINTS:
        homes = [label for label, beginnings in GROUPS if check_id.startswith(beginnings)]
        assert len(homes) == 1, check_id


def test_a_group_is_red_for_a_mandatory_amber_for_an_advisory_fault_else_green():
    groups = grouped(
        report(
            check("pose.yaw", passed=True),
            check("eyes.open", mandatory=False),
            check("eyes.gaze"),
            check("light.cast", mandatory=False),
        )
    )
    assert [(group.label, group.outcome, group.hint) for group in groups] == [
        ("Head straight", "good", None),
        ("Eyes open and free", "bad", "look_at_lens"),
        ("Good light", "note", "colours_off"),
    ]


def test_what_was_not_checked_has_no_group():
    assert grouped(report()) == ()


def test_a_good_photo_has_no_marks():
    assert marks(report(check("eyes.open", passed=True), check("pose.yaw", passed=True)), face()) == ()


def test_closed_eyes_are_ringed_each():
    right, left = marks(report(check("eyes.open")), face())
    assert (right.shape, left.shape) == ("ring", "ring")
    assert (right.x, right.y) == pytest.approx((0.39, 0.45))
    assert (left.x, left.y) == pytest.approx((0.61, 0.45))
    assert right.width > 0.1


@pytest.mark.parametrize(
    ("check_id", "high", "towards"),
    [
        # Turned to the own left: back to the own right, which is the left of the unmirrored photo.
        ("pose.yaw", True, "left"),
        ("pose.yaw", False, "right"),
        ("pose.pitch", True, "down"),
        ("pose.pitch", False, "up"),
        ("pose.roll", True, "left"),
        ("pose.roll", False, "right"),
    ],
)
def test_an_arrow_shows_the_way_back_in_the_unmirrored_photo(check_id, high, towards):
    (arrow,) = marks(report(check(check_id, high=high)), face())
    assert (arrow.shape, arrow.towards) == ("arrow", towards)


def test_a_bad_background_is_shaded_beside_the_head_but_not_on_it():
    left, right = marks(report(check("background.shadow", mandatory=False)), face())
    assert left.x + left.width / 2 < 0.25 < 0.75 < right.x - right.width / 2
    assert not left.mandatory


def test_two_faults_of_one_place_give_one_mark_the_mandatory_one():
    found = marks(report(check("eyes.open"), check("eyes.red", mandatory=False)), face())
    assert [mark.mandatory for mark in found] == [True, True]


def test_points_become_shares():
    assert shares([(10.0, 40.0)], (100, 80)).tolist() == [[0.1, 0.5]]


@pytest.mark.parametrize("covering", COVERED_HEAD)
def test_a_covered_head_is_told_what_this_document_makes_of_it(covering):
    rule = DocumentRule.model_construct(head_covering=covering)
    assert ways_out(report(check("head.covering")), rule) == (COVERED_HEAD[covering],)


def test_the_ways_out_fit_what_fails():
    rule = DocumentRule.model_construct(head_covering="unstated")
    assert ways_out(report(check("pose.yaw")), rule) == (ILLNESS, SMALL_CHILD)
    assert ways_out(report(check("glasses.present")), rule) == (GLASSES_NEEDED,)
    assert ways_out(report(check("framing.distance"), check("light.exposure")), rule) == ()
    assert ways_out(report(check("pose.yaw", mandatory=False)), rule) == ()
