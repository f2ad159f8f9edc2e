"""The simulated sitter behaves like a person: comes in wrong, obeys, blinks and breathes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from hardware.simulated.person import HABITS, MOVES, Person

WITHIN = {"x_mm": 12, "y_mm": 12, "distance_mm": 45, "yaw_deg": 3, "pitch_deg": 3, "roll_deg": 2.5}
OPPOSITE = {
    (name, sign): next(hint for hint, move in MOVES.items() if move == (name, -sign))
    for name, sign in MOVES.values()
}
FRAME_S = 1 / 15
ASK_EVERY_S = 1.0


def wanted_hint(stance, ideal):
    """Return the hint that an ideal coach, who sees the truth, would give."""
    if stance.expression.lids < 0.7:
        return "open_eyes"
    if stance.expression.mouth_open_mm > 2:
        return "close_mouth"
    for name, tolerance in WITHIN.items():
        off = getattr(stance.pose, name) - ideal[name]
        if abs(off) > tolerance:
            return OPPOSITE[name, 1 if off > 0 else -1]
    return "ready"


def coach_until_right(person, ideal, limit_s=60.0):
    """Return after how many seconds of being told everything had been right for one second."""
    now_s, right_since_s, asked = 0.0, None, ("", -ASK_EVERY_S)
    while now_s < limit_s:
        hint = wanted_hint(person.at(now_s), ideal)
        if hint != "ready":
            right_since_s = None
        elif right_since_s is None:
            right_since_s = now_s
        elif now_s - right_since_s >= 1.0:
            return now_s
        if hint != asked[0] or now_s - asked[1] >= ASK_EVERY_S:
            person.obey(hint, now_s)
            asked = (hint, now_s)
        now_s += FRAME_S
    return None


@pytest.mark.parametrize("seed", range(20))
def test_a_willing_person_gets_there(seed):
    ideal = {name: habit.neutral for name, habit in HABITS.items()}
    assert coach_until_right(Person(seed), ideal) < 20


@pytest.mark.parametrize("seed", range(20))
def test_also_where_the_person_would_not_have_thought_right(seed):
    ideal = {"x_mm": 15, "y_mm": -40, "distance_mm": 780, "yaw_deg": 2, "pitch_deg": -3, "roll_deg": 1}
    assert coach_until_right(Person(seed), ideal) < 40


@pytest.mark.parametrize("hint", sorted(MOVES))
@pytest.mark.parametrize("seed", range(3))
def test_a_hint_is_followed_in_its_direction_even_when_it_is_wrong(hint, seed):
    person = Person(seed, motion=0.0)
    name, sign = MOVES[hint]
    before = getattr(person.at(1.0).pose, name)
    assert person.obey(hint, 1.0)
    after = getattr(person.at(3.0).pose, name)
    assert (after - before) * sign > HABITS[name].finest


def test_nobody_jumps():
    person = Person(3, motion=0.0)
    person.obey("turn_left", 0.0)
    yaws = [person.at(step / 100).pose.yaw_deg for step in range(200)]
    assert max(abs(b - a) for a, b in pairwise(yaws)) < 0.7
    assert yaws[10] == yaws[0], "people take a moment to react"


def test_asking_again_while_moving_changes_nothing():
    once, often = Person(5, motion=0.0), Person(5, motion=0.0)
    once.obey("come_closer", 0.0)
    for step in range(10):
        often.obey("come_closer", step * 0.03)
    assert once.at(3.0) == often.at(3.0)


def test_people_blink_a_quarter_of_a_second_every_few_seconds():
    person = Person(2)
    person.obey("open_eyes", 0.0)
    lids = [person.at(step / 50).expression.lids for step in range(50 * 60)]
    closed = [value < 0.5 for value in lids]
    blinks = sum(b and not a for a, b in pairwise(closed))
    assert 8 <= blinks <= 26
    assert 0.001 < sum(closed) / len(closed) < 0.1


def test_people_sway_less_when_asked_to_hold_still():
    def wander_mm(person, from_s):
        xs = [person.at(from_s + step / 10).pose.x_mm for step in range(200)]
        return max(xs) - min(xs)

    free, asked = Person(8), Person(8)
    asked.obey("hold_still", 0.0)
    assert 0 < wander_mm(asked, 1.0) < 0.5 * wander_mm(free, 1.0)
    assert wander_mm(Person(8, motion=0.0), 1.0) == 0


def test_people_differ_and_the_same_seed_is_the_same_person():
    assert Person(1).look == Person(1).look
    assert Person(1).at(0.7) == Person(1).at(0.7)
    assert len({Person(seed).look for seed in range(10)}) == 10
    assert all(Person(seed).look.hat == "none" for seed in range(60))


def test_a_part_can_be_set_at_once():
    person = Person(1, motion=0.0)
    person.put("yaw_deg", 12.5, 4.0)
    assert person.at(4.0).pose.yaw_deg == 12.5
    with pytest.raises(KeyError):
        person.put("wings", 2.0, 4.0)


def test_a_person_who_is_not_willing_stays_as_they_are():
    person = Person(1, motion=0.0)
    person.willing = False
    before = person.at(0.0)
    assert person.obey("turn_left", 0.0)
    assert person.at(5.0) == before


def test_an_unknown_hint_is_not_understood():
    assert not Person(1).obey("fly_away", 0.0)


def test_glasses_and_hats_come_off_when_asked() -> None:
    person = Person(1)
    person.look = replace(person.look, glasses="heavy", hat="cap")
    assert person.obey("take_off_glasses", 0.0)
    assert person.obey("uncover_head", 0.1)
    assert (person.look.glasses, person.look.hat) == ("none", "none")


def test_who_does_not_want_to_keeps_the_glasses_on() -> None:
    person = Person(1)
    person.look = replace(person.look, glasses="heavy")
    person.willing = False
    assert person.obey("take_off_glasses", 0.0)
    assert person.look.glasses == "heavy"
