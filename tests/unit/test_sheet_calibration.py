"""Calibration: what staff measure on the page becomes the drawing that makes the print measure right."""

from __future__ import annotations

import io

import numpy as np
import pypdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.sheet.calibration import LEAST_INSET_MM, NEUTRAL, Calibration, calibration_frame
from kiosk.sheet.calibration_page import calibration_page
from kiosk.sheet.paper import PAPERS, paper_named
from kiosk.sheet.press import Press

PAPER = PAPERS["10x15"]
ERROR = st.tuples(st.floats(0.98, 1.02), st.floats(-2, 2))


def printed(error: tuple[float, float], point_mm: float) -> float:
    """A printer that is wrong: print = s·p + t from the paper's lower left corner."""
    return error[0] * point_mm + error[1]


@settings(deadline=None)
@given(x_error=ERROR, y_error=ERROR, x=st.floats(0, 102), y=st.floats(0, 152))
def test_what_is_measured_is_corrected(
    x_error: tuple[float, float], y_error: tuple[float, float], x: float, y: float
):
    frame = calibration_frame(PAPER)
    top = printed(y_error, PAPER.height_mm - frame.from_top_mm)
    found = Calibration.from_measured(
        PAPER,
        across_mm=frame.across_mm * x_error[0],
        down_mm=frame.down_mm * y_error[0],
        from_left_mm=printed(x_error, frame.from_left_mm),
        from_top_mm=PAPER.height_mm - top,
    )
    a, d, e, f = found.transform((PAPER.width_mm, PAPER.height_mm))
    assert printed(x_error, a * x + e) == pytest.approx(x)
    assert printed(y_error, d * y + f) == pytest.approx(y)


def test_a_printer_that_prints_one_percent_too_long_is_drawn_for_smaller_about_the_middle():
    frame = calibration_frame(PAPER)
    found = Calibration.from_measured(PAPER, across_mm=frame.across_mm * 1.01, down_mm=frame.down_mm)
    assert found.scale_x == pytest.approx(1 / 1.01)
    assert (found.scale_y, found.shift_x_mm, found.shift_y_mm) == (1, 0, 0)
    assert not found.is_neutral
    assert found.transform((102, 152))[2] == pytest.approx(51 * (1 - 1 / 1.01))


def test_a_page_held_landscape_swaps_the_axes():
    """The page's right is the paper's up, the page's up is the paper's left."""
    assert Calibration(0.99, 1.02, 1.0, -2.0).on_landscape() == Calibration(1.02, 0.99, -2.0, -1.0)
    assert NEUTRAL.on_landscape().is_neutral


@pytest.mark.parametrize(
    ("across_mm", "down_mm", "from_left_mm", "says"),
    [
        (75, 130, None, "across is more than 5 % off: measure again"),
        (80, 140, None, "down is more than 5 % off"),
        (80, 130, 20, "shift of -9.0 mm across"),
        (0, 130, None, "0 mm is no length"),
        (float("nan"), 130, None, "no length"),
    ],
)
def test_nonsense_is_refused_in_plain_words(
    across_mm: float, down_mm: float, from_left_mm: float | None, says: str
):
    with pytest.raises(ValueError, match=says):
        Calibration.from_measured(PAPER, across_mm=across_mm, down_mm=down_mm, from_left_mm=from_left_mm)


@pytest.mark.parametrize("name", [*PAPERS, "50x50", "120x180"])
def test_the_page_has_the_lengths_it_is_said_to_have(name: str):
    paper = paper_named(name)
    frame = calibration_frame(paper)
    assert frame.across_mm % 5 == frame.down_mm % 5 == 0
    assert min(frame.from_left_mm, frame.from_top_mm) >= LEAST_INSET_MM
    pdf = calibration_page(paper)
    assert pdf == calibration_page(paper)
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    size_pt = [paper.width_mm * 72 / 25.4, paper.height_mm * 72 / 25.4]
    assert [float(v) for v in page.mediabox] == pytest.approx([0, 0, *size_pt], abs=1e-3)
    told = page.extract_text()
    assert all(letter in told for letter in "ABCD")
    assert f"A = {frame.across_mm:g} mm" in told
    document = pypdfium2.PdfDocument(pdf)
    try:
        dark = np.asarray(document[0].render(scale=300 / 72).to_pil().convert("L")) < 160
    finally:
        document.close()
    per_mm = 300 / 25.4
    left, right = (
        int(edge) for edge in np.flatnonzero(dark.sum(axis=0) > frame.down_mm * per_mm * 0.9)[[0, -1]]
    )
    top, bottom = (
        int(edge) for edge in np.flatnonzero(dark.sum(axis=1) > frame.across_mm * per_mm * 0.9)[[0, -1]]
    )
    assert (right - left) / per_mm == pytest.approx(frame.across_mm, abs=0.25)
    assert (bottom - top) / per_mm == pytest.approx(frame.down_mm, abs=0.25)
    assert left / per_mm == pytest.approx(frame.from_left_mm, abs=0.2)
    assert top / per_mm == pytest.approx(frame.from_top_mm, abs=0.2)


def test_a_press_knows_the_printers_there_are():
    assert Press(PAPER, 600).calibration.is_neutral
    with pytest.raises(ValueError, match="known are 300 and 600"):
        Press(PAPER, 254)
