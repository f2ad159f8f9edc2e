"""The checks of a finished picture: a shot of the booth, or a file given to `kiosk check`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.background_view import view_background
from kiosk.compliance.compression import blockiness
from kiosk.compliance.document_crop import PhotoArea, check_still_framing
from kiosk.compliance.eye_detail import eye_detail
from kiosk.compliance.face_points import Points, inter_eye_distance_px
from kiosk.compliance.face_values import Values, gaze_value, pose_values, shape_values, worn_values
from kiosk.compliance.glasses import are_glasses
from kiosk.compliance.live_checks import BoothOptics, booth_pose, count_faces, distance_value
from kiosk.compliance.noise import noise_levels
from kiosk.compliance.picture_values import background_values, clipping_values, light_values
from kiosk.compliance.placement import check_placement
from kiosk.compliance.policy import Policy, policy_for
from kiosk.compliance.record import CheckRecord, Report
from kiosk.compliance.red_eye import pupil_redness
from kiosk.compliance.shoulders import shoulder_slope_deg
from kiosk.compliance.upright_face import upright_face
from kiosk.documents.rule import DocumentRule
from models.face import FaceLandmarks


class UnusableStillError(Exception):
    """The picture holds nothing to report on."""


class NoFace(UnusableStillError):
    """No face was found in the picture."""


class SeveralFaces(UnusableStillError):
    """The picture shows more than one person; `count` tells how many faces were counted."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(f"the picture shows {count} faces")


def assess_still(
    bgr: NDArray[np.uint8],
    faces: Sequence[FaceLandmarks],
    person_mask: NDArray[np.float32],
    rule: DocumentRule,
    *,
    optics: BoothOptics | None = None,
    finished: bool = False,
    policy: Policy | None = None,
) -> Report:
    """Report on one finished, unmirrored picture, by the shipped policy of the document if none is given.

    `faces` lie in pixels of `bgr`, largest first; `person_mask` has its height and width. With `finished` the
    picture is to be the photo as it is, and the head is measured in it; else the photo is still to be cut
    from it. Raises NoFace and SeveralFaces.
    """
    count = count_faces(faces)
    if count == 0:
        raise NoFace("no face was found in the picture")
    if count > 1:
        raise SeveralFaces(count)
    policy = policy or policy_for(rule)
    points_px = faces[0].points_px
    height, width = bgr.shape[:2]
    rgb = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)
    if finished:
        framing = check_placement(points_px, person_mask, (width, height), rule)
        area = PhotoArea.whole((width, height))
    else:
        framing, area = check_still_framing(points_px, person_mask, (width, height), rule)
    view = view_background(rgb, person_mask, points_px, area.bottom_px)
    optics = optics or BoothOptics()
    face = upright_face(rgb, points_px)
    worn = worn_values(face)
    pose = booth_pose(points_px, (width, height), optics, in_glasses=are_glasses(worn["glasses.present"]))
    detail = eye_detail(rgb, points_px)
    values: Values = {
        "face.single": count,
        **distance_value(points_px, (width, height), optics),
        **pose_values(pose),
        "subject.shoulders": shoulder_slope_deg(person_mask, points_px),
        **shape_values(points_px),
        **gaze_value(face, pose),
        **worn,
        "eyes.red": None if face is None else pupil_redness(face),
        **light_values(rgb, points_px),
        **clipping_values(rgb, person_mask, area.bottom_px),
        "image.sharpness": None if detail is None else detail.sharpness,
        "image.motion": None if detail is None else detail.motion,
        "image.noise": noise_levels(rgb, points_px),
        "image.compression": blockiness(rgb, points_px),
        **background_values(view, area, width, rule.background),
    }
    checks = (*framing, *policy.checks(values), _inter_eye(policy, points_px, finished=finished))
    return Report.of(rule.id, checks)


def _inter_eye(policy: Policy, points_px: Points, *, finished: bool) -> CheckRecord:
    """Check the pixels between the eyes; a finished print has fewer by its document's own rule."""
    check = policy.check("image.inter_eye", inter_eye_distance_px(points_px))
    return replace(check, mandatory=check.mandatory and not finished)
