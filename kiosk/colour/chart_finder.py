"""Finding the chart of 24 colours in a picture, however it is turned: squares, their grid, its colours."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.frame import BgrImage
from kiosk.colour.chart import (
    CHART_LIGHT,
    COLUMNS,
    INNER_SHARE,
    ROWS,
    Reading,
    Unread,
    outlines_of,
    read_patches,
)
from kiosk.colour.srgb import to_linear

LONG_SIDE_PX = 800
"""Size that squares are looked for in."""
LEVELS = (14, 22, 30, 40, 52, 66, 82, 100, 122, 148, 178, 210)
"""Thresholds of the search, in each of the three colours: patches lie in a dark frame."""
SMALLEST_PX = 5.0
"""Side of the smallest square that is looked at."""
SMALLEST_PATCH_PX = 16.0
"""Side of the smallest patch that is measured, in the picture itself: some 90 pixels of its middle."""
FEWEST_SQUARES = 10
MOST_SQUARES = 1000
"""Of more only the largest count: the chart gives some 300, the rest of a picture can give any number."""
MOST_UNLIKE = 0.75
"""Root mean square of how far the colours may be from the chart's, as natural logarithms of light, when each
of red, green and blue may be brightened as a whole. Three times what a bad camera gives; a chart that is
turned or shifted by a patch exceeds 1."""

_DARKEST = 0.01
_OFF_GRID = 0.2
_NEAREST, _FURTHEST = 1.0, 1.45


@dataclass(frozen=True, slots=True)
class _Square:
    """A square that was seen: its middle and its two sides, px."""

    middle: NDArray[np.float64]
    across: NDArray[np.float64]
    down: NDArray[np.float64]

    @property
    def side(self) -> float:
        return (float(np.hypot(*self.across)) + float(np.hypot(*self.down))) / 2


def find_chart(bgr: BgrImage) -> Reading | Unread:
    """Return the patches of the chart in a picture (height, width, 3), or why there are none to measure."""
    shrink = min(1.0, LONG_SIDE_PX / max(bgr.shape))
    resized = cv2.resize(bgr, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    small = np.asarray(cv2.GaussianBlur(resized, (0, 0), 0.8), np.uint8)
    grid = _grid(_squares(small))
    if grid is None:
        return Unread.NOT_FOUND
    to_px = _turned_right(small, grid)
    if isinstance(to_px, Unread):
        return to_px
    back = np.array([[1 / shrink, 0, 0.5 / shrink - 0.5], [0, 1 / shrink, 0.5 / shrink - 0.5], [0, 0, 1]])
    full = back @ to_px
    sides_px = np.linalg.norm(np.diff(outlines_of(full), axis=1), axis=2)
    if float(sides_px.min()) < INNER_SHARE * SMALLEST_PATCH_PX:
        return Unread.TOO_SMALL
    return read_patches(bgr, full)


def _squares(bgr: BgrImage) -> list[_Square]:
    """Return what looks like a square, each thing once."""
    found: list[_Square] = []
    for channel in cv2.split(bgr):
        for level in LEVELS:
            _, above = cv2.threshold(channel, level, 255, cv2.THRESH_BINARY)
            contours, _ = cv2.findContours(above, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
            found += [square for contour in contours if (square := _square(contour, bgr.shape)) is not None]
    found = sorted(found, key=lambda one: one.side)[-MOST_SQUARES:]
    single: list[_Square] = []
    middles, sides = np.empty((len(found), 2)), np.empty(len(found))
    for square in found:
        apart = np.linalg.norm(middles[: len(single)] - square.middle, axis=1)
        if not (apart < 0.4 * sides[: len(single)]).any():
            middles[len(single)], sides[len(single)] = square.middle, square.side
            single.append(square)
    return single


def _square(contour: cv2.typing.MatLike, shape: tuple[int, ...]) -> _Square | None:
    area = cv2.contourArea(contour)
    if not SMALLEST_PX**2 < area < (max(shape) / 4) ** 2:
        return None
    corners = cv2.approxPolyDP(contour, 0.08 * cv2.arcLength(contour, closed=True), closed=True)
    if len(corners) != 4 or not cv2.isContourConvex(corners):
        return None
    a, b, c, d = corners.reshape(4, 2).astype(np.float64)
    one, other = (b - a + c - d) / 2, (d - a + c - b) / 2
    lengths = float(np.hypot(*one)), float(np.hypot(*other))
    turn = float(one[0] * other[1] - one[1] * other[0])
    if min(lengths) < 0.5 * max(lengths) or abs(turn) < 0.7 * lengths[0] * lengths[1]:
        return None
    return _Square((a + b + c + d) / 4, one, other if turn > 0 else -other)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Squares in rows: homography (3, 3) from columns and rows to px; which ones there are, from (0, 0)."""

    to_px: NDArray[np.float64]
    columns: int
    rows: int


def _grid(squares: list[_Square]) -> _Grid | None:
    """Return the grid that most squares lie in, if it can be the chart's."""
    middles = np.array([square.middle for square in squares])
    sides = np.array([square.side for square in squares])
    left = list(range(len(squares)))
    best: dict[tuple[int, int], int] = {}
    while left:
        cells = _grown(squares, middles, sides, left[0])
        best = max(best, cells, key=len)
        taken = set(cells.values())
        left = [number for number in left if number not in taken]
    if len(best) < FEWEST_SQUARES:
        return None
    places = np.array(list(best), np.float64)
    numbers = list(best.values())
    side = float(np.median(sides[numbers]))
    to_px, inliers = cv2.findHomography(places, middles[numbers], cv2.RANSAC, _OFF_GRID * side)
    if to_px is None or int(inliers.sum()) < FEWEST_SQUARES:
        return None
    kept = places[inliers.ravel() > 0]
    low, high = kept.min(axis=0), kept.max(axis=0)
    columns, rows = (int(count) for count in high - low + 1)
    if max(columns, rows) > COLUMNS or min(columns, rows) > ROWS:
        return None
    shift = np.array([[1.0, 0.0, low[0]], [0.0, 1.0, low[1]], [0.0, 0.0, 1.0]])
    return _Grid(np.asarray(to_px, np.float64) @ shift, columns, rows)


def _grown(
    squares: list[_Square], middles: NDArray[np.float64], sides: NDArray[np.float64], seed: int
) -> dict[tuple[int, int], int]:
    """Return which square lies in which cell, from the seed in (0, 0) to its neighbours and theirs.

    `middles` (n, 2) and `sides` (n,) are the squares'.
    """
    cells = {(0, 0): seed}
    start = squares[seed]
    edge = [((0, 0), start.across, start.down)]
    while edge:
        cell, across, down = edge.pop(0)
        here, side = middles[cells[cell]], float(sides[cells[cell]])
        for dx, dy, step in ((1, 0, across), (-1, 0, -across), (0, 1, down), (0, -1, -down)):
            beside = (cell[0] + dx, cell[1] + dy)
            if beside in cells:
                continue
            way = middles - here
            length = float(np.hypot(*step))
            along = way @ step / length
            astray = np.abs(way[:, 0] * step[1] - way[:, 1] * step[0]) / length
            fits = (along > _NEAREST * side) & (along < _FURTHEST * side) & (astray < 0.3 * side)
            fits &= (sides > 0.65 * side) & (sides < 1.5 * side)
            if not fits.any():
                continue
            number = int(np.flatnonzero(fits)[along[fits].argmin()])
            if number in cells.values():
                continue
            cells[beside] = number
            new = way[number] * (dx + dy)
            edge.append((beside, new, down) if dx else (beside, across, new))
    return cells


def _turned_right(bgr: BgrImage, grid: _Grid) -> NDArray[np.float64] | Unread:
    """Return the homography from the chart's own columns and rows to px: as its colours say."""
    height, width = bgr.shape[:2]
    light = to_linear(bgr)[..., ::-1]
    wanted = np.log(np.maximum(CHART_LIGHT, _DARKEST))
    best, best_unlike, cut_off = None, math.inf, False
    for place in _places(grid):
        to_px = grid.to_px @ place
        middles = np.rint(outlines_of(to_px).mean(axis=1)).astype(int)
        if (middles < 1).any() or (middles >= (width - 1, height - 1)).any():
            cut_off = True
            continue
        seen = np.log(np.maximum(light[middles[:, 1], middles[:, 0]], _DARKEST))
        off = seen - wanted
        unlike = float((off - np.median(off, axis=0)).std())
        if unlike < best_unlike:
            best, best_unlike = to_px, unlike
    if best is None or best_unlike > MOST_UNLIKE:
        return Unread.CUT_OFF if cut_off else Unread.NOT_FOUND
    return best


def _places(grid: _Grid) -> Iterator[NDArray[np.float64]]:
    """Yield every way in which the chart can lie on the grid: (3, 3) from its cells to the grid's."""
    for quarter in range(4):
        cos, sin = ((1, 0), (0, 1), (-1, 0), (0, -1))[quarter]
        turn = np.array([[cos, -sin], [sin, cos]])
        corners = np.array([turn @ corner for corner in ((0, 0), (COLUMNS - 1, ROWS - 1))])
        low, high = corners.min(axis=0), corners.max(axis=0)
        room_x, room_y = high - low + 1 - (grid.columns, grid.rows)
        for x in range(room_x + 1):
            for y in range(room_y + 1):
                shift = -low - (x, y)
                yield np.array(
                    [[turn[0, 0], turn[0, 1], shift[0]], [turn[1, 0], turn[1, 1], shift[1]], [0, 0, 1]],
                    np.float64,
                )
