"""How a posed head is turned as the camera sees it: against the line of sight to its eyes.

The sitter's pose is told against the camera's axis. A head 25 mm beside the axis, 800 mm away, is seen 1.8°
further to that side, and so it stays in a picture cut out around it; that is what `kiosk.compliance.pose`
measures and what the limits are about.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter.anatomy import EYE_Y_MM
from hardware.simulated.sitter.camera import EYE_PLANE_Z_MM, head_view
from hardware.simulated.sitter.description import Pose

_ANY_SIZE_PX = (720, 960)
"""A view needs a size; angles do not depend on it."""

_BETWEEN_THE_EYES = np.array([[0.0], [EYE_Y_MM], [EYE_PLANE_Z_MM]], np.float32)
_STEPS = 3


def as_seen(pose: Pose) -> Pose:
    """Return a pose with its angles as the camera sees them; where the head is stays."""
    view = head_view(pose, _ANY_SIZE_PX)
    turn = _onto_the_axis(view.to_camera(_BETWEEN_THE_EYES)[:, 0]) @ view.turn
    return replace(
        pose,
        yaw_deg=float(np.degrees(np.arcsin(-turn[2, 0]))),
        pitch_deg=float(np.degrees(np.arctan2(-turn[2, 1], turn[2, 2]))),
        roll_deg=float(np.degrees(np.arctan2(-turn[1, 0], turn[0, 0]))),
    )


def to_be_seen_as(wanted: Pose) -> Pose:
    """Return the pose whose angles the camera sees as `wanted` tells: what `as_seen` undoes.

    By correcting the guess by what it misses; a step leaves about a tenth, for a turning face moves a little.
    """
    pose = wanted
    for _ in range(_STEPS):
        seen = as_seen(pose)
        pose = replace(
            pose,
            yaw_deg=pose.yaw_deg + wanted.yaw_deg - seen.yaw_deg,
            pitch_deg=pose.pitch_deg + wanted.pitch_deg - seen.pitch_deg,
            roll_deg=pose.roll_deg + wanted.roll_deg - seen.roll_deg,
        )
    return pose


def _onto_the_axis(place: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the smallest rotation that brings a place before the camera (looking along −z) onto its axis."""
    x, y, z = np.asarray(place, np.float64) / np.linalg.norm(place)
    # Rodrigues' formula for the rotation from (x, y, z) to (0, 0, −1).
    cross = np.array([[0.0, 0.0, x], [0.0, 0.0, y], [-x, -y, 0.0]])
    return np.asarray(np.eye(3) + cross + cross @ cross / (1.0 - z), np.float64)
