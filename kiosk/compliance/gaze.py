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
    LEFT_LIDS,
    RIGHT_EYE_INNER,
    RIGHT_EYE_OUTER,
    RIGHT_IRIS,
    RIGHT_LIDS,
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

_LIDS = (RIGHT_LIDS[1], LEFT_LIDS[1])
_NARROWEST_PX = 8.5
"""Lids 6.7 mm apart. Open eyes of rendered people: 9.9 and more, also while they look down."""

_BESIDE_PX = 2.5
_LID_REACH_PX = 14
"""Where the white of the eye is looked for: beside the rim, this far up and down from the iris's centre."""

_UPPER, _LOWER = slice(4, 27), slice(29, 48)
"""Steps of that strip in which the white may end at the upper and at the lower lid."""

_X_DEG = (5.5, 0.9, 0.4)
"""Gaze across per pixel of the irises' offset, per degree of yaw, and at the eye's middle."""

_Y_DEG = (1.73, 1.4, 0.53, 2.1)
"""Gaze upwards per pixel of the white's lower and upper end, per degree of pitch, and the rest.

All from rendered faces, see `gaze`."""


@dataclass(frozen=True, slots=True)
class Gaze:
    """Where the eyes look, in degrees off the lens; 0, 0 for eyes on the lens, however the head is turned.

    `x_deg` is positive to the right of the unmirrored picture, `y_deg` upwards; the latter None when the rims
    of the irises are not seen or the eyes are narrowed, as by a broad smile, which would seem to look up.
    """

    x_deg: float
    y_deg: float | None


def gaze(face: UprightFace, yaw_deg: float, pitch_deg: float) -> Gaze:
    """Return the gaze of both eyes together.

    On the lens, the irises lie before the middle of the eyeballs. `yaw_deg` and `pitch_deg` (those of
    `kiosk.compliance.pose`) take off how the eyes' corners and lids wander in a turned head. Across, the
    mesh's irises and corners are good. Up and down both hardly follow the eye, so the picture is searched:
    for the rims of both irises at once, and for where the white beside them ends at the lids.

    On 192 rendered people of all skins: errors of 1.9° (root mean square) across and 2.5° up and down;
    looking 8° and more past the lens is told from looking into it with an EER of 4 % (at 4.8° together);
    at 7°, .1 % who look into it are rejected (all skins alike) and 3 % who look 15° past it pass.
    """
    points = face.points_px
    offset_px = np.mean([points[iris, 0] - (points[a, 0] + points[b, 0]) / 2 for iris, a, b in _EYES])
    x_deg = float(_X_DEG[0] * offset_px + _X_DEG[1] * yaw_deg + _X_DEG[2])
    radius_px = float(np.mean([_radius_px(points, iris) for iris, _, _ in _EYES]))
    lower_px = _rims_lower_px(face, radius_px)
    if lower_px is None or _opening_px(points) < _NARROWEST_PX:
        return Gaze(x_deg, None)
    below_px, above_px = _white_ends_px(face, radius_px, lower_px)
    return Gaze(x_deg, float(np.dot(_Y_DEG, (below_px, above_px, pitch_deg, 1.0))))


def _rims_lower_px(face: UprightFace, radius_px: float) -> float | None:
    """Return how much lower than in the mesh the irises' rims lie; None when they are too faint."""
    rim = _rim(radius_px * _FINER)
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
    if steps.max() < _FAINTEST_RIM:
        return None
    return _top(steps) / _FINER - _REACH_PX


def _white_ends_px(face: UprightFace, radius_px: float, lower_px: float) -> tuple[float, float]:
    """Return how far below (+) and above (−) the irises' centres the white beside them turns into skin.

    White is the least red against blue; the mean of both sides of both eyes.
    """
    size = (5, 4 * _LID_REACH_PX + 1)
    redness = np.zeros(size[1])
    for iris, _, _ in _EYES:
        x, y = face.points_px[iris] - 0.5
        for aside in (-1, 1):
            left = x + aside * (radius_px + _BESIDE_PX) - 2
            way = np.array([[1, 0, -left], [0, _FINER, _FINER * (_LID_REACH_PX - y - lower_px)]])
            strip = cv2.warpAffine(face.log_rgb, way, size, borderMode=cv2.BORDER_REPLICATE)
            redness += (strip[..., 0] - strip[..., 2]).mean(axis=1) / 4
    step = np.gradient(redness)
    below = _LOWER.start + _top(step[_LOWER]) - size[1] // 2
    above = _UPPER.start + _top(-step[_UPPER]) - size[1] // 2
    return below / _FINER, above / _FINER


def _opening_px(points_px: Points) -> float:
    return float(np.mean([points_px[lower, 1] - points_px[upper, 1] for upper, lower in _LIDS]))


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


def _top(values: NDArray[np.float64]) -> float:
    """Return the place of the largest value, between places by the parabola through it and its neighbours."""
    best = int(values.argmax())
    if not 0 < best < len(values) - 1:
        return float(best)
    before, top, after = values[best - 1 : best + 2]
    bend = before - 2 * top + after
    return best + (float(0.5 * (before - after) / bend) if bend < 0 else 0.0)
