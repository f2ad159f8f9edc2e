"""How fast a head moves."""

from __future__ import annotations

import numpy as np

from kiosk.compliance.face_points import STEADY, Points, inter_eye_distance_px


def head_speed(before_px: Points, after_px: Points, elapsed_s: float) -> float:
    """Return the head's speed in inter-eye distances per second (1 is about 63 mm/s).

    The median over eye corners and nose, so one stray point does not count. Raises ValueError when no
    time passed.
    """
    if elapsed_s <= 0:
        raise ValueError("elapsed_s must be positive")
    marks = list(STEADY)
    shift_px = float(np.median(np.linalg.norm(after_px[marks, :2] - before_px[marks, :2], axis=1)))
    return shift_px / inter_eye_distance_px(after_px) / elapsed_s
