"""Random sitters before the camera, as the coach lets them through, and the truth about their heads."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hardware.simulated.sitter.description import Light, Look, Pose, Truth
from hardware.simulated.sitter.whereabouts import Whereabouts
from kiosk.portrait.head_points import HeadPoints, Point

STRAIGHT_DEG, ROLL_DEG = 5.0, 8.0
"""Yaw and pitch, and roll, that a picture may have (BSI TR-03121-3 v6.0 QA-FI-GID 1.1 to 1.3)."""


def random_look(rng: np.random.Generator) -> Look:
    """Return a bare-headed person; every skin, hair, beard and pair of glasses comes up."""
    while True:
        look = Look.random(rng)
        if look.hat == "none":
            return look


def random_pose(rng: np.random.Generator) -> Pose:
    """Return a pose that the coach would take."""
    return Pose(
        yaw_deg=float(rng.uniform(-STRAIGHT_DEG, STRAIGHT_DEG)),
        pitch_deg=float(rng.uniform(-STRAIGHT_DEG, STRAIGHT_DEG)),
        roll_deg=float(rng.uniform(-ROLL_DEG, ROLL_DEG)),
        x_mm=float(rng.uniform(-30.0, 30.0)),
        y_mm=float(rng.uniform(-25.0, 10.0)),
        distance_mm=float(rng.uniform(800.0, 1150.0)),
    )


def random_light(rng: np.random.Generator) -> Light:
    """Return the light of a booth that is set up roughly right."""
    return Light(direction_deg=float(rng.normal(0.0, 12.0)), evenness=float(rng.uniform(0.6, 0.9)))


def random_truths(seed: int, people: int, poses: int, size_px: tuple[int, int]) -> Iterator[Truth]:
    """Yield the truth about `people` random persons in `poses` poses each; nothing is drawn."""
    rng = np.random.default_rng(seed)
    for _ in range(people):
        person = Whereabouts(random_look(rng), size_px)
        for _ in range(poses):
            yield person.truth(random_pose(rng))


def true_points(truth: Truth) -> HeadPoints:
    """Return the head's points as they are.

    The sitter counts pixels from the middle of the first one, the darkroom from its outer corner.
    """

    def at(point: Point) -> Point:
        return point[0] + 0.5, point[1] + 0.5

    return HeadPoints(
        left_eye=at(truth.left_iris_px),
        right_eye=at(truth.right_iris_px),
        chin=at(truth.chin_px),
        chin_uncertainty_px=0.0,
        face_width_px=truth.face_width_px,
        crown_skull=at(truth.crown_skull_px),
        crown_skull_uncertainty_px=0.0,
        crown_hair=at(truth.crown_hair_px),
        crown_hair_uncertainty_px=0.0,
    )
