"""Which of MediaPipe's 478 face-mesh points are which, and the lengths every ratio is built on.

Left and right are the person's own: the person's right eye lies in the left half of an unmirrored picture.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32] | NDArray[np.float64]
"""Shape (478, 2 or 3): x right, y down in pixels, and z in the same scale, smaller nearer to the camera."""

RIGHT_EYE_OUTER, RIGHT_EYE_INNER = 33, 133
LEFT_EYE_INNER, LEFT_EYE_OUTER = 362, 263
RIGHT_IRIS, LEFT_IRIS = 468, 473
CHIN = 152
RIGHT_LIDS = ((160, 144), (159, 145), (158, 153))
LEFT_LIDS = ((387, 373), (386, 374), (385, 380))
INNER_LIPS = ((82, 87), (13, 14), (312, 317))
RIGHT_MOUTH_CORNER, LEFT_MOUTH_CORNER = 61, 291
EYE_OUTLINES = ((33, 160, 159, 158, 133, 153, 145, 144), (362, 385, 386, 387, 263, 373, 374, 380))
"""Corners and lids of the right and the left eye, in order around each."""

STEADY = (33, 133, 362, 263, 168, 6, 197, 195, 1, 2, 98, 327)
"""Eye corners and nose: points that neither speech nor blinking moves."""


def eye_midpoint_px(points_px: Points) -> NDArray[np.float64]:
    """Return (x, y) midway between the eyes, each eye's centre being the middle of its two corners."""
    corners = points_px[[RIGHT_EYE_OUTER, RIGHT_EYE_INNER, LEFT_EYE_INNER, LEFT_EYE_OUTER], :2]
    return np.asarray(corners.mean(axis=0), np.float64)


def inter_eye_distance_px(points_px: Points) -> float:
    """Return the distance of the iris centres in pixels (inter-eye distance, IED)."""
    return float(np.linalg.norm(points_px[LEFT_IRIS, :2] - points_px[RIGHT_IRIS, :2]))


def eye_chin_distance_px(points_px: Points) -> float:
    """Return T, eye midpoint to chin, in pixels: the unit of ISO/IEC 29794-5:2025 measures (OFIQ 1.0.3)."""
    return float(np.linalg.norm(points_px[CHIN, :2] - eye_midpoint_px(points_px)))


def face_area_px2(points_px: Points) -> float:
    """Return the area of the upright box around a face in square pixels."""
    width, height = points_px[:, :2].max(axis=0) - points_px[:, :2].min(axis=0)
    return float(width * height)
