"""Measures on a face whose shape and pose are known because this file projects it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.compliance.camera_geometry import Lens
from kiosk.compliance.face_points import eye_chin_distance_px, inter_eye_distance_px
from kiosk.compliance.light import face_light, linear_luminance
from kiosk.compliance.openings import lid_opening, lip_opening
from kiosk.compliance.pose import GLASSES_LIFT_DEG, MODEL_MM, SHOWN_YAW, STRAIGHT, Pose, head_pose
from kiosk.compliance.stillness import head_speed

FOCAL_PX = 1400.0
LIDS_MM = {160: -6.0, 159: 0.0, 158: 6.0}
LOWER_LIDS = {160: 144, 159: 145, 158: 153}
LEFT_OF = {160: 387, 159: 386, 158: 385, 144: 373, 145: 374, 153: 380}


def face_mm(lids_mm: float = 10.0, lips_mm: float = 0.0) -> dict[int, tuple[float, float, float]]:
    """A frontal face in mm: x to the person's left, y down, z backwards."""
    points = dict(MODEL_MM)
    points |= {468: (-31.5, 0.0, 0.0), 473: (31.5, 0.0, 0.0), 152: (0.0, 115.0, 0.0)}
    points |= {127: (-71.0, 5.0, 53.0), 356: (71.0, 5.0, 53.0)}
    for upper, x in LIDS_MM.items():
        lower = LOWER_LIDS[upper]
        for index, y in ((upper, -lids_mm / 2), (lower, lids_mm / 2)):
            points[index] = (-31.5 + x, y, 0.0)
            points[LEFT_OF[index]] = (31.5 - x, y, 0.0)
    for index, x in ((82, -8.0), (13, 0.0), (312, 8.0)):
        points[index] = (x, 72.0 - lips_mm / 2, -20.0)
    for index, x in ((87, -8.0), (14, 0.0), (317, 8.0)):
        points[index] = (x, 72.0 + lips_mm / 2, -20.0)
    return points


def picture_of(
    pose: Pose = STRAIGHT,
    at_px: tuple[float, float] = (640.0, 360.0),
    distance_mm: float = 1000.0,
    **shape: float,
) -> np.ndarray:
    """Photograph the face: turned to its left by yaw, chin up by pitch, leaning to its left by roll."""
    yaw, pitch, roll = np.radians([pose.yaw_deg, pose.pitch_deg, pose.roll_deg])
    nod = np.array([[1, 0, 0], [0, np.cos(pitch), np.sin(pitch)], [0, -np.sin(pitch), np.cos(pitch)]])
    turn = np.array([[np.cos(yaw), 0, -np.sin(yaw)], [0, 1, 0], [np.sin(yaw), 0, np.cos(yaw)]])
    lean = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    marks = face_mm(**shape)
    model = np.array(list(marks.values())) @ (lean @ turn @ nod).T
    depth = model[:, 2] + distance_mm
    points = np.zeros((478, 3), np.float32)
    points[:, :2] = at_px
    points[list(marks), 0] = at_px[0] + FOCAL_PX * model[:, 0] / depth
    points[list(marks), 1] = at_px[1] + FOCAL_PX * model[:, 1] / depth
    points[list(marks), 2] = FOCAL_PX * model[:, 2] / distance_mm
    return points


def mark(points: np.ndarray, index: int) -> tuple[float, float]:
    return float(points[index, 0]), float(points[index, 1])


@pytest.mark.parametrize(
    ("pose", "moved", "axis", "direction"),
    [
        (Pose(10, 0, 0), 1, 0, +1),  # looking to the own left moves the nose to the picture's right
        (Pose(0, 10, 0), 1, 1, -1),  # chin up moves the nose up
        (Pose(0, 0, 10), 10, 0, +1),  # leaning to the own left moves the forehead to the picture's right
    ],
)
def test_the_projected_face_turns_the_way_the_convention_says(pose, moved, axis, direction):
    assert direction * (mark(picture_of(pose), moved)[axis] - mark(picture_of(), moved)[axis]) > 3


FAR_MM = 50_000.0


def shown(pose: Pose) -> Pose:
    """The turn that the face mesh draws for a head turned so."""
    return Pose(pose.yaw_deg * SHOWN_YAW, pose.pitch_deg, pose.roll_deg)


@given(yaw=st.floats(-25, 25), pitch=st.floats(-25, 25), roll=st.floats(-20, 20))
def test_pose_is_recovered_from_the_projected_face(yaw, pitch, roll):
    found = head_pose(picture_of(shown(Pose(yaw, pitch, roll)), distance_mm=FAR_MM))
    assert (found.yaw_deg, found.pitch_deg) == pytest.approx((yaw, pitch), abs=0.3)


@given(yaw=st.floats(-10, 10), pitch=st.floats(-10, 10), distance_mm=st.floats(700, 2000))
def test_perspective_of_a_booths_distance_costs_little_where_the_lens_is_not_known(yaw, pitch, distance_mm):
    found = head_pose(picture_of(shown(Pose(yaw, pitch, 0)), distance_mm=distance_mm))
    assert found.yaw_deg == pytest.approx(yaw, abs=0.6)
    assert found.pitch_deg == pytest.approx(pitch, abs=1.8)


SIZE_PX = (1280, 720)


@given(
    yaw=st.floats(-10, 10),
    pitch=st.floats(-10, 10),
    roll=st.floats(-8, 8),
    distance_mm=st.floats(600, 2000),
    k1=st.floats(-0.2, 0.2),
)
@settings(deadline=None)
def test_perspective_and_distortion_cost_little_where_the_lens_is_known(yaw, pitch, roll, distance_mm, k1):
    """What is left: the line of sight goes to the middle of the face, 8 mm below the eyes that are placed."""
    lens = Lens(FOCAL_PX / max(SIZE_PX), distortion=(k1, 0.0))
    points = picture_of(shown(Pose(yaw, pitch, roll)), distance_mm=distance_mm)
    points[:, :2] = bent(points[:, :2], lens)
    found = head_pose(points, camera=lens.before(SIZE_PX))
    assert found.yaw_deg == pytest.approx(yaw, abs=0.3)
    assert found.pitch_deg == pytest.approx(pitch - np.degrees(8 / distance_mm), abs=0.5)


@given(x_deg=st.floats(-10, 10), y_deg=st.floats(-6, 6), yaw=st.floats(-8, 8), pitch=st.floats(-8, 8))
def test_a_face_beside_the_middle_is_measured_against_its_own_line_of_sight(x_deg, y_deg, yaw, pitch):
    """The mesh draws a face as its own middle sees it; where it lies in the picture changes nothing."""
    camera = Lens(FOCAL_PX / max(SIZE_PX)).before(SIZE_PX)
    aside = (FOCAL_PX * np.tan(np.radians(x_deg)), FOCAL_PX * np.tan(np.radians(y_deg)))
    points = picture_of(shown(Pose(yaw, pitch, 0)), at_px=(640 + aside[0], 360 + aside[1]))
    found = head_pose(points, camera=camera)
    assert (found.yaw_deg, found.pitch_deg) == pytest.approx((yaw, pitch), abs=0.6)


def bent(points_px: np.ndarray, lens: Lens) -> np.ndarray:
    """Where a lens with distortion draws the points of an ideal one: Brown's model, written out."""
    camera = lens.before(SIZE_PX)
    flat = (points_px - camera.centre_px) / camera.focal_px
    r2 = (flat**2).sum(axis=1, keepdims=True)
    k1, k2 = lens.distortion
    return flat * (1 + k1 * r2 + k2 * r2**2) * camera.focal_px + camera.centre_px


@given(roll=st.floats(-30, 30))
def test_roll_is_the_slope_of_the_iris_line(roll):
    found = head_pose(picture_of(Pose(0, 0, roll)))
    assert found.roll_deg == pytest.approx(roll, abs=0.05)


def test_pose_needs_no_lens_and_no_middle_because_it_follows_the_line_of_sight():
    found = head_pose(picture_of(shown(Pose(5, -4, 0)), at_px=(200, 150), distance_mm=FAR_MM))
    assert (found.yaw_deg, found.pitch_deg) == pytest.approx((5, -4), abs=0.2)


def test_a_booth_takes_its_zero_off():
    found = head_pose(picture_of(shown(Pose(3, 2, 1)), distance_mm=FAR_MM), Pose(3, 2, 1))
    assert (found.yaw_deg, found.pitch_deg, found.roll_deg) == pytest.approx((0, 0, 0), abs=0.2)


def test_what_glasses_seem_to_lift_the_chin_is_taken_off():
    points = picture_of(Pose(3, 2, 1))
    bare, worn = head_pose(points), head_pose(points, in_glasses=True)
    assert worn == Pose(bare.yaw_deg, bare.pitch_deg - GLASSES_LIFT_DEG, bare.roll_deg)


@given(gap_mm=st.floats(0, 12))
def test_openings_are_shares_of_the_eye_chin_distance(gap_mm):
    lids, lips = picture_of(lids_mm=gap_mm), picture_of(lips_mm=gap_mm)
    assert lid_opening(lids) == pytest.approx(gap_mm / 115, abs=2e-3)
    assert lip_opening(lips) == pytest.approx(gap_mm / 115, abs=4e-3)


def test_one_closed_eye_counts_as_closed():
    points = picture_of()
    for upper, lower in ((160, 144), (159, 145), (158, 153)):
        points[upper] = points[lower]
    assert lid_opening(points) == 0.0


def test_speed_is_in_inter_eye_distances_per_second():
    before, after = picture_of(), picture_of(at_px=(640.0 + 8.82, 360.0))
    assert inter_eye_distance_px(after) == pytest.approx(88.2)
    assert head_speed(before, after, 0.1) == pytest.approx(1.0, abs=1e-3)
    with pytest.raises(ValueError, match="elapsed"):
        head_speed(before, after, 0.0)


def test_a_blink_is_no_movement_of_the_head():
    assert head_speed(picture_of(lids_mm=10), picture_of(lids_mm=0), 0.1) == 0.0


def test_light_is_linear_not_gamma_coded():
    rgb = np.full((720, 1280, 3), 128, np.uint8)
    assert linear_luminance(rgb[:1, :1])[0, 0] == pytest.approx(0.2159, abs=1e-3)
    light = face_light(rgb, picture_of())
    assert light is not None
    assert (light.mean, light.black_share, light.white_share) == pytest.approx((0.2159, 0, 0), abs=1e-3)


def test_clipped_pixels_of_a_large_face_are_counted_not_averaged():
    rgb = np.full((1440, 2560, 3), 128, np.uint8)
    rgb[np.random.default_rng(5).random((1440, 2560)) < 0.2] = 255
    light = face_light(rgb, picture_of(at_px=(1280, 720), distance_mm=350))
    assert light is not None
    assert light.white_share == pytest.approx(0.2, abs=0.02)


def test_a_face_outside_of_the_picture_has_no_light():
    assert face_light(np.zeros((100, 100, 3), np.uint8), picture_of(at_px=(5000, 5000))) is None


def test_a_dark_face_in_good_light_is_bright_enough_by_its_eyes():
    rgb = np.full((720, 1280, 3), 50, np.uint8)
    points = picture_of()
    dim = face_light(rgb, points)
    assert dim.brightness == pytest.approx(dim.mean, abs=1e-3)
    (x, y) = mark(points, 468)
    rgb[int(y) - 10 : int(y) + 10, int(x) - 20 : int(x) + 20] = 170
    lit = face_light(rgb, points)
    assert lit.mean < 0.05
    assert lit.brightness == pytest.approx(0.402, abs=0.01)


def test_the_eye_chin_distance_of_the_face_used_here():
    assert eye_chin_distance_px(picture_of()) == pytest.approx(161, abs=2)
