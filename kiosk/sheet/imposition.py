"""How many photos fit on a paper, where they lie, and where to cut.

Millimetres from the lower left corner of the page, x to the right, y up. Places are those to draw at: the
printer's calibration is in them, and they are rounded to its dots, so a gap or margin may come out up to
0.13 mm narrower than asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kiosk.colour.print_profile import PrintProfile
from kiosk.sheet.cut_marks import Mark, cut_marks
from kiosk.sheet.packing import Area, Packing, pack, two_grids
from kiosk.sheet.paper import Paper
from kiosk.sheet.press import Press
from kiosk.sheet.ruler import Ruler, ruler_beside
from kiosk.sheet.several_sizes import NoRoomFor, pack_several
from kiosk.sheet.skyline import Spot

GAP_MM = 2.0
MARGIN_MM = 3.0

_MM = 1000
"""Packing counts in whole micrometres."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Photos of one size (width, height); `copies` None is as many as fit."""

    size_mm: tuple[float, float]
    copies: int | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """The pixels of one wanted photo, upright, one for every dot of the printer.

    `pixel_aspect` is how many pixels there are to a true millimetre down, for one across: other than 1 where
    the printer is calibrated differently across and down.
    """

    wanted: int
    width_px: int
    height_px: int
    pixel_aspect: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where one photo lies; `turned` by a quarter, so that width and height are those on the page."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    turned: bool
    picture: int = 0


@dataclass(frozen=True, slots=True)
class Imposition:
    """A page with photos and cut marks on it; `pictures` are what the places show, by number.

    `fit` is how many would fit if all were wanted, `at_most` the least number that is proven not to be
    exceeded; None for several sizes, where no such number is known. `ruler` is None where none is wanted or
    there is no room for it. `profile` is that of the printer that it is laid out for.
    """

    page_width_mm: float
    page_height_mm: float
    places: tuple[Place, ...]
    marks: tuple[Mark, ...]
    pictures: tuple[Picture, ...]
    fit: int
    at_most: int | None
    ruler: Ruler | None = None
    profile: PrintProfile | None = None

    @property
    def proven(self) -> bool:
        """Whether more photos than `fit` are proven to be impossible."""
        return self.fit == self.at_most


class PhotoTooLarge(ValueError):
    """The paper has no room for a photo that is wanted."""


@lru_cache(maxsize=256)
def impose(
    wanted: tuple[Wanted, ...], press: Press, *, gap_mm: float = GAP_MM, margin_mm: float = MARGIN_MM
) -> Imposition:
    """Lay out the wanted photos on the press's paper.

    Of equally many the layout with fewer turned photos wins, then the neater one, then the upright page.
    Raises PhotoTooLarge, ValueError for a gap, margin or number of copies that makes no sense.
    """
    _check(wanted, press, gap_mm, margin_mm)
    paper = press.paper
    kinds = [_with_gap(photo.size_mm, gap_mm) for photo in wanted]
    area = _area(paper, gap_mm, margin_mm)
    at_most: int | None
    if len(wanted) == 1:
        packing = pack(*kinds[0], area)
        if not packing.spots:
            raise PhotoTooLarge(f"a photo of {_size(wanted[0])} mm does not fit on {paper.name}")
        fit, at_most = len(packing.spots), packing.at_most
        if (wanted[0].copies or 1) > fit:
            raise PhotoTooLarge(f"{_no_room(wanted, 0, press)}: it holds {fit}")
        spots, landscape = _fewest_turned(_one_size(kinds[0], area, packing), wanted[0].copies)
    else:
        try:
            mixed = pack_several(kinds, [photo.copies for photo in wanted], area)
        except NoRoomFor as error:
            raise PhotoTooLarge(_no_room(wanted, error.kind, press)) from None
        fit, at_most = len(mixed), len(mixed) if all(photo.copies for photo in wanted) else None
        spots, landscape = _fewest_turned([(mixed, False), (_other_way(mixed), True)], None)
    page = _Page(press, landscape=landscape)
    places, pictures = page.placed(wanted, spots)
    marks = cut_marks(places, page.size_mm)
    scales = page.calibration.scale_x, page.calibration.scale_y
    return Imposition(
        *page.size_mm,
        places,
        marks,
        pictures,
        fit,
        at_most,
        ruler_beside(places, marks, page.size_mm, margin_mm, scales) if press.ruler else None,
        press.profile,
    )


@lru_cache(maxsize=256)
def how_many(size_mm: tuple[float, float], paper: Paper) -> int:
    """Return how many photos of this size (width, height) `impose` puts on the paper at most; 0 for none."""
    return len(pack(*_with_gap(size_mm, GAP_MM), _area(paper, GAP_MM, MARGIN_MM)).spots)


class _Page:
    """The press's paper, held as it is or landscape, and the dots of its printer on it."""

    def __init__(self, press: Press, *, landscape: bool) -> None:
        paper, own = press.paper, press.calibration
        self.size_mm = (paper.height_mm, paper.width_mm) if landscape else (paper.width_mm, paper.height_mm)
        self.calibration = own.on_landscape() if landscape else own
        self._dot_mm = 25.4 / press.dpi

    def placed(
        self, wanted: Sequence[Wanted], spots: Sequence[Spot]
    ) -> tuple[tuple[Place, ...], tuple[Picture, ...]]:
        """Return the photos in the middle of the page, on whole dots, and the pictures they show."""
        at = [(spot.x / _MM, spot.y / _MM, *self._size_mm(wanted[spot.kind], spot)) for spot in spots]
        right, high = max(x + width for x, _, width, _ in at), max(y + height for _, y, _, height in at)
        left, low = min(x for x, *_ in at), min(y for _, y, *_ in at)
        dx, dy = (self.size_mm[0] - left - right) / 2, (self.size_mm[1] - low - high) / 2
        a, d, e_mm, f_mm = self.calibration.transform(self.size_mm)
        pictures: dict[Picture, int] = {}
        places = []
        for spot, (x, y, width, height) in zip(spots, at, strict=True):
            dots = self._dots(a * width), self._dots(d * height)
            across, down, aspect = (dots[1], dots[0], a / d) if spot.turned else (*dots, d / a)
            number = pictures.setdefault(Picture(spot.kind, across, down, aspect), len(pictures))
            x_mm, y_mm = self._on_dot(a * (x + dx) + e_mm), self._on_dot(d * (y + dy) + f_mm)
            drawn = dots[0] * self._dot_mm, dots[1] * self._dot_mm
            places.append(Place(x_mm, y_mm, *drawn, spot.turned, number))
        return tuple(places), tuple(pictures)

    def _size_mm(self, photo: Wanted, spot: Spot) -> tuple[float, float]:
        width, height = photo.size_mm
        return (height, width) if spot.turned else (width, height)

    def _dots(self, mm: float) -> int:
        return round(mm / self._dot_mm)

    def _on_dot(self, mm: float) -> float:
        return self._dots(mm) * self._dot_mm


def _one_size(kind: Area, area: Area, packing: Packing) -> Iterator[tuple[tuple[Spot, ...], bool]]:
    """Yield layouts and whether they are of the landscape page, the neat ones first."""
    for landscape in (False, True):
        for spots in two_grids(*kind, area[::-1] if landscape else area):
            yield spots, landscape
    yield packing.spots, False
    yield _other_way(packing.spots), True


def _fewest_turned(
    layouts: Iterable[tuple[tuple[Spot, ...], bool]], count: int | None
) -> tuple[tuple[Spot, ...], bool]:
    """Return the layout with the most photos, `count` at most, and of these the fewest turned."""
    cut = ((spots[:count], landscape) for spots, landscape in layouts)
    return min(cut, key=lambda layout: (-len(layout[0]), sum(spot.turned for spot in layout[0])))


def _other_way(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """Return the same layout on the page held the other way: x and y change places."""
    return tuple(replace(spot, x=spot.y, y=spot.x, turned=not spot.turned) for spot in spots)


def _with_gap(size_mm: tuple[float, float], gap_mm: float) -> Area:
    return round((size_mm[0] + gap_mm) * _MM), round((size_mm[1] + gap_mm) * _MM)


def _area(paper: Paper, gap_mm: float, margin_mm: float) -> Area:
    return _with_gap((paper.width_mm - 2 * margin_mm, paper.height_mm - 2 * margin_mm), gap_mm)


def _check(wanted: Sequence[Wanted], press: Press, gap_mm: float, margin_mm: float) -> None:
    if not 0 <= gap_mm <= 50:
        raise ValueError(f"a gap of {gap_mm:g} mm makes no sense; give 0 to 50")
    if not 0 <= margin_mm <= 50:
        raise ValueError(f"a margin of {margin_mm:g} mm makes no sense; give 0 to 50")
    for photo in wanted:
        if photo.copies is not None and photo.copies < 1:
            raise ValueError(f"{photo.copies} copies make no sense; give 1 or more")
        if min(photo.size_mm) < 10:
            raise ValueError(f"a photo of {_size(photo)} mm is too small to print; 10 mm is the least")
    if 2 * margin_mm >= press.paper.width_mm:
        raise PhotoTooLarge(f"margins of {margin_mm:g} mm leave nothing of {press.paper.name}")


def _size(photo: Wanted) -> str:
    return f"{photo.size_mm[0]:g}×{photo.size_mm[1]:g}"


def _no_room(wanted: Sequence[Wanted], kind: int, press: Press) -> str:
    copies = wanted[kind].copies or 1
    beside = " beside the others" if kind else ""
    photos = "photo does" if copies == 1 else "photos do"
    return (
        f"{copies} {_size(wanted[kind])} mm {photos} not fit on {press.paper.name}{beside}; "
        "ask for fewer copies or a larger paper"
    )
