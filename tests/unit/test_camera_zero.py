"""A booth's zero: measured of a head that holds still, begun anew when it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.compliance.pose import Pose
from kiosk.console.camera_zero import HOLD_S, LARGEST_DEG, Holding, hold

FPS = 15.0


def after(
    poses: list[Pose | None], now: Holding | None = None, from_s: float = 100.0
) -> tuple[Holding, float]:
    now, now_s = now or Holding(), from_s
    for number, pose in enumerate(poses):
        now_s = from_s + number / FPS
        now = hold(now, pose, now_s)
    return now, now_s


HELD = round(HOLD_S * FPS) + 2


@given(
    yaw=st.floats(-12, 12),
    pitch=st.floats(-12, 12),
    roll=st.floats(-12, 12),
    jitter=st.lists(st.floats(-1, 1), min_size=HELD, max_size=HELD),
)
def test_who_holds_still_is_measured_through_the_meshs_jitter(yaw, pitch, roll, jitter):
    now, now_s = after([Pose(yaw + j, pitch - j, roll + j) for j in jitter])
    zero = now.zero(now_s)
    assert zero is not None
    assert (zero.yaw_deg, zero.pitch_deg, zero.roll_deg) == pytest.approx((yaw, pitch, roll), abs=1)


def test_three_seconds_are_asked_for_and_their_passing_is_shown():
    half, now_s = after([Pose(0, -8, 0)] * (HELD // 2))
    assert half.zero(now_s) is None
    assert half.share(now_s) == pytest.approx(0.5, abs=0.05)
    whole, now_s = after([Pose(0, -8, 0)] * HELD)
    assert (whole.share(now_s), whole.zero(now_s)) == (1, Pose(0, -8, 0))


@pytest.mark.parametrize("between", [None, Pose(9, -8, 0)])
def test_a_face_that_is_gone_or_moves_away_begins_anew(between: Pose | None):
    before, now_s = after([Pose(0, -8, 0)] * (HELD - 5))
    now, now_s = after([*[between] * 5, Pose(0, -8, 0)], before, now_s + 1 / FPS)
    assert now.share(now_s) < 0.1
    assert now.zero(now_s) is None


def test_a_camera_that_hangs_askew_is_not_made_straight_by_a_number():
    now, now_s = after([Pose(0, LARGEST_DEG + 1, 0)] * HELD)
    assert (now.askew, now.zero(now_s)) == (True, None)
    straight, now_s = after([Pose(0, 0, 0)] * HELD, now, now_s)
    assert (straight.askew, straight.zero(now_s)) == (False, Pose(0, 0, 0))


def test_three_seconds_with_hardly_a_picture_are_not_enough():
    now = hold(hold(Holding(), Pose(0, 0, 0), 0.0), Pose(0, 0, 0), HOLD_S + 1)
    assert now.zero(HOLD_S + 1) is None
    assert replace(now, poses=now.poses * 10).zero(HOLD_S + 1) == Pose(0, 0, 0)
