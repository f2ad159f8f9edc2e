"""How light is spread over a face: left against right, and its levels.

After ISO/IEC 29794-5:2025 as OFIQ 1.0.3 computes it, on MediaPipe's points: L is linear luminance, 0 to 255
rounded.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
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
from kiosk.compliance.light import face_region, linear_luminance

CHEEK_SIDE = 0.3
"""Side of the squares on the cheeks, in eye distances."""

_CHEEK_PX = 34
"""Their side as OFIQ sees it, in a picture with 113 px between the eyes."""

_DARK_MOST, _BRIGHT_LEAST = 25, 247
_STRAY_LIGHT = 0.002


@dataclass(frozen=True, slots=True)
class Sides:
    """Light on the two cheeks.

    `overlap`: common part of their two luminance histograms, 0 to 1 (component 43); the darker the skin, the
    more of it there is in the same light. `stops`: how much brighter the brighter cheek is, as log2 of the
    ratio of mean luminances, in which skin cancels out. On rendered people of all skins up to .66 with the
    main light up to 12° aside, .75 and more from 30°, 1.85 and more from 60°.
    """

    overlap: float
    stops: float


@dataclass(frozen=True, slots=True)
class Levels:
    """Linear luminance inside the hull of the face points.

    `mean` and `variance` of L/255 (components 44 and 45), `under_share` with L ≤ 25 and `over_share` with
    L ≥ 247 (46 and 47, without OFIQ's mask of what covers the face), `entropy_bits` of L's histogram (48).
    All of these but `over_share` depend on the skin: information, not limits. `range_stops` does not: the
    brightest 200th over the darkest, as log2 with .002 of stray light; brows, pupils and eye whites are in
    every face. 3.1 and more on 16 rendered people of all skins and 2 real ones, up to 2.8 with 38 % of the
    contrast taken away and 1.75 with 57 %.
    """

    mean: float
    variance: float
    under_share: float
    over_share: float
    entropy_bits: float
    range_stops: float


def cheeks(rgb: NDArray[np.uint8], points_px: Points) -> tuple[NDArray[np.uint8], NDArray[np.uint8]] | None:
    """Return the squares on the right and left cheek, 34 × 34 RGB each; None where the picture ends.

    They lie below the eyes' centres, half way down to the mouth begins at their upper edge (component 43).
    """
    right_x, right_y = points_px[[RIGHT_EYE_OUTER, RIGHT_EYE_INNER], :2].mean(axis=0)
    left_x, left_y = points_px[[LEFT_EYE_INNER, LEFT_EYE_OUTER], :2].mean(axis=0)
    side_px = CHEEK_SIDE * float(np.hypot(left_x - right_x, left_y - right_y))
    eyes_y = (right_y + left_y) / 2
    mouth_y = float(points_px[[RIGHT_MOUTH_CORNER, LEFT_MOUTH_CORNER], 1].mean())
    top = eyes_y + (mouth_y - eyes_y) / 2
    right = _square(rgb, right_x, top, side_px)
    left = _square(rgb, left_x - side_px, top, side_px)
    return None if right is None or left is None else (right, left)


def _square(rgb: NDArray[np.uint8], left: float, top: float, side_px: float) -> NDArray[np.uint8] | None:
    x, y, side = round(float(left)), round(float(top)), max(1, round(side_px))
    if x < 0 or y < 0 or x + side > rgb.shape[1] or y + side > rgb.shape[0]:
        return None
    way = cv2.INTER_AREA if side > _CHEEK_PX else cv2.INTER_LINEAR
    part = cv2.resize(rgb[y : y + side, x : x + side], (_CHEEK_PX, _CHEEK_PX), interpolation=way)
    return part.astype(np.uint8, copy=False)


def sides(rgb: NDArray[np.uint8], points_px: Points) -> Sides | None:
    """Compare the light on both cheeks of an RGB picture; None when one lies outside of it."""
    both = cheeks(rgb, points_px)
    if both is None:
        return None
    right, left = (linear_luminance(cheek) for cheek in both)
    shares = [_histogram(cheek) for cheek in (right, left)]
    darkest = 1 / 255
    ratio = max(float(right.mean()), darkest) / max(float(left.mean()), darkest)
    return Sides(float(np.minimum(*shares).sum()), abs(float(np.log2(ratio))))


def levels(rgb: NDArray[np.uint8], points_px: Points) -> Levels | None:
    """Measure the luminance levels of a face in an RGB picture; None when it lies outside of it."""
    part, hull = face_region(rgb, points_px)
    inside = hull.astype(np.bool_)
    if not inside.any():
        return None
    luminance = linear_luminance(part[inside])
    shares = _histogram(luminance)
    filled = shares[shares > 0]
    dark, bright = np.percentile(luminance, (0.5, 99.5)) + _STRAY_LIGHT
    return Levels(
        mean=float(luminance.mean()),
        variance=float(luminance.var()),
        under_share=float(shares[: _DARK_MOST + 1].sum()),
        over_share=float(shares[_BRIGHT_LEAST:].sum()),
        entropy_bits=float(-(filled * np.log2(filled)).sum()),
        range_stops=float(np.log2(bright / dark)),
    )


def _histogram(luminance: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the shares of the 256 rounded levels of linear luminance 0 to 1."""
    rounded = np.rint(luminance * 255.0).astype(np.uint8).ravel()
    shares: NDArray[np.float64] = np.bincount(rounded, minlength=256) / rounded.size
    return shares
