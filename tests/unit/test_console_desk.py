"""The staff console's desk: what a touch does on the PIN pad and in the menu, and when it ends by itself."""

from __future__ import annotations

import pytest

from kiosk.console.desk import (
    IDLE_LIMIT_S,
    LAMP_TEST_S,
    Desk,
    Page,
    Print,
    Slip,
    Wish,
    answered,
    idle_too_long,
    passed,
    press,
)
from kiosk.messages.console import PinAnswer

MENU = Desk(page=Page.MENU)


def typed(pin: str) -> Desk:
    desk = Desk()
    for digit in pin:
        desk, wish = press(desk, f"digit:{digit}", 0.0)
        assert wish is None
    return desk


def test_a_pin_is_looked_at_only_when_entered_and_once():
    desk, wish = press(typed("2580"), "enter", 1.0)
    assert (desk.digits, wish) == ("2580", Wish.CHECK_PIN)
    assert press(desk, "enter", 1.1)[1] is None, "one try is one try"


@pytest.mark.parametrize(("pin", "kept"), [("123", "123"), ("1234567890123", "123456789012")])
def test_a_pin_is_neither_too_short_nor_too_long(pin, kept):
    desk = typed(pin)
    assert desk.digits == kept
    assert (press(desk, "enter", 0.0)[1] is Wish.CHECK_PIN) == (len(kept) >= 4)


@pytest.mark.parametrize("answer", [PinAnswer(accepted=True), PinAnswer(accepted=False)])
def test_the_digits_are_forgotten_whatever_the_answer(answer):
    desk = answered(typed("2580"), answer, 1.0)
    assert desk.digits == ""
    assert desk.page is (Page.MENU if answer.accepted else Page.PIN)
    assert desk.wrong is not answer.accepted


def test_while_locked_no_digit_is_taken():
    desk = answered(typed("1111"), PinAnswer(accepted=False, locked_s=30.0), 100.0)
    assert desk.locked_s(110.0) == 20
    assert press(desk, "digit:1", 110.0)[0].digits == ""
    assert press(desk, "digit:1", 131.0)[0].digits == "1"


@pytest.mark.parametrize("target", ["lamp:flash", "test_print", "cash_box", "enter"])
def test_nothing_of_the_menu_works_before_the_pin(target):
    assert press(Desk(), target, 0.0)[1] is None


def test_a_tested_lamp_shows_as_lit_for_as_long_as_it_is():
    desk, wish = press(MENU, "lamp:flash", 10.0)
    assert (desk.lamp, wish) == ("flash", Wish.LAMP_TEST)
    assert passed(desk, 10.0 + LAMP_TEST_S).lamp == "flash"
    assert passed(desk, 10.1 + LAMP_TEST_S).lamp is None


def test_a_test_page_is_sent_once_at_a_time():
    desk, wish = press(MENU, "test_print", 0.0)
    assert (desk.test_print, wish) == (Print.SENDING, Wish.TEST_PRINT)
    assert press(desk, "test_print", 0.1)[1] is None


def test_the_cash_box_is_emptied_at_the_second_touch_and_once():
    asked, wish = press(MENU, "cash_box", 0.0)
    assert (asked.slip, wish) == (Slip.ASKED, None)
    assert press(press(asked, "test_print", 0.1)[0], "cash_box", 0.2)[1] is None, "not the second"
    sent, wish = press(asked, "cash_box", 0.3)
    assert (sent.slip, wish) == (Slip.SENDING, Wish.EMPTY_CASH_BOX)
    assert press(sent, "cash_box", 0.4)[1] is None


def test_nobody_at_the_console_closes_it():
    desk, _ = press(MENU, "lamp:pose", 50.0)
    assert not idle_too_long(desk, 50.0 + IDLE_LIMIT_S)
    assert idle_too_long(desk, 50.1 + IDLE_LIMIT_S)
