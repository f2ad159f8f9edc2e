"""For any pose: what the truth says is what a pinhole camera would see."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.simulated.sitter import Expression, Look, Pose, Sitter
from hardware.simulated.sitter.camera import rotation
from hardware.simulated.sitter.directions import EXTENT, directions, project

poses = st.builds(
    Pose,
    yaw_deg=st.floats(-35, 35),
    pitch_deg=st.floats(-25, 25),
    roll_deg=st.floats(-30, 30),
    x_mm=st.floats(-60, 60),
    y_mm=st.floats(-60, 60),
    distance_mm=st.floats(600, 1500),
)


@cache
def sitter() -> Sitter:
    return Sitter(Look(hair="bald"), (240, 320))


@given(poses, st.floats(0, 1), st.floats(0, 20), st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_truth_is_consistent_for_any_pose_and_expression(
    pose: Pose, lids: float, mouth_mm: float, smile: float
) -> None:
    r = sitter().render(pose, Expression(lids=lids, mouth_open_mm=mouth_mm, smile=smile), want_alpha=True)
    t = r.truth
    assert r.bgr.shape == (320, 240, 3)
    assert np.isclose(np.hypot(*(np.array(t.left_iris_px) - t.right_iris_px)), t.inter_eye_px, atol=1e-3)
    assert t.inter_eye_px <= t.inter_eye_mm * t.px_per_mm * 1.03
    assert np.isclose(t.px_per_mm * t.distance_mm, t.focal_px, rtol=1e-5)
    # Along the head's upright: skull over eyes over nose over chin.
    up = rotation(pose)[:2, 1] * np.array([1, -1])
    heights = [
        float(np.array(p) @ up)
        for p in (t.crown_hair_px, t.crown_skull_px, t.left_iris_px, t.nose_tip_px, t.chin_px)
    ]
    assert heights[0] >= heights[1] - 0.1
    assert all(a > b for a, b in pairwise(heights[1:]))
    # Every landmark of the head's middle that is in the picture is covered by the person.
    assert r.alpha is not None
    for p in (t.nose_tip_px, t.left_iris_px, t.right_iris_px):
        x, y = round(p[0]), round(p[1])
        if 0 <= x < 240 and 0 <= y < 320:
            assert r.alpha[y, x] > 0.99


@given(st.floats(-30, 30), st.floats(-20, 20), st.floats(-20, 20))
def test_rotation_is_a_rotation_and_its_parts_can_be_read_back(yaw: float, pitch: float, roll: float) -> None:
    m = rotation(Pose(yaw, pitch, roll)).astype(float)
    assert np.allclose(m @ m.T, np.eye(3), atol=1e-5)
    assert np.isclose(np.degrees(np.arcsin(-m[2, 0])), yaw, atol=1e-3)
    assert np.isclose(np.degrees(np.arctan2(-m[2, 1], m[2, 2])), pitch, atol=1e-3)
    assert np.isclose(np.degrees(np.arctan2(-m[1, 0], m[0, 0])), roll, atol=1e-3)


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_directions_come_back_from_the_map(a: float, b: float) -> None:
    u = np.array([[a * EXTENT * 0.7]], np.float32)
    v = np.array([[b * EXTENT * 0.7]], np.float32)
    d = directions(u, v)
    assert np.isclose(float((d * d).sum()), 1.0, atol=1e-5)
    back = project(d * np.float32(97.0))
    assert np.allclose(back[0], u, atol=1e-4)
    assert np.allclose(back[1], v, atol=1e-4)
