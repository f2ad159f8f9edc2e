"""The checks of the live view, cheap enough for every picture, in the coach's order of speaking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.document_crop import check_live_framing
from kiosk.compliance.face_points import Points, face_area_px2
from kiosk.compliance.light import face_light
from kiosk.compliance.openings import lid_opening, lip_opening
from kiosk.compliance.pose import STRAIGHT, Pose, head_pose
from kiosk.compliance.record import CheckRecord, Limit, Report
from kiosk.compliance.stillness import head_speed
from kiosk.documents.rule import DocumentRule
from models.face import FaceLandmarks

OTHER_FACE_SHARE = 0.10
"""A further face counts from this share of the largest one's area (our choice; OFIQ has only the ratio)."""

FACES = Limit("face.single", "faces", 1, 1)
YAW = Limit("pose.yaw", "deg", -5.0, 5.0)
PITCH = Limit("pose.pitch", "deg", -5.0, 5.0)
ROLL = Limit("pose.roll", "deg", -8.0, 8.0)
"""BSI TR-03121-3 v6.0 QA-FI-GID 1.1–1.3, as ISO/IEC 19794-5 §7.2.2."""

STILL = Limit("subject.still", "IED/s", None, 0.40)
"""Our choice: 25 mm/s, a quarter of a millimetre of blur at 1/100 s; a head that rests sways at .1 to .17."""

EYES = Limit("eyes.open", "of T", 0.034, None)
"""OFIQ 1.0.3 «eyes open», value of score 80."""

MOUTH = Limit("mouth.closed", "of T", None, 0.03)
"""Tighter than OFIQ 1.0.3 (.12 at score 80), which lets bared teeth pass."""

EXPOSURE = Limit("light.exposure", "linear", 0.13, 0.75)
"""Our choice, on the brighter of skin and eye white: a third of the right light is too little."""


@dataclass(frozen=True, slots=True)
class BoothOptics:
    """What a booth knows of its camera: all of it may be left out.

    `zero` is the pose measured for someone known to look straight into the lens; `still_per_live` pixels of a
    still per pixel of the live picture, same view.
    """

    zero: Pose = STRAIGHT
    still_per_live: float = 1.0


@dataclass(frozen=True, slots=True)
class Sighting:
    """A face seen before, and when: what stillness is measured against."""

    points_px: Points
    time_s: float


def assess_live(
    frame_rgb: NDArray[np.uint8],
    faces: Sequence[FaceLandmarks],
    person_mask: NDArray[np.float32] | None,
    rule: DocumentRule,
    *,
    time_s: float,
    previous: Sighting | None = None,
    optics: BoothOptics | None = None,
) -> Report:
    """Report on one unmirrored live picture.

    `faces` lie in pixels of `frame_rgb`, largest first; `person_mask` has its height and width and may be
    some pictures old, or None while there is none. With no face, or several, only `face.single` is
    reported.
    """
    count = FACES.check(count_faces(faces))
    if not count.passed:
        return Report(rule.id, (count,))
    optics = optics or BoothOptics()
    points_px = faces[0].points_px
    height, width = frame_rgb.shape[:2]
    framing = check_live_framing(points_px, person_mask, (width, height), rule, optics.still_per_live)
    conflict = tuple(check for check in framing if check.id == "framing.rule")
    return Report(
        rule.id,
        (
            count,
            *(check for check in framing if check not in conflict),
            *check_pose(points_px, optics.zero),
            *conflict,
            _stillness(points_px, time_s, previous),
            EYES.check(lid_opening(points_px)),
            MOUTH.check(lip_opening(points_px)),
            check_exposure(frame_rgb, points_px),
        ),
    )


def count_faces(faces: Sequence[FaceLandmarks]) -> int:
    """Return how many faces there are, leaving out those under a tenth of the largest one's area."""
    areas = [face_area_px2(face.points_px) for face in faces]
    return sum(area > OTHER_FACE_SHARE * max(areas) for area in areas)


def check_pose(points_px: Points, zero: Pose) -> tuple[CheckRecord, ...]:
    """Check yaw, pitch and roll of a face, a booth's zero taken off."""
    pose = head_pose(points_px, zero)
    return YAW.check(pose.yaw_deg), PITCH.check(pose.pitch_deg), ROLL.check(pose.roll_deg)


def check_exposure(rgb: NDArray[np.uint8], points_px: Points) -> CheckRecord:
    """Check the mean light on the face."""
    light = face_light(rgb, points_px)
    return EXPOSURE.check(None if light is None else light.brightness)


def _stillness(points_px: Points, time_s: float, previous: Sighting | None) -> CheckRecord:
    if previous is None or previous.time_s >= time_s:
        return STILL.check(None)
    return STILL.check(head_speed(previous.points_px, points_px, time_s - previous.time_s))
