"""A willing person who does what the coach says is soon done, and is never sent to and fro.

`kiosk bench --accuracy` sits five hundred people down; here are some, and what a contradiction would be.
"""

from __future__ import annotations

import pytest

from kiosk.bench.coach_runs import LIMIT_S, Rehearsal, Said, Sitting, coach_figures, contradictions

PEOPLE = 24


@pytest.fixture(scope="module")
def rehearsal() -> Rehearsal:
    return Rehearsal()


@pytest.fixture(scope="module")
def sittings(rehearsal: Rehearsal) -> list[Sitting]:
    return [rehearsal.sit(seed) for seed in range(PEOPLE)]


def test_everybody_is_done_within_twenty_seconds(sittings: list[Sitting]):
    slow = [(sitting.seed, sitting.taken_s, sitting.said) for sitting in sittings if not _in_time(sitting)]
    assert not slow


def _in_time(sitting: Sitting) -> bool:
    return sitting.taken_s is not None and sitting.taken_s <= LIMIT_S


def test_no_two_hints_contradict_each_other(sittings: list[Sitting]):
    assert not [(sitting.seed, found) for sitting in sittings if (found := contradictions(sitting.said))]


def test_the_runs_are_about_something(sittings: list[Sitting]):
    said = {hint.hint for sitting in sittings for hint in sitting.said}
    assert said >= {
        *("come_closer", "step_back", "move_left", "move_right", "sit_higher", "sit_lower"),
        *("turn_left", "turn_right", "chin_up", "chin_down", "open_eyes", "close_mouth", "ready"),
    }


def test_a_sitting_is_the_same_for_the_same_seed(rehearsal: Rehearsal, sittings: list[Sitting]):
    assert rehearsal.sit(7) == sittings[7]


def said(hint: str, from_s: float, until_s: float, yaw_deg: float) -> Said:
    return Said(hint, from_s, until_s, {"yaw_deg": yaw_deg})


@pytest.mark.parametrize(
    ("second", "contradicts"),
    [
        (said("turn_right", 2.5, 3.0, 6.0), False),
        (said("turn_right", 1.5, 3.0, 6.0), True),  # too soon
        (said("turn_right", 2.5, 3.0, -9.0), True),  # the head is no further left than it was
        (said("turn_left", 1.1, 3.0, -9.0), False),  # the same again
    ],
)
def test_what_a_contradiction_is(second: Said, contradicts: bool):
    first = said("turn_left", 0.0, 1.0, -9.0)
    assert bool(contradictions([first, said("ready", 1.0, 1.1, 0.0), second])) is contradicts


def test_people_who_are_never_done_are_counted():
    figures = coach_figures([Sitting(1, 4.0, ()), Sitting(2, 8.0, ()), Sitting(3, None, ())], "command")
    by_name = {figure["name"]: figure["value"] for figure in figures}
    assert by_name["accuracy.coach.within_20s"] == pytest.approx(66.667)
    assert by_name["accuracy.coach.seconds_p50"] == 8.0
