"""One finger out of finger and mouse events, as X11, Wayland and KMSDRM deliver them."""

from __future__ import annotations

import pygame
import pytest

from kiosk.ui import keys
from kiosk.ui.box import Box
from kiosk.ui.canvas import Target
from kiosk.ui.keys import Key
from kiosk.ui.pointer import LOCKED_S, MOUSE_SILENT_S, Contact, Phase, Pointer, Press

SIZE = (1080, 1920)
GO = Target("go", Box(100, 100, 200, 100), "Go", primary=True)
BACK = Target("back", Box(400, 100, 200, 100), "Back")
TARGETS = (BACK, GO)


def finger(kind: int, x: float = 0.5, y: float = 0.5, finger_id: int = 7) -> pygame.event.Event:
    return pygame.event.Event(kind, touch_id=1, finger_id=finger_id, x=x, y=y, dx=0.0, dy=0.0)


def mouse(kind: int, pos=(10, 10), button: int = 1, *, touch: bool = False) -> pygame.event.Event:
    return pygame.event.Event(kind, pos=pos, button=button, touch=touch)


def phases(contacts: tuple[Contact, ...]) -> list[Phase]:
    return [contact.phase for contact in contacts]


def test_a_finger_goes_down_moves_and_lifts_in_pixels_of_the_window():
    pointer = Pointer(SIZE)
    down = pointer.feed(finger(pygame.FINGERDOWN, 0.5, 0.25), 0.0)
    assert down == (Contact(Phase.DOWN, 0.5 * 1079, 0.25 * 1919),)
    assert phases(pointer.feed(finger(pygame.FINGERMOTION), 0.1)) == [Phase.MOVE]
    assert phases(pointer.feed(finger(pygame.FINGERUP), 0.2)) == [Phase.UP]


def test_positions_beyond_the_glass_are_clamped():
    contact = Pointer(SIZE).feed(finger(pygame.FINGERDOWN, -0.2, 1.7), 0.0)[0]
    assert (contact.x_px, contact.y_px) == (0, 1919)


def test_the_mouse_works_until_a_finger_is_seen_and_again_long_after_the_last():
    pointer = Pointer(SIZE)
    assert phases(pointer.feed(mouse(pygame.MOUSEBUTTONDOWN), 0.0)) == [Phase.DOWN]
    assert phases(pointer.feed(mouse(pygame.MOUSEBUTTONUP), 0.1)) == [Phase.UP]
    pointer.feed(finger(pygame.FINGERDOWN), 1.0)
    pointer.feed(finger(pygame.FINGERUP), 1.1)
    assert pointer.feed(mouse(pygame.MOUSEBUTTONDOWN), 1.2) == ()
    assert pointer.feed(mouse(pygame.MOUSEBUTTONUP), 1.3) == ()
    assert phases(pointer.feed(mouse(pygame.MOUSEBUTTONDOWN), 1.2 + MOUSE_SILENT_S)) == [Phase.DOWN]


def test_one_touch_told_twice_mouse_first_is_one_press():
    pointer = Pointer(SIZE)
    told = []
    for event in (
        mouse(pygame.MOUSEBUTTONDOWN),
        finger(pygame.FINGERDOWN),
        mouse(pygame.MOUSEBUTTONUP),
        finger(pygame.FINGERUP),
    ):
        told += phases(pointer.feed(event, 0.0))
    assert told == [Phase.DOWN, Phase.CANCEL, Phase.DOWN, Phase.UP]


def test_mouse_events_made_from_touches_and_other_buttons_are_dropped():
    pointer = Pointer(SIZE)
    assert pointer.feed(mouse(pygame.MOUSEBUTTONDOWN, touch=True), 0.0) == ()
    assert pointer.feed(mouse(pygame.MOUSEBUTTONDOWN, button=3), 0.0) == ()


def test_a_second_finger_is_not_seen_while_the_first_is_down():
    pointer = Pointer(SIZE)
    pointer.feed(finger(pygame.FINGERDOWN, finger_id=1), 0.0)
    assert pointer.feed(finger(pygame.FINGERDOWN, finger_id=2), 0.1) == ()
    assert pointer.feed(finger(pygame.FINGERUP, finger_id=2), 0.2) == ()
    assert phases(pointer.feed(finger(pygame.FINGERUP, finger_id=1), 0.3)) == [Phase.UP]


@pytest.mark.parametrize(
    ("lifted_at", "acts"),
    [((150, 150), "go"), ((310, 150), "go"), ((340, 150), None), ((450, 150), None)],
    ids=["inside", "within the slop", "beyond the slop", "on another target"],
)
def test_a_press_acts_when_lifted_where_it_began(lifted_at, acts):
    press = Press()
    press.feed(Phase.DOWN, 150, 150, TARGETS, 0.0)
    assert press.showing == "go"
    assert press.feed(Phase.UP, *lifted_at, TARGETS, 0.1) == acts
    assert press.showing is None


def test_a_press_that_slides_off_looks_released_and_returns_with_the_finger():
    press = Press()
    press.feed(Phase.DOWN, 150, 150, TARGETS, 0.0)
    press.feed(Phase.MOVE, 900, 900, TARGETS, 0.1)
    assert press.showing is None
    press.feed(Phase.MOVE, 160, 150, TARGETS, 0.2)
    assert press.showing == "go"


def test_a_cancelled_press_does_nothing():
    press = Press()
    press.feed(Phase.DOWN, 150, 150, TARGETS, 0.0)
    press.feed(Phase.CANCEL, 150, 150, TARGETS, 0.1)
    assert press.feed(Phase.UP, 150, 150, TARGETS, 0.2) is None


def test_nothing_acts_right_after_a_screen_changed():
    press = Press()
    press.feed(Phase.DOWN, 150, 150, TARGETS, 9.9)
    press.screen_changed(10.0)
    assert press.feed(Phase.UP, 150, 150, TARGETS, 10.05) is None, "begun on the screen before"
    press.feed(Phase.DOWN, 150, 150, TARGETS, 10.0 + LOCKED_S - 0.01)
    assert press.feed(Phase.UP, 150, 150, TARGETS, 10.9) is None, "begun too early"
    press.feed(Phase.DOWN, 150, 150, TARGETS, 10.0 + LOCKED_S)
    assert press.feed(Phase.UP, 150, 150, TARGETS, 11.0) == "go"


@pytest.mark.parametrize(
    ("key", "mod", "meant"),
    [
        (pygame.K_TAB, 0, Key.NEXT),
        (pygame.K_TAB, pygame.KMOD_LSHIFT, Key.PREVIOUS),
        (pygame.K_UP, 0, Key.PREVIOUS),
        (pygame.K_RETURN, 0, Key.PRESS),
        (pygame.K_SPACE, 0, Key.PRESS),
        (pygame.K_ESCAPE, 0, Key.BACK),
        (pygame.K_q, 0, None),
    ],
)
def test_keys_mean(key, mod, meant):
    assert keys.meaning(pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod)) is meant
    assert keys.meaning(pygame.event.Event(pygame.KEYUP, key=key, mod=mod)) is None


def test_keys_point_at_the_primary_target_first_and_then_go_round():
    assert keys.move(None, Key.NEXT, TARGETS) == "go"
    assert keys.move("go", Key.NEXT, TARGETS) == "back"
    assert keys.move("back", Key.PREVIOUS, TARGETS) == "go"
    assert keys.move("gone", Key.NEXT, TARGETS) == "go"
    assert keys.move(None, Key.NEXT, ()) is None
