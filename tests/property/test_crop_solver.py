"""The crop: whatever head, whatever document, either every published limit is kept or the reason is told."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.documents.band import Band
from kiosk.documents.geometry import BAND_NAMES, Geometry
from kiosk.documents.rule import DocumentRule
from kiosk.documents.rulebook import Rulebook
from kiosk.portrait.crop import Crop
from kiosk.portrait.framing import FILLED, framing
from kiosk.portrait.head_points import HeadPoints
from kiosk.portrait.measured import Measured, measure
from kiosk.portrait.solver import LARGEST_ENLARGEMENT, WHAT_TO_DO, Unsolvable, solve

RULES = [
    rule for rule in Rulebook.load(Path(__file__).parents[2] / "assets" / "documents").all() if rule.photo_px
]
FRAME = (2400, 3200)
LIMITS = BAND_NAMES


def head(
    height_px: float = 1000.0,
    *,
    eyes: float = 0.51,
    hair: float = 0.05,
    roll_deg: float = 0.0,
    middle: tuple[float, float] = (1200.0, 1500.0),
    eye_distance: float = 0.28,
    face: float = 0.62,
) -> HeadPoints:
    """Build a head: sizes in heights chin to skull, turned clockwise by `roll_deg`, eyes at `middle`."""
    angle = math.radians(roll_deg)
    right = np.array([math.cos(angle), math.sin(angle)])
    up = np.array([right[1], -right[0]])

    def at(across: float, above_eyes: float) -> tuple[float, float]:
        x, y = np.array(middle) + height_px * (right * across + up * above_eyes)
        return float(x), float(y)

    return HeadPoints(
        left_eye=at(eye_distance / 2, 0),
        right_eye=at(-eye_distance / 2, 0),
        chin=at(0, -eyes),
        chin_uncertainty_px=0.01 * height_px,
        face_width_px=face * height_px,
        crown_skull=at(0, 1 - eyes),
        crown_skull_uncertainty_px=0.03 * height_px,
        crown_hair=at(0, 1 - eyes + hair),
        crown_hair_uncertainty_px=0.01 * height_px,
    )


HEADS = st.builds(
    head,
    height_px=st.floats(150, 2600),
    eyes=st.floats(0.44, 0.58),
    hair=st.floats(0.0, 0.4),
    roll_deg=st.floats(-25, 25),
    middle=st.tuples(st.floats(-100, 2500), st.floats(-100, 3300)),
)


def in_rule_units(measured: Measured, crop: Crop, rule: DocumentRule) -> dict[str, float]:
    assert rule.frame is not None
    height = rule.print_mm[1] if measured.unit == "mm" and rule.print_mm else crop.height_px
    return {name: getattr(measured, name) / height * rule.frame[1] for name in LIMITS}


def off_limits(crop: Crop, points: HeadPoints, rule: DocumentRule) -> list[str]:
    """Name the published bands that the photo misses, allowing half a pixel for the rounded pixel size."""
    assert rule.frame is not None
    slack = rule.frame[1] / crop.height_px * 0.6
    values = in_rule_units(measure(points, crop, rule), crop, rule)
    missed = []
    for name in LIMITS:
        band: Band | None = getattr(rule.geometry, name)
        if band is None or name in rule.geometry.advisory:
            continue
        if not band.min - slack <= values[name] <= band.max + slack:
            missed.append(f"{name} {values[name]:.2f} not in {band.pair()}")
    return missed


@settings(deadline=None, max_examples=300)
@given(points=HEADS, rule=st.sampled_from(RULES))
def test_every_published_limit_is_kept_or_the_reason_is_told(points: HeadPoints, rule: DocumentRule):
    crop = solve(points, FRAME, rule)
    if isinstance(crop, Unsolvable):
        assert crop.what_to_do.startswith(WHAT_TO_DO[crop.reason])
        assert (crop.reason == "conflict") == bool(crop.limits)
        return
    assert off_limits(crop, points, rule) == []
    assert crop.margin >= -1e-6
    assert crop.scale <= LARGEST_ENLARGEMENT * 1.0001
    right, left = crop.to_output(points.right_eye), crop.to_output(points.left_eye)
    assert left[1] == pytest.approx(right[1], abs=0.01)  # roll is gone
    assert left[0] > right[0]  # not mirrored, not upside down
    for corner in ((0, 0), (crop.width_px, 0), (0, crop.height_px), (crop.width_px, crop.height_px)):
        x, y = crop.to_source(corner)
        assert -0.01 <= x <= FRAME[0] + 0.01
        assert -0.01 <= y <= FRAME[1] + 0.01


@settings(deadline=None)
@given(
    rule=st.sampled_from(RULES),
    eyes=st.floats(0.47, 0.55),
    hair=st.floats(0.0, 0.10),
    roll_deg=st.floats(-15, 15),
)
def test_an_ordinary_head_amid_a_large_picture_can_always_be_cropped(
    rule: DocumentRule, eyes: float, hair: float, roll_deg: float
):
    points = head(900.0, eyes=eyes, hair=hair, roll_deg=roll_deg, middle=(2000, 2400))
    crop = solve(points, (4000, 5000), rule)
    assert isinstance(crop, Crop)
    assert crop.roll_applied_deg == pytest.approx(roll_deg)
    assert crop.margin > 0
    assert measure(points, crop, rule).clear_above > 0  # no hair is cut off


@given(rule=st.sampled_from(RULES))
@settings(deadline=None)
def test_with_room_to_spare_the_head_is_in_the_middle_of_its_only_band(rule: DocumentRule):
    """Where the head's height is all that is published, nothing pulls it from the middle of its band."""
    only_head = rule.geometry.head is not None and all(
        getattr(rule.geometry, name) is None for name in (*LIMITS[1:], "clear_above")
    )
    if not only_head or "head" in rule.geometry.advisory:
        return
    points = head(900.0, hair=0.03, middle=(2000, 2400))
    crop = solve(points, (4000, 5000), rule)
    assert isinstance(crop, Crop)
    band = rule.geometry.head
    assert band is not None
    assert in_rule_units(measure(points, crop, rule), crop, rule)["head"] == pytest.approx(
        (band.min + band.max) / 2, rel=0.003
    )
    assert measure(points, crop, rule).eyes_off_centre == pytest.approx(0, abs=0.01)


RULE = {rule.id: rule for rule in RULES}


@pytest.mark.parametrize(
    ("points", "document", "reason"),
    [
        (head(150.0), "icao-35x45", "too_small"),
        (head(2900.0), "icao-35x45", "too_near"),
        (head(1000.0, middle=(150, 1500)), "icao-35x45", "left_edge"),
        (head(1000.0, middle=(2250, 1500)), "icao-35x45", "right_edge"),
        (head(1000.0, middle=(1200, 300)), "fi-passport-print", "top_edge"),
        (head(1000.0, middle=(1200, 2850)), "icao-35x45", "bottom_edge"),
    ],
)
def test_what_cannot_be_done_is_told_with_its_reason(points: HeadPoints, document: str, reason: str):
    result = solve(points, FRAME, RULE[document])
    assert isinstance(result, Unsolvable)
    assert result.reason == reason


def test_limits_that_exclude_each_other_for_this_head_are_called_a_conflict():
    rule = RULE["icao-35x45"]
    narrow = Geometry(
        head=Band(min=31.5, max=36),
        eye_line_from_bottom=Band(min=22.5, max=27),
        chin_from_bottom=Band(min=15, max=16),
        crown_from_top=Band(min=0, max=20),
    )
    result = solve(head(1000.0), FRAME, rule.model_copy(update={"geometry": narrow}))
    assert isinstance(result, Unsolvable)
    assert result.reason == "conflict"
    assert result.limits == ("head", "eye_line_from_bottom", "chin_from_bottom")
    assert "the height of the head and the height of the eyes" in result.what_to_do


def test_hair_too_tall_for_the_margin_is_named():
    rule = RULE["jp-passport"]
    result = solve(head(1000.0, hair=0.6), FRAME, rule)
    assert isinstance(result, Unsolvable)
    assert result.limits == ("head", "clear_above", "below_chin")
    assert "press tall hair flat" in result.what_to_do


def test_near_an_edge_the_margin_is_spent_before_giving_up():
    easy = solve(head(1000.0), FRAME, RULE["icao-35x45"])
    hard = solve(head(1000.0, middle=(480, 1500)), FRAME, RULE["icao-35x45"])
    assert isinstance(easy, Crop)
    assert isinstance(hard, Crop)
    assert 0 < hard.margin < easy.margin
    assert measure(head(1000.0, middle=(480, 1500)), hard, RULE["icao-35x45"]).eyes_off_centre < -0.1


def test_tall_hair_moves_the_head_but_never_over_a_published_limit():
    rule = RULE["fr-passport"]
    for hair in (0.05, 0.2, 0.4):
        points = head(1000.0, hair=hair)
        crop = solve(points, FRAME, rule)
        assert isinstance(crop, Crop)
        assert off_limits(crop, points, rule) == []
        cut = measure(points, crop, rule).clear_above < 0
        assert cut == ("hair_room" in crop.compromises and hair >= 0.3)


def test_hair_counts_where_the_document_says_so():
    points = head(1000.0, hair=0.2)
    us, fr = RULE["us-passport"], RULE["fr-passport"]
    us_crop, fr_crop = solve(points, FRAME, us), solve(points, FRAME, fr)
    assert isinstance(us_crop, Crop)
    assert isinstance(fr_crop, Crop)
    assert measure(points, us_crop, us).head == measure(points, us_crop, us).head_hair
    assert measure(points, fr_crop, fr).head == measure(points, fr_crop, fr).head_skull


@settings(deadline=None)
@given(points=HEADS, x=st.floats(-50, 3000), y=st.floats(-50, 3000))
def test_mapping_to_the_photo_and_back_is_exact_and_even(points: HeadPoints, x: float, y: float):
    crop = solve(points, (10_000, 10_000), RULE["us-visa"])
    if isinstance(crop, Unsolvable):
        return
    assert crop.to_source(crop.to_output((x, y))) == pytest.approx((x, y), abs=1e-6)
    origin = np.array(crop.to_output((0, 0)))
    right = np.array(crop.to_output((100, 0))) - origin
    down = np.array(crop.to_output((0, 100))) - origin
    assert np.hypot(*right) == pytest.approx(100 * crop.scale)
    assert np.hypot(*down) == pytest.approx(100 * crop.scale)
    assert right @ down == pytest.approx(0, abs=1e-6)


def test_the_coach_hears_how_far_this_document_is_from_filling_the_frame():
    near, right = head(2100.0), head(1000.0, middle=(1500, 1500))
    schengen, dutch = RULE["schengen-visa"], RULE["nl-passport"]
    assert framing(near, FRAME, schengen).scale_ratio < 1  # step back
    assert framing(near, FRAME, dutch).scale_ratio < framing(near, FRAME, schengen).scale_ratio
    assert framing(right, FRAME, schengen).shift_x_px == pytest.approx(-300, abs=5)
    assert framing(head(60.0), FRAME, schengen).problems == ("too_small",)
    assert "too_near" in framing(head(2900.0), FRAME, dutch).problems
    good = framing(head(1000.0), FRAME, schengen)
    scaled = framing(head(1000.0 * good.scale_ratio), FRAME, schengen)
    assert scaled.scale_ratio == pytest.approx(1, abs=0.01)
    assert max(scaled.crop_width_px / FRAME[0], scaled.crop_height_px / FRAME[1]) == pytest.approx(
        FILLED, abs=0.01
    )
