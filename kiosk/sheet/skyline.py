"""Exact search: can these rectangles be packed into that one, and where?

Every packing can be pushed down and to the left. Then the lowest, leftmost notch of what is built so far
either has a rectangle in its left corner or stays empty up to the lower of its walls. The search tries these
and gives up a branch when more area is lost than there is to spare. Lengths are whole numbers; x to the
right, y up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
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
    lost: int
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

    def __init__(self, sides: Sequence[int], longest: int) -> None:
        reached, new = {0}, {0}
        while new:
            new = {total + side for total in new for side in sides if total + side <= longest} - reached
            reached |= new
        self.lengths = sorted(reached)
        self._lost: dict[int, int] = {}

    def within(self, room: int) -> int:
        """Return the longest of them that `room` has space for."""
        return self.lengths[bisect_right(self.lengths, room) - 1]

    def lost(self, room: int) -> int:
        """Return how much of `room` no row can fill."""
        if room not in self._lost:
            self._lost[room] = room - self.within(room)
        return self._lost[room]


def search(
    area: tuple[int, int], kinds: Sequence[tuple[int, int]], counts: Sequence[int], most_states: int
) -> tuple[Spot, ...] | None:
    """Return a packing of `counts[k]` rectangles (width, height) of every kind, or None if there is none.

    Rectangles may be turned. Raises Undecided after `most_states` steps.
    """
    spare = area[0] * area[1] - sum(w * h * count for (w, h), count in zip(kinds, counts, strict=True))
    if spare < 0:
        return None
    sums = Sums(sorted({side for kind in kinds for side in kind}), max(area))
    shapes = [(w, h, kind, False) for kind, (w, h) in enumerate(kinds)]
    shapes += [(h, w, kind, True) for kind, (w, h) in enumerate(kinds) if w != h]
    shapes.sort(key=_smallest_first)
    seen: dict[tuple[tuple[Step, ...], tuple[int, ...]], int] = {}
    stack = [_State(((area[0], 0),), 0, tuple(counts))]
    for _ in range(most_states):
        if not stack:
            return None
        state = stack.pop()
        if not any(state.left):
            return state.spots()
        for following in _next(state, area[1], shapes):
            settled = _settled(following, area[1], sums)
            if settled.lost + _lost_in_rows(settled.skyline, area[1], sums) > spare:
                continue
            key = (min(settled.skyline, settled.skyline[::-1]), settled.left)
            if settled.lost < seen.get(key, spare + 1):
                seen[key] = settled.lost
                stack.append(settled)
    raise Undecided


def _smallest_first(shape: tuple[int, int, int, bool]) -> tuple[int, int]:
    """Order for a stack, what is tried first comes last: large before small, upright before turned."""
    width, height, kind, turned = shape
    return width * height, -2 * kind - turned


def _next(state: _State, top: int, shapes: list[tuple[int, int, int, bool]]) -> list[_State]:
    """Return what may come of the lowest, leftmost notch, the most promising last."""
    line = state.skyline
    index = min(range(len(line)), key=lambda step: line[step][1])
    width, floor = line[index]
    if floor >= top:
        return []
    x = sum(step[0] for step in line[:index])
    wall = min(line[side][1] if 0 <= side < len(line) else top for side in (index - 1, index + 1))
    head, tail = line[:index], line[index + 1 :]
    empty = (*head, (width, wall), *tail)
    found = [_State(empty, state.lost + width * (wall - floor), state.left, None, state)]
    for w, h, kind, turned in shapes:
        if w <= width and floor + h <= top and state.left[kind]:
            left = (*state.left[:kind], state.left[kind] - 1, *state.left[kind + 1 :])
            beside = ((width - w, floor),) if w < width else ()
            line_after = (*head, (w, floor + h), *beside, *tail)
            found.append(_State(line_after, state.lost, left, Spot(x, floor, turned, kind), state))
    return found


def _settled(state: _State, top: int, sums: Sums) -> _State:
    """Raise every step by what no column above it can fill, and join steps of one height."""
    lost, line = state.lost, list[Step]()
    for width, height in state.skyline:
        useless = sums.lost(top - height)
        lost += useless * width
        if line and line[-1][1] == height + useless:
            line[-1] = (line[-1][0] + width, height + useless)
        else:
            line.append((width, height + useless))
    return _State(tuple(line), lost, state.left, state.spot, state.before)


def _lost_in_rows(line: tuple[Step, ...], top: int, sums: Sums) -> int:
    """Return the area that no rows between the walls can fill, at all heights."""
    levels = [*sorted({height for _, height in line}), top]
    total = 0
    for low, high in pairwise(levels):
        run = lost = 0
        for width, height in line:
            if height <= low:
                run += width
            elif run:
                lost += sums.lost(run)
                run = 0
        total += (high - low) * (lost + sums.lost(run))
    return total
