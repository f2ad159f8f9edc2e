"""As many rectangles of one size as fit into an area, and whether that is proven to be the most.

Lengths are whole numbers, the gap is part of the rectangle; x to the right, y up, from the lower left corner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd, lcm

import numpy as np
from numpy.typing import NDArray

from kiosk.sheet.bounds import mixtures, most, scales
from kiosk.sheet.skyline import Problem, Spot, Sums, Undecided

MOST_STATES = 1800
"""Steps of the exact search, up to 0.1 s: a customer waits. Where that is not enough the result says so."""

FEW_MIXTURES = 2
"""With more of them, the plain search is as good."""

Area = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Packing:
    """Where the rectangles lie; it is proven that no more than `at_most` can be packed."""

    spots: tuple[Spot, ...]
    at_most: int


class Blocks:
    """The most a×b rectangles in an area that is cut into blocks, each again and so on.

    An area is cut in two from side to side; the whole one also in five like a pinwheel (Morabito and Morales,
    "A simple and effective recursive procedure for the manufacturer's pallet loading problem", 1998).
    """

    def __init__(self, a: int, b: int, area: Area) -> None:
        self._a, self._b = a, b
        self._lengths = np.array(Sums((a, b), max(area)).lengths)
        rest = self._lengths[:, None] - self._lengths[None, :]
        self._rest = self._index(rest)
        self._halves = np.searchsorted(self._lengths, self._lengths // 2, side="right")
        self._counts = self._counted()

    def count(self, width: int, height: int) -> int:
        """Return how many fit with cuts from side to side."""
        return int(self._counts[self._index(width), self._index(height)])

    def spots(self, width: int, height: int, x: int = 0, y: int = 0) -> Iterator[Spot]:
        """Yield where they lie, the area's lower left corner being (x, y)."""
        count = self.count(width, height)
        plain = grid(self._a, self._b, (width, height), x, y)
        if len(plain) == count:
            yield from plain
            return
        row, column = int(self._index(width)), int(self._index(height))
        across, up = self._splits(self._counts, row, column), self._splits(self._counts, column, row)
        if across.max(initial=0) == count:
            cut = int(self._lengths[1 + across.argmax()])
            yield from self.spots(cut, height, x, y)
            yield from self.spots(width - cut, height, x + cut, y)
        else:
            cut = int(self._lengths[1 + up.argmax()])
            yield from self.spots(width, cut, x, y)
            yield from self.spots(width, height - cut, x, y + cut)

    def cuts(self, room: int) -> list[int]:
        """Return the lengths up to `room` at which a cut can matter."""
        return [int(length) for length in self._lengths[: self._index(room) + 1]]

    def _counted(self) -> NDArray[np.int16]:
        """Return the counts for all widths (rows) and heights (columns), smaller areas first."""
        a, b, lengths = self._a, self._b, self._lengths
        plain = np.maximum((lengths[:, None] // a) * (lengths // b), (lengths[:, None] // b) * (lengths // a))
        limit = lengths[:, None] * lengths // (a * b)
        counts = plain.astype(np.int16)
        for row in range(len(lengths)):
            for column in range(row + 1):
                if counts[row, column] < limit[row, column]:
                    best = max(
                        counts[row, column],
                        self._splits(counts, row, column).max(initial=0),
                        self._splits(counts, column, row).max(initial=0),
                    )
                    counts[row, column] = counts[column, row] = best
        return counts

    def _splits(self, counts: NDArray[np.int16], cut: int, kept: int) -> NDArray[np.int16]:
        """Return the counts of both parts together for every cut of length `cut` at the height `kept`."""
        half = self._halves[cut]
        column = counts[:, kept]
        return np.asarray(column[1:half] + column[self._rest[cut, 1:half]])

    def _index(self, room: NDArray[np.int64] | int) -> NDArray[np.int64]:
        """Return the number of the longest length within the room."""
        return np.asarray(np.searchsorted(self._lengths, room, side="right") - 1)

    def pinwheel(self, width: int, height: int) -> list[tuple[int, int, int, int]]:
        """Return the best five blocks as (x, y, width, height)."""
        xs, ys = np.array(self.cuts(width)), np.array(self.cuts(height))
        i, j = np.triu_indices(len(ys))
        low, high = ys[i], ys[j]
        best, found = -1, (0, 0, 0, 0)
        tall, flat = self._table(xs, high), self._table(width - xs, low)
        right, left = self._table(width - xs, height - low), self._table(xs, height - high)
        for first, x1 in enumerate(xs):
            inner = self._table(xs[first:] - x1, high - low)
            total = tall[first] + flat[first] + right[first:] + left[first:] + inner
            at = int(total.argmax())
            if total.flat[at] > best:
                second, pair = divmod(at, len(low))
                best = int(total.flat[at])
                found = int(x1), int(xs[first + second]), int(low[pair]), int(high[pair])
        x1, x2, y1, y2 = found
        return [
            (0, 0, x1, y2),
            (x1, 0, width - x1, y1),
            (x2, y1, width - x2, height - y1),
            (0, y2, x2, height - y2),
            (x1, y1, x2 - x1, y2 - y1),
        ]

    def _table(self, widths: NDArray[np.int64], heights: NDArray[np.int64]) -> NDArray[np.int16]:
        """Return the counts for all widths (rows) and heights (columns)."""
        return np.asarray(self._counts[np.ix_(self._index(widths), self._index(heights))])


def pack(a: int, b: int, area: Area) -> Packing:
    """Pack as many a×b rectangles as possible, neat blocks before anything else.

    Tried in this order, until the count meets the bound: a grid, or two grids side by side; cuts from side to
    side; a pinwheel of five such blocks; the exact search, which also proves that no more fit.
    """
    unit = gcd(a, b)
    sums = Sums((a, b), max(area))
    width, height = sums.within(area[0]), sums.within(area[1])
    at_most = most(a, b, width, height)
    spots = max(two_grids(a, b, (width, height)), key=len)
    if len(spots) < at_most:
        blocks = Blocks(a, b, (width, height))
        spots = max(spots, tuple(blocks.spots(width, height)), key=len)
        if len(spots) < at_most:
            five = blocks.pinwheel(width, height)
            spots = max(
                spots, tuple(spot for x, y, w, h in five for spot in blocks.spots(w, h, x, y)), key=len
            )
    while len(spots) < at_most:
        try:
            found = _search(a // unit, b // unit, (width // unit, height // unit), len(spots) + 1)
        except Undecided:
            break
        if found is None:
            at_most = len(spots)
        else:
            spots = tuple(Spot(spot.x * unit, spot.y * unit, spot.turned) for spot in found)
    return Packing(spots, at_most)


def _search(a: int, b: int, area: Area, count: int) -> tuple[Spot, ...] | None:
    """Search for so many; where few mixtures of upright and turned ones can be, each with its own scales."""
    tried = mixtures(a, b, *area, count)
    if len(tried) > FEW_MIXTURES or a == b:
        return Problem(area, [(a, b)], [count]).solve(MOST_STATES)
    across, down = (_weights(a, b, room) for room in area)
    for mixture in tried:
        problem = Problem(area, [(a, b), (b, a)], mixture, turn=False, across=across, down=down)
        found = problem.solve(MOST_STATES)
        if found is not None:
            return tuple(Spot(spot.x, spot.y, spot.kind == 1) for spot in found)
    return None


def _weights(a: int, b: int, room: int) -> list[dict[int, int]]:
    """Return the conservative scales of the room in whole numbers."""
    found = []
    for for_a, for_b in scales(a, b, room):
        whole = lcm(for_a.denominator, for_b.denominator)
        found.append({a: int(for_a * whole), b: int(for_b * whole)})
    return found


def grid(a: int, b: int, area: Area, x: int = 0, y: int = 0) -> tuple[Spot, ...]:
    """Return the fuller of the two plain grids, upright if both hold as many; first row on top."""
    upright, turned = (area[0] // a) * (area[1] // b), (area[0] // b) * (area[1] // a)
    return _grid(a, b, area, x, y, turned=turned > upright)


def two_grids(a: int, b: int, area: Area) -> Iterator[tuple[Spot, ...]]:
    """Yield a grid either way, and parts of it with turned ones beside or above."""
    for turned in (False, True):
        width, height = (b, a) if turned else (a, b)
        yield _grid(a, b, area, 0, 0, turned=turned)
        for kept in range(1, area[0] // width + 1):
            front = _grid(a, b, (kept * width, area[1]), 0, 0, turned=turned)
            yield front + _grid(a, b, (area[0] - kept * width, area[1]), kept * width, 0, turned=not turned)
        for kept in range(1, area[1] // height + 1):
            front = _grid(a, b, (area[0], kept * height), 0, 0, turned=turned)
            yield front + _grid(a, b, (area[0], area[1] - kept * height), 0, kept * height, turned=not turned)


def _grid(a: int, b: int, area: Area, x: int, y: int, *, turned: bool) -> tuple[Spot, ...]:
    width, height = (b, a) if turned else (a, b)
    return tuple(
        Spot(x + column * width, y + row * height, turned)
        for row in reversed(range(area[1] // height))
        for column in range(area[0] // width)
    )
