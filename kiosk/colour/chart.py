"""The chart of 24 colours and the grey card: what they are, and their light in a picture.

Everything is in linear light, order red-green-blue.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.frame import BgrImage
from kiosk.colour.lab import lab_table, linear_table
from kiosk.colour.srgb import LINEAR

COLUMNS, ROWS = 6, 4

CHART_LAB: NDArray[np.float64] = np.array(
    [
        (37.54, 14.37, 14.92),
        (64.66, 19.27, 17.50),
        (49.32, -3.82, -22.54),
        (43.46, -12.74, 22.72),
        (54.94, 9.61, -24.79),
        (70.48, -32.26, -0.37),
        (62.73, 35.83, 56.50),
        (39.43, 10.75, -45.17),
        (50.57, 48.64, 16.67),
        (30.10, 22.54, -20.87),
        (71.77, -24.13, 58.19),
        (71.51, 18.24, 67.37),
        (28.37, 15.42, -49.80),
        (54.38, -39.72, 32.27),
        (42.43, 51.05, 28.62),
        (81.80, 2.67, 80.41),
        (50.63, 51.28, -14.12),
        (49.57, -29.71, -28.32),
        (95.19, -1.03, 2.93),
        (81.29, -0.57, 0.44),
        (66.89, -0.75, -0.06),
        (50.76, -0.13, 0.14),
        (35.63, -0.46, -0.48),
        (20.64, 0.07, -0.46),
    ]
)
"""L*a*b* (D50, 2°) of the ColorChecker Classic's patches, row by row from the brown one to the black one: the
maker's (X-Rite's) published values for charts made since November 2014."""

CHART_LIGHT: NDArray[np.float64] = linear_table(CHART_LAB)
"""The same as linear sRGB; the cyan patch lies outside of it."""

WHITE_PATCH = 18
GREY_PATCHES = (19, 20, 21, 22)
"""The neutral patches between white, which is a little yellow, and black, which is mostly noise."""

INNER_SHARE = 0.6
"""Of a patch's side, the middle that is measured: its edges are blurred."""
FULL_LEVEL = 250
"""From here on a camera's level may be cut off."""
MOST_FULL = 0.02
"""Share of a patch's pixels that may be."""
GLARE = 0.12
"""How much brighter one quarter of a patch may be than another, as a share of the patch's light."""
_STRAY = 0.01
"""Linear light that dark patches may differ by in addition."""
CARD_SHARE = 0.2
"""Side of the middle square that a grey card is measured in, as a share of the picture's shorter side."""
CARD_LEAST, CARD_MOST_CAST = 0.02, 4.0
"""Linear light below which a card is not lit, and by how much its strongest colour may exceed its weakest."""


class Unread(StrEnum):
    """Why a chart or card cannot be measured."""

    NOT_FOUND = "not_found"
    CUT_OFF = "cut_off"
    TOO_SMALL = "too_small"
    OVEREXPOSED = "overexposed"
    GLARE = "glare"
    NOT_GREY = "not_grey"


@dataclass(frozen=True, slots=True)
class Reading:
    """The patches of a chart as a camera sees them: mean linear light (24, 3), in the chart's order.

    `outlines_px` are the corners of what was measured, (24, 4, 2), in px from the first pixel's middle.
    """

    light: NDArray[np.float64]
    outlines_px: NDArray[np.float64]


def read_patches(bgr: BgrImage, to_px: NDArray[np.float64]) -> Reading | Unread:
    """Measure the patches of a chart in a picture.

    `to_px` (3, 3) is the homography from columns and rows of patches, (0, 0) the first one's middle, to px.
    """
    outlines = outlines_of(to_px)
    light = np.empty((COLUMNS * ROWS, 3))
    for number, outline in enumerate(outlines):
        seen = _patch_light(bgr, outline)
        if isinstance(seen, Unread):
            return seen
        light[number] = seen
    return Reading(light, outlines)


def read_grey_card(bgr: BgrImage) -> NDArray[np.float64] | Unread:
    """Return the mean linear light (3,) of a grey card that fills the middle of a picture."""
    seen = _patch_light(bgr, card_outline(bgr))
    if isinstance(seen, Unread):
        return seen
    is_grey = seen.min() > CARD_LEAST and seen.max() < CARD_MOST_CAST * seen.min()
    return seen if is_grey else Unread.NOT_GREY


def card_outline(bgr: BgrImage) -> NDArray[np.float64]:
    """Return the corners (4, 2) of the square that a grey card is measured in, px."""
    height, width = bgr.shape[:2]
    half = CARD_SHARE * min(height, width) / 2
    corners = np.array([(-half, -half), (half, -half), (half, half), (-half, half)])
    return np.asarray(corners + np.array([width / 2, height / 2]), np.float64)


def outlines_of(to_px: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the corners (24, 4, 2) of the measured middle of each patch, px."""
    half = INNER_SHARE * 0.88 / 2  # a patch is seven eighths of the way to the next one
    corners = np.array([(-half, -half), (half, -half), (half, half), (-half, half)])
    middles = np.array([(x, y) for y in range(ROWS) for x in range(COLUMNS)], np.float64)
    places = (middles[:, None] + corners[None]).reshape(-1, 1, 2)
    return np.asarray(cv2.perspectiveTransform(places, to_px), np.float64).reshape(-1, 4, 2)


def patch_lab(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return L*a*b* of linear light (…, 3) as a picture in sRGB can show it."""
    return lab_table(np.clip(light, 0.0, 1.0))


def _patch_light(bgr: BgrImage, outline: NDArray[np.float64]) -> NDArray[np.float64] | Unread:
    """Return the mean light (3,) within an outline (4, 2), unless it is cut off or shines."""
    left, top = np.floor(outline.min(axis=0)).astype(int)
    right, bottom = np.ceil(outline.max(axis=0)).astype(int) + 1
    if left < 0 or top < 0 or bottom > bgr.shape[0] or right > bgr.shape[1]:
        return Unread.CUT_OFF
    part = bgr[top:bottom, left:right]
    middle, first, second = outline.mean(axis=0), outline[:2].mean(axis=0), outline[1:3].mean(axis=0)
    quarters = np.zeros(part.shape[:2], np.uint8)
    for number, (corner, before, after) in enumerate(
        (
            (outline[0], 2 * middle - second, first),
            (outline[1], first, second),
            (outline[2], second, 2 * middle - first),
            (outline[3], 2 * middle - first, 2 * middle - second),
        ),
        start=1,
    ):
        shape = np.rint(np.array([corner, before, middle, after]) - (left, top)).astype(np.int32)
        cv2.fillConvexPoly(quarters, shape, (number,))
    within = quarters > 0
    if not within.any():
        return Unread.TOO_SMALL
    if (part[within] >= FULL_LEVEL).any(axis=1).mean() > MOST_FULL:
        return Unread.OVEREXPOSED
    light = LINEAR[part[..., ::-1]].astype(np.float64)
    parts = [light[quarters == number].mean(axis=0) for number in (1, 2, 3, 4) if (quarters == number).any()]
    brightness = [float(mean.mean()) for mean in parts]
    mean: NDArray[np.float64] = light[within].mean(axis=0)
    if max(brightness) - min(brightness) > GLARE * float(mean.mean()) + _STRAY:
        return Unread.GLARE
    return mean
