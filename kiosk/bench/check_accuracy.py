"""How often every check is wrong, and by how much: the checks of finished pictures against the truth."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter.camera import FOCAL_PER_LONG_SIDE
from hardware.simulated.sitter.description import Look, Truth
from hardware.simulated.sitter.sitter import Sitter
from kiosk.bench.check_truth import CHECKS, UNJUDGED
from kiosk.bench.degrade import DEGRADATIONS, degraded
from kiosk.bench.error_rates import Outcomes
from kiosk.bench.figures import row
from kiosk.bench.judge import Judge
from kiosk.bench.trials import PER_PERSON, SIZE_PX, Trial, person_trials
from kiosk.compliance.camera_geometry import Lens
from kiosk.compliance.live_checks import BoothOptics
from kiosk.compliance.pose import Pose, head_pose
from kiosk.compliance.record import CheckRecord, Report
from models.backend import make_face_finder

SEED = 29794
STAFF = 6
"""People whose straight look gives the booth its zero, as staff would do it."""

LENS = Lens(FOCAL_PER_LONG_SIDE)
"""The simulated camera's, as a calibration would give it."""

WORKERS = 2

WHOLE = "picture"
"""Stands for the verdict over all mandatory checks among the checks."""

DEFECT = "defect."
PLAIN = 0.6
"""Every defect has an entry of its own, too: how often a picture with it, at this strength or more, passes
all mandatory checks."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of one trial: the report, or None where the picture was refused as a whole."""

    trial: Trial
    truth: Truth
    report: Report | None


def measure_checks(
    pictures: int, say: Callable[[str], None], *, workers: int = WORKERS
) -> dict[str, Outcomes]:
    """Photograph `pictures` trials and return what came of each check, by id, in the report's order."""
    zero = booth_zero()
    counts = [min(PER_PERSON, pictures - done) for done in range(0, pictures, PER_PERSON)]
    outcomes: dict[str, Outcomes] = {}
    done = 0
    for answers in _people(counts, zero, min(workers, os.cpu_count() or 1)):
        for answer in answers:
            count_answer(outcomes, answer)
        done += len(answers)
        say(f"{done} of {pictures} pictures judged")
    return outcomes


def booth_zero() -> Pose:
    """Return the pose measured for `STAFF` people who look straight: their mean."""
    rng = np.random.default_rng(SEED)
    camera = LENS.before(SIZE_PX)
    poses: list[Pose] = []
    with contextlib.closing(make_face_finder(max_faces=1, streaming=False)) as finder:
        for _ in range(STAFF):
            look = replace(Look.random(rng), hat="none", glasses="none")
            shot = Sitter(look, SIZE_PX).render()
            poses += [head_pose(face.points_px, camera=camera) for face in finder.find(_rgb(shot.bgr))]
    mean = np.mean([(pose.yaw_deg, pose.pitch_deg, pose.roll_deg) for pose in poses], axis=0)
    return Pose(*(float(angle) for angle in mean))


def count_answer(outcomes: dict[str, Outcomes], answer: Answer) -> None:
    """Count one picture for every check that it is right or wrong for, and its errors of measurement."""
    report = answer.report
    _count_whole(outcomes, answer)
    found = {} if report is None else {check.id: check for check in report.checks if _decides(check)}
    for check_id in found if report is not None else CHECKS:
        judgement = CHECKS.get(check_id, UNJUDGED)
        check = found.get(check_id)
        outcome = outcomes.setdefault(check_id, Outcomes())
        outcome.made += check is not None
        is_good = judgement.is_good(answer.trial)
        if is_good is not None:
            outcome.take_in(check, is_good=is_good, skin=answer.trial.skin)
        if judgement.value is None or check is None or check.value is None:
            continue
        if answer.trial.defect not in DEGRADATIONS:
            outcome.errors.append(check.value - judgement.value(answer.truth))


def _count_whole(outcomes: dict[str, Outcomes], answer: Answer) -> None:
    """Count the verdict over all checks, and apart for every defect that is plain to see."""
    trial, verdict = answer.trial, None if answer.report is None else _verdict(answer.report)
    is_good = whole_picture(trial)
    names = [] if is_good is None else [WHOLE]
    if trial.defect and trial.strength >= PLAIN:
        names.append(f"{DEFECT}{trial.defect}")
    for name in names:
        outcome = outcomes.setdefault(name, Outcomes())
        outcome.made += 1
        outcome.take_in(verdict, is_good=bool(is_good), skin=trial.skin)


def whole_picture(trial: Trial) -> bool | None:
    """Tell whether a picture is right, wrong for at least one check, or neither."""
    told = {judgement.is_good(trial) for judgement in CHECKS.values()}
    return False if False in told else True if not trial.defect else None


def _decides(check: CheckRecord) -> bool:
    """Tell whether a check has a limit; without one it only informs."""
    return check.min is not None or check.max is not None


def _verdict(report: Report) -> CheckRecord:
    failed = sum(check.mandatory and not check.passed for check in report.checks)
    return CheckRecord(
        WHOLE, float(failed), "checks", None, 0.0, 0.0, mandatory=True, passed=report.passed, hint=None
    )


def figures_of(outcomes: dict[str, Outcomes], prefix: str, command: str) -> list[dict[str, Any]]:
    """Return the figures `<prefix>.<check>.<name>` and those over all checks."""
    rows: list[dict[str, Any]] = []
    made = {check_id: outcome for check_id, outcome in outcomes.items() if outcome.made}
    for check_id, outcome in sorted(made.items(), key=lambda entry: entry[0].startswith(DEFECT)):
        counts = len(outcome.good) + len(outcome.bad)
        name = f"{prefix}.{check_id}"
        for what, rate, count in (
            ("eer", outcome.eer, counts),
            ("frr", outcome.frr, len(outcome.good)),
            ("far", outcome.far, len(outcome.bad)),
            ("frr_skin_spread", outcome.frr_skin_spread, len(outcome.good)),
        ):
            if rate is not None:
                rows.append(row(f"{name}.{what}", 100.0 * rate, "%", count, command))
        rows += _errors(name, outcome.errors, command)
        ficv = CHECKS.get(check_id, UNJUDGED).ficv
        if ficv is not None:
            rows.append(row(f"{name}.ficv_eer", ficv, "%", 720, "published: FVC-onGoing FICV, ICAONet"))
    single = [outcome for check_id, outcome in made.items() if check_id != WHOLE]
    eers = [100.0 * eer for outcome in single if (eer := outcome.eer) is not None]
    if eers:
        rows.append(row(f"{prefix}.eer_median", float(np.median(eers)), "%", len(eers), command))
        rows.append(row(f"{prefix}.eer_worst", max(eers), "%", len(eers), command))
    spreads = [s for outcome in single if (s := outcome.frr_skin_spread) is not None]
    if spreads:
        rows.append(row(f"{prefix}.frr_skin_spread_worst", 100.0 * max(spreads), "%", len(spreads), command))
    return rows


def _errors(name: str, errors: list[float], command: str) -> list[dict[str, Any]]:
    if not errors:
        return []
    sizes = np.abs(errors)
    unit = "mm" if name.endswith("distance") else "deg"
    return [
        row(f"{name}.error_{part}", value, unit, len(errors), command)
        for part, value in (
            ("mean", float(sizes.mean())),
            ("p95", float(np.percentile(sizes, 95))),
            ("bias", float(np.mean(errors))),
        )
    ]


def _people(counts: list[int], zero: Pose, workers: int) -> Iterator[list[Answer]]:
    ask = partial(judge_person, zero=zero)
    if workers == 1 or len(counts) == 1:
        yield from map(ask, range(len(counts)), counts)
        return
    # A fresh process each: networks must not be carried over a fork.
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(ask, range(len(counts)), counts)


def judge_person(person: int, count: int, zero: Pose) -> list[Answer]:
    """Photograph and judge the first `count` pictures of one person."""
    cv2.setNumThreads(1)
    with contextlib.closing(Judge(BoothOptics(zero=zero, lens=LENS))) as judge:
        trials = (trial for _, trial in zip(range(count), person_trials(SEED, person), strict=False))
        return [Answer(trial, truth, judge.report(rgb)) for trial, truth, rgb in photographed(trials, judge)]


def photographed(trials: Iterable[Trial], judge: Judge) -> Iterator[tuple[Trial, Truth, NDArray[np.uint8]]]:
    """Yield every trial with its truth and its picture (RGB); those whose face cannot be found are left out.

    Only a drawn defect needs the face, in the right picture below it.
    """
    sitter: Sitter | None = None
    for trial in trials:
        bare = replace(trial.look, glasses="none")
        if sitter is None or replace(sitter.look, glasses="none") != bare:
            sitter = Sitter(trial.look, SIZE_PX)
        sitter.wear(trial.look.glasses)
        scene = trial.scene
        shot = sitter.render(scene.pose, scene.expression, scene.light, scene.backdrop, seed=trial.seed)
        rgb = _rgb(shot.bgr)
        if trial.defect in DEGRADATIONS:
            seen = judge.seen(rgb)
            if seen is None:
                continue
            rgb = degraded(trial.defect, seen, trial.strength, trial.seed)
        yield trial, shot.truth, rgb


def _rgb(bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(bgr[..., ::-1])
