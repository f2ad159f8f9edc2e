"""Collecting views of the board: which are worth keeping, and what to do for the next one. Pure.

A lens is known well from views that differ: the board in many places of the picture and tilted both ways.
Views straight from the front cannot tell a near camera with a short lens from a far one with a long lens.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.board import CORNERS, Board, Sight
from kiosk.compliance.camera_geometry import Lens

VIEWS_WANTED = 12
MOST_STRAIGHT = 5
"""Of the views no more than these may be untilted."""

TILTED_DEG = 15.0
MOST_MISSING = 6
"""Corners out of sight in a view that is kept."""
SMALLEST_SHARE = 0.10
"""Root of the corners' area in long sides: from here on a square is 20 pixels of 1280."""
STILL_SHARE = 0.004
"""How far, in long sides, the board may have moved since the picture before."""
OTHER_PLACE_SHARE = 0.10
OTHER_TILT_DEG = 10.0

_GUESSED_LENS = Lens(1.4)
"""39° of view, between a webcam's and a portrait lens': good enough to tell a tilt by."""


class Advice(StrEnum):
    """What staff are to do with the board; `KEPT` when the last view was taken."""

    SHOW = "show"
    NEARER = "nearer"
    WHOLE = "whole"
    STILL = "still"
    TILT = "tilt"
    ELSEWHERE = "elsewhere"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Stance:
    """Where and how the board is: middle (x, y) and size in long sides of the picture, normal and tilt."""

    middle: tuple[float, float]
    size: float
    normal: NDArray[np.float64]
    tilt_deg: float

    def like(self, other: Stance) -> bool:
        """Whether a view of the one tells nothing that a view of the other does not."""
        apart = math.dist(self.middle, other.middle)
        turned_deg = math.degrees(math.acos(np.clip(float(self.normal @ other.normal), -1.0, 1.0)))
        return apart < OTHER_PLACE_SHARE and turned_deg < OTHER_TILT_DEG


@dataclass(frozen=True, slots=True)
class Collected:
    """The views kept so far, with their stances; `last` is the board in the picture before."""

    views: tuple[Sight, ...] = ()
    stances: tuple[Stance, ...] = ()
    last: Sight | None = None

    @property
    def complete(self) -> bool:
        """Whether there are views enough."""
        return len(self.views) >= VIEWS_WANTED


def look(board: Board, now: Collected, sight: Sight | None) -> tuple[Collected, Advice]:
    """Return what is collected after one more picture, and what to do next."""
    before, now = now.last, Collected(now.views, now.stances, sight)
    if sight is None:
        return now, Advice.SHOW
    stance = stance_of(board, sight)
    if stance.size < SMALLEST_SHARE:
        return now, Advice.NEARER
    if len(sight.ids) < CORNERS - MOST_MISSING:
        return now, Advice.WHOLE
    straight = [kept for kept in now.stances if kept.tilt_deg < TILTED_DEG]
    if stance.tilt_deg < TILTED_DEG and len(straight) >= MOST_STRAIGHT:
        return now, Advice.TILT
    if any(stance.like(kept) for kept in now.stances):
        return now, Advice.ELSEWHERE if len(straight) < MOST_STRAIGHT else Advice.TILT
    if before is None or _moved_share(before, sight) > STILL_SHARE:
        return now, Advice.STILL
    return Collected((*now.views, sight), (*now.stances, stance), sight), Advice.KEPT


def stance_of(board: Board, sight: Sight) -> Stance:
    """Return how the board stands, as seen through a lens that is only guessed."""
    long_side = max(sight.size_px)
    camera = _GUESSED_LENS.before(sight.size_px)
    _, turn, _ = cv2.solvePnP(
        board.corners_mm(sight.ids), sight.corners_px, camera.matrix, np.zeros(4), flags=cv2.SOLVEPNP_IPPE
    )
    normal = np.asarray(cv2.Rodrigues(turn)[0], np.float64)[:, 2]
    x, y = sight.corners_px.mean(axis=0) / long_side
    area_px2 = float(cv2.contourArea(cv2.convexHull(sight.corners_px)))
    tilt_deg = math.degrees(math.acos(min(1.0, abs(float(normal[2])))))
    return Stance((float(x), float(y)), math.sqrt(area_px2) / long_side, normal, tilt_deg)


def _moved_share(before: Sight, now: Sight) -> float:
    """Return the mean way of the corners that both pictures show, in long sides; endless without any."""
    common, one, other = np.intersect1d(before.ids, now.ids, return_indices=True)
    if len(common) == 0:
        return math.inf
    ways_px = np.linalg.norm(before.corners_px[one] - now.corners_px[other], axis=1)
    return float(ways_px.mean()) / max(now.size_px)
