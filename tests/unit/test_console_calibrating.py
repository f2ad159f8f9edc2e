"""Calibrating at the console: lengths typed, judged one by one, turned into a correction, kept or not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.console.calibrating import STEPS, Calibrating, Sheet, Step
from kiosk.console.calibrating import press as press_key
from kiosk.console.desk import (
    IDLE_LIMIT_S,
    MEASURING_LIMIT_S,
    Desk,
    Kept,
    Page,
    Print,
    Wish,
    calibration_kept,
    idle_too_long,
    press,
    sheet_sent,
)
from kiosk.console.program import in_words, way_back
from kiosk.sheet.calibration import Calibration, calibration_frame
from kiosk.sheet.paper import PAPERS

PAPER = PAPERS["4x6in"]
FRAME = calibration_frame(PAPER)
BEGUN = Calibrating(PAPER)


def keys_of(text: str) -> list[str]:
    return ["point" if sign == "." else f"digit:{sign}" for sign in text]


def typed(text: str, now: Calibrating = BEGUN) -> Calibrating:
    for key in keys_of(text):
        now = press_key(now, key)
    return now


def measured(*lengths_mm: float | None) -> Calibrating:
    now = BEGUN
    for length_mm in lengths_mm:
        now = (
            press_key(now, "skip")
            if length_mm is None
            else press_key(typed(f"{length_mm:.2f}", now), "enter")
        )
    return now


@pytest.mark.parametrize(
    ("keys", "field"),
    [("80", "80"), ("80.4", "80.4"), ("80.456", "80.45"), ("8..4", "8.4"), (".5", "5"), ("1234", "123")],
)
def test_the_field_takes_a_length_to_a_hundredth_of_a_millimetre_and_nothing_else(keys: str, field: str):
    assert typed(keys).typed == field
    assert press_key(typed(keys), "erase").typed == field[:-1]


def test_four_lengths_are_asked_for_and_the_edges_may_be_skipped():
    assert [
        measured(*(FRAME.across_mm, FRAME.down_mm, None, None)[:count]).step for count in range(5)
    ] == list(STEPS)
    for step in (BEGUN, measured(FRAME.across_mm)):
        assert press_key(step, "skip") == step, "without A and B there is nothing to calibrate"
    assert press_key(BEGUN, "enter") == BEGUN, "an empty field is no length"


def test_a_print_one_percent_too_long_across_is_drawn_one_percent_shorter():
    result = measured(FRAME.across_mm * 1.01, FRAME.down_mm, None, None)
    assert result.calibration.scale_x == pytest.approx(1 / 1.01)
    assert (result.calibration.scale_y, result.calibration.shift_x_mm, result.calibration.shift_y_mm) == (
        1,
        0,
        0,
    )


def test_a_print_too_far_left_and_too_low_is_moved_right_and_up():
    result = measured(
        FRAME.across_mm, FRAME.down_mm, round(FRAME.from_left_mm - 1, 2), round(FRAME.from_top_mm + 2, 2)
    )
    assert result.calibration.shift_x_mm == pytest.approx(1)
    assert result.calibration.shift_y_mm == pytest.approx(2)


@pytest.mark.parametrize(
    ("before", "nonsense"),
    [
        ((), FRAME.across_mm * 1.06),
        ((), FRAME.down_mm),
        ((), 0),
        ((FRAME.across_mm,), FRAME.down_mm * 0.94),
        ((FRAME.across_mm, FRAME.down_mm), 0),
        ((FRAME.across_mm, FRAME.down_mm, None), FRAME.from_top_mm + 5.5),
    ],
)
def test_a_length_that_no_sound_printer_gives_is_refused_and_asked_for_again(
    before: tuple[float | None, ...], nonsense: float
):
    asked = measured(*before)
    refused = press_key(typed(f"{nonsense:.2f}", asked), "enter")
    assert refused.refused
    assert (refused.step, refused.measured_mm, refused.typed) == (asked.step, asked.measured_mm, "")
    assert not press_key(refused, "digit:8").refused, "who types again has read it"


def test_back_to_factory_is_no_correction_whatever_was_measured():
    result = press_key(measured(FRAME.across_mm * 1.01), "factory")
    assert result.step is Step.RESULT
    assert result.calibration == Calibration()


@settings(deadline=None)
@given(st.lists(st.sampled_from([*keys_of("0123456789."), "erase", "enter", "skip"]), max_size=60))
def test_whatever_is_pressed_gives_a_calibration_that_can_be_told_to_the_booth(presses: list[str]):
    now = BEGUN
    for key in presses:
        now = press_key(now, key)
        in_words(now.calibration)


def test_a_correction_at_its_very_bound_can_be_told_to_the_booth():
    words = in_words(
        measured(round(FRAME.across_mm / 0.95, 2) - 0.01, FRAME.down_mm / 1.05 + 0.01).calibration
    )
    assert words.scale_x == pytest.approx(0.95, abs=1e-3)
    assert Calibration(**words.model_dump()).scale_y == pytest.approx(1.05, abs=1e-3)
    assert in_words(Calibration(1.05 + 1e-10, 0.95 - 1e-10, 5 + 1e-10, -5 - 1e-10)).shift_x_mm == 5


# --- within the menu ----------------------------------------------------------------------------------------

MENU = Desk(page=Page.MENU)


def begun() -> Desk:
    desk, wish = press(MENU, "calibrate", 0.0)
    assert (desk.page, wish) == (Page.CALIBRATE, Wish.CALIBRATION_SHEET)
    return desk


def at_result(desk: Desk) -> Desk:
    assert desk.calibrating is not None
    return replace(
        desk,
        calibrating=replace(
            desk.calibrating, measured_mm=(FRAME.across_mm * 1.01, FRAME.down_mm, None, None)
        ),
    )


def test_nobody_calibrates_without_the_pin():
    assert press(Desk(), "calibrate", 0.0) == (Desk(), None)


def test_the_sheet_is_printed_once_at_a_time_and_again_when_wanted():
    desk = begun()
    assert press(desk, "print_again", 0.0)[1] is None, "the first is still on its way"
    failed = sheet_sent(desk, taken=False)
    assert failed.calibrating is not None
    assert failed.calibrating.sheet is Sheet.FAILED
    again, wish = press(at_result(failed), "print_again", 0.0)
    assert wish is Wish.CALIBRATION_SHEET
    assert again.calibrating == BEGUN, "a new sheet is measured from the start"


def test_keeping_is_told_once_and_the_menu_says_what_came_of_it():
    desk, wish = press(at_result(begun()), "keep", 0.0)
    assert wish is Wish.KEEP_CALIBRATION
    assert press(desk, "keep", 0.0)[1] is None
    kept = calibration_kept(desk, kept=True)
    assert (kept.page, kept.kept, kept.calibrating) == (Page.MENU, Kept.JUST_NOW, None)
    assert kept.calibration.scale_x == pytest.approx(1 / 1.01)
    refused = calibration_kept(desk, kept=False)
    assert (refused.page, refused.kept, refused.calibration) == (Page.MENU, Kept.REFUSED, MENU.calibration)


def test_nothing_is_kept_before_the_result_nor_after_cancelling():
    assert press(begun(), "keep", 0.0)[1] is None
    desk, wish = press(at_result(begun()), "cancel", 0.0)
    assert (desk.page, desk.calibrating, desk.calibration, wish) == (Page.MENU, None, MENU.calibration, None)
    assert sheet_sent(desk, taken=True) == desk, "the sheet that comes out later is nobody's any more"


def test_the_key_for_back_erases_first_then_leaves():
    assert way_back(replace(begun(), calibrating=typed("8"))) == "erase"
    assert [way_back(desk) for desk in (begun(), MENU, Desk(digits="1"))] == ["cancel", "close", "erase"]


def test_who_measures_with_a_ruler_has_more_time_but_not_all_day():
    desk = begun()
    assert not idle_too_long(desk, IDLE_LIMIT_S + 1)
    assert idle_too_long(desk, MEASURING_LIMIT_S + 1)
    assert desk.test_print is Print.NONE
