"""The chart of 24 colours is found however it is held, and what is wrong with it is told."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.simulated.board_in_hand import Held
from hardware.simulated.chart_in_hand import PATCHES, ChartInHand
from hardware.simulated.sensor import CAST, HONEST
from kiosk.colour.chart import CHART_LAB, CHART_LIGHT, Reading, Unread, read_grey_card
from kiosk.colour.chart_finder import find_chart
from kiosk.colour.difference import delta_e_2000
from kiosk.colour.lab import lab_table

SIZE_PX = (360, 480)
STRAIGHT = Held(distance_mm=1050.0)
HANDS = {sensor: ChartInHand(SIZE_PX, sensor) for sensor in (HONEST, CAST)}
TRUE, TINTED = HANDS.values()


def test_the_simulated_chart_is_the_published_one():
    assert delta_e_2000(lab_table(PATCHES.astype(np.float64)), CHART_LAB).max() < 0.03
    assert pytest.approx(PATCHES, abs=1e-4) == CHART_LIGHT


@settings(deadline=None, max_examples=10)
@given(
    tilts=st.tuples(*[st.floats(-25, 25)] * 2),
    turn_deg=st.floats(-180, 180),
    place=st.tuples(*[st.floats(-0.04, 0.04)] * 2),
    distance_mm=st.floats(1100, 1600),
    tinted=st.booleans(),
)
def test_it_is_found_however_it_is_turned_and_its_patches_are_told_apart(
    tilts, turn_deg, place, distance_mm, tinted
):
    reading = find_chart((TINTED if tinted else TRUE).picture(Held(*tilts, turn_deg, *place, distance_mm)))
    assert isinstance(reading, Reading)
    wanted = CHART_LIGHT
    if tinted:
        wanted = wanted @ np.array(CAST.mixing).T * CAST.gains
    assert reading.light == pytest.approx(np.clip(wanted, 0, 1), rel=0.1, abs=0.01)


def shone_on(bgr: np.ndarray) -> np.ndarray:
    """Return the picture with a lamp's reflection, soft as glare is, on one patch."""
    lamp = np.zeros(bgr.shape[:2], np.float32)
    cv2.circle(lamp, (124, 232), 9, 60.0, -1)
    return np.clip(bgr + cv2.GaussianBlur(lamp, (0, 0), 4)[..., None], 0, 249).astype(np.uint8)


WRONG = {
    Unread.CUT_OFF: lambda: TRUE.picture(replace(STRAIGHT, x_share=0.2)),
    Unread.TOO_SMALL: lambda: TRUE.picture(Held(distance_mm=2400.0)),
    Unread.OVEREXPOSED: lambda: TRUE.picture(STRAIGHT, level=1.2),
    Unread.GLARE: lambda: shone_on(TRUE.picture(STRAIGHT)),
    Unread.NOT_FOUND: lambda: cv2.GaussianBlur(TRUE.picture(STRAIGHT), (0, 0), 15),
}


@pytest.mark.parametrize("why", WRONG)
def test_what_is_wrong_is_told(why):
    assert find_chart(WRONG[why]()) is why


def test_a_board_of_other_colours_is_not_the_chart():
    chart = TRUE.picture(STRAIGHT)
    assert isinstance(find_chart(chart), Reading), "the control"
    assert find_chart(np.ascontiguousarray(chart[..., [1, 2, 0]])) is Unread.NOT_FOUND


def test_a_grey_card_is_read_in_the_middle_of_the_picture():
    card = np.full((60, 80, 3), (100, 118, 130), np.uint8)
    assert read_grey_card(card) == pytest.approx([0.2232, 0.1812, 0.1274], abs=2e-4)
    assert read_grey_card(np.full_like(card, 255)) is Unread.OVEREXPOSED
    assert read_grey_card(np.full_like(card, 10)) is Unread.NOT_GREY
    assert read_grey_card(np.full_like(card, (20, 118, 130))) is Unread.NOT_GREY
    card[:, 40:] += 30
    assert read_grey_card(card) is Unread.GLARE
