"""How even the wall behind the person is."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.compliance.background_view import BackgroundView
from kiosk.compliance.light import linear_luminance


def background_gradient(view: BackgroundView) -> float | None:
    """Return the mean Scharr gradient of linear luminance (0–255) over the wall.

    After «background uniformity» of ISO/IEC 29794-5:2025 as in OFIQ 1.0.3, with a person mask in place of
    face parsing: 0 is perfectly even, up to 43 is good (score 80), over 114 is poor (score 50). A margin
    around the person is left out. None when no wall is seen.
    """
    if not view.fine_wall.any():
        return None
    luminance = linear_luminance(view.fine_rgb) * 255.0
    across = cv2.Scharr(luminance, cv2.CV_32F, 1, 0)
    down = cv2.Scharr(luminance, cv2.CV_32F, 0, 1)
    return float(np.hypot(across, down)[view.fine_wall].mean())
