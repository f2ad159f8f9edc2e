"""The page that compares heads with a peer's: every figure on it follows from the rulebook and the solver."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from kiosk.documents.rulebook import Rulebook
from kiosk.portrait.crop import Crop
from kiosk.portrait.head_points import HeadPoints
from kiosk.portrait.measured import measure
from kiosk.portrait.solver import solve

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "peers.md").read_text(encoding="utf-8")
ROWS = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| `")]
BOOK = Rulebook.load(ROOT / "assets" / "documents")

ORDINARY = HeadPoints(
    left_eye=(2126.0, 2400.0),
    right_eye=(1874.0, 2400.0),
    chin=(2000.0, 2859.0),
    chin_uncertainty_px=9.0,
    face_width_px=558.0,
    crown_skull=(2000.0, 1959.0),
    crown_skull_uncertainty_px=27.0,
    crown_hair=(2000.0, 1914.0),
    crown_hair_uncertainty_px=9.0,
)
"""A head of 900 px with eyes at 51 % of it and 5 % of hair."""


def test_twelve_documents_are_compared():
    assert len({row[0] for row in ROWS}) == 12


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip("`"))
def test_a_row_says_what_the_rulebook_the_formula_and_the_solver_say(row: list[str]):
    rule = BOOK.get(row[0].strip("`"))
    assert rule.print_mm is not None
    assert row[1] == f"{rule.print_mm[0]:g}×{rule.print_mm[1]:g}"
    assert row[2] == str(rule.head_mm)
    assert row[3] == rule.geometry.crown
    side = math.sqrt(rule.print_mm[0] * rule.print_mm[1])
    assert row[4].startswith(f"{0.706 * side:.1f}–{0.721 * side:.1f} ")
    assert row[5].startswith(f"{0.872 * side:.1f} ")
    band = rule.head_mm
    assert band is not None
    assert row[4].endswith("inside") == (band.min <= 0.706 * side and 0.721 * side <= band.max)
    assert row[5].endswith("inside") == band.contains(0.872 * side)
    crop = solve(ORDINARY, (4000, 5000), rule)
    assert isinstance(crop, Crop)
    assert float(row[6]) == pytest.approx(measure(ORDINARY, crop, rule).head, abs=0.06)
    assert band.contains(float(row[6]))
