"""Where to cut: short marks in line with the photos' edges, never on a photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

MARK_LENGTH_MM = 2.5
MARK_CLEARANCE_MM = 0.3
"""Least distance of a cut mark from any photo: more than a printer's misplacement of one dot at 300 dpi."""

_SHORTEST_MARK_MM = 0.6
_SLACK = 1e-6


class Lying(Protocol):
    """Something that lies on a page: its lower left corner, its width and its height."""

    @property
    def x_mm(self) -> float:
        """To the right."""

    @property
    def y_mm(self) -> float:
        """Up."""

    @property
    def width_mm(self) -> float:
        """On the page."""

    @property
    def height_mm(self) -> float:
        """On the page."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A cut mark, from one point to the other; horizontal or vertical."""

    x1_mm: float
    y1_mm: float
    x2_mm: float
    y2_mm: float


def cut_marks(places: Sequence[Lying], page: tuple[float, float]) -> tuple[Mark, ...]:
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
    places: Sequence[Lying], page: tuple[float, float], x: float, y: float, away: int, *, vertical: bool
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
