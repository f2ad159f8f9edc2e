"""What is photographed to measure the checks: rendered people, most of them right, some wrong in one thing.

A person sits down three times with the same face, hair and poses and another skin, so that what differs
between skins differs for no other reason. Each time some pictures have nothing wrong, some have a sitter who
does something wrong, and some a defect drawn over a right picture. A strength from 0 to 1 tells how wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from hardware.simulated.sitter.description import (
    GLASSES,
    HATS,
    Backdrop,
    Expression,
    Glasses,
    Light,
    Look,
    Pose,
    Scene,
)
from kiosk.bench.degrade import DEGRADATIONS
from kiosk.bench.line_of_sight import to_be_seen_as

SIZE_PX = (720, 960)
"""About 110 to 150 px between the eyes: enough for every check, and quickly rendered."""

SKINS = {"light": (0, 1, 2), "medium": (3, 4), "dark": (5, 6, 7)}
RIGHT, DONE_WRONG, DRAWN_WRONG, IN_HATS = 6, 4, 6, 4
"""Pictures of one sitting, and of a fourth one with something on the head."""

PER_PERSON = len(SKINS) * (RIGHT + DONE_WRONG + DRAWN_WRONG) + IN_HATS

STRAIGHT_DEG, ROLL_DEG = 4.0, 6.4
"""How a right picture is posed as the camera sees it: inside four fifths of the limits, where the coach takes
pictures."""

Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Trial:
    """One picture to be taken: who, how, and what is wrong with it.

    `defect` is a key of `DONE` or `DEGRADATIONS`, "hat", or empty; `skin` is the group of a right or wrong
    picture's skin. `scene` is what is rendered; a drawn defect is laid over it.
    """

    look: Look
    skin: str
    scene: Scene
    defect: str
    strength: float
    seed: int


def _pose(**changed: float) -> Callable[[Scene], Scene]:
    return lambda scene: replace(scene, pose=replace(scene.pose, **changed))


def _face(**changed: float) -> Callable[[Scene], Scene]:
    return lambda scene: replace(scene, expression=replace(scene.expression, **changed))


def _sign(rng: Rng) -> float:
    return float(rng.choice([-1.0, 1.0]))


def _looks_aside(strength: float, rng: Rng) -> Callable[[Scene], Scene]:
    angle = rng.uniform(0.0, 2 * np.pi)
    return _face(
        gaze_x_deg=30.0 * strength * float(np.cos(angle)), gaze_y_deg=20.0 * strength * float(np.sin(angle))
    )


def _lit_from_the_side(strength: float, rng: Rng) -> Callable[[Scene], Scene]:
    light = Light(direction_deg=_sign(rng) * (25.0 + 50.0 * strength), evenness=0.6 - 0.5 * strength)
    return lambda scene: replace(scene, light=light)


def _before_another_wall(_strength: float, rng: Rng) -> Callable[[Scene], Scene]:
    walls = ((40, 92, 170), (160, 40, 38), (48, 110, 60), (62, 60, 58))
    wall = Backdrop(rgb=walls[int(rng.integers(len(walls)))])
    return lambda scene: replace(scene, backdrop=wall)


DONE: dict[str, Callable[[float, Rng], Callable[[Scene], Scene]]] = {
    "yaw": lambda strength, rng: _pose(yaw_deg=_sign(rng) * (5.0 + 15.0 * strength)),
    "pitch": lambda strength, rng: _pose(pitch_deg=_sign(rng) * (5.0 + 12.0 * strength)),
    "roll": lambda strength, rng: _pose(roll_deg=_sign(rng) * (8.0 + 17.0 * strength)),
    "near": lambda strength, _rng: _pose(distance_mm=700.0 - 200.0 * strength),
    "lids": lambda strength, _rng: _face(lids=1.0 - strength),
    "mouth": lambda strength, _rng: _face(mouth_open_mm=20.0 * strength),
    "smile": lambda strength, _rng: _face(smile=strength),
    "laugh": lambda strength, _rng: _face(smile=strength, mouth_open_mm=10.0 * strength),
    "gaze": _looks_aside,
    "side_light": _lit_from_the_side,
    "wall": _before_another_wall,
    "glasses": lambda _strength, _rng: lambda scene: scene,
    "dark_glasses": lambda _strength, _rng: lambda scene: scene,
}
"""What a sitter may do wrong: from strength and chance to the changed scene."""

NEEDS_GLASSES = frozenset({"glare"})
"""Drawn defects that only somebody with glasses can have."""


def person_trials(seed: int, person: int) -> Iterator[Trial]:
    """Yield the `PER_PERSON` pictures of one person; sittings of one look follow each other.

    The same seed and number give the same pictures. All kinds of defects come up in turn from person to
    person.
    """
    rng = np.random.default_rng((seed, person))
    look = replace(Look.random(rng), hat="none")
    if look.glasses == "tinted":
        look = replace(look, glasses="none")
    right = [_right_scene(rng) for _ in range(RIGHT)]
    done = [(name, _strength(rng), _right_scene(rng)) for name in _in_turn(list(DONE), person, DONE_WRONG)]
    drawn = [(name, _strength(rng)) for name in _in_turn(list(DEGRADATIONS), person, DRAWN_WRONG)]
    chance = int(rng.integers(2**31))
    for skin, tones in SKINS.items():
        seated = replace(look, skin=int(rng.choice(tones)))
        for index, scene in enumerate(right):
            yield Trial(seated, skin, scene, "", 0.0, chance + index)
        for index, (name, strength) in enumerate(drawn):
            glasses = _some_glasses(seated, chance) if name in NEEDS_GLASSES else seated.glasses
            worn = replace(seated, glasses=glasses)
            yield Trial(worn, skin, right[index % RIGHT], name, strength, chance + index)
        for index, (name, strength, scene) in enumerate(done):
            scene_done = DONE[name](strength, np.random.default_rng(chance + index))(scene)
            worn = replace(seated, glasses=_worn_for(name, seated, chance))
            yield Trial(worn, skin, scene_done, name, strength, chance + RIGHT + index)
    skin = list(SKINS)[person % len(SKINS)]
    covered = replace(look, skin=int(rng.choice(SKINS[skin])), hat=HATS[1 + person % (len(HATS) - 1)])
    for index in range(IN_HATS):
        yield Trial(covered, skin, right[index], "hat", 1.0, chance + index)


def _right_scene(rng: Rng) -> Scene:
    return Scene(
        to_be_seen_as(
            Pose(
                yaw_deg=float(rng.uniform(-STRAIGHT_DEG, STRAIGHT_DEG)),
                pitch_deg=float(rng.uniform(-STRAIGHT_DEG, STRAIGHT_DEG)),
                roll_deg=float(rng.uniform(-ROLL_DEG, ROLL_DEG)),
                x_mm=float(rng.uniform(-25.0, 25.0)),
                y_mm=float(rng.uniform(-25.0, 5.0)),
                distance_mm=float(rng.uniform(800.0, 1050.0)),
            )
        ),
        Expression(
            lids=float(rng.uniform(0.8, 1.0)),
            gaze_x_deg=float(rng.uniform(-2.0, 2.0)),
            gaze_y_deg=float(rng.uniform(-2.0, 2.0)),
        ),
        Light(
            level=float(rng.uniform(0.85, 1.1)),
            direction_deg=float(rng.uniform(-12.0, 12.0)),
            evenness=float(rng.uniform(0.65, 0.9)),
        ),
        Backdrop(gradient=float(rng.uniform(-0.05, 0.05))),
    )


def _strength(rng: Rng) -> float:
    return float(rng.uniform(0.4, 1.0))


def _in_turn(names: list[str], person: int, count: int) -> list[str]:
    return [names[(person * count + index) % len(names)] for index in range(count)]


def _some_glasses(look: Look, chance: int) -> Glasses:
    return look.glasses if look.glasses != "none" else GLASSES[1 + chance % 2]


def _worn_for(defect: str, look: Look, chance: int) -> Glasses:
    if defect == "dark_glasses":
        return "tinted"
    return _some_glasses(look, chance) if defect == "glasses" else look.glasses
