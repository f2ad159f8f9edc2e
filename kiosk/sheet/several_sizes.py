"""Photos of several sizes on one sheet: all that are wanted, and the rest of the room shared out fairly.

Lengths are whole numbers, the gap is part of the rectangle; x to the right, y up, from the lower left corner.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.sheet.packing import Area, Blocks
from kiosk.sheet.skyline import Problem, Spot, Undecided

MOST_STATES = 600
"""Steps of the search per photo added, about 20 ms; on small sheets that is the whole search."""


class NoRoomFor(Exception):
    """The kind of this number does not fit beside those before it."""

    def __init__(self, kind: int) -> None:
        self.kind = kind
        super().__init__(f"no room for kind {kind}")


def pack_several(kinds: Sequence[Area], copies: Sequence[int | None], area: Area) -> tuple[Spot, ...]:
    """Pack `copies[k]` rectangles (width, height) of every kind; where that is None, at least one.

    Those kinds then get one more each in turn, the first first, for as long as there is room. Raises
    NoRoomFor. Every step is at least as good as cutting the sheet into a block for each kind.
    """
    room = _Room(kinds, area)
    counts = [0] * len(kinds)
    packed: tuple[Spot, ...] = ()
    for kind, wanted in enumerate(copies):
        counts[kind] = 1 if wanted is None else wanted
        found = room.place(counts)
        if found is None:
            raise NoRoomFor(kind)
        packed = found
    growing = [kind for kind, wanted in enumerate(copies) if wanted is None]
    while growing:
        for kind in tuple(growing):
            more = [count + (kind == other) for other, count in enumerate(counts)]
            found = room.place(more)
            if found is None:
                growing.remove(kind)
            else:
                counts, packed = more, found
    return packed


class _Room:
    def __init__(self, kinds: Sequence[Area], area: Area) -> None:
        self._kinds, self._area = kinds, area
        self._blocks = [Blocks(*kind, area) for kind in kinds]

    def place(self, counts: Sequence[int]) -> tuple[Spot, ...] | None:
        """Return so many of every kind packed, or None where none was found."""
        wanted = [kind for kind, count in enumerate(counts) if count]
        for spots in self._in_blocks(counts, wanted, self._area, (0, 0)):
            return spots
        try:
            return Problem(self._area, self._kinds, counts).solve(MOST_STATES)
        except Undecided:
            return None

    def _in_blocks(
        self, counts: Sequence[int], wanted: list[int], area: Area, corner: tuple[int, int]
    ) -> Iterator[tuple[Spot, ...]]:
        """Yield every way to cut off, for one kind after the other, the least block that holds it."""
        if not wanted:
            yield ()
        for kind in wanted:
            others = [other for other in wanted if other != kind]
            for beside in (True, False):
                cut = self._least_cut(kind, counts[kind], area, beside=beside)
                if cut is None:
                    continue
                block = (cut, area[1]) if beside else (area[0], cut)
                rest = (area[0] - cut, area[1]) if beside else (area[0], area[1] - cut)
                next_corner = (corner[0] + cut * beside, corner[1] + cut * (not beside))
                for found in self._in_blocks(counts, others, rest, next_corner):
                    spots = tuple(self._blocks[kind].spots(*block, *corner))[: counts[kind]]
                    yield tuple(Spot(s.x, s.y, s.turned, kind) for s in spots) + found

    def _least_cut(self, kind: int, count: int, area: Area, *, beside: bool) -> int | None:
        """Return the least width, or height, of a block across `area` that holds so many."""
        blocks = self._blocks[kind]
        cuts = blocks.cuts(area[0] if beside else area[1])

        def holds(cut: int) -> bool:
            return blocks.count(*((cut, area[1]) if beside else (area[0], cut))) >= count

        low, high = 0, len(cuts)
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if holds(cuts[middle]) else (middle + 1, high)
        return cuts[low] if low < len(cuts) else None
