"""The simulated customer: pays what is asked, and again what came back uncounted."""

from __future__ import annotations

from kiosk.demo.customer import POSE_PATIENCE_S, Customer, InsertCoin, TouchTarget, Wishes
from kiosk.messages import ScreenShown


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
