"""Sharpness of the eyes and evenness of the background, at a scale fixed by the inter-eye distance."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.eye_detail import detail_by_direction
from kiosk.compliance.face_points import Points, inter_eye_distance_px
from kiosk.compliance.light import linear_luminance

BACKGROUND_IED_PX = 81.0
"""Scale for the background: OFIQ 1.0.3 looks at 113 px between the eyes, then shrinks by .72."""

_BACKGROUND_BELOW = 0.1
_MARGIN_PX = 9


def eye_sharpness(rgb: NDArray[np.uint8], points_px: Points) -> float | None:
    """Return how fine the detail of the eyes is along the direction in which it is least, a ratio.

    `kiosk.compliance.eye_detail` tells of what. In 50 pictures of 16 rendered people and 2 real ones .49 to
    .83 as taken, .36 to .65 with .3 mm of blur (sigma on the face), .21 to .40 with .6 mm; noise of 4 levels
    and JPEG of quality 50 change it by less than a tenth. None outside of the picture.
    """
    detail = detail_by_direction(rgb, points_px)
    return None if detail is None else float(detail.min())


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
