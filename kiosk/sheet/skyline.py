"""Exact search: can these rectangles be packed into that one, and where?

Every packing can be pushed down and to the left; then all its corners lie at sums of sides (Herz 1972,
Christofides and Whitlock 1977). So the left corner of the lowest, leftmost notch of what is built so far
either holds a rectangle, or nothing lies between it and the next such sums to the right and above. The search
tries these and gives up a branch when the rectangles left over have no room in the rows or columns left free.
Lengths are whole numbers; x to the right, y up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

Step = tuple[int, int]
"""A stretch of the skyline: its width and how high it is built."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one rectangle of a kind lies: its lower left corner; `turned` by a quarter."""

    x: int
    y: int
    turned: bool
    kind: int = 0


class Undecided(Exception):
    """The search was stopped before it knew."""


class _State(NamedTuple):
    skyline: tuple[Step, ...]
    left: tuple[int, ...]
    spot: Spot | None = None
    before: _State | None = None

    def spots(self) -> tuple[Spot, ...]:
        found: list[Spot] = []
        state: _State | None = self
        while state is not None:
            if state.spot is not None:
                found.append(state.spot)
            state = state.before
        return tuple(reversed(found))


class Sums:
    """All lengths up to `longest` that rectangles laid in a row can have."""

    def __init__(self, sides: Iterable[int], longest: int) -> None:
        reached, new = {0}, {0}
        while new:
            new = {total + side for total in new for side in sides if total + side <= longest} - reached
            reached |= new
        self.lengths = sorted(reached)

    def within(self, room: int) -> int:
        """Return the longest of them that `room` has space for."""
        return self.lengths[bisect_right(self.lengths, room) - 1]

    def after(self, length: int) -> int | None:
        """Return the next longer of them, if there is one."""
        at = bisect_right(self.lengths, length)
        return self.lengths[at] if at < len(self.lengths) else None


class _Scale:
    """Sides measured otherwise: what a row of them can measure at most is known for every room.

    Whatever the weights of the sides, the rows of a packing together measure what its rectangles do.
    """

    def __init__(self, weights: Mapping[int, int], longest: int) -> None:
        self.weights = weights
        self._lengths = Sums(weights, longest).lengths
        self._most: list[int] = []
        best: dict[int, int] = {}
        for length in self._lengths:
            ends = [best[length - side] + weights[side] for side in weights if length - side in best]
            best[length] = max(ends, default=0)
            self._most.append(max(best[length], self._most[-1] if self._most else 0))
        self._known: dict[int, int] = {}

    def most(self, room: int) -> int:
        """Return the most that rectangles side by side in the room can measure."""
        if room not in self._known:
            self._known[room] = self._most[bisect_right(self._lengths, room) - 1]
        return self._known[room]


class Problem:
    """So many (`counts`) rectangles (width, height) of some kinds, to be packed into an area.

    They may be turned unless `turn` is False. `across` and `down` are weights of their sides, by which to
    judge what has room in rows and in columns, beside the sides themselves; only for what is not turned.
    """

    def __init__(
        self,
        area: tuple[int, int],
        kinds: Sequence[tuple[int, int]],
        counts: Sequence[int],
        *,
        turn: bool = True,
        across: Sequence[Mapping[int, int]] = (),
        down: Sequence[Mapping[int, int]] = (),
    ) -> None:
        self._width, self._top = area
        self._kinds, self._counts = kinds, tuple(counts)
        shapes = [(w, h, kind, False) for kind, (w, h) in enumerate(kinds)]
        shapes += [(h, w, kind, True) for kind, (w, h) in enumerate(kinds) if turn and w != h]
        self._shapes = sorted(shapes, key=_smallest_first)
        sides = {side: side for kind in kinds for side in kind}
        self._corners = Sums(sides, max(area))
        self._across = [_Scale(weights, max(area)) for weights in (sides, *across)]
        self._down = [_Scale(weights, max(area)) for weights in (sides, *down)]

    def solve(self, most_states: int) -> tuple[Spot, ...] | None:
        """Return a packing, or None if there is none; raises Undecided after `most_states` steps."""
        start = _State(((self._width, 0),), self._counts)
        stack = [start] if self._has_room(start) else []
        seen: set[tuple[tuple[Step, ...], tuple[int, ...]]] = set()
        for _ in range(most_states):
            if not stack:
                return None
            state = stack.pop()
            if not any(state.left):
                return state.spots()
            for following in self._next(state):
                key = (min(following.skyline, following.skyline[::-1]), following.left)
                if key not in seen:
                    seen.add(key)
                    if self._has_room(following):
                        stack.append(following)
        raise Undecided

    def _next(self, state: _State) -> Iterator[_State]:
        """Yield what may come of the lowest, leftmost notch, the most promising last."""
        line = state.skyline
        index = min(range(len(line)), key=lambda step: line[step][1])
        width, floor = line[index]
        if floor >= self._top:
            return
        x = sum(step[0] for step in line[:index])
        wall = line[index - 1][1] if index else self._top
        head, tail = line[:index], line[index + 1 :]
        empty = min((self._corners.after(x) or self._width) - x, width)
        up = min(self._corners.after(floor) or self._top, wall)
        rest = ((width - empty, floor),) if empty < width else ()
        yield _State(self._settled((*head, (empty, up), *rest, *tail)), state.left, None, state)
        for w, h, kind, turned in self._shapes:
            if w <= width and floor + h <= self._top and state.left[kind]:
                left = (*state.left[:kind], state.left[kind] - 1, *state.left[kind + 1 :])
                beside = ((width - w, floor),) if w < width else ()
                after = self._settled((*head, (w, floor + h), *beside, *tail))
                yield _State(after, left, Spot(x, floor, turned, kind), state)

    def _settled(self, line: tuple[Step, ...]) -> tuple[Step, ...]:
        """Raise every step by what no column above it can fill, and join steps of one height."""
        settled: list[Step] = []
        for width, height in line:
            useful = self._top - self._down[0].most(self._top - height)
            if settled and settled[-1][1] == useful:
                settled[-1] = (settled[-1][0] + width, useful)
            else:
                settled.append((width, useful))
        return tuple(settled)

    def _has_room(self, state: _State) -> bool:
        """Tell whether what is left has room in the free rows and columns, by every scale."""
        left = [(*kind, count) for kind, count in zip(self._kinds, state.left, strict=True) if count]
        for scale in self._down:
            needed = sum(w * scale.weights[h] * count for w, h, count in left)
            if needed > sum(width * scale.most(self._top - height) for width, height in state.skyline):
                return False
        rows = self._rows(state.skyline)
        for scale in self._across:
            needed = sum(h * scale.weights[w] * count for w, h, count in left)
            if needed > sum(thick * scale.most(run) for run, thick in rows):
                return False
        return True

    def _rows(self, line: tuple[Step, ...]) -> list[tuple[int, int]]:
        """Return the free rows between the walls: how long they are, and how thick."""
        levels = [*sorted({height for _, height in line}), self._top]
        rows: list[tuple[int, int]] = []
        for low, high in pairwise(levels):
            run = 0
            for width, height in line:
                if height <= low:
                    run += width
                elif run:
                    rows.append((run, high - low))
                    run = 0
            if run:
                rows.append((run, high - low))
        return rows


def _smallest_first(shape: tuple[int, int, int, bool]) -> tuple[int, int]:
    """Order for a stack, what is tried first comes last: large before small, upright before turned."""
    width, height, kind, turned = shape
    return width * height, -2 * kind - turned
