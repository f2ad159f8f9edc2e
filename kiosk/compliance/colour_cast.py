"""Whether the light has a colour of its own: by the skin, as the standard has it, and by the eyes' white."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.colour.lab import Lab, lab_of, mean_lab
from kiosk.colour.srgb import LINEAR
from kiosk.compliance.face_points import EYE_OUTLINES, LEFT_IRIS, RIGHT_IRIS, Points
from kiosk.compliance.illumination import cheeks

EYE_WHITE = (2.5, 3.5)
"""a* and b* of the white of an eye in neutral light at lightness 75: slightly red and yellow."""

_IRIS_GROWN = 1.15
_LEAST_PIXELS = 12
_DARKEST = 1e-4


def skin_colour_distance(rgb: NDArray[np.uint8], points_px: Points) -> float | None:
    """Return how far the cheeks' colour is from that of skin, ΔE; None where a cheek leaves the picture.

    Component 4B «natural colour» of ISO/IEC 29794-5:2025 as OFIQ 1.0.3 has it: 0 while a* lies in 5 to 25 and
    b* in 5 to 35, 100 once one of them is negative. ≤ 4.2 is its value of score 80. It knows skin, not
    light: a cast that turns one skin into another's colour is not seen.
    """
    both = cheeks(rgb, points_px)
    if both is None:
        return None
    _, a, b = mean_lab(np.stack(both))
    if a < 0 or b < 0:
        return 100.0
    return math.hypot(max(0.0, 5 - a, a - 25), max(0.0, 5 - b, b - 35))


def eye_white_lab(rgb: NDArray[np.uint8], points_px: Points) -> Lab | None:
    """Return the colour of the white of the eyes; None when hardly any of it shows.

    Of what lies between lids and irises: the brighter half, and of that the third with most blue for its red.
    A cast changes the ratio of all pixels alike, so they stay the same pixels under any light, while lids
    and corners, whose blue is low on every skin, drop out.
    """
    zones = zip(EYE_OUTLINES, (RIGHT_IRIS, LEFT_IRIS), strict=True)
    light = LINEAR[
        np.concatenate(
            [_open_part(rgb, points_px[list(eye), :2], points_px[iris : iris + 5, :2]) for eye, iris in zones]
        )
    ]
    if len(light) < _LEAST_PIXELS:
        return None
    luminance = light @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    bright = light[luminance >= np.median(luminance)]
    blue = bright[:, 2] / np.maximum(bright[:, 0], _DARKEST)
    white = bright[blue >= np.quantile(blue, 2 / 3)]
    return lab_of(np.asarray(white.mean(axis=0), np.float64))


def light_cast(rgb: NDArray[np.uint8], points_px: Points) -> float | None:
    """Return how far the eyes' white is from its colour in neutral light, ΔE (CIE 1976) without lightness.

    The colour is scaled to lightness 75 first, so a dim picture shows its cast as strongly as a bright one.
    Our own measure, alike for every skin: up to 3 on 16 rendered people in neutral light (95 %), 5 and more
    with an eighth more or less of red and blue, 9 and more with a fifth. Of two real portraits one gives 1.8
    and one in a warm tone 10. None when the whites do not show.
    """
    white = eye_white_lab(rgb, points_px)
    if white is None or white.lightness <= 1.0:
        return None
    scale = 75.0 / white.lightness
    return math.hypot(white.a * scale - EYE_WHITE[0], white.b * scale - EYE_WHITE[1])


def _open_part(rgb: NDArray[np.uint8], eye_px: Points, iris_px: Points) -> NDArray[np.uint8]:
    height, width = rgb.shape[:2]
    left, top = np.maximum(np.floor(eye_px.min(axis=0)), 0).astype(int)
    right, bottom = np.minimum(np.ceil(eye_px.max(axis=0)) + 1, (width, height)).astype(int)
    if right <= left or bottom <= top:
        return np.zeros((0, 3), np.uint8)
    part = rgb[top:bottom, left:right]
    open_part = np.zeros(part.shape[:2], np.uint8)
    cv2.fillConvexPoly(open_part, np.asarray(np.round(eye_px - (left, top)), np.int32), (1,))
    radius = float(np.linalg.norm(iris_px[1:] - iris_px[0], axis=1).mean()) * _IRIS_GROWN
    centre = np.round(iris_px[0] - (left, top)).astype(int)
    cv2.circle(open_part, (int(centre[0]), int(centre[1])), round(radius), (0,), -1)
    inner = cv2.erode(open_part, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=(0,))
    return part[inner.astype(np.bool_)]
