"""How a sitter behaves: comes in somewhat wrong, breathes, blinks, and does what the booth asks.

Everything is drawn from one seed and the time is told, so the same calls give the same sitter. A person moves
in the direction asked even when that makes things worse: whoever asks must get left and right right. Strides
are large at first where the person sees in the mirror that much is wrong, and half as large after each change
of direction.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from hardware.simulated.sitter.description import Expression, Look, Pose


@dataclass(frozen=True, slots=True)
class Habit:
    """How a person moves in one direction of freedom, in its own unit (degrees or mm).

    `neutral` is where the person thinks it is right; `arrival` how far away from there they arrive at most.
    """

    neutral: float
    arrival: float
    stride: float
    finest: float


HABITS: dict[str, Habit] = {
    "x_mm": Habit(0.0, 65.0, 30.0, 5.0),
    "y_mm": Habit(0.0, 45.0, 25.0, 5.0),
    "distance_mm": Habit(900.0, 170.0, 80.0, 15.0),
    "yaw_deg": Habit(0.0, 13.0, 4.0, 1.0),
    "pitch_deg": Habit(0.0, 10.0, 4.0, 1.0),
    "roll_deg": Habit(0.0, 8.0, 3.0, 0.8),
}
"""Ranges are our own guess at people who sit down without being told."""

MOVES: dict[str, tuple[str, int]] = {
    "move_left": ("x_mm", +1),
    "move_right": ("x_mm", -1),
    "sit_higher": ("y_mm", +1),
    "sit_lower": ("y_mm", -1),
    "step_back": ("distance_mm", +1),
    "come_closer": ("distance_mm", -1),
    "turn_left": ("yaw_deg", +1),
    "turn_right": ("yaw_deg", -1),
    "chin_up": ("pitch_deg", +1),
    "chin_down": ("pitch_deg", -1),
    "tilt_left": ("roll_deg", +1),
    "tilt_right": ("roll_deg", -1),
}
"""Hint to direction of freedom and sign in the frame of `Pose`; left and right are the person's own."""

STILL_HINTS = frozenset({"hold_still", "picture_moved", "ready"})
PATIENT_HINTS = frozenset(
    {
        "background_colour",
        "background_objects",
        "background_shadow",
        "background_uneven",
        "call_staff",
        "colours_off",
        "come_alone",
        "file_size",
        "free_eyes",
        "level_shoulders",
        "light_flat",
        "light_hard",
        "light_uneven",
        "look_at_lens",
        "photo_shape",
        "picture_blurred",
        "picture_clipped",
        "picture_compressed",
        "picture_grainy",
        "picture_too_small",
        "red_eyes",
        "too_bright",
        "too_dark",
        "uncover_face",
    }
)
"""Hints about which a sitter can do nothing but wait."""

GLASSES_HINTS = frozenset({"clear_glasses", "move_frame", "take_off_glasses", "tilt_glasses"})
"""Hints after which the glasses go; this person sees well enough without."""

TAKE_OFF = GLASSES_HINTS | {"uncover_head"}

UNDERSTOOD = (
    frozenset(MOVES)
    | TAKE_OFF
    | STILL_HINTS
    | PATIENT_HINTS
    | {"show_face", "face_camera", "open_eyes", "close_mouth", "relax_face"}
)
"""Every hint that `Person.obey` knows."""

_BLINK_S = 0.22
_CALM = 0.35
_FACE_CHANGE_S = 0.3


@dataclass(frozen=True, slots=True)
class Stance:
    """How a person sits and looks at one moment."""

    pose: Pose
    expression: Expression


@dataclass(frozen=True, slots=True)
class _Glide:
    """A movement with the smoothest start and stop (minimum jerk, Flash & Hogan 1985)."""

    start: float
    end: float
    from_s: float
    until_s: float

    def at(self, now_s: float) -> float:
        if now_s >= self.until_s:
            return self.end
        share = max(0.0, (now_s - self.from_s) / (self.until_s - self.from_s))
        return self.start + (self.end - self.start) * share**3 * (10 - 15 * share + 6 * share**2)


class Person:
    """One sitter from coming in at `arrived_s` to leaving.

    `motion` scales breathing, sway and blinks: 1 natural, 0 a statue. Somebody not
    `willing` hears and stays. `obey` and `put` must be called with times that do not run backwards; `at` may
    be asked for any time from then on.
    """

    def __init__(self, seed: int, arrived_s: float = 0.0, motion: float = 1.0) -> None:
        self._random = np.random.default_rng(seed)
        self.seed = seed
        self.motion = motion
        self.willing = True
        self.look = _presentable(Look.random(self._random))
        self._glides = {
            name: _resting(habit.neutral + habit.arrival * self._random.uniform(-1.0, 1.0), arrived_s)
            for name, habit in HABITS.items()
        }
        sleepy, talking, smiling = self._random.random(3)
        self._glides["lids"] = _resting(0.35 if sleepy < 0.2 else 1.0, arrived_s)
        self._glides["mouth_open_mm"] = _resting(7.0 if talking < 0.3 else 0.0, arrived_s)
        self._glides["smile"] = _resting(0.6 if smiling < 0.25 else 0.0, arrived_s)
        self._strides = {name: habit.stride for name, habit in HABITS.items()}
        self._last_sign: dict[str, int] = {}
        self._calm = _resting(1.0, arrived_s)
        self._phases = self._random.uniform(0.0, 2 * math.pi, (6, 2))
        self._blinks = np.random.default_rng((seed, 1))
        self._next_blink_s = arrived_s + self._blinks.uniform(1.0, 4.0)
        self._last_blink_s = -math.inf

    def obey(self, hint: str, now_s: float) -> bool:
        """Begin to do what a hint asks, after a moment of reaction; False when the hint is not understood.

        What is to be taken off is off at once: `look` is another one then.

        A hint that is repeated while its movement is still going on changes nothing.
        """
        if hint not in UNDERSTOOD:
            return False
        if not self.willing:
            return True
        self._settle(now_s, _CALM if hint in STILL_HINTS else 1.0)
        if hint in MOVES:
            self._stride(*MOVES[hint], now_s)
        elif hint in TAKE_OFF:
            self._take_off(hint)
        elif hint in ("show_face", "face_camera"):
            for name in ("x_mm", "y_mm", "yaw_deg", "pitch_deg"):
                self._glide(name, HABITS[name].neutral, now_s, self._random.uniform(0.6, 0.9))
        elif hint == "open_eyes":
            self._glide("lids", 1.0, now_s, _FACE_CHANGE_S)
            self._next_blink_s = max(self._next_blink_s, now_s + 2.0)
        elif hint == "close_mouth":
            self._glide("mouth_open_mm", 0.0, now_s, _FACE_CHANGE_S)
            self._glide("smile", 0.0, now_s, _FACE_CHANGE_S)
        elif hint == "relax_face":
            self._glide("smile", 0.0, now_s, _FACE_CHANGE_S)
        elif hint == "ready":
            self._next_blink_s = max(self._next_blink_s, now_s + 2.5)
        return True

    def _take_off(self, hint: str) -> None:
        if hint in GLASSES_HINTS:
            self.look = replace(self.look, glasses="none")
        else:
            self.look = replace(self.look, hat="none")

    def put(self, name: str, value: float, now_s: float) -> None:
        """Set a part of the pose or expression at once; KeyError when there is no such part."""
        self._glides[name] = replace(self._glides[name], start=value, end=value, until_s=now_s)

    def at(self, now_s: float) -> Stance:
        """Return how the person sits and looks at a moment."""
        base = {name: glide.at(now_s) for name, glide in self._glides.items()}
        sway = self._sway(now_s)
        lids = base["lids"] * (1.0 - self._blink(now_s))
        return Stance(
            Pose(
                yaw_deg=base["yaw_deg"] + 0.5 * sway[0],
                pitch_deg=base["pitch_deg"] + 0.4 * sway[1],
                roll_deg=base["roll_deg"] + 0.3 * sway[2],
                x_mm=base["x_mm"] + 1.5 * sway[3],
                y_mm=base["y_mm"] + 1.2 * sway[4],
                distance_mm=base["distance_mm"] + 3.0 * sway[5],
            ),
            Expression(lids=lids, mouth_open_mm=base["mouth_open_mm"], smile=base["smile"]),
        )

    def _stride(self, name: str, sign: int, now_s: float) -> None:
        habit, glide = HABITS[name], self._glides[name]
        if now_s < glide.until_s and math.copysign(1, glide.end - glide.start) == sign:
            return
        if self._last_sign.get(name, sign) != sign:
            self._strides[name] = max(habit.finest, self._strides[name] / 2)
        self._last_sign[name] = sign
        seen = sign * (habit.neutral - glide.at(now_s))
        length = max(self._strides[name], seen * self._random.uniform(0.8, 1.0))
        duration_s = 0.35 + 0.35 * min(1.0, length / habit.arrival) + self._random.uniform(0.0, 0.15)
        self._glide(name, glide.at(now_s) + sign * length, now_s, duration_s)

    def _glide(self, name: str, end: float, now_s: float, duration_s: float) -> None:
        from_s = now_s + self._random.uniform(0.2, 0.4)
        self._glides[name] = _Glide(self._glides[name].at(now_s), end, from_s, from_s + duration_s)

    def _settle(self, now_s: float, calm: float) -> None:
        if self._calm.end != calm:
            self._calm = _Glide(self._calm.at(now_s), calm, now_s, now_s + 0.5)

    def _sway(self, now_s: float) -> list[float]:
        """Return a slow wandering between −1 and 1 for each direction of freedom: breath and posture."""
        amount = self.motion * self._calm.at(now_s)
        return [
            amount * (0.6 * math.sin(1.6 * now_s + breath) + 0.4 * math.sin(0.7 * now_s + posture))
            for breath, posture in self._phases
        ]

    def _blink(self, now_s: float) -> float:
        while now_s >= self._next_blink_s:
            self._last_blink_s = self._next_blink_s
            self._next_blink_s += self._blinks.uniform(2.5, 6.0)
        share = (now_s - self._last_blink_s) / _BLINK_S
        return math.sin(math.pi * share) ** 2 if self.motion and 0.0 <= share <= 1.0 else 0.0


def _resting(value: float, now_s: float) -> _Glide:
    return _Glide(value, value, now_s, now_s)


def _presentable(look: Look) -> Look:
    """Return the look of somebody who read that hats and dark glasses come off."""
    return replace(look, hat="none", glasses="none" if look.glasses == "tinted" else look.glasses)
