"""How many photos fit on a paper, where they lie, and where to cut.

Millimetres from the lower left corner of the page, x to the right, y up. Places are rounded to printer dots,
so a gap or margin may come out up to 0.13 mm narrower than asked for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from kiosk.sheet.paper import Paper

GAP_MM = 2.0
MARGIN_MM = 3.0
MARK_LENGTH_MM = 2.5
DOT_MM = 25.4 / 300
"""Photos start and end on whole dots of a 300 dpi printer: 35×45 mm are 413×531 dots, as many as the photo
has pixels, so the printer need not resample it and no edge is smeared (at most 0.04 mm off, half a hair)."""

MARK_CLEARANCE_MM = 0.3
"""Least distance of a cut mark from any photo: more than a printer's misplacement of one dot at 300 dpi."""

_SHORTEST_MARK_MM = 0.6
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Place:
    """Where one photo lies; `turned` by a quarter, so that width and height are those on the page."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    turned: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A cut mark, from one point to the other; horizontal or vertical."""

    x1_mm: float
    y1_mm: float
    x2_mm: float
    y2_mm: float


@dataclass(frozen=True, slots=True)
class Imposition:
    """A page with photos and cut marks on it."""

    page_width_mm: float
    page_height_mm: float
    places: tuple[Place, ...]
    marks: tuple[Mark, ...]


class PhotoTooLarge(ValueError):
    """Not even one photo fits on the paper."""


def impose(
    photo_mm: tuple[float, float],
    paper: Paper,
    *,
    gap_mm: float = GAP_MM,
    margin_mm: float = MARGIN_MM,
    count: int | None = None,
) -> Imposition:
    """Lay out as many photos of `photo_mm` (width, height) as fit on `paper`, or just `count` of them.

    Both ways of holding the paper and a split into an upright and a turned block are tried; of equally many
    the one with fewer turned photos wins, then the upright page. Raises PhotoTooLarge when none fits.
    """
    width, height = photo_mm
    best: tuple[tuple[int, int, int], tuple[float, float], list[Place]] | None = None
    for order, page in enumerate(((paper.width_mm, paper.height_mm), (paper.height_mm, paper.width_mm))):
        area = (page[0] - 2 * margin_mm, page[1] - 2 * margin_mm)
        for places in _layouts(width, height, area, gap_mm):
            places = places[:count]  # noqa: PLW2901 - the rest of the layout is of no use
            key = (-len(places), sum(place.turned for place in places), order)
            if best is None or key < best[0]:
                best = (key, page, places)
    if best is None or not best[2]:
        raise PhotoTooLarge(f"a photo of {width:g}×{height:g} mm does not fit on {paper.name}")
    _, page, places = best
    centred = _centred(places, page)
    return Imposition(page[0], page[1], centred, _marks(centred, page))


def _fits(room: float, size: float, gap: float) -> int:
    return max(0, math.floor((room + gap) / (size + gap) + _SLACK))


def _block(
    x: float, y: float, columns: int, rows: int, size: tuple[float, float], gap: float, *, turned: bool
) -> list[Place]:
    """Return a grid of photos, first row on top, its lower left corner at (x, y)."""
    width, height = size
    return [
        Place(x + column * (width + gap), y + row * (height + gap), width, height, turned)
        for row in reversed(range(rows))
        for column in range(columns)
    ]


def _layouts(width: float, height: float, area: tuple[float, float], gap: float) -> list[list[Place]]:
    """Return layouts to choose from: a grid either way, and parts of it with turned ones beside or above."""
    out: list[list[Place]] = []
    for turned in (False, True):
        size = (height, width) if turned else (width, height)
        other = (size[1], size[0])
        columns, rows = _fits(area[0], size[0], gap), _fits(area[1], size[1], gap)
        out.append(_block(0, 0, columns, rows, size, gap, turned=turned))
        for kept in range(1, columns + 1 if rows else 0):
            used = kept * (size[0] + gap)
            more = (_fits(area[0] - used, other[0], gap), _fits(area[1], other[1], gap))
            if min(more):
                front = _block(0, 0, kept, rows, size, gap, turned=turned)
                out.append(front + _block(used, 0, *more, other, gap, turned=not turned))
        for kept in range(1, rows + 1 if columns else 0):
            used = kept * (size[1] + gap)
            more = (_fits(area[0], other[0], gap), _fits(area[1] - used, other[1], gap))
            if min(more):
                front = _block(0, 0, columns, kept, size, gap, turned=turned)
                out.append(front + _block(0, used, *more, other, gap, turned=not turned))
    return out


def _centred(places: list[Place], page: tuple[float, float]) -> tuple[Place, ...]:
    width = max(place.x_mm + place.width_mm for place in places)
    height = max(place.y_mm + place.height_mm for place in places)
    low = min(place.y_mm for place in places)
    dx, dy = (page[0] - width) / 2, (page[1] - height + low) / 2 - low

    def on_dot(mm: float) -> float:
        return round(mm / DOT_MM) * DOT_MM

    return tuple(
        Place(
            on_dot(place.x_mm + dx),
            on_dot(place.y_mm + dy),
            on_dot(place.width_mm),
            on_dot(place.height_mm),
            place.turned,
        )
        for place in places
    )


def _marks(places: tuple[Place, ...], page: tuple[float, float]) -> tuple[Mark, ...]:
    """Extend the edges of every photo outwards by short marks, cut off before photos and page."""
    found: dict[tuple[float, float, float, float], Mark] = {}
    for place in places:
        for x in (place.x_mm, place.x_mm + place.width_mm):
            for y, away in ((place.y_mm, -1), (place.y_mm + place.height_mm, 1)):
                reach = _reach(places, page, x, y, away, vertical=True)
                _keep(found, x, y, away, reach, vertical=True)
        for y in (place.y_mm, place.y_mm + place.height_mm):
            for x, away in ((place.x_mm, -1), (place.x_mm + place.width_mm, 1)):
                reach = _reach(places, page, x, y, away, vertical=False)
                _keep(found, x, y, away, reach, vertical=False)
    return tuple(found.values())


def _reach(
    places: tuple[Place, ...], page: tuple[float, float], x: float, y: float, away: int, *, vertical: bool
) -> float:
    """Return how far a mark from (x, y) may go before it comes near another photo or leaves the page."""
    along, across = (y, x) if vertical else (x, y)
    end = (page[1] if vertical else page[0]) if away > 0 else 0.0
    if not 0 <= across <= (page[0] if vertical else page[1]):
        return 0.0
    reach = min(MARK_LENGTH_MM, (end - along) * away)
    for place in places:
        low, size = (place.y_mm, place.height_mm) if vertical else (place.x_mm, place.width_mm)
        side, breadth = (place.x_mm, place.width_mm) if vertical else (place.y_mm, place.height_mm)
        if not side - MARK_CLEARANCE_MM < across < side + breadth + MARK_CLEARANCE_MM:
            continue
        near = low if away > 0 else low + size
        ahead = (near - along) * away
        if ahead > _SLACK:
            reach = min(reach, ahead - MARK_CLEARANCE_MM)
        elif (low - _SLACK < along < low + size + _SLACK) and not _is_own_corner(along, low, size, away):
            return 0.0
    return reach


def _is_own_corner(along: float, low: float, size: float, away: int) -> bool:
    """Tell whether a mark that starts at `along` leaves the photo there instead of crossing it."""
    edge = low + size if away > 0 else low
    return abs(along - edge) < _SLACK


def _keep(
    found: dict[tuple[float, float, float, float], Mark],
    x: float,
    y: float,
    away: int,
    reach: float,
    *,
    vertical: bool,
) -> None:
    start = MARK_CLEARANCE_MM
    if reach - start < _SHORTEST_MARK_MM:
        return
    if vertical:
        mark = Mark(x, y + away * start, x, y + away * reach)
    else:
        mark = Mark(x + away * start, y, x + away * reach, y)
    low = (min(mark.x1_mm, mark.x2_mm), min(mark.y1_mm, mark.y2_mm))
    high = (max(mark.x1_mm, mark.x2_mm), max(mark.y1_mm, mark.y2_mm))
    found.setdefault((round(low[0], 3), round(low[1], 3), round(high[0], 3), round(high[1], 3)), mark)
