"""Sharpness of the face and evenness of the background, at a scale fixed by the inter-eye distance."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.face_points import Points, inter_eye_distance_px
from kiosk.compliance.light import linear_luminance

SHARPNESS_IED_PX = 120.0
"""Scale for sharpness: the lowest inter-eye distance of BSI TR-03121-3 QA-FI-GID for scans."""

BACKGROUND_IED_PX = 81.0
"""Scale for the background: OFIQ 1.0.3 looks at 113 px between the eyes, then shrinks by .72."""

_BACKGROUND_BELOW = 0.1
_MARGIN_PX = 9


def face_sharpness(rgb: NDArray[np.uint8], points_px: Points) -> float | None:
    """Return the variance of the Laplacian inside the face hull over its squared mean level, dimensionless.

    Taken at 120 px between the eyes, never enlarged, so size does not matter; divided by brightness, so
    neither do light and skin. No public limit exists: a booth compares with its own reference shots. None
    outside the picture.
    """
    scale = min(1.0, SHARPNESS_IED_PX / inter_eye_distance_px(points_px))
    lowest = np.maximum(np.floor(points_px[:, :2].min(axis=0)), 0).astype(int)
    highest = np.ceil(points_px[:, :2].max(axis=0)).astype(int)
    part = rgb[lowest[1] : highest[1] + 1, lowest[0] : highest[0] + 1]
    if min(part.shape[:2]) * scale < 8:
        return None
    grey = cv2.cvtColor(part, cv2.COLOR_RGB2GRAY).astype(np.float32)
    if scale < 1.0:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.float32)
    hull = np.zeros(grey.shape, np.uint8)
    outline = cv2.convexHull(np.asarray((points_px[:, :2] - lowest) * scale, np.int32))
    cv2.fillConvexPoly(hull, outline, (1,))
    inside = cv2.erode(hull, np.ones((5, 5), np.uint8)).astype(np.bool_)
    if not inside.any():
        return None
    mean = max(float(grey[inside].mean()), 1.0)
    return float(cv2.Laplacian(grey, cv2.CV_32F, ksize=1)[inside].var()) / mean**2 * 1000.0


def background_gradient(
    rgb: NDArray[np.uint8], person_mask: NDArray[np.float32], points_px: Points, bottom_px: float
) -> float | None:
    """Return the mean Scharr gradient of linear luminance (0–255) over the background above `bottom_px`.

    After «background uniformity» of ISO/IEC 29794-5:2025 as in OFIQ 1.0.3, with a person mask in place of
    face parsing: 0 is perfectly even, up to 43 is good (score 80), over 114 is poor (score 50). A margin
    around the person is left out. None when no background is visible.
    """
    scale = BACKGROUND_IED_PX / inter_eye_distance_px(points_px)
    rows = max(1, min(rgb.shape[0], int(bottom_px)))
    way = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_LINEAR
    small = cv2.resize(rgb[:rows], None, fx=scale, fy=scale, interpolation=way).astype(np.uint8, copy=False)
    mask = cv2.resize(person_mask[:rows], small.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    behind = (mask < _BACKGROUND_BELOW).astype(np.uint8)
    kernel = np.ones((_MARGIN_PX, _MARGIN_PX), np.uint8)
    behind = cv2.erode(behind, kernel, borderType=cv2.BORDER_REPLICATE).astype(np.uint8, copy=False)
    region = behind.astype(np.bool_)
    if not region.any():
        return None
    luminance = linear_luminance(small) * 255.0
    across = cv2.Scharr(luminance, cv2.CV_32F, 1, 0)
    down = cv2.Scharr(luminance, cv2.CV_32F, 0, 1)
    return float(np.hypot(across, down)[region].mean())
