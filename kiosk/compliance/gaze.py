"""How far a person looks past the lens, from where the irises lie between the lids and in the face."""

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

_IRISES = (RIGHT_IRIS, LEFT_IRIS)
_CORNERS = (RIGHT_EYE_OUTER, RIGHT_EYE_INNER, LEFT_EYE_INNER, LEFT_EYE_OUTER)
_NOSE_SIDES = (193, 417)
"""Mesh points beside the root of the nose. Unlike the corners of the eyes they do not follow the irises."""

_FINER = 2
"""Steps per pixel of the upright face in which the irises are searched: one step is about 2°."""

_REACH_PX = (2, 4)
"""How far, across and down, the irises are searched for about those of the mesh, which follow the lids."""

_SIDES_DEG = (-45.0, 45.0)
"""The part of an iris's rim that lids leave free, from the horizontal, downwards positive."""

_FAINTEST_RIM = 0.12
"""Least step in log brightness across the rim; under it no iris is seen (tinted lens, closed eye)."""

_LIDS = (RIGHT_LIDS[1], LEFT_LIDS[1])
_NARROWEST_PX = 8.5
"""Lids 6.7 mm apart. Open eyes of rendered people: 9.9 and more, also while they look down."""

_BESIDE_PX, _STRIP_PX = 3.5, 7
_LID_REACH_PX = 14
"""Where the white of the eye is looked for: a strip beside the rim, so far up and down from the centre."""

_UPPER, _LOWER = slice(4, 27), slice(29, 48)
"""Steps of that strip in which the white may end at the upper and at the lower lid."""

_FAINTEST_SKIN = 0.08
"""Least difference in redness along that strip; .17 and more on rendered people, 0 in grey pictures."""

_X_DEG = (5.29, 1.77, 1.07)
"""Gaze across per pixel of the irises' offset, per degree of yaw, and at the eye's middle."""

_Y_DEG = (2.76, 2.32, 0.93, -4.92)
"""Gaze upwards per pixel of the white's lower and upper end, per degree of pitch, and the rest.

All from rendered faces, see `gaze`."""


@dataclass(frozen=True, slots=True)
class Gaze:
    """Where the eyes look, in degrees off the lens; 0, 0 for eyes on the lens, however the head is turned.

    `x_deg` is positive to the right of the unmirrored picture, `y_deg` upwards; the latter None when the rims
    of the irises are not seen, when there is no colour to tell white from lids by, or when the eyes are
    narrowed, as by a broad smile, which would seem to look up.
    `rim` is how clearly the rims are seen, the step in log brightness: .1 to .7 in open eyes, 0 behind lids.
    """

    x_deg: float
    y_deg: float | None
    rim: float


def gaze(face: UprightFace, yaw_deg: float, pitch_deg: float) -> Gaze:
    """Return the gaze of both eyes together.

    On the lens, the irises lie before the middle of the eyeballs. `yaw_deg` and `pitch_deg` (those of
    `kiosk.compliance.pose`, the booth's zero taken off) take off how what they are measured against wanders
    in a turned head. The mesh's own irises and corners mix eye and lids, so the picture is searched: for the
    rims of both irises at once, and up and down for where the white beside them ends at the lids.

    Errors of 2.3° across and 2.5° up and down (root mean square) on 91 rendered people, each measured with a
    fit to the others, looks up to 30° aside among them. Looks of 10° and more aside are told from looks into
    the lens with an EER of 1 %.
    """
    points = face.points_px
    radius_px = float(np.mean([_radius_px(points, iris) for iris in _IRISES]))
    rim, shift_px = _rims_shift(face, radius_px)
    centres_px = points[list(_IRISES)] + (shift_px if rim >= _FAINTEST_RIM else 0.0)
    beside_px = np.mean([points[list(marks), 0].mean() for marks in (_CORNERS, _NOSE_SIDES)])
    x_deg = float(np.dot(_X_DEG, (centres_px[:, 0].mean() - beside_px, yaw_deg, 1.0)))
    if rim < _FAINTEST_RIM or _opening_px(points) < _NARROWEST_PX:
        return Gaze(x_deg, None, rim)
    ends_px = _white_ends_px(face, radius_px, centres_px)
    y_deg = None if ends_px is None else float(np.dot(_Y_DEG, (*ends_px, pitch_deg, 1.0)))
    return Gaze(x_deg, y_deg, rim)


def _rims_shift(face: UprightFace, radius_px: float) -> tuple[float, tuple[float, float]]:
    """Return the step across the irises' rims and how far right and down of the mesh's irises they lie.

    In red light every iris is darker than the white, blue ones too.
    """
    rim = _rim(radius_px * _FINER)
    margin = rim.shape[0] // 2
    reach = tuple(each * _FINER for each in _REACH_PX)
    size = (1 + 2 * (reach[0] + margin), 1 + 2 * (reach[1] + margin))
    steps = np.zeros((1 + 2 * reach[1], 1 + 2 * reach[0]))
    for x, y in face.points_px[list(_IRISES)] - 0.5:  # the mesh counts from a pixel's corner
        way = np.array(
            [[_FINER, 0, (size[0] - 1) / 2 - _FINER * x], [0, _FINER, (size[1] - 1) / 2 - _FINER * y]]
        )
        red = cv2.warpAffine(
            face.rgb[..., 0], way, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
        steps += cv2.matchTemplate(np.log(red + np.float32(16.0)), rim, cv2.TM_CCORR) / 2
    row, column = np.unravel_index(steps.argmax(), steps.shape)
    right = (_top(steps[row]) - reach[0]) / _FINER
    return float(steps.max()), (right, (_top(steps[:, column]) - reach[1]) / _FINER)


def _white_ends_px(face: UprightFace, radius_px: float, centres_px: Points) -> tuple[float, float] | None:
    """Return how far below (+) and above (−) the irises' centres the white beside them turns into skin.

    White is the least red against blue; the mean of both sides of both eyes. None without colour.
    """
    size = (_STRIP_PX, 4 * _LID_REACH_PX + 1)
    redness = np.zeros(size[1])
    for x, y in centres_px - 0.5:
        for aside in (-1, 1):
            left = x + aside * (radius_px + _BESIDE_PX) - _STRIP_PX // 2
            way = np.array([[1, 0, -left], [0, _FINER, _FINER * (_LID_REACH_PX - y)]])
            strip = cv2.warpAffine(face.log_rgb, way, size, borderMode=cv2.BORDER_REPLICATE)
            redness += (strip[..., 0] - strip[..., 2]).mean(axis=1) / 4
    if np.ptp(redness) < _FAINTEST_SKIN:
        return None
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
