"""Printing through CUPS and gutenprint, measured in the dots that the printer's own head would draw."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pypdf
import pytest
from numpy.typing import NDArray

from kiosk.bench.invented_printer import printer_icc
from kiosk.colour.print_profile import PrintProfile
from kiosk.darkroom import develop
from kiosk.documents.rulebook import Rulebook
from kiosk.portrait.head_points import HeadPoints
from kiosk.sheet.calibration import Calibration, calibration_frame
from kiosk.sheet.calibration_page import calibration_page
from kiosk.sheet.paper import PAPERS
from kiosk.sheet.press import Press
from tests.integration import ds620
from tests.integration.private_cups import PrivateCups

BOOK = Rulebook.load(Path(__file__).parents[2] / "assets" / "documents")
PAPER = PAPERS["4x6in"]
HEAD_DOTS = (1240, 1920)
DOTS_PER_MM = 300 / 25.4
PHOTO_DOTS = (413, 531)
"""35×45 mm at 300 dots to the inch."""

NOSE_PX = (750, 1000)
BLUE, GREEN, RED, GREY = (150, 40, 40), (40, 120, 40), (40, 40, 150), (110, 110, 110)
"""A quarter of the picture each: upper left, upper right, lower left, lower right; BGR, far from white."""

LIGHT = 200
OPTIONS = ("PageSize=w288h432",)
AS_THEY_ARE = "cm-calibration=true"
"""What a queue needs that is sent the printer's own colours (docs/operator.md)."""


@dataclass(frozen=True)
class Dots:
    """Where a photo came out: columns from `left` up to `right`, rows from `top` up to `bottom`."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def size(self) -> tuple[int, int]:
        return self.right - self.left, self.bottom - self.top


def the_sheet(calibration: Calibration | None = None, profile: PrintProfile | None = None) -> bytes:
    """Return the product's sheet of a picture that is dark up to its edges, and differs in each quarter."""
    bgr = np.empty((2000, 1500, 3), np.uint8)
    x, y = NOSE_PX
    bgr[:y, :x], bgr[:y, x:], bgr[y:, :x], bgr[y:, x:] = BLUE, GREEN, RED, GREY
    head = HeadPoints(
        left_eye=(x + 90, y - 60),
        right_eye=(x - 90, y - 60),
        chin=(x, y + 200),
        chin_uncertainty_px=1,
        face_width_px=380,
        crown_skull=(x, y - 320),
        crown_skull_uncertainty_px=1,
        crown_hair=(x, y - 340),
        crown_hair_uncertainty_px=1,
    )
    press = Press(PAPER, calibration=calibration or Calibration(), profile=profile)
    sheet = develop(bgr, head, BOOK.get("icao-35x45"), press).sheet
    assert sheet is not None
    return sheet


def photos(raster: NDArray[np.uint8]) -> list[Dots]:
    """Return every photo of the print by rows; cut marks are too thin to be one."""
    dark = (raster.min(axis=2) < LIGHT).astype(np.uint8)
    _, _, found, _ = cv2.connectedComponentsWithStats(dark, connectivity=4)
    big = [tuple(map(int, box[:4])) for box in found[1:] if box[4] > 10_000]
    return sorted((Dots(x, y, x + w, y + h) for x, y, w, h in big), key=lambda dots: (dots.top, dots.left))


def middle_of(placed: list[Dots]) -> tuple[float, float]:
    """Return the middle (x, y) of all photos together."""
    across = min(dots.left for dots in placed) + max(dots.right for dots in placed)
    down = min(dots.top for dots in placed) + max(dots.bottom for dots in placed)
    return across / 2, down / 2


def quarters(raster: NDArray[np.uint8], dots: Dots) -> tuple[tuple[int, ...], ...]:
    """Return the BGR colours near the corners of a photo: upper left and right, lower left and right."""
    inset = 40
    rows, columns = (dots.top + inset, dots.bottom - inset), (dots.left + inset, dots.right - inset)
    return tuple(tuple(map(int, raster[y, x, ::-1])) for y in rows for x in columns)


def test_the_head_draws_photos_dot_for_dot_and_the_right_way_round(cups: PrivateCups):
    raster = ds620.printed(cups.print_pdf(the_sheet(), *OPTIONS))
    assert raster.shape == (*HEAD_DOTS, 3)
    placed = photos(raster)
    assert [dots.size for dots in placed] == [PHOTO_DOTS] * 8
    upper, lower = placed[:4], placed[4:]
    gaps = {after.left - before.right for row in (upper, lower) for before, after in pairwise(row)}
    assert gaps | {below.top - above.bottom for above, below in zip(upper, lower, strict=True)} <= {23, 24}, (
        "2 mm between photos are 23.6 dots"
    )
    for dots in placed:
        # the sheet comes out lower edge first: half a turn of the whole sheet, nothing mirrored
        assert quarters(raster, dots) == (GREY, RED, GREEN, BLUE)


def test_the_printers_own_colours_reach_the_head_as_they_are(cups: PrivateCups):
    """The queue must be told; else CUPS makes sRGB of them again, and the profile is of no use."""
    profile = PrintProfile(printer_icc())
    raster = ds620.printed(cups.print_pdf(the_sheet(profile=profile), *OPTIONS, AS_THEY_ARE))
    colours = np.array([[GREY, RED, GREEN, BLUE]], np.uint8)
    wanted = profile.to_printer(colours)[0]
    assert np.array(quarters(raster, photos(raster)[0])).tolist() == wanted.tolist()
    assert (wanted != colours[0]).any(axis=1).all(), "no colour is the same in both"


def test_a_sheet_drawn_two_percent_too_large_is_seen_to_be(cups: PrivateCups):
    sheet = pypdf.PdfWriter(io.BytesIO(the_sheet()))
    sheet.pages[0].add_transformation(pypdf.Transformation().scale(1.02))
    larger = io.BytesIO()
    sheet.write(larger)
    sizes = {dots.size for dots in photos(ds620.printed(cups.print_pdf(larger.getvalue(), *OPTIONS)))}
    assert (421, 542) in sizes
    assert PHOTO_DOTS not in sizes


def test_a_calibrated_sheet_is_sized_and_moved_on_the_paper_as_staff_were_told(cups: PrivateCups):
    """The sheet is held landscape, the calibration sheet upright: both must be turned alike by CUPS.

    So what the calibration calls right is up in what the head draws, and up is left, as the test below sees.
    """
    neutral, moved = (
        photos(ds620.printed(cups.print_pdf(the_sheet(calibration), *OPTIONS)))
        for calibration in (Calibration(), Calibration(0.99, 1.01, shift_x_mm=0.8, shift_y_mm=1.2))
    )
    assert {dots.size for dots in moved} == {(round(413.4 * 1.01), round(531.5 * 0.99))}
    (x, y), (moved_x, moved_y) = middle_of(neutral), middle_of(moved)
    assert moved_x - x == pytest.approx(-1.2 * DOTS_PER_MM, abs=1)
    assert moved_y - y == pytest.approx(-0.8 * DOTS_PER_MM, abs=1)


def test_the_calibration_sheet_needs_no_calibration_of_a_printer_that_is_right(cups: PrivateCups):
    raster = ds620.printed(cups.print_pdf(calibration_page(PAPER), *OPTIONS))
    dark = raster.min(axis=2) < LIGHT
    # the paper's top lies to the left of what the head draws, its left edge at the bottom
    lines = np.flatnonzero(dark.sum(axis=0) > 800), np.flatnonzero(dark.sum(axis=1) > 1300)
    (top, bottom), (right, left) = ((float(line[0]), float(line[-1])) for line in lines)
    frame = calibration_frame(PAPER)
    assert (bottom - top) / DOTS_PER_MM == pytest.approx(frame.down_mm, abs=0.2)
    assert (left - right) / DOTS_PER_MM == pytest.approx(frame.across_mm, abs=0.2)
    middle_y, middle_x = HEAD_DOTS[0] / 2, HEAD_DOTS[1] / 2
    assert ((top + bottom) / 2, (left + right) / 2) == pytest.approx((middle_x, middle_y), abs=1)


def test_what_is_no_stream_of_the_printer_is_refused():
    with pytest.raises(ds620.NotDs620, match="no command at byte 0"):
        ds620.printed(b"%PDF-1.4 is not what a printer is sent")
