"""Where a head points, in degrees, from a rigid model of steady face points.

Yaw is positive when the face looks to its own left (the right of an unmirrored picture), pitch when the
chin is up, roll when the head leans to its own left shoulder (clockwise as seen in the picture); all are
0 for a frontal face. They are measured against the line of sight from the camera to the face, which is
what a cropped picture shows, not against the camera's axis.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.face_points import LEFT_IRIS, RIGHT_IRIS, Points, eye_midpoint_px, inter_eye_distance_px

INTER_EYE_MM = 63.0
"""Mean inter-pupillary distance of adults (Dodgson 2004, ANSUR: 63.4 mm mean, 50–75 mm range)."""

DEFAULT_DISTANCE_MM = 1000.0
"""Camera to face when the lens is unknown: the middle of what ICAO TR Portrait Quality v1.0 calls good."""

MODEL_MM: dict[int, tuple[float, float, float]] = {
    33: (-44.0, 0.0, 3.0),
    133: (-17.0, 0.8, -2.5),
    362: (17.0, 0.8, -2.5),
    263: (44.0, 0.0, 3.0),
    168: (0.0, -3.5, -20.0),
    6: (0.0, 3.2, -25.0),
    197: (0.0, 10.0, -30.0),
    195: (0.0, 16.5, -36.0),
    1: (0.0, 38.0, -43.0),
    2: (0.0, 43.0, -27.5),
    127: (-71.0, 5.5, 53.0),
    356: (71.0, 5.5, 53.0),
}
"""Mesh point to (x to the face's left, y down, z backwards) in mm, origin midway between the eye corners.

Our own mean face: breadths after Farkas' adult norms (exocanthion 88–91 mm, endocanthion 32–33 mm apart,
temples near the tragion), depths measured on frontal pictures, symmetrised.
"""

_INDICES = list(MODEL_MM)
_MODEL = np.array(list(MODEL_MM.values()), np.float64)


@dataclass(frozen=True, slots=True)
class Pose:
    """Yaw, pitch and roll of a head in degrees, signed as the module says."""

    yaw_deg: float
    pitch_deg: float
    roll_deg: float

    def minus(self, zero: Pose) -> Pose:
        """Return this pose with a booth's zero offsets taken off."""
        return Pose(
            self.yaw_deg - zero.yaw_deg, self.pitch_deg - zero.pitch_deg, self.roll_deg - zero.roll_deg
        )


STRAIGHT = Pose(0.0, 0.0, 0.0)


def head_pose(points_px: Points, focal_px: float | None = None, zero: Pose = STRAIGHT) -> Pose | None:
    """Return the pose of a face in an unmirrored picture, or None when the points form no face.

    `focal_px` is the lens's focal length in pixels of this picture; without it a distance of 1 m is assumed.
    `zero` is what the booth measured for a sitter known to look straight ahead.
    """
    seen = np.asarray(points_px[_INDICES, :2], np.float64) - eye_midpoint_px(points_px)
    if focal_px is None:
        focal_px = inter_eye_distance_px(points_px) * DEFAULT_DISTANCE_MM / INTER_EYE_MM
    camera = np.array([[focal_px, 0, 0], [0, focal_px, 0], [0, 0, 1]], np.float64)
    found, rotation, _ = cv2.solvePnP(_MODEL, seen, camera, np.zeros(4), flags=cv2.SOLVEPNP_SQPNP)
    if not found:
        return None
    matrix, _ = cv2.Rodrigues(rotation)
    yaw_deg, pitch_deg = _yaw_pitch_deg(np.asarray(matrix, np.float64))
    return Pose(yaw_deg, pitch_deg, iris_line_roll_deg(points_px)).minus(zero)


def iris_line_roll_deg(points_px: Points) -> float:
    """Return the roll from the line through both iris centres, the steadiest line of a face."""
    x, y = points_px[LEFT_IRIS, :2] - points_px[RIGHT_IRIS, :2]
    return float(np.degrees(np.arctan2(y, x)))


def _yaw_pitch_deg(rotation: NDArray[np.float64]) -> tuple[float, float]:
    """Split R = Rz(roll)·Ry(−yaw)·Rx(−pitch), camera frame x right, y down, z away from the camera."""
    yaw = np.arcsin(np.clip(rotation[2, 0], -1.0, 1.0))
    pitch = np.arctan2(-rotation[2, 1], rotation[2, 2])
    return float(np.degrees(yaw)), float(np.degrees(pitch))
