"""The cabinet window: everything in it can be touched and does what it says; drawn only when needed."""

from __future__ import annotations

from itertools import combinations

import pygame
import pytest

from hardware.simulated import cabinet_drawing
from hardware.simulated.cabinet import Cabinet
from hardware.simulated.cabinet_controls import COINS_CENTS, HEAL, WINDOW_PX, Button, Slider, controls
from hardware.simulated.street_messages import (
    Done,
    InsertCoin,
    Look,
    NewPerson,
    SetCoinFault,
    SetSitter,
    SitterState,
    TakeSheet,
    WorldState,
)

SITTER = SitterState(
    seed=3,
    x_mm=-35.0,
    y_mm=20.0,
    distance_mm=900.0,
    yaw_deg=-11.0,
    pitch_deg=0.0,
    roll_deg=0.0,
    lids=1.0,
    mouth_open_mm=0.0,
    smile=0.0,
    motion=1.0,
    willing=True,
    skin=2,
    hair="short",
    hair_tone=2,
    beard="none",
    glasses="none",
    hat="none",
)
WORLD = WorldState(
    tray=("sheet-1.pdf",),
    sheets_left=399,
    printer="ready",
    coins_in_box_cents=800,
    coins_returned=0,
    coin_fault="jam",
    key=0.7,
    fill=0.7,
    backdrop=(0.8, 0.8, 0.8),
    lights_fault="none",
    camera_viewers=1,
    camera_fault="none",
    board_shown=False,
    chart_shown=False,
    sitter_left=False,
    sitter=SITTER,
)


class Street:
    """Remembers what was done to it."""

    def __init__(self):
        self.state, self.done = WORLD, []

    def do(self, command):
        if not isinstance(command, Look):
            self.done.append(command)
        return Done(state=self.state)


@pytest.fixture
def street():
    return Street()


def press(street, label):
    cabinet = Cabinet(street.do)
    found = next(c for c in controls(WORLD) if isinstance(c, Button) and c.label == label)
    cabinet.press(found.box.x + found.box.width // 2, found.box.y + found.box.height // 2)
    return street.done


def touchable():
    return [control for control in controls(WORLD) if isinstance(control, Button | Slider)]


def test_everything_is_inside_the_window_large_enough_and_apart():
    for control in touchable():
        box = control.box
        assert min(box.x, box.y, WINDOW_PX[0] - box.x - box.width, WINDOW_PX[1] - box.y - box.height) >= 0
        assert min(control.box.width, control.box.height) >= 30
    for one, other in combinations([control.box for control in touchable()], 2):
        assert (
            one.x + one.width <= other.x
            or other.x + other.width <= one.x
            or one.y + one.height <= other.y
            or other.y + other.height <= one.y
        )


def test_coins_can_be_dropped_in(street):
    cabinet = Cabinet(street.do)
    for control in touchable():
        if isinstance(control, Button) and control.kind == "coin":
            cabinet.press(control.box.x + 20, control.box.y + 20)
    assert street.done == [InsertCoin(value_cents=value) for value in COINS_CENTS]


@pytest.mark.parametrize(
    ("label", "commands"),
    [
        ("Take sheets", [TakeSheet()]),
        ("Next person", [NewPerson(seed=4)]),
        ("Follows hints", [SetSitter(willing=False)]),
        ("Hair: short", [SetSitter(hair="side")]),
        ("go silent", [SetCoinFault(fault="go silent")]),
        ("jam", [SetCoinFault(fault="none")]),
        ("Heal everything", list(HEAL)),
    ],
)
def test_buttons_do_what_they_say_and_a_lit_fault_heals(street, label, commands):
    assert press(street, label) == commands


def test_a_slider_jumps_and_follows_until_released(street):
    cabinet = Cabinet(street.do)
    slider = next(c for c in touchable() if isinstance(c, Slider) and c.part == "yaw_deg")
    cabinet.press(slider.track.x + slider.track.width // 2, slider.box.y + 5)
    cabinet.drag(slider.track.x + 10_000)
    cabinet.drag(0)
    cabinet.release()
    cabinet.drag(slider.track.x)
    assert street.done == [SetSitter(yaw_deg=value) for value in (0.0, slider.high, slider.low)]


def test_it_is_drawn_anew_only_when_something_can_be_seen_to_change(street, monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    pygame.font.init()
    try:
        surface = pygame.Surface(WINDOW_PX)
        cabinet = Cabinet(street.do)
        assert cabinet.draw(surface)
        assert not cabinet.draw(surface)
        breathing = SITTER.model_copy(update={"yaw_deg": -11.2})
        street.state = WORLD.model_copy(update={"sitter": breathing})
        assert not cabinet.draw(surface)
        before = pygame.image.tobytes(surface, "RGB")
        street.state = WORLD.model_copy(update={"tray": ()})
        assert cabinet.draw(surface)
        assert pygame.image.tobytes(surface, "RGB") != before
    finally:
        cabinet_drawing.forget_fonts()
        pygame.font.quit()
