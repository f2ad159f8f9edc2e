"""Everything measured in a face, by check id: the same for live pictures and stills."""

from __future__ import annotations

import math

from kiosk.compliance.expression import smile
from kiosk.compliance.face_points import Points
from kiosk.compliance.gaze import gaze
from kiosk.compliance.openings import lid_opening, lip_opening
from kiosk.compliance.pose import Pose
from kiosk.compliance.upright_face import UprightFace

Values = dict[str, float | None]


def shape_values(points_px: Points) -> Values:
    """Return what the face points alone tell."""
    return {
        "eyes.open": lid_opening(points_px),
        "mouth.closed": lip_opening(points_px),
        "expression.neutral": smile(points_px),
    }


def pose_values(pose: Pose) -> Values:
    """Return yaw, pitch and roll."""
    return {"pose.yaw": pose.yaw_deg, "pose.pitch": pose.pitch_deg, "pose.roll": pose.roll_deg}


def gaze_value(face: UprightFace | None, pose: Pose) -> Values:
    """Return how far the eyes look off the lens in degrees; only across if no iris is seen."""
    if face is None:
        return {"eyes.gaze": None}
    seen = gaze(face, pose.yaw_deg, pose.pitch_deg)
    return {"eyes.gaze": math.hypot(seen.x_deg, seen.y_deg or 0.0)}
