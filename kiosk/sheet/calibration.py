"""What one printer gets wrong in size and place, and how to draw so that its print measures right.

Axes are those of the paper held upright as `Paper` has it (width ≤ height): millimetres from the lower left
corner, x to the right, y up. A printer is taken to print the point p at s·p + t, on each axis alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.sheet.paper import Paper

MOST_SCALE = 0.05
"""A printer that is further off fits the page to the paper, or somebody measured wrongly; our own bound."""

MOST_SHIFT_MM = 5.0

LEAST_INSET_MM = 10.0
"""Least distance of the calibration frame from the paper's edges: dye-sub printers leave up to 3.2 mm of a
6×4 in page unprinted (a DNP DS620 under gutenprint 5.3.4), office printers up to 6 mm."""

_WHOLE_MM = 5.0


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of the calibration page in mm: its width and height, and its distance from two edges."""

    across_mm: float
    down_mm: float
    from_left_mm: float
    from_top_mm: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How to draw for one printer: `scale` times as long about the paper's middle, then shifted.

    `shift_x_mm` is to the right, `shift_y_mm` up. Raises ValueError, in words for staff, for a scale more
    than 5 % off or a shift of more than 5 mm.
    """

    scale_x: float = 1.0
    scale_y: float = 1.0
    shift_x_mm: float = 0.0
    shift_y_mm: float = 0.0

    def __post_init__(self) -> None:
        for scale, way in ((self.scale_x, "across"), (self.scale_y, "down")):
            if not abs(scale - 1) <= MOST_SCALE + 1e-9:
                raise ValueError(
                    f"drawing at {scale * 100:.1f} % {way} is more than {MOST_SCALE * 100:g} % off: "
                    "measure again, and see that the printer does not fit the page to the paper"
                )
        for shift_mm, way in ((self.shift_x_mm, "across"), (self.shift_y_mm, "down")):
            if not abs(shift_mm) <= MOST_SHIFT_MM + 1e-9:
                raise ValueError(
                    f"a shift of {shift_mm:.1f} mm {way} is more than {MOST_SHIFT_MM:g} mm: measure again, "
                    "and see that the right paper is loaded"
                )

    @classmethod
    def from_measured(
        cls,
        paper: Paper,
        *,
        across_mm: float,
        down_mm: float,
        from_left_mm: float | None = None,
        from_top_mm: float | None = None,
    ) -> Calibration:
        """Return the calibration of a printer whose calibration page measures so; raises ValueError.

        `across_mm` and `down_mm` are A and B of the page, `from_left_mm` and `from_top_mm` its C and D.
        Without C or D it is taken to be wrong about the paper's middle. From print = s·p + t: draw at
        1 / s, and t = C - s·(where the frame's left edge was drawn).
        """
        for length_mm in (across_mm, down_mm):
            if not 0 < length_mm < 10_000:
                raise ValueError(f"{length_mm:g} mm is no length of the frame: measure again")
        frame = calibration_frame(paper)
        scale_x, scale_y = frame.across_mm / across_mm, frame.down_mm / down_mm
        right_mm = down_by_mm = 0.0
        if from_left_mm is not None:
            right_mm = _shift_mm(scale_x, paper.width_mm, frame.from_left_mm, from_left_mm)
        if from_top_mm is not None:
            down_by_mm = _shift_mm(scale_y, paper.height_mm, frame.from_top_mm, from_top_mm)
        return cls(scale_x, scale_y, right_mm, -down_by_mm)

    @property
    def is_neutral(self) -> bool:
        """Whether nothing is corrected."""
        return self == NEUTRAL

    def on_landscape(self) -> Calibration:
        """Return the same in the axes of a page held landscape, which the printer is fed upright.

        The page is turned a quarter counter-clockwise for that, as CUPS with gutenprint does for a DNP DS620
        (seen in its dots): the page's right is the paper's up, the page's up is the paper's left.
        """
        return Calibration(self.scale_y, self.scale_x, self.shift_y_mm, -self.shift_x_mm)

    def transform(self, page_mm: tuple[float, float]) -> tuple[float, float, float, float]:
        """Return (a, d, e_mm, f_mm): the point (x, y) of the page is drawn at (a·x + e, d·y + f).

        `page_mm` is the page (width, height) in this calibration's axes.
        """
        width_mm, height_mm = page_mm
        return (
            self.scale_x,
            self.scale_y,
            (1 - self.scale_x) * width_mm / 2 + self.shift_x_mm,
            (1 - self.scale_y) * height_mm / 2 + self.shift_y_mm,
        )


NEUTRAL = Calibration()
"""Nothing is corrected."""


def calibration_frame(paper: Paper) -> Frame:
    """Return the nominal lengths of the calibration page: whole 5 mm, as long as the paper safely allows."""

    def longest(side_mm: float) -> float:
        return (side_mm - 2 * LEAST_INSET_MM) // _WHOLE_MM * _WHOLE_MM

    across_mm, down_mm = longest(paper.width_mm), longest(paper.height_mm)
    return Frame(across_mm, down_mm, (paper.width_mm - across_mm) / 2, (paper.height_mm - down_mm) / 2)


def _shift_mm(scale: float, side_mm: float, drawn_mm: float, measured_mm: float) -> float:
    """Return the shift away from the edge that the distance was measured from, with s = 1 / scale."""
    moved_mm = measured_mm - drawn_mm / scale
    return scale * (side_mm / 2 - moved_mm) - side_mm / 2
