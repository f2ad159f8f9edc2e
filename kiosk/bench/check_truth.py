"""Which pictures each check ought to fail, what it ought to measure, and what is published of its kind.

A check is judged on pictures without any defect and on those with a defect that concerns it, from a strength
on at which nobody would doubt it. Pictures in between, and defects of something else, are not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hardware.simulated.sitter.description import Truth
from kiosk.bench.line_of_sight import as_seen
from kiosk.bench.trials import Trial


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one check is judged.

    `wrong` maps a defect to the strength from which it is wrong; `right` narrows the pictures without one.
    `value` tells the true value in the check's unit. `ficv` is the lowest equal-error rate in percent that
    FVC-onGoing FICV and the ICAONet thesis publish for this requirement (on real faces), where they have it.
    """

    wrong: Mapping[str, float] = field(default_factory=dict)
    right: Callable[[Trial], bool] = lambda _trial: True
    value: Callable[[Truth], float] | None = None
    ficv: float | None = None

    def is_good(self, trial: Trial) -> bool | None:
        """Tell whether a picture is right (True), wrong (False) or not counted (None) for this check."""
        if not trial.defect:
            return True if self.right(trial) else None
        least = self.wrong.get(trial.defect)
        return False if least is not None and trial.strength >= least else None


def _bare_eyed(trial: Trial) -> bool:
    return trial.look.glasses == "none"


CHECKS: dict[str, Judgement] = {
    "face.single": Judgement({"other_face": 0.3}, ficv=1.2),
    "subject.distance": Judgement({"near": 0.4}, value=lambda truth: truth.distance_mm),
    "pose.yaw": Judgement({"yaw": 0.3}, value=lambda truth: as_seen(truth.scene.pose).yaw_deg, ficv=4.6),
    "pose.pitch": Judgement(
        {"pitch": 0.3}, value=lambda truth: as_seen(truth.scene.pose).pitch_deg, ficv=4.6
    ),
    "pose.roll": Judgement(
        {"roll": 0.3, "rotation": 0.6}, value=lambda truth: as_seen(truth.scene.pose).roll_deg, ficv=4.6
    ),
    "eyes.open": Judgement({"lids": 0.7}, ficv=0.2),
    "eyes.gaze": Judgement({"gaze": 0.5}, ficv=5.4),
    "eyes.visible": Judgement({"fringe": 0.5, "frame_over_eyes": 0.6}, ficv=11.9),
    "eyes.red": Judgement({"red_eyes": 0.5}, ficv=1.0),
    "glasses.present": Judgement({"glasses": 0.0, "dark_glasses": 0.0}, right=_bare_eyed),
    "glasses.tint": Judgement({"dark_glasses": 0.0, "tint": 0.6}, ficv=0.4),
    "glasses.glare": Judgement({"glare": 0.4}, ficv=0.8),
    "glasses.frame": Judgement({"frame_over_eyes": 0.6}, ficv=0.0),
    "mouth.closed": Judgement({"mouth": 0.3, "laugh": 0.6}, ficv=0.6),
    "expression.neutral": Judgement({"smile": 0.5, "laugh": 0.5}),
    "head.covering": Judgement({"hat": 0.0, "headwear": 0.5}, ficv=5.7),
    "face.occluded": Judgement({"hand": 0.5, "mask": 0.5}, ficv=0.0),
    "face.sides": Judgement({"hand_aside": 0.6, "held_aside": 0.8}),
    "light.even": Judgement({"side_light": 0.5, "side_shadow": 0.4}, ficv=3.3),
    "light.exposure": Judgement({"dark": 0.6, "bright": 0.6}, ficv=1.2),
    "light.clipping": Judgement({"bright": 0.5}, ficv=0.6),
    "light.range": Judgement({"washed_out": 0.6, "gamma": 0.6}, ficv=0.0),
    "light.cast": Judgement({"cast": 0.5}, ficv=1.7),
    "image.sharpness": Judgement({"blur": 0.5}, ficv=1.6),
    "image.motion": Judgement({"motion": 0.5}, ficv=1.6),
    "image.noise": Judgement({"noise": 0.3}),
    "image.compression": Judgement({"jpeg": 0.75}),
    "background.uniform": Judgement({"uneven": 0.4, "object": 0.5}, ficv=3.7),
    "background.colour": Judgement({"wall": 0.0}),
    "background.shadow": Judgement({"shadow_behind": 0.5}, ficv=2.3),
    "background.objects": Judgement({"object": 0.5, "other_face": 0.5}, ficv=1.2),
}
"""Check id to how it is judged. Strengths are explained in `trials.DONE` and `degrade`: yaw .3 is 9.5°, lids
.7 nearly closed, JPEG .75 quality 31, blur .5 a sigma of .6 mm."""

UNJUDGED = Judgement()
"""A check of which only false rejects are known."""
