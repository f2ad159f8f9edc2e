"""Marks drawn where the head's points truly are, and found again in the finished photo's pixels.

So what is measured is the picture that would be printed, not the arithmetic that planned it.
"""

from __future__ import annotations

import numpy as np

from kiosk.portrait.crop import Crop, cut_out
from kiosk.portrait.head_points import HeadPoints, Point
from kiosk.portrait.pixels import BgrImage

SIGMA_PX = 1.5
"""Size of a dot in the finished photo."""

_REACH = 5
_FOUND_WITHIN_PX = 6.0


def marked(points: tuple[Point, ...], size_px: tuple[int, int], sigma_px: float) -> BgrImage:
    """Return a white picture (width, height) with a soft black dot at every point, true to a hundredth px."""
    reach_px = round(_REACH * sigma_px)
    picture = np.full((size_px[1], size_px[0], 3), 255, np.uint8)
    for x, y in points:
        left, top = int(x) - reach_px, int(y) - reach_px
        columns = np.arange(max(left, 0), min(left + 2 * reach_px, size_px[0]))
        rows = np.arange(max(top, 0), min(top + 2 * reach_px, size_px[1]))
        # points count from the outer corner of the first pixel, whose middle is at .5
        across = np.exp(-(((columns + 0.5 - x) / sigma_px) ** 2) / 2)
        down = np.exp(-(((rows + 0.5 - y) / sigma_px) ** 2) / 2)
        dot = 255.0 * (1.0 - np.outer(down, across))
        window = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        window[...] = np.minimum(window, np.round(dot)[..., None]).astype(np.uint8)
    return picture


def found_again(photo: BgrImage, near: Point) -> Point:
    """Return the middle of the dot within a few pixels of `near`; raises ValueError when there is none."""
    height, width = photo.shape[:2]
    left, right = (int(np.clip(near[0] + side * _FOUND_WITHIN_PX, 0, width)) for side in (-1, 1))
    top, bottom = (int(np.clip(near[1] + side * _FOUND_WITHIN_PX, 0, height)) for side in (-1, 1))
    dark = 255.0 - photo[top:bottom, left:right, 0].astype(np.float64)
    weight = float(dark.sum())
    if weight < 255.0:
        raise ValueError("no mark lies there")
    columns, rows = np.arange(left, right) + 0.5, np.arange(top, bottom) + 0.5
    return float(dark.sum(axis=0) @ columns / weight), float(dark.sum(axis=1) @ rows / weight)


def read_off(points: HeadPoints, size_px: tuple[int, int], crop: Crop) -> HeadPoints:
    """Return where eyes, chin and crowns lie in the photo that `crop` cuts, in the photo's pixels.

    The crowns may be so close that their dots would run into one, so the hair's has a picture of its own.
    Raises ValueError when a point lies outside the photo, as the top of tall hair may.
    """
    places = (points.left_eye, points.right_eye, points.chin, points.crown_skull, points.crown_hair)
    sigma_px = SIGMA_PX / crop.scale
    photos = [cut_out(marked(some, size_px, sigma_px), crop) for some in (places[:4], places[4:])]
    seen = [
        found_again(photos[0 if index < 4 else 1], crop.to_output(place))
        for index, place in enumerate(places)
    ]
    return HeadPoints(
        left_eye=seen[0],
        right_eye=seen[1],
        chin=seen[2],
        chin_uncertainty_px=0.0,
        face_width_px=points.face_width_px * crop.scale,
        crown_skull=seen[3],
        crown_skull_uncertainty_px=0.0,
        crown_hair=seen[4],
        crown_hair_uncertainty_px=0.0,
    )


def as_it_is(crop: Crop) -> Crop:
    """Return the crop that leaves a finished photo untouched, for measuring points given in its pixels."""
    middle = crop.width_px / 2, crop.height_px / 2
    return Crop(0.0, 1.0, middle, crop.width_px, crop.height_px, crop.margin)
