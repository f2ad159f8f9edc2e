"""Sheets: as many photos as fit, none overlapping, none over the margin, cut marks never on a photo."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.sheet.imposition import Imposition, PhotoTooLarge, Place, impose
from kiosk.sheet.paper import PAPERS, Paper, UnknownPaper, paper_named

SIZES = st.tuples(st.floats(20, 60), st.floats(22, 80))
PAPER = st.one_of(
    st.sampled_from(list(PAPERS.values())),
    st.builds(Paper, st.just("odd"), st.floats(60, 200), st.floats(60, 220)),
)


def grid_count(photo: tuple[float, float], page: tuple[float, float], gap: float, margin: float) -> int:
    def fits(room: float, size: float) -> int:
        return max(0, math.floor((room - 2 * margin + gap) / (size + gap) + 1e-9))

    return fits(page[0], photo[0]) * fits(page[1], photo[1])


def apart(a: Place, b: Place, gap: float) -> bool:
    beside = max(a.x_mm, b.x_mm) - min(a.x_mm + a.width_mm, b.x_mm + b.width_mm)
    above = max(a.y_mm, b.y_mm) - min(a.y_mm + a.height_mm, b.y_mm + b.height_mm)
    return max(beside, above) >= gap - 0.13


def check(layout: Imposition, photo: tuple[float, float], gap: float, margin: float) -> None:
    for index, place in enumerate(layout.places):
        assert place.x_mm >= margin - 0.09
        assert place.y_mm >= margin - 0.09
        assert place.x_mm + place.width_mm <= layout.page_width_mm - margin + 0.09
        assert place.y_mm + place.height_mm <= layout.page_height_mm - margin + 0.09
        size = (place.height_mm, place.width_mm) if place.turned else (place.width_mm, place.height_mm)
        assert size == pytest.approx(photo, abs=0.043)
        assert all(apart(place, other, gap) for other in layout.places[:index])
    for mark in layout.marks:
        left, right = sorted((mark.x1_mm, mark.x2_mm))
        low, high = sorted((mark.y1_mm, mark.y2_mm))
        assert left == right or low == high
        assert 0 <= left <= right <= layout.page_width_mm
        assert 0 <= low <= high <= layout.page_height_mm
        for place in layout.places:
            beside = max(place.x_mm - right, left - place.x_mm - place.width_mm)
            above = max(place.y_mm - high, low - place.y_mm - place.height_mm)
            assert max(beside, above) >= 0.25


@settings(deadline=None)
@given(
    photo=SIZES,
    paper=PAPER,
    gap=st.sampled_from([0.0, 1.0, 2.0, 5.0]),
    margin=st.sampled_from([0.0, 3.0, 6.5]),
)
def test_photos_and_marks_keep_clear_of_each_other(
    photo: tuple[float, float], paper: Paper, gap: float, margin: float
):
    pages = ((paper.width_mm, paper.height_mm), (paper.height_mm, paper.width_mm))
    least = max(grid_count(photo, page, gap, margin) for page in pages)
    try:
        layout = impose(photo, paper, gap_mm=gap, margin_mm=margin)
    except PhotoTooLarge:
        assert least == 0
        return
    assert len(layout.places) >= max(least, 1)
    check(layout, photo, gap, margin)


@settings(deadline=None, max_examples=40)
@given(photo=SIZES, count=st.integers(1, 6))
def test_fewer_copies_may_be_asked_for(photo: tuple[float, float], count: int):
    full = impose(photo, PAPERS["a4"])
    some = impose(photo, PAPERS["a4"], count=count)
    assert len(some.places) == min(count, len(full.places))
    check(some, photo, 2.0, 3.0)


@pytest.mark.parametrize(
    ("photo", "paper", "count"),
    [
        ((35, 45), "4x6in", 8),
        ((35, 45), "10x15", 8),
        ((50.8, 50.8), "4x6in", 2),
        ((35, 45), "a4", 30),
        ((25, 35), "a4", 50),
    ],
)
def test_known_sheets_hold_more_than_a_fixed_grid_does(photo: tuple[float, float], paper: str, count: int):
    layout = impose(photo, PAPERS[paper])
    assert len(layout.places) >= count
    assert len(layout.marks) >= 8


def test_a_full_sheet_of_upright_photos_is_preferred_to_turned_ones():
    layout = impose((35, 45), PAPERS["4x6in"])
    assert not any(place.turned for place in layout.places)
    assert (layout.page_width_mm, layout.page_height_mm) == (152.4, 101.6)


def test_papers_go_by_the_names_people_use():
    assert paper_named("10×15").name == "10x15"
    assert paper_named("A4") is PAPERS["a4"]
    assert paper_named("4x6").width_mm == 101.6
    with pytest.raises(UnknownPaper, match="4x6in"):
        paper_named("tabloid")
