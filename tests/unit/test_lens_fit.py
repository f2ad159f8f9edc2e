"""A lens so wide that nobody can be far enough away and large enough at once: one way out, no loop."""

from __future__ import annotations

from kiosk.compliance.coach import Coach
from kiosk.compliance.lens_fit import check_lens
from kiosk.compliance.record import CheckRecord, Limit, Report

DISTANCE = Limit("subject.distance", "mm", 700.0, 4000.0, 50.0)
SHARE = Limit("framing.distance", "of frame", 0.5, 0.92)


def seen(distance_mm: float | None, crop_at_1_m: float) -> tuple[CheckRecord, ...]:
    """The checks of somebody, before a lens in which the crop at 1 m takes this share of the frame."""
    share = 0.6 if distance_mm is None else crop_at_1_m * 1000.0 / distance_mm
    checks = (DISTANCE.check(distance_mm), SHARE.check(share))
    return (*checks, *check_lens(checks))


def told(*places_mm: float, crop_at_1_m: float) -> set[str]:
    """The hints of somebody who stands at some places for two seconds each."""
    coach, hints = Coach(), set()
    for step, distance_mm in enumerate(place for place in places_mm for _ in range(30)):
        hints.add(coach.see(Report.of("test", seen(distance_mm, crop_at_1_m)), step / 15).hint)
    return hints


def test_too_wide_a_lens_sends_nobody_to_and_fro():
    assert told(500.0, 600.0, 800.0, 600.0, crop_at_1_m=0.25) == {"call_staff"}


def test_any_other_lens_says_where_to_go():
    assert told(500.0, crop_at_1_m=0.55) == {"step_back"}
    assert told(1200.0, crop_at_1_m=0.55) == {"come_closer"}
    assert told(850.0, crop_at_1_m=0.55) == {"ready"}


def test_without_a_known_distance_nothing_is_said_of_the_lens():
    assert [check.id for check in seen(None, 0.25)] == ["subject.distance", "framing.distance"]
