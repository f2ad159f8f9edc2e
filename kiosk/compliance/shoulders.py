"""Whether the shoulders are level, from the outline of the person."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.face_points import CHIN, Points, eye_chin_distance_px, eye_midpoint_px

_NEAREST, _FARTHEST = 1.05, 1.75
"""Where the shoulders are looked at, aside of the face in units of T (about 105 to 180 mm)."""

_COLUMNS = 24
_FEWEST = 6


def shoulder_slope_deg(person_mask: NDArray[np.float32], points_px: Points) -> float | None:
    """Return how much lower the person's left shoulder is than the right one, degrees in the picture.

    `person_mask` (height, width), 0 background to 1 person, in the pixels of `points_px`. Compares the upper
    outline at equal distances to both sides of the face and takes the median slope. None when fewer than a
    quarter of these pairs are seen: the picture ends, or long hair hides the outline. On 360 pictures of
    rendered people with level shoulders up to 1.8°; turned by up to 12°, wrong by at most 3.4° (95 %).
    """
    unit_px = eye_chin_distance_px(points_px)
    middle_px = float((eye_midpoint_px(points_px)[0] + points_px[CHIN, 0]) / 2)
    top_px = float(points_px[CHIN, 1]) - 0.1 * unit_px
    aside_px = np.linspace(_NEAREST, _FARTHEST, _COLUMNS) * unit_px
    slopes = [
        (left - right) / (2 * aside)
        for aside in aside_px
        if (right := _outline_px(person_mask, middle_px - aside, top_px)) is not None
        and (left := _outline_px(person_mask, middle_px + aside, top_px)) is not None
    ]
    if len(slopes) < _FEWEST:
        return None
    return float(np.degrees(np.arctan(np.median(slopes))))


def _outline_px(person_mask: NDArray[np.float32], column_px: float, top_px: float) -> float | None:
    """Return the first row at or below `top_px` where a column turns from wall to person."""
    height, width = person_mask.shape
    column, top = round(column_px), max(0, int(top_px))
    if not 0 <= column < width or top >= height - 1:
        return None
    share = person_mask[top:, column]
    row = int(np.argmax(share >= 0.5))
    if row == 0:  # hair beside the chin, or nothing of the person below
        return None
    above, below = float(share[row - 1]), float(share[row])
    return top + row - 1 + (0.5 - above) / (below - above)
