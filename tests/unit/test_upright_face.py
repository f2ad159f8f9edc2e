"""A face is brought upright at one size, and shoulders are measured from an outline: plain geometry."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.compliance.shoulders import shoulder_slope_deg
from kiosk.compliance.upright_face import EYE_CENTRE_PX, IED_PX, upright_face

MARK = 4
"""The tip of the nose: where the test paints a mark."""


def face_points(eye_distance_px: float, roll_deg: float, middle_px: tuple[float, float]) -> np.ndarray:
    """Return a mesh of which only eye corners, chin and nose are laid out."""
    points = np.zeros((478, 3))
    points[[33, 133, 362, 263], 0] = (-0.7, -0.3, 0.3, 0.7)
    points[152, 1], points[MARK, 1] = 1.75, 0.7
    cosine, sine = np.cos(np.radians(roll_deg)), np.sin(np.radians(roll_deg))
    turned = points[:, :2] @ np.array([[cosine, sine], [-sine, cosine]])
    points[:, :2] = turned * eye_distance_px + middle_px
    return points


@settings(deadline=None, max_examples=30)
@given(
    apart=st.floats(30, 400),
    roll=st.floats(-30, 30),
    x=st.floats(300, 500),
    y=st.floats(300, 500),
)
def test_whatever_its_size_place_and_roll_a_face_lies_the_same(apart: float, roll: float, x: float, y: float):
    points = face_points(apart, roll, (x, y))
    picture = np.full((900, 900, 3), 120, np.uint8)
    cv2.circle(picture, tuple(int(c) for c in points[MARK, :2]), max(3, int(apart / 20)), (250, 30, 30), -1)
    face = upright_face(picture, points)
    assert face is not None
    right, left = face.points_px[[33, 133]].mean(axis=0), face.points_px[[362, 263]].mean(axis=0)
    assert (right + left) / 2 == pytest.approx(EYE_CENTRE_PX, abs=0.01)
    assert left - right == pytest.approx((IED_PX, 0.0), abs=0.01)
    if 0 <= points[MARK, 0] < 900 and 0 <= points[MARK, 1] < 900:
        red = np.argwhere(face.rgb[..., 0] > face.rgb[..., 1] + 60)
        assert red.mean(axis=0)[::-1] == pytest.approx(face.points_px[MARK], abs=2 + IED_PX / apart)


def test_a_face_outside_of_the_picture_is_none():
    picture = np.zeros((100, 100, 3), np.uint8)
    assert upright_face(picture, face_points(20, 0, (5000, 5000))) is None
    assert upright_face(picture, np.zeros((478, 3))) is None
    assert upright_face(picture, face_points(20, 0, (50, 50))) is not None


def torso(slope_deg: float, hair_px: int = 0) -> np.ndarray:
    """Return a mask of head and shoulders whose line falls to the picture's right by `slope_deg`."""
    mask = np.zeros((900, 900), np.float32)
    cv2.ellipse(mask, (450, 300), (75 + hair_px, 130 + 2 * hair_px), 0, 0, 360, 1.0, -1)
    drop = 450 * np.tan(np.radians(slope_deg))
    line = [(0, 480 - drop), (900, 480 + drop), (900, 899), (0, 899)]
    cv2.fillPoly(mask, [np.array(line, np.int32)], 1.0)
    return cv2.GaussianBlur(mask, (0, 0), 3)


@settings(deadline=None, max_examples=30)
@given(slope=st.floats(-20, 20))
def test_the_slope_of_the_shoulders_is_measured(slope: float):
    assert shoulder_slope_deg(torso(slope), face_points(63, 0, (450, 300))) == pytest.approx(slope, abs=0.5)


def test_shoulders_behind_hair_or_outside_the_picture_are_not_guessed():
    points = face_points(63, 0, (450, 300))
    assert shoulder_slope_deg(torso(0, hair_px=250), points) is None
    assert shoulder_slope_deg(torso(0)[:420], points) is None
    assert shoulder_slope_deg(torso(0)[:, 350:550], face_points(63, 0, (100, 300))) is None
    assert shoulder_slope_deg(torso(0), points) is not None
