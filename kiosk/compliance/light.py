"""How brightly and how cleanly a face is exposed, in linear light.

Linear luminance as OFIQ 1.0.3 and ISO/IEC 29794-5:2025 define it: sRGB decoded by IEC 61966-2-1, then
Y = .2126 R + .7152 G + .0722 B. A well lit dark face is darker than a well lit pale one, so no limit on
the mean may be narrow (compliance measures on faces, fairness note of the project's reference).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.face_points import EYE_OUTLINES, Points

_SAMPLE_SIDE_PX = 150
_PERSON_SIDE_PX = 1000
_SURELY_PERSON = 0.9


def _decoded(weight: float) -> NDArray[np.float32]:
    level = np.arange(256) / 255.0
    linear = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
    return (weight * linear).astype(np.float32)


_RED, _GREEN, _BLUE = _decoded(0.2126), _decoded(0.7152), _decoded(0.0722)

_BLACK, _WHITE = np.zeros(3, np.uint8), np.full(3, 255, np.uint8)


@dataclass(frozen=True, slots=True)
class FaceLight:
    """Light on a face, linear luminance 0 to 1: `mean` of the face region, `eye_white` of the brighter eye.

    `eye_white` is the 90th percentile between the lids. `black_share` counts pixels with all channels 0,
    `white_share` pixels with all channels 255.
    """

    mean: float
    eye_white: float
    black_share: float
    white_share: float

    @property
    def brightness(self) -> float:
        """The brighter of skin and eye white: what the light can be judged by whatever the skin."""
        return max(self.mean, self.eye_white)


def linear_luminance(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the linear luminance 0 to 1 of an sRGB picture, shape (height, width)."""
    luminance: NDArray[np.float32] = _RED[rgb[..., 0]] + _GREEN[rgb[..., 1]] + _BLUE[rgb[..., 2]]
    return luminance


def face_region(rgb: NDArray[np.uint8], points_px: Points) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the box around a face, thinned to at most 150 pixels a side, and the mask (0, 1) of its hull.

    Pixels are dropped, never averaged, so that shares of clipped pixels stay what they are. Empty when
    the face lies outside of the picture.
    """
    height, width = rgb.shape[:2]
    left, top = np.maximum(np.floor(points_px[:, :2].min(axis=0)), 0).astype(int)
    right, bottom = np.minimum(np.ceil(points_px[:, :2].max(axis=0)) + 1, (width, height)).astype(int)
    if right <= left or bottom <= top:
        return np.zeros((0, 0, 3), np.uint8), np.zeros((0, 0), np.uint8)
    step = -(-int(max(right - left, bottom - top)) // _SAMPLE_SIDE_PX)
    part = np.ascontiguousarray(rgb[top:bottom:step, left:right:step])
    outline = cv2.convexHull(np.asarray((points_px[:, :2] - (left, top)) / step, np.int32))
    hull = np.zeros(part.shape[:2], np.uint8)
    cv2.fillConvexPoly(hull, outline, (1,))
    return part, hull


def face_light(rgb: NDArray[np.uint8], points_px: Points) -> FaceLight | None:
    """Measure the light inside the hull of the face points of an RGB picture; None when it lies outside."""
    part, hull = face_region(rgb, points_px)
    count = cv2.countNonZero(hull) if hull.size else 0
    if not count:
        return None
    mean = 0.0
    for channel, linear in enumerate((_RED, _GREEN, _BLUE)):
        levels = cv2.calcHist([part], [channel], hull, [256], [0, 256])
        mean += float(np.dot(levels[:, 0], linear)) / count
    black = cv2.inRange(part, _BLACK, _BLACK)
    white = cv2.inRange(part, _WHITE, _WHITE)
    return FaceLight(
        mean=mean,
        eye_white=max(_eye_white(rgb, points_px[list(outline), :2]) for outline in EYE_OUTLINES),
        black_share=cv2.countNonZero(cv2.bitwise_and(black, hull)) / count,
        white_share=cv2.countNonZero(cv2.bitwise_and(white, hull)) / count,
    )


def clipped_shares(
    rgb: NDArray[np.uint8], person_mask: NDArray[np.float32], bottom_px: float
) -> tuple[float, float] | None:
    """Return the shares of a person's pixels that are all black and all white, above `bottom_px`.

    «Saturation» of ICAO Doc 9303-3 §3.9.1: with the background left out, less than .1 % of the pixels at 0,
    and less at 255. The picture is thinned to 1000 pixels a side by dropping. None without a person.
    """
    rows = max(1, min(rgb.shape[0], int(bottom_px)))
    step = -(-max(rows, rgb.shape[1]) // _PERSON_SIDE_PX)
    part = np.ascontiguousarray(rgb[:rows:step, ::step])
    person = (person_mask[:rows:step, ::step] > _SURELY_PERSON).astype(np.uint8)
    count = cv2.countNonZero(person)
    if not count:
        return None
    black, white = (cv2.inRange(part, tone, tone) for tone in (_BLACK, _WHITE))
    return (
        cv2.countNonZero(cv2.bitwise_and(black, person)) / count,
        cv2.countNonZero(cv2.bitwise_and(white, person)) / count,
    )


def _eye_white(rgb: NDArray[np.uint8], eye_px: Points) -> float:
    height, width = rgb.shape[:2]
    left, top = np.maximum(np.floor(eye_px.min(axis=0)), 0).astype(int)
    right, bottom = np.minimum(np.ceil(eye_px.max(axis=0)) + 1, (width, height)).astype(int)
    if right <= left or bottom <= top:
        return 0.0
    part = rgb[top:bottom, left:right]
    between_lids = np.zeros(part.shape[:2], np.uint8)
    cv2.fillConvexPoly(between_lids, np.asarray(np.round(eye_px - (left, top)), np.int32), (1,))
    pixels = part[between_lids.astype(np.bool_)]
    return float(np.percentile(linear_luminance(pixels), 90)) if len(pixels) else 0.0
