"""The simulated customer: pays what is asked, and again what came back uncounted."""

from __future__ import annotations

from kiosk.demo.customer import (
    POSE_PATIENCE_S,
    QUICKEST_REACTION_S,
    Customer,
    InsertCoin,
    TouchTarget,
    Wishes,
)
from kiosk.messages.from_visit import ScreenShown
from kiosk.ui.pointer import LOCKED_S


def dropped(customer: Customer, from_s: float, to_s: float) -> list[int]:
    """Let time pass on the pay screen and return the coins that were dropped."""
    coins = []
    for tenth in range(int(from_s * 10), int(to_s * 10)):
        action = customer.act(tenth / 10)
        if isinstance(action, InsertCoin):
            coins.append(action.value_cents)
    return coins


def test_the_price_is_paid_once_and_a_coin_that_came_back_goes_in_again():
    customer = Customer(Wishes("en", "schengen-visa", price_cents=850))
    customer.see(ScreenShown(screen="pay", targets={}), 0.0)
    first = dropped(customer, 0.0, 9.0)
    assert first == [200, 200, 200, 200, 50]
    assert dropped(customer, 9.0, 15.0) == [50]  # still asked
    customer.see(ScreenShown(screen="pose", targets={}), 15.0)
    assert dropped(customer, 15.0, 30.0) == []


def test_who_cannot_satisfy_the_coach_uses_the_shutter_although_the_booth_asks_whether_they_are_there():
    customer = Customer(Wishes("en", "schengen-visa", price_cents=850))
    pressed = []
    for second in range(POSE_PATIENCE_S.__ceil__() + 5):
        asked = second % 20 == 19
        name = "extend" if asked else "shutter"
        customer.see(ScreenShown(screen="timeout" if asked else "pose", targets={name: (0, 0, 9, 9)}), second)
        action = customer.act(second + 0.95)
        pressed += [(second, action.name)] if isinstance(action, TouchTarget) else []
    assert [name for _second, name in pressed[:3]] == ["extend", "extend", "shutter"]
    assert pressed[2][0] >= POSE_PATIENCE_S


PAGES = (
    ("document:de-passport", "all"),
    ("document:at-passport", "page_after"),
    ("document:schengen-visa", "page_after"),
    ("document:za-passport", "back"),
)
"""The screen of documents: the usual ones, then all of them, page by page."""


def test_a_touch_the_booth_was_too_busy_to_take_is_made_again_and_not_taken_for_a_way_on():
    customer, page, touched = Customer(Wishes("en", "schengen-visa", 850, pace=0.15)), 0, []
    for hundredth in range(1000):
        targets = dict.fromkeys(PAGES[page], (0, 0, 9, 9))
        customer.see(ScreenShown(screen="document", targets=targets), hundredth / 100)
        action = customer.act(hundredth / 100)
        if not isinstance(action, TouchTarget):
            continue
        touched.append(action.name)
        if touched.count(action.name) == 1 and page == 2:
            continue  # not taken
        if action.name == "document:schengen-visa":
            break
        page = 0 if action.name == "back" else page + 1
    assert touched == ["all", "page_after", "document:schengen-visa", "document:schengen-visa"]


def test_who_passed_their_document_by_goes_back_and_looks_again():
    customer = Customer(Wishes("en", "schengen-visa", 850))
    customer.see(ScreenShown(screen="document", targets=dict.fromkeys(PAGES[3], (0, 0, 9, 9))), 0.0)
    assert customer.act(1.0).name == "back"


def test_even_the_most_hurried_touches_no_screen_that_does_not_act_yet():
    assert QUICKEST_REACTION_S >= LOCKED_S
    customer = Customer(Wishes("en", "schengen-visa", 850, pace=0.0))
    customer.see(ScreenShown(screen="attract", targets={"start": (0, 0, 9, 9)}), 0.0)
    assert customer.act(LOCKED_S - 0.01) is None
    assert customer.act(QUICKEST_REACTION_S).name == "start"
