"""Sheets: as many photos as fit, none overlapping, none over the margin, marks and ruler never on a photo."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.documents.rulebook import Rulebook
from kiosk.sheet.calibration import Calibration
from kiosk.sheet.imposition import Imposition, PhotoTooLarge, Place, Wanted, how_many, impose
from kiosk.sheet.paper import PAPERS, Paper, UnknownPaper, paper_named
from kiosk.sheet.press import Press

BOOK = Rulebook.load(Path(__file__).parents[2] / "assets" / "documents")
PRINT_SIZES = sorted({rule.print_mm for rule in BOOK.with_variants() if rule.print_mm})
PEERS_SIZES = [
    (22, 32),
    (24, 30),
    (25, 35),
    (30, 41),
    (35, 49),
    (35, 53),
    (38, 48),
    (43, 55),
    (45, 57),
    (89, 127),
]
OPEN = {((24, 30), "letter")}
"""Where neither one more photo nor a proof against it is found in the time a customer waits."""

SIZES = st.tuples(st.floats(20, 60), st.floats(22, 80))
PAPER = st.one_of(
    st.sampled_from(list(PAPERS.values())),
    st.builds(Paper, st.just("odd"), st.floats(60, 140), st.floats(140, 220)),
)
CALIBRATION = st.builds(
    Calibration, st.floats(0.95, 1.05), st.floats(0.95, 1.05), st.floats(-5, 5), st.floats(-5, 5)
)


def one(photo: tuple[float, float], paper: Paper, count: int | None = None, **room: float) -> Imposition:
    return impose((Wanted(photo, count),), Press(paper), **room)


def grid_count(photo: tuple[float, float], page: tuple[float, float], gap: float, margin: float) -> int:
    def fits(room: float, size: float) -> int:
        return max(0, math.floor((room - 2 * margin + gap) / (size + gap) + 1e-9))

    return fits(page[0], photo[0]) * fits(page[1], photo[1])


def apart(a: Place, b: Place, gap: float) -> bool:
    beside = max(a.x_mm, b.x_mm) - min(a.x_mm + a.width_mm, b.x_mm + b.width_mm)
    above = max(a.y_mm, b.y_mm) - min(a.y_mm + a.height_mm, b.y_mm + b.height_mm)
    return max(beside, above) >= gap - 0.13


def check(layout: Imposition, wanted: tuple[Wanted, ...], gap: float, margin: float) -> None:
    for index, place in enumerate(layout.places):
        assert place.x_mm >= margin - 0.09
        assert place.y_mm >= margin - 0.09
        assert place.x_mm + place.width_mm <= layout.page_width_mm - margin + 0.09
        assert place.y_mm + place.height_mm <= layout.page_height_mm - margin + 0.09
        size = (place.height_mm, place.width_mm) if place.turned else (place.width_mm, place.height_mm)
        photo = wanted[layout.pictures[place.picture].wanted].size_mm
        assert size == pytest.approx(photo, abs=0.043)
        assert all(apart(place, other, gap) for other in layout.places[:index])
    check_clear(layout)


def check_clear(layout: Imposition) -> None:
    """Marks and ruler lie on the page and on no photo."""
    boxes = [layout.ruler.box] if layout.ruler else []
    for mark in layout.marks:
        left, right = sorted((mark.x1_mm, mark.x2_mm))
        low, high = sorted((mark.y1_mm, mark.y2_mm))
        assert left == right or low == high
        boxes.append((left, low, right, high))
    for left, low, right, high in boxes:
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
        layout = one(photo, paper, gap_mm=gap, margin_mm=margin)
    except PhotoTooLarge:
        assert least == 0
        return
    assert len(layout.places) == layout.fit >= max(least, 1)
    if (gap, margin) == (2.0, 3.0):
        assert how_many(photo, paper) == layout.fit
    check(layout, (Wanted(photo),), gap, margin)


@settings(deadline=None, max_examples=25)
@given(photos=st.lists(SIZES, min_size=2, max_size=3), paper=PAPER)
def test_photos_of_several_sizes_keep_clear_of_each_other(photos: list[tuple[float, float]], paper: Paper):
    wanted = (Wanted(photos[0], 2), *(Wanted(photo) for photo in photos[1:]))
    try:
        layout = impose(wanted, Press(paper, ruler=True))
    except PhotoTooLarge:
        return
    check(layout, wanted, 2.0, 3.0)
    counts = [sum(layout.pictures[p.picture].wanted == n for p in layout.places) for n in range(len(wanted))]
    assert counts[0] == 2
    assert min(counts) >= 1


@settings(deadline=None, max_examples=40)
@given(photo=SIZES, count=st.integers(1, 6))
def test_fewer_copies_may_be_asked_for(photo: tuple[float, float], count: int):
    full = one(photo, PAPERS["a4"])
    if count > full.fit:
        with pytest.raises(PhotoTooLarge, match=f"it holds {full.fit}"):
            one(photo, PAPERS["a4"], count)
        return
    some = one(photo, PAPERS["a4"], count)
    assert len(some.places) == count
    assert some.fit == full.fit
    check(some, (Wanted(photo),), 2.0, 3.0)


@settings(deadline=None, max_examples=50)
@given(photo=SIZES, paper=PAPER, calibration=CALIBRATION, dpi=st.sampled_from([300, 600]))
def test_a_print_measures_right_whatever_its_printer_does(
    photo: tuple[float, float], paper: Paper, calibration: Calibration, dpi: int
):
    """The printer that this calibration is for stretches and shifts the paper's axes the other way."""
    try:
        plain = impose((Wanted(photo),), Press(paper, dpi))
    except PhotoTooLarge:
        return
    layout = impose((Wanted(photo),), Press(paper, dpi, calibration, ruler=True))
    landscape = layout.page_width_mm > layout.page_height_mm
    a, d, e, f = calibration.transform((paper.width_mm, paper.height_mm))

    def on_paper(x: float, y: float) -> tuple[float, float]:
        """Turn a landscape page a quarter counter-clockwise onto the upright paper."""
        return (paper.width_mm - y, x) if landscape else (x, y)

    dot_mm = 25.4 / dpi
    for drawn, meant in zip(layout.places, plain.places, strict=True):
        for right, up in itertools.product((0, 1), repeat=2):
            x, y = on_paper(drawn.x_mm + right * drawn.width_mm, drawn.y_mm + up * drawn.height_mm)
            printed = (x - e) / a, (y - f) / d
            wanted = on_paper(meant.x_mm + right * meant.width_mm, meant.y_mm + up * meant.height_mm)
            assert printed == pytest.approx(wanted, abs=2.2 * dot_mm)
        picture = layout.pictures[drawn.picture]
        size = (drawn.height_mm, drawn.width_mm) if drawn.turned else (drawn.width_mm, drawn.height_mm)
        assert (picture.width_px, picture.height_px) == pytest.approx((size[0] / dot_mm, size[1] / dot_mm))
        across = calibration.scale_y if landscape != drawn.turned else calibration.scale_x
        down = calibration.scale_x if landscape != drawn.turned else calibration.scale_y
        assert picture.pixel_aspect == pytest.approx(down / across)
    if layout.ruler:
        own = calibration.scale_x if landscape == layout.ruler.upright else calibration.scale_y
        assert layout.ruler.scale == own


@pytest.mark.parametrize(
    ("photo", "paper", "count"),
    [
        ((35, 45), "4x6in", 8),
        ((35, 45), "10x15", 8),
        ((35, 45), "100x150", 6),
        ((50.8, 50.8), "4x6in", 2),
        ((40, 50), "100x150", 6),
        ((35, 45), "5x7in", 11),
        ((35, 45), "a5", 15),
        ((35, 45), "6x8in", 16),
        ((35, 45), "letter", 31),
        ((35, 45), "a4", 34),
        ((25, 35), "a4", 58),
        ((24, 30), "a4", 71),
        ((33, 48), "a4", 33),
    ],
)
def test_known_sheets(photo: tuple[float, float], paper: str, count: int):
    layout = one(photo, PAPERS[paper])
    assert (len(layout.places), layout.proven) == (count, True)
    assert len(layout.marks) >= 8


@pytest.mark.parametrize("paper", PAPERS)
def test_every_print_of_the_rulebook_is_proven_to_fit_no_more_often(paper: str):
    for size in [*PRINT_SIZES, *PEERS_SIZES]:
        try:
            layout = one(size, PAPERS[paper])
        except PhotoTooLarge:
            assert min(size) > PAPERS[paper].width_mm - 6 or max(size) > PAPERS[paper].height_mm - 6
            continue
        assert layout.proven == ((size, paper) not in OPEN), (size, layout.fit, layout.at_most)


def test_a_full_sheet_of_upright_photos_is_preferred_to_turned_ones():
    layout = one((35, 45), PAPERS["4x6in"])
    assert not any(place.turned for place in layout.places)
    assert (layout.page_width_mm, layout.page_height_mm) == (152.4, 101.6)


def test_a_photo_has_as_many_pixels_as_the_printer_has_dots():
    pixels = {dpi: impose((Wanted((35, 45)),), Press(PAPERS["a4"], dpi)).pictures for dpi in (300, 600)}
    assert [(p.width_px, p.height_px) for p in pixels[300]] == [(413, 531)]
    assert [(p.width_px, p.height_px) for p in pixels[600]] == [(827, 1063)]


def test_a_ruler_lies_where_there_is_room_and_is_left_out_where_there_is_none():
    full = impose((Wanted((35, 45)),), Press(PAPERS["4x6in"], ruler=True))
    assert full.ruler is None
    some = impose((Wanted((35, 45), 4),), Press(PAPERS["4x6in"], ruler=True))
    assert some.ruler is not None
    assert some.ruler.length_mm == 100
    check_clear(some)
    assert impose((Wanted((35, 45), 4),), Press(PAPERS["4x6in"])).ruler is None


def test_what_does_not_fit_is_named():
    assert how_many((120, 170), PAPERS["4x6in"]) == 0
    with pytest.raises(PhotoTooLarge, match="120×170 mm does not fit on 4x6in"):
        one((120, 170), PAPERS["4x6in"])
    with pytest.raises(PhotoTooLarge, match=r"8 50\.8×50\.8 mm photos do not fit on a6 beside the others"):
        impose((Wanted((35, 45), 2), Wanted((50.8, 50.8), 8), Wanted((25, 35))), Press(PAPERS["a6"]))
    with pytest.raises(ValueError, match="0 copies"):
        one((35, 45), PAPERS["a6"], 0)
    with pytest.raises(ValueError, match="gap of -1 mm"):
        one((35, 45), PAPERS["a6"], gap_mm=-1)
    with pytest.raises(PhotoTooLarge, match="leave nothing"):
        one((35, 45), PAPERS["3.5x5in"], margin_mm=45)


def test_papers_go_by_the_names_people_use():
    assert paper_named("10×15").name == "10x15"
    assert paper_named("A4") is PAPERS["a4"]
    assert paper_named("4x6").width_mm == 101.6
    with pytest.raises(UnknownPaper, match="4x6in"):
        paper_named("tabloid")


def test_other_papers_go_by_their_size():
    for name in ("120x180", "180 × 120 mm", "12x18cm"):
        paper = paper_named(name)
        assert (paper.width_mm, paper.height_mm) == (120, 180)
    assert paper_named("5x8in").height_mm == pytest.approx(203.2)
    for name in ("9x13", "2000x3000", "120x180000", "0x100mm"):
        with pytest.raises(UnknownPaper, match=r"50 to 500 mm|no paper"):
            paper_named(name)
