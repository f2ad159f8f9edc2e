"""The pinhole camera, and how a pose puts the head before it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from hardware.simulated.sitter.anatomy import EYE_Y_MM
from hardware.simulated.sitter.description import Point, Pose
from hardware.simulated.sitter.directions import F32

FOCAL_PER_LONG_SIDE = 1.855
"""Focal length ÷ longer side: a head at 900 mm fills 47 % of a portrait picture's height."""
EYE_PLANE_Z_MM = 78.0
"""Iris plane before the head's origin."""
NECK_JOINT = np.array([0.0, -38.0, -8.0], np.float32)


def rotation(pose: Pose) -> F32:
    """Return the matrix (3, 3) that turns the head's frame into the camera's: roll · yaw · pitch."""
    y, p, r = (math.radians(a) for a in (pose.yaw_deg, pose.pitch_deg, pose.roll_deg))
    pitch = np.array([[1, 0, 0], [0, math.cos(p), math.sin(p)], [0, -math.sin(p), math.cos(p)]])
    yaw = np.array([[math.cos(y), 0, math.sin(y)], [0, 1, 0], [-math.sin(y), 0, math.cos(y)]])
    roll = np.array([[math.cos(r), math.sin(r), 0], [-math.sin(r), math.cos(r), 0], [0, 0, 1]])
    return np.asarray((roll @ yaw @ pitch), np.float32)


@dataclass(frozen=True, slots=True)
class View:
    """A camera of `width_px` × `height_px` before one frame of reference (head or trunk).

    `turn` (3, 3) and `shift` (3,) take that frame's points into the camera's.
    """

    width_px: int
    height_px: int
    turn: F32
    shift: F32

    @property
    def focal_px(self) -> float:
        """Focal length in pixels."""
        return FOCAL_PER_LONG_SIDE * max(self.width_px, self.height_px)

    @property
    def centre_px(self) -> Point:
        """The principal point."""
        return (self.width_px - 1) / 2.0, (self.height_px - 1) / 2.0

    def to_camera(self, points: F32) -> F32:
        """Return points (3, n) of the frame in the camera's frame, mm."""
        return (self.turn @ points + self.shift[:, None]).astype(np.float32)

    def project(self, points: F32) -> F32:
        """Return the pixel positions (n, 2) of points (3, n)."""
        x, y, z = self.to_camera(points)
        scale = self.focal_px / -z
        cx, cy = self.centre_px
        return np.asarray(np.stack([cx + x * scale, cy - y * scale], 1), np.float32)

    def pixel(self, point: F32) -> Point:
        """Return the pixel position of one point (3,) of the frame."""
        x, y, z = (self.turn @ point + self.shift).tolist()
        cx, cy = self.centre_px
        return cx - x * self.focal_px / z, cy + y * self.focal_px / z

    def eye_point(self) -> F32:
        """Return where the camera stands in the frame."""
        return (-self.turn.T @ self.shift).astype(np.float32)

    def rays(self) -> tuple[F32, F32, F32]:
        """Return (a, b, c): the ray of pixel (x, y) runs along a + b·x + c·y, one unit of depth each."""
        f = self.focal_px
        cx, cy = self.centre_px
        t = self.turn.T
        a = t @ np.array([-cx / f, cy / f, -1.0], np.float32)
        b = t @ np.array([1.0 / f, 0.0, 0.0], np.float32)
        c = t @ np.array([0.0, -1.0 / f, 0.0], np.float32)
        return a.astype(np.float32), b.astype(np.float32), c.astype(np.float32)


def head_view(pose: Pose, size_px: tuple[int, int]) -> View:
    """Return the camera as the turned head sees it."""
    turn = rotation(pose)
    neck = trunk_shift(pose) + NECK_JOINT
    return View(size_px[0], size_px[1], turn, (neck - turn @ NECK_JOINT).astype(np.float32))


def trunk_view(pose: Pose, size_px: tuple[int, int]) -> View:
    """Return the camera as the upright trunk sees it; its frame is the unturned head's."""
    return View(size_px[0], size_px[1], np.eye(3, dtype=np.float32), trunk_shift(pose))


def trunk_shift(pose: Pose) -> F32:
    """Return where the unturned head's origin lies in the camera's frame."""
    return np.array(
        [pose.x_mm, pose.y_mm - EYE_Y_MM, -pose.distance_mm - EYE_PLANE_Z_MM],
        np.float32,
    )
