"""Where in the photo something is wrong: rings, arrows and shaded sides to draw over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.face_points import CHIN, EYE_OUTLINES, LEFT_MOUTH_CORNER, RIGHT_MOUTH_CORNER, STEADY
from kiosk.compliance.record import CheckRecord, Report

Shape = Literal["ring", "arrow", "shade"]
Towards = Literal["left", "right", "up", "down"]

FOREHEAD = 10
EYE_GROWN = 1.9
"""A ring around an eye is this much larger than the eye, so that the eye is seen inside."""

_UNMIRRORED: dict[str, Towards] = {
    "turn_left": "right",
    "turn_right": "left",
    "tilt_left": "right",
    "tilt_right": "left",
    "chin_up": "up",
    "chin_down": "down",
}
"""Hint to the way in the photo, where the customer's left is on the right."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to draw over the photo, its middle and size in shares of the photo's width and height.

    An arrow points `towards` a side of the picture; `mandatory` tells red from amber.
    """

    shape: Shape
    x: float
    y: float
    width: float
    height: float
    mandatory: bool
    towards: Towards | None = None


def marks(report: Report, points: NDArray[np.float64]) -> tuple[Mark, ...]:
    """Return a mark for all that failed and has a place, mandatory checks last and so on top.

    `points` are the face points in the finished, unmirrored photo, shape (478, 2), 0 to 1 across and down.
    No place is marked twice.
    """
    failed = sorted((check for check in report.checks if not check.passed), key=lambda check: check.mandatory)
    places: dict[tuple[Shape, float, float], Mark] = {}
    for check in failed:
        for mark in _marks_of(check, points):
            places[(mark.shape, mark.x, mark.y)] = mark
    return tuple(places.values())


def _marks_of(check: CheckRecord, points: NDArray[np.float64]) -> Iterator[Mark]:
    family = check.id.partition(".")[0]
    match check.id, family:
        case _, "eyes":
            for outline in EYE_OUTLINES:
                yield _ring(check, points[list(outline)], EYE_GROWN, EYE_GROWN * 2)
        case _, "glasses":
            yield _ring(check, points[[index for outline in EYE_OUTLINES for index in outline]], 1.5, 5.0)
        case _, "mouth" | "expression":
            yield _ring(check, points[[RIGHT_MOUTH_CORNER, LEFT_MOUTH_CORNER, 0, 17]], 1.5, 2.0)
        case _, "pose":
            yield from _arrow(check, points)
        case "head.covering", _:
            top = points[FOREHEAD]
            brows = points[list(STEADY)].min(axis=0)
            width = float(np.ptp(points[:, 0]))
            yield Mark(
                "ring", float(top[0]), float(top[1]), width, 2 * float(brows[1] - top[1]), check.mandatory
            )
        case "face.occluded" | "face.sides", _:
            yield _ring(check, points, 1.05, 1.05)
        case _, "light":
            yield _ring(check, points, 1.05, 1.05)
        case _, "background":
            yield from _sides(check, points)
        case _:
            return


def _ring(check: CheckRecord, around: NDArray[np.float64], wider: float, higher: float) -> Mark:
    low, high = around.min(axis=0), around.max(axis=0)
    x, y = (low + high) / 2
    width, height = high - low
    return Mark("ring", float(x), float(y), float(width) * wider, float(height) * higher, check.mandatory)


def _arrow(check: CheckRecord, points: NDArray[np.float64]) -> Iterator[Mark]:
    """Point from the chin where to move it, or from the forehead when the head leans."""
    towards = _UNMIRRORED.get(check.hint or "")
    if towards is not None:
        size = 0.35 * float(points[CHIN, 1] - points[FOREHEAD, 1])
        at = points[FOREHEAD] if check.id == "pose.roll" else points[CHIN]
        yield Mark("arrow", float(at[0]), float(at[1]), size, size, check.mandatory, towards)


def _sides(check: CheckRecord, points: NDArray[np.float64]) -> Iterator[Mark]:
    """Shade what shows of the background on both sides of the head, down to the chin."""
    left, right = float(points[:, 0].min()), float(points[:, 0].max())
    gap = 0.15 * (right - left)
    bottom = float(points[CHIN, 1])
    for start, end in ((0.0, left - gap), (right + gap, 1.0)):
        if end > start:
            yield Mark("shade", (start + end) / 2, bottom / 2, end - start, bottom, check.mandatory)


def shares(points_px: Sequence[tuple[float, float]], size_px: tuple[int, int]) -> NDArray[np.float64]:
    """Return points of a photo of width × height pixels as shares of both."""
    return np.asarray(points_px, np.float64) / np.asarray(size_px, np.float64)
