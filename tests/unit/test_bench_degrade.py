"""Drawn defects: none at strength 0, growing with it, the same for the same seed, and where they belong."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.bench.degrade import DEGRADATIONS, Seen, degraded, jpeg_quality
from kiosk.compliance.face_points import EYE_OUTLINES, LEFT_IRIS, RIGHT_IRIS

SIZE_PX = (300, 400)
BEHIND = ("shadow_behind", "uneven", "object")


@pytest.fixture(scope="module")
def seen() -> Seen:
    """A textured oval before a wall, with two eyes 84 px apart: 1.33 px a millimetre."""
    width, height = SIZE_PX
    y, x = np.mgrid[:height, :width]
    head = (((x - 150) / 75) ** 2 + ((y - 200) / 105) ** 2 < 1).astype(np.float32)
    texture = np.random.default_rng(1).integers(-25, 25, (height, width, 1))
    rgb = np.where(head[..., None] > 0, np.array([190, 140, 120]), 200) + texture
    points = np.full((478, 3), 150.0, np.float32)
    points[:, 1] = np.linspace(120, 290, 478)
    for middle_x, outline, iris in ((108, EYE_OUTLINES[0], RIGHT_IRIS), (192, EYE_OUTLINES[1], LEFT_IRIS)):
        angle = np.linspace(np.pi, 3 * np.pi, len(outline), endpoint=False)
        points[list(outline), 0] = middle_x + 18 * np.cos(angle)
        points[list(outline), 1] = 180 + 7 * np.sin(angle)
        points[iris, :2] = middle_x, 180
    return Seen(rgb.clip(0, 255).astype(np.uint8), points, head)


def difference(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(float) - other).mean())


@pytest.mark.parametrize("name", DEGRADATIONS)
def test_a_defect_grows_with_its_strength_and_is_the_same_for_the_same_seed(name: str, seen: Seen):
    before = seen.rgb.copy()
    assert np.array_equal(degraded(name, seen, 0.0, 1), before)
    weak, strong = degraded(name, seen, 0.3, 1), degraded(name, seen, 1.0, 1)
    assert weak.shape == strong.shape == before.shape
    assert weak.dtype == strong.dtype == np.uint8
    assert difference(weak, before) > 0
    if name not in ("fringe", "frame_over_eyes"):  # locks may hide one another; a rim only sinks
        assert difference(weak, before) < difference(strong, before)
    assert np.array_equal(degraded(name, seen, 1.0, 1), strong)
    assert np.array_equal(seen.rgb, before)


@pytest.mark.parametrize("name", BEHIND)
def test_what_lies_behind_the_person_leaves_the_person_alone(name: str, seen: Seen):
    changed = np.abs(degraded(name, seen, 1.0, 2).astype(int) - seen.rgb).max(axis=2) > 1
    assert not changed[seen.person_mask > 0.5].any()
    assert changed[seen.person_mask < 0.5].mean() > 0.02


def test_red_eyes_stay_between_the_lids(seen: Seen):
    changed = np.abs(degraded("red_eyes", seen, 1.0, 2).astype(int) - seen.rgb).max(axis=2) > 1
    rows, columns = np.nonzero(changed)
    assert 172 <= rows.min() < rows.max() <= 188
    assert set(np.unique(columns > 150)) == {False, True}


def test_jpeg_strengths_span_the_published_qualities():
    assert [jpeg_quality(strength) for strength in (0.0, 1.0)] == [95, 10]


def test_a_strength_outside_its_range_and_an_unknown_name_are_errors(seen: Seen):
    with pytest.raises(ValueError, match="0 to 1"):
        degraded("blur", seen, 1.2, 1)
    with pytest.raises(KeyError):
        degraded("freckles", seen, 0.5, 1)
