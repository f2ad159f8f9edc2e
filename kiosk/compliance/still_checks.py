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
from kiosk.compliance.live_checks import (
    EXPOSURE,
    EYES,
    FACES,
    MOUTH,
    BoothOptics,
    check_pose,
    count_faces,
)
from kiosk.compliance.openings import lid_opening, lip_opening
from kiosk.compliance.placement import check_placement
from kiosk.compliance.record import CheckRecord, Limit, Report
from kiosk.compliance.texture import background_gradient, eye_sharpness
from kiosk.documents.rule import DocumentRule
from models.face import FaceLandmarks

INTER_EYE = Limit("image.inter_eye", "px", 90.0)
"""Of the picture a photo is cut from; a finished 26×32 mm print at 300 dpi has fewer by its own rule.

ISO/IEC 19794-5 and FICV test 3; BSI TR-03121-3 asks 120 at borders and 300 for ID documents."""

CLIPPING = Limit("light.clipping", "of face", None, 0.01)
"""OFIQ 1.0.3 «over-exposure prevention» at score 50; ICAO Doc 9303-3 §3.9.1 asks .1 % of the person."""

SHARPNESS = Limit("image.sharpness", "share", 0.15, mandatory=False)
"""Our choice, between sharp and half a millimetre of blur; no public limit exists. Advisory."""

BACKGROUND = Limit("background.uniform", "gradient", None, 43.0, mandatory=False)
"""OFIQ 1.0.3 «background uniformity», value of score 80, but on MediaPipe's person mask. Advisory."""


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
) -> Report:
    """Report on one finished, unmirrored picture.

    `faces` lie in pixels of `bgr`, largest first; `person_mask` has its height and width. With `finished` the
    picture is to be the photo as it is, and the head is measured in it; else the photo is still to be cut
    from it. Raises NoFace and SeveralFaces.
    """
    count = count_faces(faces)
    if count == 0:
        raise NoFace("no face was found in the picture")
    if count > 1:
        raise SeveralFaces(count)
    optics = optics or BoothOptics()
    points_px = faces[0].points_px
    height, width = bgr.shape[:2]
    rgb = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)
    if finished:
        framing, bottom_px = check_placement(points_px, person_mask, (width, height), rule), float(height)
    else:
        framing, bottom_px = check_still_framing(points_px, person_mask, (width, height), rule)
    return Report(
        rule.id,
        (
            FACES.check(count),
            *framing,
            *check_pose(points_px, optics.zero),
            EYES.check(lid_opening(points_px)),
            MOUTH.check(lip_opening(points_px)),
            *_light(rgb, points_px),
            replace(INTER_EYE, mandatory=not finished).check(inter_eye_distance_px(points_px)),
            SHARPNESS.check(eye_sharpness(rgb, points_px)),
            BACKGROUND.check(background_gradient(rgb, person_mask, points_px, bottom_px)),
        ),
    )


def _light(rgb: NDArray[np.uint8], points_px: Points) -> tuple[CheckRecord, CheckRecord]:
    light = face_light(rgb, points_px)
    if light is None:
        return EXPOSURE.check(None), CLIPPING.check(None)
    return EXPOSURE.check(light.brightness), CLIPPING.check(max(light.black_share, light.white_share))
