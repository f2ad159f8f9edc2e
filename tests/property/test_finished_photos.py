"""A thousand sitters, every document: the finished photo, measured again, is inside every limit."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hardware.simulated.sitter.description import Truth
from kiosk.bench.marks import as_it_is, found_again, read_off
from kiosk.bench.sitters import random_truths, true_points
from kiosk.documents.rule import DocumentRule
from kiosk.documents.rulebook import Rulebook
from kiosk.portrait.crop import Crop
from kiosk.portrait.measured import measure, missed_limits
from kiosk.portrait.solver import solve

BOOK = Rulebook.load(Path(__file__).parents[2] / "assets" / "documents")
RULES = [rule for rule in BOOK.with_variants() if rule.photo_px and not rule.free]
SIZE_PX = (2400, 3200)
PEOPLE, POSES, RULES_EACH = 8, 130, 2

Photo = tuple[Truth, DocumentRule, Crop]


@pytest.fixture(scope="module")
def sitters() -> list[Truth]:
    return list(random_truths(11, PEOPLE, POSES, SIZE_PX))


@pytest.fixture(scope="module")
def photos(sitters: list[Truth]) -> list[Photo]:
    """Every sitter with the next documents in turn: each document meets some fifteen sitters of all kinds."""
    out = []
    for index, truth in enumerate(sitters):
        for turn in range(RULES_EACH):
            rule = RULES[(index * RULES_EACH + turn) % len(RULES)]
            crop = solve(true_points(truth), SIZE_PX, rule)
            if isinstance(crop, Crop):
                out.append((truth, rule, crop))
    return out


def test_nearly_every_sitter_gets_a_photo_for_every_document(sitters: list[Truth], photos: list[Photo]):
    """Who does not has hair too tall for a document that wants room above it, or sits too near for it."""
    assert len(photos) >= 0.97 * len(sitters) * RULES_EACH
    made = Counter(rule.id for _, rule, _ in photos)
    assert set(made) == {rule.id for rule in RULES}
    assert min(made.values()) >= 8


def test_every_photo_is_inside_every_limit_of_its_document(photos: list[Photo]):
    for truth, rule, crop in photos:
        assert missed_limits(measure(true_points(truth), crop, rule), crop, rule) == ()


def test_the_same_look_finds_photos_that_are_not(photos: list[Photo]):
    """A head 12 % too large, or 12 % of the photo too low, is outside wherever the document says so."""
    found: Counter[str] = Counter()
    for truth, rule, crop in photos:
        points = true_points(truth)
        larger = replace(crop, scale=crop.scale * 1.12)
        x, y = crop.centre_px
        lower = replace(crop, centre_px=(x, y - 0.12 * crop.height_px / crop.scale))
        for wrong in (larger, lower):
            found.update(missed_limits(measure(points, wrong, rule), wrong, rule))
    assert set(found) == {
        "head", "eye_line_from_bottom", "crown_from_top", "clear_above", "chin_from_bottom",
        "eyes_above_chin", "face_width",
    }  # fmt: skip


def test_the_pixels_show_the_head_where_it_was_planned(photos: list[Photo]):
    """Marks in the source at the true points are found in the cut photo, to a fifth of a pixel."""
    worst_px, read = 0.0, 0
    for truth, rule, crop in photos[:: len(photos) // 60]:
        points = true_points(truth)
        if crop.to_output(points.crown_hair)[1] < 8:
            continue  # tall hair that no document counts is cut off
        read += 1
        planned, got = (
            measure(points, crop, rule),
            measure(read_off(points, SIZE_PX, crop), as_it_is(crop), rule),
        )
        per_unit = rule.dpi / 25.4 if rule.print_mm else 1.0
        for name in (
            "head_skull",
            "head_hair",
            "eye_line_from_bottom",
            "chin_from_bottom",
            "eyes_off_centre",
        ):
            worst_px = max(worst_px, abs(getattr(planned, name) - getattr(got, name)) * per_unit)
    assert read >= 50
    assert worst_px < 0.2


def test_a_mark_that_is_not_there_is_not_found():
    with pytest.raises(ValueError, match="no mark"):
        found_again(np.full((40, 40, 3), 255, np.uint8), (20.0, 20.0))
