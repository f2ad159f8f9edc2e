"""Where a head points, in degrees, from a rigid model of steady face points.

Yaw is positive when the face looks to its own left (the right of an unmirrored picture), pitch when the
chin is up, roll when the head leans to its own left shoulder (clockwise as seen in the picture); all are
0 for a frontal face. They are measured against the line of sight from the camera to the face, which is
what a cropped picture shows, not against the camera's axis; so the pose can be told without knowing the lens,
only a little less exactly.

The face mesh gives every point a depth. With a known lens the points are put back into space, and the
model is turned onto them there (Kabsch 1976). What else was tried is told in
`docs/decisions/0011-pose-from-the-meshs-depth.md`.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.camera_geometry import PixelCamera
from kiosk.compliance.face_points import LEFT_IRIS, RIGHT_IRIS, Points

MODEL_MM: dict[int, tuple[float, float, float]] = {
    33: (-43.0, -0.5, 2.5),
    133: (-17.5, 0.5, -2.5),
    362: (17.5, 0.5, -2.5),
    263: (43.0, -0.5, 2.5),
    8: (0.0, -10.0, -20.0),
    168: (0.0, -4.0, -20.0),
    6: (0.0, 2.5, -25.0),
    197: (0.0, 9.5, -30.0),
    195: (0.0, 16.0, -36.0),
    5: (0.0, 23.0, -42.0),
    4: (0.0, 31.0, -44.5),
    1: (0.0, 38.0, -42.5),
    2: (0.0, 42.5, -27.5),
    98: (-20.0, 38.5, -19.0),
    327: (20.0, 38.5, -19.0),
    9: (0.0, -18.0, -21.0),
    151: (0.0, -36.5, -17.5),
    10: (0.0, -52.0, -13.5),
    234: (-68.5, 18.5, 55.0),
    454: (68.5, 18.5, 55.0),
}
"""Mesh point to (x to the face's left, y down, z backwards) in mm, origin midway between the eye corners.

Eye corners, nose, brow ridge, forehead and cheekbones: nothing that speech or a smile moves. Measured by
us with the face mesh on frontal pictures of real people, scaled to 63 mm between the pupils, made
symmetric and rounded.
"""

_INDICES = list(MODEL_MM)
_MODEL = np.array(list(MODEL_MM.values()), np.float64)
_MODEL -= _MODEL.mean(axis=0)

SHOWN_YAW = 0.86
"""How much of a yaw the mesh shows: it draws faces more frontal than they are.

The slope of measured over true angles of 90 rendered people, ±11°. Real faces lose as much: two bent by ±8°
showed .70 of it, rendered ones bent the same way .67. Pitch loses as much, but differs so from person to
person that undoing the loss would make the error larger (95 % within 3.2° instead of 3.0°).
"""

GLASSES_LIFT_DEG = 1.0
"""How much glasses seem to lift the chin, taken off where there are some.

The whole mesh turns, whichever points are looked at: by 1.8° for thin and 2.3° for heavy frames of 14
rendered people, by .7° (-.4 to 1.8°) where five frames were drawn onto two real faces. This lies between
the two, and is no more than 1.4° too much for any of the real ones.
"""


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


def head_pose(
    points_px: Points,
    zero: Pose = STRAIGHT,
    camera: PixelCamera | None = None,
    *,
    in_glasses: bool = False,
) -> Pose:
    """Return the pose of a face in an unmirrored picture.

    `points_px` has shape (478, 3), with depth. `zero` is what the booth measured for a sitter known to look
    straight ahead, without glasses; `camera` what is known of the lens before this picture. Of stills of
    rendered people within ±10°, 95 % are measured to 1.2° of yaw, .4° of roll and 2.6° of pitch.
    """
    seen = np.asarray(points_px[_INDICES], np.float64)
    if camera is not None:
        seen = _in_space(seen, camera)
    turn = _turn(_MODEL, seen - seen.mean(axis=0))
    yaw_deg, pitch_deg = _yaw_pitch_deg(turn)
    lift_deg = GLASSES_LIFT_DEG if in_glasses else 0.0
    seen_pose = Pose(yaw_deg / SHOWN_YAW, pitch_deg - lift_deg, iris_line_roll_deg(points_px))
    return seen_pose.minus(zero)


def iris_line_roll_deg(points_px: Points) -> float:
    """Return the roll from the line through both iris centres, the steadiest line of a face."""
    x, y = points_px[LEFT_IRIS, :2] - points_px[RIGHT_IRIS, :2]
    return float(np.degrees(np.arctan2(y, x)))


def _in_space(seen: NDArray[np.float64], camera: PixelCamera) -> NDArray[np.float64]:
    """Put points (n, 3) in pixels into space, in units of the face's distance, along the line of sight.

    The mesh looks at a cut around the face, so its depth runs along the line of sight, not the camera's axis.
    """
    flat = camera.directions(seen[:, :2])
    rays = np.column_stack([flat, np.ones(len(flat))]) @ _towards(flat.mean(axis=0)).T
    depth = 1.0 + (seen[:, 2] - seen[:, 2].mean()) / camera.focal_px
    return np.asarray(rays / rays[:, 2:] * depth[:, None], np.float64)


def _towards(direction: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the smallest rotation that brings the line of sight (x/z, y/z) onto the camera's axis."""
    x, y = direction
    slope = float(np.hypot(x, y))
    angle = np.arctan(slope) / slope if slope else 0.0
    rotation, _ = cv2.Rodrigues(np.array([y * angle, -x * angle, 0.0]))
    return np.asarray(rotation, np.float64)


def _turn(model: NDArray[np.float64], seen: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the rotation that brings the model closest to the points seen, both about their own middle."""
    left, _, right = np.linalg.svd(seen.T @ model)
    upright = np.array([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    rotation: NDArray[np.float64] = (left * upright) @ right
    return rotation


def _yaw_pitch_deg(rotation: NDArray[np.float64]) -> tuple[float, float]:
    """Split R = Rz(roll)·Ry(−yaw)·Rx(−pitch), camera frame x right, y down, z away from the camera."""
    yaw = np.arcsin(np.clip(rotation[2, 0], -1.0, 1.0))
    pitch = np.arctan2(-rotation[2, 1], rotation[2, 2])
    return float(np.degrees(yaw)), float(np.degrees(pitch))
