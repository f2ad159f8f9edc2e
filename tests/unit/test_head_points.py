"""Head points: chin and crowns from face mesh and person mask, at any roll, and not fooled by a hand."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from kiosk.portrait.head_points import (
    CHIN,
    FOREHEAD,
    LEFT_CHEEK,
    LEFT_IRIS,
    LOWER_LIP,
    RIGHT_CHEEK,
    RIGHT_IRIS,
    HeadPoints,
    estimate_head_points,
)

SIZE = (1000, 800)
MIDDLE = np.array([400.0, 450.0])


def turned(points: np.ndarray, roll_deg: float) -> np.ndarray:
    angle = math.radians(roll_deg)
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    return (points - MIDDLE) @ turn + MIDDLE


def face(
    roll_deg: float = 0.0, chin_below: float = 200.0, forehead_above: float = 90.0, open_by: float = 0.0
) -> np.ndarray:
    landmarks = np.zeros((478, 3), np.float32)
    flat = {
        RIGHT_IRIS: (350, 450),
        LEFT_IRIS: (450, 450),
        CHIN: (400, 450 + chin_below),
        FOREHEAD: (400, 450 - forehead_above),
        LOWER_LIP: (400, 450 + 0.7 * 200 + open_by),
        RIGHT_CHEEK: (280, 470),
        LEFT_CHEEK: (520, 470),
    }
    for index, point in flat.items():
        landmarks[index, :2] = turned(np.array([point], float), roll_deg)[0]
    return landmarks


def person(hair_top_above_eyes: float, roll_deg: float = 0.0, *, hand: bool = False) -> np.ndarray:
    mask = np.zeros(SIZE, np.float32)
    top = MIDDLE[1] - hair_top_above_eyes
    cv2.ellipse(mask, (400, round((top + 650) / 2)), (130, round((650 - top) / 2)), 0, 0, 360, 1.0, -1)
    cv2.rectangle(mask, (200, 600), (600, 1000), 1.0, -1)
    if hand:
        cv2.rectangle(mask, (560, 20), (620, 700), 1.0, -1)
    turn = cv2.getRotationMatrix2D((400.0, 450.0), -roll_deg, 1.0)
    return cv2.warpAffine(mask, turn, (SIZE[1], SIZE[0]))


def hair_above_eyes(points: HeadPoints) -> float:
    return points.above_chin_px(points.crown_hair) - points.above_chin_px(points.eye_middle)


def skull_above_eyes(points: HeadPoints) -> float:
    return points.above_chin_px(points.crown_skull) - points.above_chin_px(points.eye_middle)


@pytest.mark.parametrize("roll_deg", [-20.0, 0.0, 9.0])
@pytest.mark.parametrize("hair", [200.0, 260.0, 300.0])
def test_the_hair_ends_where_the_mask_ends_at_any_roll(roll_deg: float, hair: float):
    points = estimate_head_points(face(roll_deg), person(hair, roll_deg))
    assert hair_above_eyes(points) == pytest.approx(hair, abs=5)
    assert points.crown_hair_uncertainty_px < 8
    expected = turned(np.array([[400.0, 450 - hair]]), roll_deg)[0]
    assert points.crown_hair == pytest.approx(expected, abs=5)


def test_the_skull_does_not_grow_with_the_hair():
    short = estimate_head_points(face(), person(200))
    tall = estimate_head_points(face(), person(330))
    assert skull_above_eyes(tall) == pytest.approx(skull_above_eyes(short))
    assert 160 < skull_above_eyes(tall) < 180


def test_the_skull_is_never_above_the_hair_that_was_seen():
    bald = estimate_head_points(face(), person(150))
    assert skull_above_eyes(bald) == pytest.approx(hair_above_eyes(bald))
    assert skull_above_eyes(bald) == pytest.approx(150, abs=5)


def test_a_raised_hand_is_no_hair():
    points = estimate_head_points(face(), person(200, hand=True))
    assert hair_above_eyes(points) == pytest.approx(200, abs=5)


def test_hair_cut_by_the_picture_is_uncertain():
    cut = person(260)[220:]
    landmarks = face()
    landmarks[:, 1] -= 220
    points = estimate_head_points(landmarks, cut)
    assert points.crown_hair[1] == pytest.approx(0, abs=5)
    assert points.crown_hair_uncertainty_px > 30


@pytest.mark.parametrize("mask", [None, np.zeros(SIZE, np.float32)])
def test_without_a_usable_mask_usual_hair_is_assumed_and_called_uncertain(mask: np.ndarray | None):
    points = estimate_head_points(face(), mask)
    assert hair_above_eyes(points) > skull_above_eyes(points)
    assert points.crown_hair_uncertainty_px > points.crown_skull_uncertainty_px


def test_an_open_mouth_lowers_the_chin_but_not_the_crown():
    shut, open_ = (
        estimate_head_points(face(chin_below=200), None),
        estimate_head_points(face(chin_below=225, open_by=25), None),
    )
    assert 20 < open_.chin[1] - shut.chin[1] < 35
    assert open_.crown_skull[1] == pytest.approx(shut.crown_skull[1], abs=1)


def test_points_scale_with_the_picture():
    points = estimate_head_points(face(7.0), person(230, 7.0))
    double = points.scaled(2.0)
    assert double.eye_distance_px == pytest.approx(2 * points.eye_distance_px)
    assert double.above_chin_px(double.crown_hair) == pytest.approx(
        2 * points.above_chin_px(points.crown_hair)
    )


def test_what_is_no_face_is_refused():
    with pytest.raises(ValueError, match="eyes coincide"):
        estimate_head_points(np.zeros((478, 3), np.float32), None)
