"""With a person at the screen the simulated sitter follows the booth's hints, and the next one comes in."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from hardware.simulated.street_messages import Look, NewPerson, Obey
from kiosk.demo.stand_in import StandIn
from kiosk.messages.from_visit import ScreenShown
from kiosk.messages.to_visit import Deleted


class Street:
    """Remembers what was done in it; its sitter has seed 7."""

    def __init__(self):
        self.done = []

    def do(self, command):
        if not isinstance(command, Look):
            self.done.append(command)
        return SimpleNamespace(sitter=SimpleNamespace(seed=7))


@pytest.fixture
def street():
    return Street()


@pytest.fixture
def stand_in(street):
    return StandIn(street)


def shown(screen, hint=None):
    return ScreenShown(screen=screen, targets={}, hint=hint)


def test_a_hint_is_followed_at_once_and_again_when_it_stays(stand_in, street):
    stand_in.hear("front", shown("pose", "chin_up"))
    for tenth in range(40):
        stand_in.act(tenth / 10)
    assert street.done == [Obey(hint="chin_up")] * 3


def test_a_hint_that_went_away_is_not_followed(stand_in, street):
    stand_in.hear("front", shown("pose", "chin_up"))
    stand_in.hear("front", shown("choose"))
    stand_in.act(0.0)
    assert street.done == []


def test_the_screen_behind_is_not_heeded(stand_in, street):
    stand_in.hear("waiting", shown("pose", "chin_up"))
    stand_in.act(0.0)
    assert street.done == []


@pytest.mark.parametrize(("screens", "someone_new"), [(("language", "pose"), True), (("language",), False)])
def test_after_a_visit_with_the_camera_the_next_person_comes_in(stand_in, street, screens, someone_new):
    for screen in screens:
        stand_in.hear("front", shown(screen))
    stand_in.hear("booth", Deleted())
    stand_in.act(1.0)
    stand_in.act(2.0)
    assert street.done == ([NewPerson(seed=8)] if someone_new else [])
