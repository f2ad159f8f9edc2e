"""Sittings with a willing person, from sitting down somehow to the moment of the picture.

The person is the simulated street's, the coach and the checks are the booth's; between them stands a mesh
without a picture (`mesh_stand_in`), so hundreds of sittings take seconds. Checks that look at pixels keep the
values of the stand-in's own picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hardware.simulated.person import HABITS, MOVES, Person
from hardware.simulated.sitter.camera import FOCAL_PER_LONG_SIDE
from kiosk.assets import assets_folder
from kiosk.bench.figures import row
from kiosk.bench.mesh_stand_in import SIZE_PX, StandIn, stand_in
from kiosk.compliance.camera_geometry import Lens
from kiosk.compliance.coach import Coach
from kiosk.compliance.document_crop import LiveCrop, check_live_framing
from kiosk.compliance.face_points import Points
from kiosk.compliance.face_values import pose_values, shape_values
from kiosk.compliance.live_checks import (
    BoothOptics,
    Sighting,
    assess_live,
    booth_pose,
    distance_value,
    measure_light,
)
from kiosk.compliance.policy import policy_for
from kiosk.compliance.pose import head_pose
from kiosk.compliance.record import Report
from kiosk.compliance.stillness import head_speed
from kiosk.demo.customer import Obedience
from kiosk.documents.rulebook import Rulebook

DOCUMENT = "schengen-visa"
REPORTS_PER_S = 15.0
LIMIT_S = 20.0
GIVEN_UP_S = 60.0

CLUMSY = 2.5
"""How much further off people start than the simulated street's, whose position and pose are all random."""

STILL_PER_LIVE = 1.5
"""The booth's stills are larger than the stand-in's pictures."""


@dataclass(frozen=True, slots=True)
class Said:
    """A hint that came up at `from_s` and was last seen at `until_s`; `where` is the stance by name then."""

    hint: str
    from_s: float
    until_s: float
    where: dict[str, float]


@dataclass(frozen=True, slots=True)
class Sitting:
    """One run: when everything had been right for long enough (None: never), and all that was said."""

    seed: int
    taken_s: float | None
    said: tuple[Said, ...]


class Rehearsal:
    """The stand-in, the rule and the limits that many sittings share."""

    def __init__(self) -> None:
        self._face: StandIn = stand_in()
        self._rule = Rulebook.load(assets_folder() / "documents").get(DOCUMENT)
        self._policy = policy_for(self._rule)
        lens = Lens(FOCAL_PER_LONG_SIDE)
        points = self._face.face.points_px
        straight = head_pose(points, camera=lens.before(SIZE_PX))
        self._optics = BoothOptics(straight, still_per_live=STILL_PER_LIVE, lens=lens)
        at_rest = assess_live(
            SIZE_PX,
            (self._face.face,),
            None,
            self._rule,
            time_s=1.0,
            previous=Sighting(points, 0.9),
            optics=self._optics,
            measured=measure_light(self._face.rgb, points),
        )
        self._seen = {check.id: check.value for check in at_rest.checks if check.id in self._policy.limits}

    def sit(self, seed: int) -> Sitting:
        """Let one person sit down and do as the coach says; the same seed gives the same sitting."""
        rng = np.random.default_rng((seed, 15))
        person, coach, obedience = _arrived(seed, rng), Coach(), Obedience()
        said: list[Said] = []
        before: Sighting | None = None
        for tick in range(round(GIVEN_UP_S * REPORTS_PER_S)):
            now_s = tick / REPORTS_PER_S
            stance = person.at(now_s)
            points = self._face.points_px(stance.pose, stance.expression, rng)
            report = self._report(points, now_s, before)
            before = Sighting(points, now_s)
            told = coach.see(report, now_s)
            if told.shoot:
                return Sitting(seed, now_s, tuple(said))
            if said and said[-1].hint == told.hint:
                said[-1] = Said(told.hint, said[-1].from_s, now_s, said[-1].where)
            else:
                where = {name: float(getattr(stance.pose, name)) for name, _ in MOVES.values()}
                said.append(Said(told.hint, now_s, now_s, where))
            follow = obedience.heed(told.hint, now_s)
            if follow is not None and not person.obey(follow, now_s):
                raise ValueError(f"the sitter does not understand {follow!r}")
        return Sitting(seed, None, tuple(said))

    def _report(self, points_px: Points, now_s: float, before: Sighting | None) -> Report:
        """Return the live report, as `assess_live` makes it, with the pixels' measures of the stand-in."""
        crop = LiveCrop.solved(points_px, None, SIZE_PX, self._rule)
        framing = check_live_framing(crop, points_px, STILL_PER_LIVE)
        speed = None if before is None else head_speed(before.points_px, points_px, now_s - before.time_s)
        values = self._seen | {
            "subject.still": speed,
            **pose_values(booth_pose(points_px, SIZE_PX, self._optics)),
            **distance_value(points_px, SIZE_PX, self._optics),
            **shape_values(points_px),
        }
        return Report.of(self._rule.id, (*framing, *self._policy.checks(values)))


def _arrived(seed: int, rng: np.random.Generator) -> Person:
    """Return somebody who sits down anyhow: much further off than people who see themselves in the mirror."""
    person = Person(seed)
    for name, habit in HABITS.items():
        person.put(name, habit.neutral + CLUMSY * habit.arrival * float(rng.uniform(-1.0, 1.0)), 0.0)
    for name, usual, odd in (("lids", 1.0, 0.2), ("mouth_open_mm", 0.0, 8.0), ("smile", 0.0, 1.0)):
        person.put(name, odd if rng.random() < 0.3 else usual, 0.0)
    return person


def contradictions(said: Sequence[Said], within_s: float = 1.0) -> list[str]:
    """Return where a hint was followed by its opposite too soon or without the head having crossed over.

    Crossed means: at the second hint the person stood further in the first one's direction than at the first.
    """
    found = []
    last: dict[str, tuple[int, Said]] = {}
    for now in said:
        if now.hint not in MOVES:
            continue
        name, sign = MOVES[now.hint]
        if name in last and last[name][0] == -sign:
            before = last[name][1]
            moved = (now.where[name] - before.where[name]) * last[name][0]
            if now.from_s - before.until_s < within_s:
                found.append(f"{before.hint} until {before.until_s:.1f} s, {now.hint} at {now.from_s:.1f} s")
            elif moved <= 0.0:
                found.append(f"{before.hint}, then {now.hint} without having moved ({moved:.2f})")
        last[name] = (sign, now)
    return found


def coach_figures(sittings: Sequence[Sitting], command: str) -> list[dict[str, Any]]:
    """Return how long people took, and how often the coach contradicted itself."""
    taken_s = np.array([GIVEN_UP_S if sitting.taken_s is None else sitting.taken_s for sitting in sittings])
    opposite = sum(len(contradictions(sitting.said)) for sitting in sittings)
    hints = [len(sitting.said) for sitting in sittings]
    count = len(sittings)
    return [
        row("accuracy.coach.seconds_p50", float(np.percentile(taken_s, 50)), "s", count, command),
        row("accuracy.coach.seconds_p95", float(np.percentile(taken_s, 95)), "s", count, command),
        row("accuracy.coach.within_20s", 100.0 * float(np.mean(taken_s <= LIMIT_S)), "%", count, command),
        row("accuracy.coach.hints_mean", float(np.mean(hints)), "hints", count, command),
        row("accuracy.coach.contradictions", float(opposite), "hints", count, command),
    ]
