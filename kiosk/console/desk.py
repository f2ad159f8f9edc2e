"""What the staff console is doing: PIN, then the menu. Pure: touches and messages in, wishes out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.messages import BoothState, PinAnswer

SHORTEST_PIN = 4
LONGEST_PIN = 12
IDLE_LIMIT_S = 120.0
"""The console stands in public: untouched for this long it closes itself (PCI DSS 4.0 allows 15 minutes)."""


LAMP_TEST_S = 3.0
"""How long a lamp that is tested stays on."""


class Page(StrEnum):
    """What shows."""

    PIN = "pin"
    MENU = "menu"


class Wish(StrEnum):
    """What is to be done outside."""

    CHECK_PIN = "check_pin"
    LAMP_TEST = "lamp_test"
    TEST_PRINT = "test_print"
    CLOSE = "close"


class Print(StrEnum):
    """How the test print stands."""

    NONE = "none"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the console knows; `digits` is what was typed so far, `wrong` whether the last PIN was."""

    page: Page = Page.PIN
    digits: str = ""
    checking: bool = False
    wrong: bool = False
    locked_until_s: float = 0.0
    state: BoothState | None = None
    lamp: str | None = None
    lamp_until_s: float = 0.0
    test_print: Print = Print.NONE
    touched_s: float = 0.0

    def locked_s(self, now_s: float) -> int:
        """Whole seconds until a PIN is looked at again."""
        return max(0, round(self.locked_until_s - now_s))


def press(desk: Desk, target: str, now_s: float) -> tuple[Desk, Wish | None]:
    """Return the desk after a touch, and what is to be done."""
    desk = replace(desk, touched_s=now_s)
    name, _, value = target.partition(":")
    match desk.page, name:
        case _, "close":
            return desk, Wish.CLOSE
        case Page.PIN, "digit" if len(desk.digits) < LONGEST_PIN and not desk.locked_s(now_s):
            return replace(desk, digits=desk.digits + value, wrong=False), None
        case Page.PIN, "erase":
            return replace(desk, digits=desk.digits[:-1], wrong=False), None
        case Page.PIN, "enter" if len(desk.digits) >= SHORTEST_PIN and not desk.checking:
            return replace(desk, checking=True), Wish.CHECK_PIN
        case Page.MENU, "lamp":
            return replace(desk, lamp=value, lamp_until_s=now_s + LAMP_TEST_S), Wish.LAMP_TEST
        case Page.MENU, "test_print" if desk.test_print is not Print.SENDING:
            return replace(desk, test_print=Print.SENDING), Wish.TEST_PRINT
        case _:
            return desk, None


def answered(desk: Desk, answer: PinAnswer, now_s: float) -> Desk:
    """Return the desk after the supervisor looked at the PIN; the digits are forgotten either way."""
    if answer.accepted:
        return Desk(page=Page.MENU, touched_s=now_s)
    return Desk(wrong=True, locked_until_s=now_s + answer.locked_s, touched_s=desk.touched_s)


def passed(desk: Desk, now_s: float) -> Desk:
    """Return the desk as time goes by: a lamp's test ends."""
    return replace(desk, lamp=None) if desk.lamp is not None and now_s > desk.lamp_until_s else desk


def idle_too_long(desk: Desk, now_s: float) -> bool:
    """Whether the console is to close itself."""
    return now_s - desk.touched_s > IDLE_LIMIT_S
