"""The checks of the live view, cheap enough for every picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.camera_geometry import Lens
from kiosk.compliance.distance import eyes_distance_mm
from kiosk.compliance.document_crop import LiveCrop, check_live_framing
from kiosk.compliance.face_points import Points, face_area_px2
from kiosk.compliance.face_values import Values, gaze_value, pose_values, shape_values, worn_values
from kiosk.compliance.glasses import are_glasses
from kiosk.compliance.lens_fit import check_lens
from kiosk.compliance.light import face_light
from kiosk.compliance.policy import Policy, policy_for
from kiosk.compliance.pose import STRAIGHT, Pose, head_pose
from kiosk.compliance.record import Report
from kiosk.compliance.stillness import head_speed
from kiosk.compliance.upright_face import upright_face
from kiosk.documents.rule import DocumentRule
from models.face import FaceLandmarks

OTHER_FACE_SHARE = 0.10
"""A further face counts from this share of the largest one's area (our choice; OFIQ has only the ratio)."""


@dataclass(frozen=True, slots=True)
class BoothOptics:
    """What a booth knows of its camera: all of it may be left out.

    `zero` is the pose measured for someone known to look straight into the lens; `still_per_live` pixels of a
    still per pixel of the live picture, same view; `lens` is the same for both.
    """

    zero: Pose = STRAIGHT
    still_per_live: float = 1.0
    lens: Lens | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """A face seen before, and when: what stillness is measured against."""

    points_px: Points
    time_s: float


def assess_live(
    size_px: tuple[int, int],
    faces: Sequence[FaceLandmarks],
    crop: LiveCrop | None,
    rule: DocumentRule,
    *,
    time_s: float,
    previous: Sighting | None = None,
    optics: BoothOptics | None = None,
    measured: Values | None = None,
    policy: Policy | None = None,
) -> Report:
    """Report on one unmirrored live picture, by the shipped policy of the document if none is given.

    `size_px` is its width and height; `faces` lie in its pixels, largest first. `crop` and what is measured
    in the pixels (`measure_worn`, `measure_light`) may be some pictures old: `measured`. With no face, or
    several, only `face.single` is reported.
    """
    policy = policy or policy_for(rule)
    count = policy.check("face.single", count_faces(faces))
    if not count.passed:
        return Report(rule.id, (count,))
    optics = optics or BoothOptics()
    points_px = faces[0].points_px
    framing = check_live_framing(crop, points_px, optics.still_per_live)
    measured = measured or {}
    in_glasses = are_glasses(measured.get("glasses.present"))
    pose = booth_pose(points_px, size_px, optics, in_glasses=in_glasses)
    values: Values = {
        "subject.still": _speed(points_px, time_s, previous),
        **pose_values(pose),
        **distance_value(points_px, size_px, optics),
        **shape_values(points_px),
        **measured,
    }
    checks = (count, *framing, *policy.checks(values))
    return Report.of(rule.id, (*checks, *check_lens(checks)))


def measure_worn(frame_rgb: NDArray[np.uint8], points_px: Points, optics: BoothOptics) -> Values:
    """Measure gaze and what is on a face."""
    height, width = frame_rgb.shape[:2]
    face = upright_face(frame_rgb, points_px)
    worn = worn_values(face)
    in_glasses = are_glasses(worn["glasses.present"])
    return {**gaze_value(face, booth_pose(points_px, (width, height), optics, in_glasses=in_glasses)), **worn}


def measure_light(frame_rgb: NDArray[np.uint8], points_px: Points) -> Values:
    """Measure how brightly a face is lit."""
    light = face_light(frame_rgb, points_px)
    return {"light.exposure": None if light is None else light.brightness}


def count_faces(faces: Sequence[FaceLandmarks]) -> int:
    """Return how many faces there are, leaving out those under a tenth of the largest one's area."""
    if len(faces) < 2:  # the usual case, at once
        return len(faces)
    areas = [face_area_px2(face.points_px) for face in faces]
    return sum(area > OTHER_FACE_SHARE * max(areas) for area in areas)


def booth_pose(
    points_px: Points, size_px: tuple[int, int], optics: BoothOptics, *, in_glasses: bool = False
) -> Pose:
    """Return the pose of a face in a picture of this width and height, the booth's zero taken off."""
    camera = None if optics.lens is None else optics.lens.before(size_px)
    return head_pose(points_px, optics.zero, camera, in_glasses=in_glasses)


def distance_value(points_px: Points, size_px: tuple[int, int], optics: BoothOptics) -> Values:
    """Return the distance of the eyes from the camera where its lens is known, else nothing."""
    if optics.lens is None:
        return {}
    return {"subject.distance": eyes_distance_mm(points_px, optics.lens.before(size_px))}


def _speed(points_px: Points, time_s: float, previous: Sighting | None) -> float | None:
    if previous is None or previous.time_s >= time_s:
        return None
    return head_speed(previous.points_px, points_px, time_s - previous.time_s)
