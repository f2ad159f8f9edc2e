"""Packing: never more than fits, never fewer than a search of every arrangement finds, and says so."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.sheet.bounds import mixtures, most
from kiosk.sheet.packing import Blocks, _weights, pack
from kiosk.sheet.several_sizes import NoRoomFor, pack_several
from kiosk.sheet.skyline import Problem, Spot, Undecided


def rectangles(spots: tuple[Spot, ...], kinds: list[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    sizes = [kinds[spot.kind][::-1] if spot.turned else kinds[spot.kind] for spot in spots]
    return [(spot.x, spot.y, *size) for spot, size in zip(spots, sizes, strict=True)]


def check(spots: tuple[Spot, ...], kinds: list[tuple[int, int]], area: tuple[int, int]) -> None:
    boxes = rectangles(spots, kinds)
    for index, (x, y, w, h) in enumerate(boxes):
        assert 0 <= x <= x + w <= area[0]
        assert 0 <= y <= y + h <= area[1]
        assert all(x >= p + v or p >= x + w or y >= q + u or q >= y + h for p, q, v, u in boxes[:index])


def brute(
    kinds: list[tuple[int, int]], area: tuple[int, int], enough: tuple[int, ...], *, turn: bool = True
) -> bool:
    """Tell whether so many of every kind fit, cell by cell: the first free cell is covered or stays empty."""
    width, height = area

    @cache
    def fits(taken: int, cell: int, left: tuple[int, ...]) -> bool:
        if not any(left):
            return True
        while cell < width * height and taken >> cell & 1:
            cell += 1
        if cell == width * height:
            return False
        x, y = cell % width, cell // width
        for kind, count in enumerate(left):
            for w, h in {kinds[kind], kinds[kind][:: -1 if turn else 1]} if count else ():
                if x + w > width or y + h > height:
                    continue
                body = sum(((1 << w) - 1) << (row * width + x) for row in range(y, y + h))
                fewer = tuple(count - (kind == other) for other, count in enumerate(left))
                if not taken & body and fits(taken | body, cell + 1, fewer):
                    return True
        return fits(taken | 1 << cell, cell + 1, left)

    return fits(0, 0, enough)


SIDE = st.integers(2, 5)
SMALL_AREA = st.tuples(st.integers(2, 8), st.integers(2, 9))


@settings(deadline=None, max_examples=60)
@given(a=SIDE, b=SIDE, area=SMALL_AREA)
def test_the_count_is_the_best_of_all_arrangements(a: int, b: int, area: tuple[int, int]):
    packing = pack(a, b, area)
    check(packing.spots, [(a, b)], area)
    count = len(packing.spots)
    assert count == packing.at_most, "small sheets are always proven"
    assert not count or brute([(a, b)], area, (count,))
    assert not brute([(a, b)], area, (count + 1,))


@settings(deadline=None)
@given(
    a=st.integers(20, 60), b=st.integers(20, 80), area=st.tuples(st.integers(20, 220), st.integers(20, 300))
)
def test_no_bound_is_ever_beaten(a: int, b: int, area: tuple[int, int]):
    packing = pack(a, b, area)
    check(packing.spots, [(a, b)], area)
    assert len(packing.spots) <= packing.at_most <= most(a, b, *area)
    assert len(packing.spots) >= Blocks(a, b, area).count(*area)


@settings(deadline=None, max_examples=60)
@given(
    kinds=st.lists(st.tuples(SIDE, SIDE), min_size=2, max_size=2),
    counts=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    area=st.tuples(st.integers(3, 7), st.integers(3, 7)),
)
def test_the_search_finds_a_packing_just_when_there_is_one(
    kinds: list[tuple[int, int]], counts: tuple[int, int], area: tuple[int, int]
):
    found = Problem(area, kinds, counts).solve(100_000)
    assert (found is not None) == brute(kinds, area, counts)
    if found is not None:
        check(found, kinds, area)
        assert [sum(spot.kind == kind for spot in found) for kind in (0, 1)] == list(counts)


@settings(deadline=None, max_examples=80)
@given(
    a=st.integers(2, 3),
    b=st.integers(3, 5),
    counts=st.tuples(st.integers(0, 5), st.integers(0, 5)),
    area=SMALL_AREA,
)
@example(a=2, b=4, counts=(2, 2), area=(6, 6))  # a pinwheel around a hole, whose corner nothing touches
def test_no_scale_hides_a_packing(a: int, b: int, counts: tuple[int, int], area: tuple[int, int]):
    across, down = (_weights(a, b, room) for room in area)
    kinds = [(a, b), (b, a)]
    found = Problem(area, kinds, counts, turn=False, across=across, down=down).solve(100_000)
    possible = brute(kinds, area, counts, turn=False)
    assert (found is not None) == possible
    assert not possible or counts in mixtures(a, b, *area, sum(counts))


def test_a_search_that_is_cut_short_says_so():
    with pytest.raises(Undecided):
        Problem((1040, 1360), [(130, 160)], [67]).solve(50)


def test_a_pinwheel_is_found_where_no_cut_from_side_to_side_helps():
    packing = pack(42, 52, (98, 148))
    assert len(packing.spots) == packing.at_most == 6
    assert Blocks(42, 52, (98, 148)).count(98, 148) == 5


@settings(deadline=None, max_examples=40)
@given(
    kinds=st.lists(st.tuples(st.integers(2, 4), st.integers(2, 4)), min_size=2, max_size=2),
    area=st.tuples(st.integers(4, 7), st.integers(4, 8)),
    first=st.integers(1, 3),
)
def test_several_sizes_share_a_small_sheet_as_well_as_possible(
    kinds: list[tuple[int, int]], area: tuple[int, int], first: int
):
    if not brute(kinds, area, (first, 1)):
        with pytest.raises(NoRoomFor):
            pack_several(kinds, [first, None], area)
        return
    spots = pack_several(kinds, [first, None], area)
    check(spots, kinds, area)
    counts = [sum(spot.kind == kind for spot in spots) for kind in (0, 1)]
    assert counts[0] == first
    assert not brute(kinds, area, (first, counts[1] + 1))


@settings(deadline=None, max_examples=30)
@given(kinds=st.lists(st.tuples(st.integers(25, 60), st.integers(30, 70)), min_size=2, max_size=3))
def test_room_is_shared_in_turn_and_at_least_as_blocks_would(kinds: list[tuple[int, int]]):
    area = (206, 293)
    spots = pack_several(kinds, [None] * len(kinds), area)
    check(spots, kinds, area)
    counts = [sum(spot.kind == kind for spot in spots) for kind in range(len(kinds))]
    strips = [Blocks(*kind, area).count(206, 293 // len(kinds)) for kind in kinds]
    assert min(counts) >= min(strips)


def test_who_does_not_fit_is_named():
    with pytest.raises(NoRoomFor) as refused:
        pack_several([(4, 5), (6, 6), (3, 3)], [2, 1, 1], (8, 9))
    assert refused.value.kind == 1
