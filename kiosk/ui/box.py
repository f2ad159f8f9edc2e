"""Rectangles of the layout, in design units (a screen has 1080×1920 or 1920×1080, on an 8-unit grid)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in design units; x to the right, y down."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The x behind the last column."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The y behind the last row."""
        return self.y + self.h

    @property
    def centre(self) -> tuple[float, float]:
        """The middle as (x, y)."""
        return self.x + self.w / 2, self.y + self.h / 2

    def inset(self, dx: float, dy: float | None = None) -> Box:
        """Return the box smaller by `dx` on the left and right and `dy` (default `dx`) above and below."""
        dy = dx if dy is None else dy
        return Box(self.x + dx, self.y + dy, self.w - 2 * dx, self.h - 2 * dy)

    def moved(self, dx: float, dy: float) -> Box:
        """Return the box moved."""
        return Box(self.x + dx, self.y + dy, self.w, self.h)

    def top(self, h: float) -> Box:
        """Return the upper `h`."""
        return Box(self.x, self.y, self.w, h)

    def bottom_part(self, h: float) -> Box:
        """Return the lower `h`."""
        return Box(self.x, self.bottom - h, self.w, h)

    def left(self, w: float) -> Box:
        """Return the left `w`."""
        return Box(self.x, self.y, w, self.h)

    def right_part(self, w: float) -> Box:
        """Return the right `w`."""
        return Box(self.right - w, self.y, w, self.h)

    def below(self, dy: float) -> Box:
        """Return what is left when `dy` is cut off above."""
        return Box(self.x, self.y + dy, self.w, self.h - dy)

    def beside(self, dx: float) -> Box:
        """Return what is left when `dx` is cut off on the left."""
        return Box(self.x + dx, self.y, self.w - dx, self.h)

    def columns(self, count: int, gap: float) -> tuple[Box, ...]:
        """Return `count` equal columns with `gap` between them."""
        w = (self.w - gap * (count - 1)) / count
        return tuple(Box(self.x + i * (w + gap), self.y, w, self.h) for i in range(count))

    def rows(self, count: int, gap: float, h: float | None = None) -> tuple[Box, ...]:
        """Return `count` rows with `gap` between them, equal or each `h` high."""
        h = (self.h - gap * (count - 1)) / count if h is None else h
        return tuple(Box(self.x, self.y + i * (h + gap), self.w, h) for i in range(count))

    def middle(self, w: float, h: float) -> Box:
        """Return a box of the given size with the same centre."""
        return Box(self.x + (self.w - w) / 2, self.y + (self.h - h) / 2, w, h)

    def contains(self, x: float, y: float, slop: float = 0.0) -> bool:
        """Tell whether the point lies inside, or outside by no more than `slop`."""
        return self.x - slop <= x < self.right + slop and self.y - slop <= y < self.bottom + slop

    def holds(self, other: Box) -> bool:
        """Tell whether the other box lies inside, to a hundredth of a unit."""
        return (
            other.x >= self.x - 0.01
            and other.y >= self.y - 0.01
            and other.right <= self.right + 0.01
            and other.bottom <= self.bottom + 0.01
        )

    def overlaps(self, other: Box) -> bool:
        """Tell whether the two share an area."""
        return (
            self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom
        )
