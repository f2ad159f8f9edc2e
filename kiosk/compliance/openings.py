"""How far lids and lips stand apart.

Both are plain distances between points of the face mesh, in units of T, the eye–chin distance
(ISO/IEC 29794-5:2025 «eyes open» and «mouth closed» as OFIQ 1.0.3 computes them, on MediaPipe's points).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kiosk.compliance.face_points import (
    INNER_LIPS,
    LEFT_LIDS,
    RIGHT_LIDS,
    Points,
    eye_chin_distance_px,
)

_OPEN, _CLEAR_RIM = 0.066, 0.15
"""Opening from which the mesh is believed, and the rim of the iris from which a narrower one is.

Of rendered people, open eyes show .07 and more; closed lids up to .06, but no rim (.04 and less). Two real
ones, who laugh, show .049 with rims of .17 and .33.
"""


def lid_opening(points_px: Points) -> float:
    """Return the opening of the less open eye, ratio of T: an eye's is the widest of three lid pairs."""
    widest = (_widest_px(points_px, RIGHT_LIDS), _widest_px(points_px, LEFT_LIDS))
    return min(widest) / eye_chin_distance_px(points_px)


def seen_opening(opening: float, rim: float) -> float:
    """Return the opening of an eye, given how clearly the rim of its iris is seen (`Gaze.rim`).

    On closed lids, those of dark skins above all, the mesh draws eyes that are three quarters open.
    """
    return opening if opening >= _OPEN else opening * min(max(rim, 0.0) / _CLEAR_RIM, 1.0)


def lip_opening(points_px: Points) -> float:
    """Return the widest of three distances between the inner edges of the lips, ratio of T."""
    return _widest_px(points_px, INNER_LIPS) / eye_chin_distance_px(points_px)


def _widest_px(points_px: Points, pairs: Sequence[tuple[int, int]]) -> float:
    upper, lower = (list(side) for side in zip(*pairs, strict=True))
    return float(np.linalg.norm(points_px[upper, :2] - points_px[lower, :2], axis=1).max())
