"""How a person moved between two pictures taken a moment apart, to a fraction of a pixel."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
Grey = NDArray[np.uint8]

LONG_SIDE_PX = 1280
"""Pictures are compared at this size: the motion wanted is smooth, and a tenth of its pixel is seen."""

FEWEST_POINTS = 12
_POINTS = 200
_SEARCH_PX = 640
_APART_PX = 5
_WINDOW_PX = (9, 21)
"""Side of what is compared around a point: a sixtieth of the long side, but no less nor more than this."""

_NEAR = 0.1
"""Deviation of a place's neighbourhood, as a share of the long side, over which the motion is averaged."""

_PRIOR = 4.0
"""So many points' weight has the motion of the whole person against what was seen near a place."""

_STRAY_PX = 0.7
_GRID = 24


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """Where what is in the first picture was found in the second.

    `shift` (rows, columns, 2) is a coarse grid over the first picture, (x, y) in its pixels, to be added to
    a place in the first to get the one in the second. `points` says on how many places of the person it
    stands; with fewer than FEWEST_POINTS none was measured and it is zero.
    """

    shift: F32
    points: int

    @property
    def most_px(self) -> float:
        """The furthest that any place moved."""
        return float(np.linalg.norm(self.shift, axis=2).max())


def follow(first: Grey, second: Grey, inside: Grey) -> Motion:
    """Return the motion of what lies `inside` (non-zero); three pictures of one size, grey.

    Corners are followed (Lucas & Kanade 1981, in a pyramid), the whole person is taken to turn and shift
    as one (RANSAC), and what single parts do beyond that is averaged over their neighbourhood.
    """
    height, width = first.shape
    scale = min(1.0, LONG_SIDE_PX / max(height, width))
    size = (round(width * scale), round(height * scale))
    window = int(np.clip(max(size) // 60 | 1, *_WINDOW_PX))
    mask = np.asarray(cv2.resize(inside, size, interpolation=cv2.INTER_NEAREST), np.uint8)
    # What is compared must not reach over the outline: the wall beyond it does not move.
    mask = np.asarray(cv2.erode(mask, np.ones((window, window), np.uint8)), np.uint8)
    one, two = (_calm(picture, size) for picture in (first, second))
    if mask.any():  # a light that got stronger would pass for motion wherever a shade has a slope
        brighter = cv2.mean(one, mask)[0] / max(1.0, cv2.mean(two, mask)[0])
        two = np.asarray(cv2.convertScaleAbs(two, alpha=brighter), np.uint8)
    nobody = Motion(np.zeros((2, 2, 2), np.float32), 0)
    less = min(1.0, _SEARCH_PX / max(size))
    small = (round(size[0] * less), round(size[1] * less))
    corners = cv2.goodFeaturesToTrack(
        cv2.resize(one, small, interpolation=cv2.INTER_AREA),
        _POINTS,
        0.005,
        _APART_PX,
        mask=cv2.resize(mask, small, interpolation=cv2.INTER_NEAREST),
        blockSize=5,
    )
    if corners is None or len(corners) < FEWEST_POINTS:
        return nobody
    corners = (corners + np.float32(0.5)) / np.float32(less) - np.float32(0.5)
    found, seen, _ = cv2.calcOpticalFlowPyrLK(
        one, two, corners, np.empty_like(corners), winSize=(window, window), maxLevel=2
    )
    kept = seen.reshape(-1) == 1
    start, end = corners.reshape(-1, 2)[kept], found.reshape(-1, 2)[kept]
    if len(start) < FEWEST_POINTS:
        return nobody
    whole, agree = cv2.estimateAffinePartial2D(start, end, ransacReprojThreshold=_STRAY_PX)
    if whole is None or int(agree.sum()) < FEWEST_POINTS:
        return nobody
    kept = agree.reshape(-1) == 1
    start, end = start[kept], end[kept]
    rest = end - (start @ whole[:, :2].T + whole[:, 2])
    x, y = np.meshgrid((np.arange(_GRID) + 0.5) / _GRID * size[0], (np.arange(_GRID) + 0.5) / _GRID * size[1])
    places = np.stack([x, y], axis=2).reshape(-1, 2)
    away = ((places[:, None] - start[None]) ** 2).sum(axis=2)
    weight = np.exp(-0.5 * away / (_NEAR * max(size)) ** 2)
    local = weight @ rest / (weight.sum(axis=1, keepdims=True) + _PRIOR)
    shift = (places @ whole[:, :2].T + whole[:, 2] - places + local).reshape(_GRID, _GRID, 2) / scale
    return Motion(np.asarray(shift, np.float32), len(start))


def _calm(picture: Grey, size: tuple[int, int]) -> Grey:
    """Return the picture in this size, softened: noise would draw the motion towards none."""
    small = (
        picture if picture.shape[::-1] == size else cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    )
    return np.asarray(cv2.GaussianBlur(small, (0, 0), 1.5), np.uint8)
