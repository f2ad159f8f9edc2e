"""The checks of a finished picture: a shot of the booth, or a file given to `kiosk check`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.document_crop import check_still_framing
from kiosk.compliance.face_points import Points, inter_eye_distance_px
from kiosk.compliance.light import face_light
from kiosk.compliance.live_checks import BoothOptics, count_faces, pose_values
from kiosk.compliance.openings import lid_opening, lip_opening
from kiosk.compliance.placement import check_placement
from kiosk.compliance.policy import Policy, policy_for
from kiosk.compliance.record import CheckRecord, Report
from kiosk.compliance.texture import background_gradient, eye_sharpness
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
        framing, bottom_px = check_placement(points_px, person_mask, (width, height), rule), float(height)
    else:
        framing, bottom_px = check_still_framing(points_px, person_mask, (width, height), rule)
    values: dict[str, float | None] = {
        "face.single": count,
        **pose_values(points_px, (width, height), optics or BoothOptics()),
        "eyes.open": lid_opening(points_px),
        "mouth.closed": lip_opening(points_px),
        **_light(rgb, points_px),
        "image.sharpness": eye_sharpness(rgb, points_px),
        "background.uniform": background_gradient(rgb, person_mask, points_px, bottom_px),
    }
    checks = (*framing, *policy.checks(values), _inter_eye(policy, points_px, finished=finished))
    return Report.of(rule.id, checks)


def _inter_eye(policy: Policy, points_px: Points, *, finished: bool) -> CheckRecord:
    """Check the pixels between the eyes; a finished print has fewer by its document's own rule."""
    check = policy.check("image.inter_eye", inter_eye_distance_px(points_px))
    return replace(check, mandatory=check.mandatory and not finished)


def _light(rgb: NDArray[np.uint8], points_px: Points) -> dict[str, float | None]:
    light = face_light(rgb, points_px)
    if light is None:
        return dict.fromkeys(("light.exposure", "light.clipping"))
    return {
        "light.exposure": light.brightness,
        "light.clipping": max(light.black_share, light.white_share),
    }
