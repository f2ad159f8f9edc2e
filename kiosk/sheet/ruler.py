"""A ruler beside the photos, by which anybody can see that the sheet was printed at its true size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.sheet.cut_marks import Lying, Mark

LENGTHS_MM = (100, 80, 60, 50, 40, 30, 20)
DEPTH_MM = 5.0
CLEARANCE_MM = 1.0
"""Least distance from any photo and mark, and the room for half a line at both ends."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Ruler:
    """A ruler of `length_mm` from the lower left corner (x, y), to the right or, if `upright`, up.

    Its marks lie to its upper, or left, side. `scale` is the printer's correction along it.
    """

    x_mm: float
    y_mm: float
    length_mm: int
    scale: float
    upright: bool

    @property
    def box(self) -> Box:
        """Return the room it takes: left, bottom, right, top."""
        along, deep = self.length_mm * self.scale, DEPTH_MM
        if self.upright:
            return self.x_mm - deep, self.y_mm, self.x_mm, self.y_mm + along
        return self.x_mm, self.y_mm, self.x_mm + along, self.y_mm + deep


def ruler_beside(
    places: Sequence[Lying],
    marks: Sequence[Mark],
    page_mm: tuple[float, float],
    margin_mm: float,
    scales: tuple[float, float],
) -> Ruler | None:
    """Return the longest ruler that has room inside the margin, lying if it can; None if there is no room.

    `scales` are the printer's corrections along x and y.
    """
    photos = [(p.x_mm, p.y_mm, p.x_mm + p.width_mm, p.y_mm + p.height_mm) for p in places]
    lines = [
        (min(m.x1_mm, m.x2_mm), min(m.y1_mm, m.y2_mm), max(m.x1_mm, m.x2_mm), max(m.y1_mm, m.y2_mm))
        for m in marks
    ]
    around = (-CLEARANCE_MM, -CLEARANCE_MM, CLEARANCE_MM, CLEARANCE_MM)
    taken = np.array([*photos, *lines]) + around
    for length_mm in LENGTHS_MM:
        for upright in (False, True):
            along = length_mm * scales[upright]
            wide, tall = (DEPTH_MM, along) if upright else (along, DEPTH_MM)
            corner = _free_corner(taken, (wide, tall), page_mm, margin_mm)
            if corner is not None:
                return Ruler(corner[0] + wide * upright, corner[1], length_mm, scales[upright], upright)
    return None


def _free_corner(
    taken: NDArray[np.float64], size: tuple[float, float], page_mm: tuple[float, float], margin_mm: float
) -> tuple[float, float] | None:
    """Return the lowest, leftmost free place; it lies against something, or the margin, on both sides."""
    slack = 1e-6
    lefts = np.unique(np.round([margin_mm, *taken[:, 2]], 6))
    lows = np.unique(np.round([margin_mm, *taken[:, 3]], 6))
    lefts = lefts[(lefts >= margin_mm) & (lefts + size[0] <= page_mm[0] - margin_mm + slack)]
    lows = lows[(lows >= margin_mm) & (lows + size[1] <= page_mm[1] - margin_mm + slack)]
    beside = (lefts[:, None] < taken[:, 2] - slack) & (taken[:, 0] < lefts[:, None] + size[0] - slack)
    level = (lows[:, None] < taken[:, 3] - slack) & (taken[:, 1] < lows[:, None] + size[1] - slack)
    free = np.argwhere(~(level[:, None, :] & beside[None, :, :]).any(axis=2))
    return None if not len(free) else (float(lefts[free[0][1]]), float(lows[free[0][0]]))
