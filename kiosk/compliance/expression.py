"""How much of a smile a face shows, with lips closed or open, from the shape of its mouth alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.face_points import (
    LEFT_EYE_INNER,
    LEFT_EYE_OUTER,
    LEFT_MOUTH_CORNER,
    RIGHT_EYE_INNER,
    RIGHT_EYE_OUTER,
    RIGHT_MOUTH_CORNER,
    Points,
)

_UPPER_LIP_TOP, _UPPER_LIP_SIDES = 0, [39, 269]
_LIPS_MEET = [13, 14]
_NOSE_BASE = 2
_EYES = [RIGHT_EYE_OUTER, RIGHT_EYE_INNER, LEFT_EYE_INNER, LEFT_EYE_OUTER]
_ACROSS = ((RIGHT_EYE_OUTER, LEFT_EYE_OUTER), (RIGHT_EYE_INNER, LEFT_EYE_INNER), (234, 454))
_UPWARDS = ((2, 10), (1, 151), (164, 9))
"""Pairs of points that lie across and along a face, whatever its expression."""

_WEIGHTS = np.array([2.24, 0.5, -9.7, -1.7])
_OFFSET = -1.05


def smile(points_px: Points) -> float:
    """Return the smile: 0 for a face at rest, 1 for a broad smile; up to about 1.7 with bared teeth.

    Mouth width, how far its corners lie above the middle of the lips, how much the upper lip's edge droops
    beside its middle, and the room between nose and corners, all in units of the inter-eye distance and
    turned upright in space, so that the head's pose does not matter. Fitted to 96 rendered people of all
    skins; on 144 others a smile of half strength and more is told from rest with an EER of 2 % (at .20):
    closed lips 2 %, open lips 1 %. At .31 nobody of 1152 at rest is rejected, and 6 % of the smiles pass.
    """
    upright = _upright(points_px)
    corners = upright[[RIGHT_MOUTH_CORNER, LEFT_MOUTH_CORNER]]
    shape = np.array(
        [
            corners[1, 0] - corners[0, 0],
            upright[_LIPS_MEET, 1].mean() - corners[:, 1].mean(),
            upright[_UPPER_LIP_SIDES, 1].mean() - upright[_UPPER_LIP_TOP, 1],
            corners[:, 1].mean() - upright[_NOSE_BASE, 1],
        ]
    )
    return float(shape @ _WEIGHTS + _OFFSET)


def _upright(points_px: Points) -> NDArray[np.float64]:
    """Return the points seen straight from the front: origin between the eyes, their distance 1."""
    points = np.asarray(points_px, np.float64)
    across = _unit(np.sum([_unit(points[end] - points[start]) for start, end in _ACROSS], axis=0))
    up = np.sum([points[end] - points[start] for start, end in _UPWARDS], axis=0)
    down = -_unit(up - (up @ across) * across)
    turned = (points - points[_EYES].mean(axis=0)) @ np.stack([across, down, np.cross(across, down)]).T
    apart = turned[[LEFT_EYE_INNER, LEFT_EYE_OUTER]].mean(axis=0) - turned[_EYES[:2]].mean(axis=0)
    upright: NDArray[np.float64] = turned / np.linalg.norm(apart)
    return upright


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    unit: NDArray[np.float64] = vector / np.linalg.norm(vector)
    return unit
