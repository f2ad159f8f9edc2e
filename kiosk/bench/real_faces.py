"""Real faces, as they are and with defects drawn over them: what keeps the rendered ones honest.

The pictures lie beside the project and are no part of it; without them there are no such figures. What is
true of all of them is written down here, the rest is not judged.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.bench.check_truth import CHECKS
from kiosk.bench.degrade import DEGRADATIONS, Seen, degraded
from kiosk.bench.error_rates import Outcomes
from kiosk.bench.judge import Judge
from kiosk.bench.trials import NEEDS_GLASSES
from kiosk.compliance.live_checks import BoothOptics

FOLDER = Path(__file__).parents[2].parent / "shared" / "faces"
LONG_SIDE_PX = 1600
STRENGTHS = (0.6, 0.8, 1.0)

RIGHT = frozenset(
    {
        *("face.single", "pose.yaw", "pose.pitch", "pose.roll", "eyes.open", "eyes.gaze", "eyes.visible"),
        *("eyes.red", "glasses.present", "glasses.tint", "glasses.glare", "glasses.frame", "head.covering"),
        *("face.occluded", "light.exposure", "light.range", "image.sharpness", "image.motion"),
        *("image.noise", "image.compression", "subject.shoulders"),
    }
)
"""Checks that every one of the pictures ought to pass."""

WRONG = frozenset({"mouth.closed", "expression.neutral"})
"""Checks that every one ought to fail: all of them laugh with open lips."""


def real_pictures() -> Iterator[NDArray[np.uint8]]:
    """Yield the pictures beside the project (RGB), none where there are none."""
    for path in sorted(FOLDER.glob("*.jpg")):
        bgr = cv2.imread(str(path), cv2.IMREAD_COLOR)
        share = min(1.0, LONG_SIDE_PX / max(bgr.shape))
        small = cv2.resize(bgr, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        yield np.ascontiguousarray(small[..., ::-1], np.uint8)


def judge_real_faces() -> dict[str, Outcomes]:
    """Return what came of each check by id; empty without pictures.

    A check counts a defect only in a picture that it lets pass without it.
    """
    outcomes: dict[str, Outcomes] = {}
    with contextlib.closing(Judge(BoothOptics())) as judge:
        for number, rgb in enumerate(real_pictures()):
            seen, report = judge.seen(rgb), judge.report(rgb)
            if seen is None or report is None:
                continue
            for check in report.checks:
                if check.id in RIGHT | WRONG:
                    outcome = outcomes.setdefault(check.id, Outcomes())
                    outcome.take_in(check, is_good=check.id in RIGHT, skin=None)
                    outcome.made += 1
            passed = {check.id for check in report.checks if check.passed}
            _count_defects(outcomes, judge, seen, passed, number)
    return outcomes


def _count_defects(
    outcomes: dict[str, Outcomes], judge: Judge, seen: Seen, passed: set[str], number: int
) -> None:
    for name in DEGRADATIONS.keys() - NEEDS_GLASSES:
        for strength in STRENGTHS:
            concerned = {
                check_id
                for check_id in passed
                if CHECKS.get(check_id) and strength >= CHECKS[check_id].wrong.get(name, np.inf)
            }
            if not concerned:
                continue
            report = judge.report(degraded(name, seen, strength, number))
            for check_id in concerned:
                outcome = outcomes.setdefault(check_id, Outcomes())
                outcome.take_in(None if report is None else report.find(check_id), is_good=False, skin=None)
                outcome.made += 1
