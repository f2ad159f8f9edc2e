"""Everything measured in a face, by check id: the same for live pictures and stills."""

from __future__ import annotations

import math

from kiosk.compliance.expression import smile
from kiosk.compliance.face_points import Points
from kiosk.compliance.gaze import gaze
from kiosk.compliance.glasses import frame_share, glare_share, glasses_score, lens_tint
from kiosk.compliance.head_cover import head_covering_score
from kiosk.compliance.occlusion import eyes_covered_share, mouth_hidden_share, sides_difference
from kiosk.compliance.openings import lid_opening, lip_opening, seen_opening
from kiosk.compliance.pose import Pose
from kiosk.compliance.upright_face import UprightFace

Values = dict[str, float | None]

WORN = (
    "eyes.visible",
    "glasses.present",
    "glasses.tint",
    "glasses.glare",
    "glasses.frame",
    "head.covering",
    "face.occluded",
    "face.sides",
)


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
    """Return how far the eyes look off the lens in degrees; only across if no iris is seen.

    With it how far the eyes are open, where the picture shows less of them than the points of the face.
    """
    if face is None:
        return {"eyes.gaze": None}
    seen = gaze(face, pose.yaw_deg, pose.pitch_deg)
    off_deg = math.hypot(seen.x_deg, seen.y_deg or 0.0)
    drawn = lid_opening(face.points_px)
    opening = seen_opening(drawn, seen.rim)
    return {"eyes.gaze": off_deg, **({"eyes.open": opening} if opening < drawn else {})}


def worn_values(face: UprightFace | None) -> Values:
    """Return what is on and before a face: glasses, a hat, hair, a hand or a mask."""
    if face is None:
        return dict.fromkeys(WORN)
    return {
        "eyes.visible": eyes_covered_share(face),
        "glasses.present": glasses_score(face),
        "glasses.tint": lens_tint(face),
        "glasses.glare": glare_share(face),
        "glasses.frame": frame_share(face),
        "head.covering": head_covering_score(face),
        "face.occluded": mouth_hidden_share(face),
        "face.sides": sides_difference(face),
    }
