"""How far the eyes are from the camera, and what that does to the face's proportions.

Two lengths of a face hardly differ between adults: the iris' width (11.7 mm, standard deviation .42 mm: Rüfer
et al., Cornea 24(3), 2005) and the distance of the pupils (63 mm, about 3.6 mm: Dodgson, SPIE 5291, 2004). As
the mesh's irises are 3 % uncertain besides, each tells the distance to about 5 %, both together to under 4 %.
"""

from __future__ import annotations

import math

import numpy as np

from kiosk.compliance.camera_geometry import PixelCamera
from kiosk.compliance.face_points import LEFT_IRIS, RIGHT_IRIS, Points

IRIS_MM = 11.7
PUPILS_APART_MM = 63.0
IRIS_SHARE = 0.6
"""Weight of the iris beside the pupils' distance: the inverse of the variances above."""

NEAREST_MM = 700.0
"""ICAO TR Portrait Quality v1.0: 0.7 to 4 m between camera and person, best 1 to 2.5 m.

A booth is to be built so that customers sit further away; the check's own limit stands in the policy."""

MAGNIFICATION_DEPTH_MM = 50.0
"""How far the ears lie behind the plane of the eyes, as the same report reckons."""


def eyes_distance_mm(points_px: Points, camera: PixelCamera) -> float | None:
    """Return the distance from the camera to the plane of the eyes, or None where the eyes are a point.

    `points_px` has shape (478, 3). More than 7 % wrong for one adult in twenty; too far for children, whose
    eyes are closer together.
    """
    iris_px = _iris_px(points_px)
    apart_px = float(np.linalg.norm(points_px[LEFT_IRIS] - points_px[RIGHT_IRIS]))
    if min(iris_px, apart_px) <= 0.0:
        return None
    by_iris, by_pupils = IRIS_MM / iris_px, PUPILS_APART_MM / apart_px
    mm_per_px = math.exp(IRIS_SHARE * math.log(by_iris) + (1.0 - IRIS_SHARE) * math.log(by_pupils))
    return camera.focal_px * mm_per_px


def magnification_share(distance_mm: float) -> float:
    """Return K, by how much the nose side of a face is drawn larger than the ears: .071 at .7 m, .05 at 1 m.

    ICAO TR Portrait Quality v1.0.
    """
    return MAGNIFICATION_DEPTH_MM / distance_mm


def _iris_px(points_px: Points) -> float:
    """Return the mean width and height of both irises; their mean is truer than either (on sitters)."""
    spans = [
        points_px[centre + one, :2] - points_px[centre + other, :2]
        for centre in (RIGHT_IRIS, LEFT_IRIS)
        for one, other in ((1, 3), (2, 4))
    ]
    return float(np.mean([np.linalg.norm(span) for span in spans]))
