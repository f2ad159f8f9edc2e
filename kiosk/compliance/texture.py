"""Sharpness of the eyes and evenness of the background, at a scale fixed by the inter-eye distance."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.face_points import EYE_OUTLINES, Points, inter_eye_distance_px
from kiosk.compliance.light import linear_luminance

SHARPNESS_IED_PX = 120.0
"""Scale for sharpness: the lowest inter-eye distance of BSI TR-03121-3 QA-FI-GID for scans."""

BACKGROUND_IED_PX = 81.0
"""Scale for the background: OFIQ 1.0.3 looks at 113 px between the eyes, then shrinks by .72."""

_BACKGROUND_BELOW = 0.1
_MARGIN_PX = 9


def eye_sharpness(rgb: NDArray[np.uint8], points_px: Points) -> float | None:
    """Return how much of the contrast around the sharper eye is finest detail, as a share (dimensionless).

    The variance of the Laplacian over the variance of the grey values, in the visible zone of each eye
    (its box grown by 5 % of the inter-eye distance, ICAO Doc 9303-1), at 120 px between the eyes. Every
    face has lids and irises, so neither size, light, skin nor beard matter: on rendered and real faces .6
    to 1.9 when sharp, .07 to .16 once blurred by half a millimetre. None outside the picture.
    """
    inter_eye_px = inter_eye_distance_px(points_px)
    shares = [
        share
        for outline in EYE_OUTLINES
        if (share := _detail_share(rgb, points_px[list(outline), :2], inter_eye_px)) is not None
    ]
    return max(shares, default=None)


def _detail_share(rgb: NDArray[np.uint8], eye_px: Points, inter_eye_px: float) -> float | None:
    left, top = np.maximum(np.floor(eye_px.min(axis=0) - inter_eye_px / 20), 0).astype(int)
    right, bottom = np.ceil(eye_px.max(axis=0) + inter_eye_px / 20).astype(int)
    part = rgb[top : max(bottom, 0), left : max(right, 0)]
    if min(part.shape[:2]) < 3:
        return None
    grey = cv2.cvtColor(part, cv2.COLOR_RGB2GRAY).astype(np.float32)
    scale = SHARPNESS_IED_PX / inter_eye_px
    way = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=way).astype(np.float32)
    contrast = float(grey.var())
    return float(cv2.Laplacian(grey, cv2.CV_32F, ksize=1).var()) / contrast if contrast > 1.0 else 0.0


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
