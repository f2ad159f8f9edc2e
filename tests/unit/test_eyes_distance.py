"""How far the eyes are, from irises, pupils and the lens; and what that does to a face."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.compliance.camera_geometry import Lens
from kiosk.compliance.camera_words import in_words, optics_of
from kiosk.compliance.distance import eyes_distance_mm, magnification_share
from kiosk.compliance.live_checks import BoothOptics, distance_value
from kiosk.compliance.pose import Pose

SIZE_PX = (960, 1280)
RING = ((1, 0), (0, -1), (-1, 0), (0, 1))


def eyes(
    distance_mm: float, lens: Lens, *, iris_mm: float = 11.7, apart_mm: float = 63.0, yaw_deg: float = 0.0
):
    """The mesh's irises of eyes before the camera, in a picture of SIZE_PX."""
    points = np.zeros((478, 3), np.float32)
    scale = lens.before(SIZE_PX).focal_px / distance_mm
    yaw = np.radians(yaw_deg)
    for centre, side in ((468, -1), (473, 1)):
        x_mm, z_mm = side * apart_mm / 2 * np.cos(yaw), side * apart_mm / 2 * np.sin(yaw)
        points[centre] = np.array([x_mm, 0, z_mm]) * scale + (480, 640, 0)
        for index, (x, y) in enumerate(RING, start=1):
            points[centre + index] = points[centre] + np.array([x, y, 0]) * iris_mm / 2 * scale
    return points


@settings(deadline=None)
@given(distance_mm=st.floats(400, 2500), focal=st.floats(0.6, 3.0), yaw_deg=st.floats(-15, 15))
def test_an_average_adult_is_as_far_away_as_they_are(distance_mm: float, focal: float, yaw_deg: float):
    lens = Lens(focal)
    found_mm = eyes_distance_mm(eyes(distance_mm, lens, yaw_deg=yaw_deg), lens.before(SIZE_PX))
    assert found_mm == pytest.approx(distance_mm, rel=1e-3)


@pytest.mark.parametrize(("iris_mm", "apart_mm"), [(11.3, 63), (12.1, 63), (11.7, 57), (11.7, 69)])
def test_eyes_a_standard_deviation_off_cost_under_five_percent(iris_mm: float, apart_mm: float):
    lens = Lens(1.855)
    points = eyes(900, lens, iris_mm=iris_mm, apart_mm=apart_mm)
    assert eyes_distance_mm(points, lens.before(SIZE_PX)) == pytest.approx(900, rel=0.05)


def test_a_face_without_extent_has_no_distance():
    assert eyes_distance_mm(np.zeros((478, 3), np.float32), Lens(1.0).before(SIZE_PX)) is None


def test_the_distance_does_not_depend_on_the_size_of_the_picture():
    lens, half = Lens(1.855), (SIZE_PX[0] // 2, SIZE_PX[1] // 2)
    points = eyes(800, lens)
    assert eyes_distance_mm(points / 2, lens.before(half)) == pytest.approx(800, rel=1e-3)


@pytest.mark.parametrize(("distance_mm", "percent"), [(700, 7.1), (1000, 5.0), (1500, 3.3)])
def test_a_near_camera_magnifies_the_nose(distance_mm: float, percent: float):
    assert 100 * magnification_share(distance_mm) == pytest.approx(percent, abs=0.05)


def test_the_distance_is_checked_only_where_the_lens_is_known():
    points = eyes(620, Lens(1.855))
    assert distance_value(points, SIZE_PX, BoothOptics()) == {}
    told = distance_value(points, SIZE_PX, BoothOptics(lens=Lens(1.855)))
    assert told["subject.distance"] == pytest.approx(620, rel=1e-3)


def test_what_is_known_of_a_camera_survives_being_told():
    optics = BoothOptics(zero=Pose(0.5, -8.25, 0.1), lens=Lens(1.855, (0.01, -0.002), (0.02, -0.1)))
    assert optics_of(in_words(optics)) == optics
    assert optics_of(in_words(BoothOptics(zero=Pose(1, 2, 3)))) == BoothOptics(zero=Pose(1, 2, 3))


@settings(deadline=None)
@given(x=st.floats(-0.3, 0.3), y=st.floats(-0.4, 0.4), k1=st.floats(-0.2, 0.2), k2=st.floats(-0.1, 0.1))
def test_distortion_is_undone(x: float, y: float, k1: float, k2: float):
    camera = Lens(1.3, (0.01, -0.02), (k1, k2)).before(SIZE_PX)
    r2 = x * x + y * y
    bent = np.array([[x, y]]) * (1 + k1 * r2 + k2 * r2 * r2) * camera.focal_px + camera.centre_px
    assert camera.directions(bent)[0] == pytest.approx((x, y), abs=2e-3)
