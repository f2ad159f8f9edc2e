"""How far a person looks past the lens, from where the irises lie between the corners of the eyes."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.face_points import (
    LEFT_EYE_INNER,
    LEFT_EYE_OUTER,
    LEFT_IRIS,
    RIGHT_EYE_INNER,
    RIGHT_EYE_OUTER,
    RIGHT_IRIS,
    Points,
)
from kiosk.compliance.upright_face import UprightFace

_EYES = (
    (RIGHT_IRIS, RIGHT_EYE_OUTER, RIGHT_EYE_INNER),
    (LEFT_IRIS, LEFT_EYE_INNER, LEFT_EYE_OUTER),
)
_FINER = 2
"""Steps per pixel of the upright face in which the irises are searched: one step is about 2°."""

_REACH_PX = 7
_SIDES_DEG = (-35.0, 45.0)
"""The part of an iris's rim that lids leave free, from the horizontal, downwards positive."""

_FAINTEST_RIM = 0.12
"""Least step in log brightness across the rim; under it no iris is seen (tinted lens, closed eye)."""

_X_DEG = (5.5, 0.9, 0.4)
_Y_DEG = (-3.0, 0.11, -4.9)
"""Gaze per pixel of the iris's offset, per degree of the head's turn, and at the eye's middle.

An eyeball of 12 mm turns by 3.8° per pixel; the slopes are from rendered faces, see `gaze`."""


@dataclass(frozen=True, slots=True)
class Gaze:
    """Where the eyes look, in degrees off the lens; 0, 0 for eyes on the lens, however the head is turned.

    `x_deg` is positive to the right of the unmirrored picture, `y_deg` upwards; the latter None when the rims
    of the irises are not seen.
    """

    x_deg: float
    y_deg: float | None


def gaze(face: UprightFace, yaw_deg: float, pitch_deg: float) -> Gaze:
    """Return the gaze of both eyes together.

    On the lens, the irises lie before the middle of the eyeballs. `yaw_deg` and `pitch_deg` (those of
    `kiosk.compliance.pose`) take off how the corners of the eyes, which lie deeper or higher, wander in a
    turned head. Across, the mesh's irises are good. Up and down they hardly follow the eye, so the rims are
    searched in the picture, both at once.
    """
    points = face.points_px
    offset = np.mean([points[iris] - (points[a] + points[b]) / 2 for iris, a, b in _EYES], axis=0)
    x_deg = float(_X_DEG[0] * offset[0] + _X_DEG[1] * yaw_deg + _X_DEG[2])
    lower_px = _rims_lower_px(face)
    if lower_px is None:
        return Gaze(x_deg, None)
    return Gaze(x_deg, float(_Y_DEG[0] * (offset[1] + lower_px) + _Y_DEG[1] * pitch_deg + _Y_DEG[2]))


def _rims_lower_px(face: UprightFace) -> float | None:
    """Return how much lower than in the mesh the irises' rims lie; None when they are too faint."""
    radius_px = np.mean([_radius_px(face.points_px, iris) for iris, _, _ in _EYES])
    rim = _rim(float(radius_px) * _FINER)
    margin = rim.shape[0] // 2
    size = (1 + 2 * margin, 1 + 2 * (_REACH_PX * _FINER + margin))
    steps = np.zeros(1 + 2 * _REACH_PX * _FINER)
    for iris, _, _ in _EYES:
        x, y = face.points_px[iris] - 0.5  # the mesh counts from a pixel's corner
        way = np.array(
            [[_FINER, 0, (size[0] - 1) / 2 - _FINER * x], [0, _FINER, (size[1] - 1) / 2 - _FINER * y]]
        )
        green = cv2.warpAffine(
            face.rgb[..., 1], way, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
        steps += cv2.matchTemplate(np.log(green + np.float32(16.0)), rim, cv2.TM_CCORR)[:, 0] / 2
    best = int(steps.argmax())
    if steps[best] < _FAINTEST_RIM:
        return None
    return (best + _vertex(steps[max(best - 1, 0) : best + 2])) / _FINER - _REACH_PX


def _radius_px(points_px: Points, iris: int) -> float:
    return float(np.linalg.norm(points_px[iris + 1 : iris + 5] - points_px[iris], axis=1).mean())


def _rim(radius: float) -> NDArray[np.float32]:
    """Return a template that, laid on log brightness, gives its step from just inside a rim outwards."""
    reach = int(np.ceil(radius + 2 * _FINER)) + 1
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float64)
    away = np.hypot(x, y) - radius
    angle = np.degrees(np.arctan2(y, np.abs(x)))
    side = (angle >= _SIDES_DEG[0]) & (angle <= _SIDES_DEG[1])
    outside, inside = side & (away > 0.3) & (away < 2.3), side & (away < -0.3) & (away > -2.3)
    rim: NDArray[np.float32] = (outside / outside.sum() - inside / inside.sum()).astype(np.float32)
    return rim


def _vertex(steps: NDArray[np.float64]) -> float:
    """Return where the parabola through three values about a maximum has its top, from the middle one."""
    if len(steps) < 3:
        return 0.0
    before, top, after = steps
    bend = before - 2 * top + after
    return float(0.5 * (before - after) / bend) if bend < 0 else 0.0
