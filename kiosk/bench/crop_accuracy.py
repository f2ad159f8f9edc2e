"""How true the finished photos are: heads cropped for every document and measured again with the truth.

From the true points, the crop itself is judged; from the points that MediaPipe finds in a rendered picture,
the whole way from pixels to millimetres.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter.description import Truth
from hardware.simulated.sitter.sitter import Sitter
from kiosk.assets import assets_folder
from kiosk.bench.figures import machine, row
from kiosk.bench.marks import as_it_is, read_off
from kiosk.bench.sitters import random_light, random_look, random_pose, random_truths, true_points
from kiosk.documents.rule import DocumentRule
from kiosk.documents.rulebook import Rulebook
from kiosk.portrait.crop import Crop
from kiosk.portrait.head_points import HeadPoints, estimate_head_points
from kiosk.portrait.measured import measure, missed_limits
from kiosk.portrait.solver import solve
from models.backend import make_face_finder, make_person_masker

SIZE_PX = (960, 1280)
SEED = 7
POSES_PER_PERSON = 4
TYPICAL = "schengen-visa"
"""35×45 mm, the most common size: errors are told in its millimetres."""


def run_crop_accuracy(people: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Measure the photos of `people` rendered persons in four poses each; form of every figure."""
    book = Rulebook.load(assets_folder() / "documents")
    rules = [rule for rule in book.with_variants() if rule.photo_px]
    command = f"kiosk bench --crop {people}"
    say(f"{people} people, {len(rules)} rules: from the true points")
    figures = _from_truth(people, rules, command)
    say(f"{people * POSES_PER_PERSON} rendered pictures: from the points that are found")
    figures += _end_to_end(people, rules, book.get(TYPICAL), command)
    return {"machine": machine(), "figures": figures}


def _from_truth(people: int, rules: list[DocumentRule], command: str) -> list[dict[str, Any]]:
    """Crop every document from true points, and measure the typical one in the photo's own pixels."""
    solved = missed = 0
    head_mm: list[float] = []
    eyes_mm: list[float] = []
    for truth in random_truths(SEED, people, POSES_PER_PERSON, SIZE_PX):
        points = true_points(truth)
        for rule in rules:
            crop = solve(points, SIZE_PX, rule)
            if not isinstance(crop, Crop):
                continue
            planned = measure(points, crop, rule)
            solved += 1
            missed += bool(missed_limits(planned, crop, rule))
            if rule.id == TYPICAL and planned.clear_above > 1.0:
                got = measure(read_off(points, SIZE_PX, crop), as_it_is(crop), rule)
                head_mm.append(got.head - planned.head)
                eyes_mm.append(got.eye_line_from_bottom - planned.eye_line_from_bottom)
    return [
        row("crop.truth.photos", solved, "photos", people * POSES_PER_PERSON, command),
        row("crop.truth.outside_a_limit", missed, "photos", solved, command),
        *_spread("crop.truth.head_error", head_mm, command),
        *_spread("crop.truth.eye_line_error", eyes_mm, command),
    ]


def _end_to_end(
    people: int, rules: list[DocumentRule], typical: DocumentRule, command: str
) -> list[dict[str, Any]]:
    errors: dict[str, list[float]] = {name: [] for name in ("head", "hair", "eye_line", "centre", "chin")}
    photos = inside = 0
    for seen, truth in _looked_at(people):
        true = true_points(truth)
        for rule in rules:
            crop = solve(seen, SIZE_PX, rule)
            if isinstance(crop, Crop):
                photos += 1
                inside += not missed_limits(measure(true, crop, rule), crop, rule)
        crop = solve(seen, SIZE_PX, typical)
        if not isinstance(crop, Crop):
            continue
        planned, got = measure(seen, crop, typical), measure(true, crop, typical)
        errors["head"].append(got.head_skull - planned.head_skull)
        errors["hair"].append(got.head_hair - planned.head_hair)
        errors["eye_line"].append(got.eye_line_from_bottom - planned.eye_line_from_bottom)
        errors["centre"].append(got.eyes_off_centre - planned.eyes_off_centre)
        errors["chin"].append(got.chin_from_bottom - planned.chin_from_bottom)
    figures = [row("crop.found.photos", photos, "photos", people * POSES_PER_PERSON, command)]
    if photos:
        figures.append(row("crop.found.inside_share", inside / photos, "share", photos, command))
    for name, values in errors.items():
        figures += _spread(f"crop.found.{name}_error", values, command)
    if errors["head"]:
        within = float(np.mean(np.abs(errors["head"]) <= 1.0))
        figures.append(row("crop.found.head_within_1mm", within, "share", len(errors["head"]), command))
    return figures


def _looked_at(people: int) -> Iterator[tuple[HeadPoints, Truth]]:
    """Yield the points found in rendered pictures, and the truth about each."""
    rng = np.random.default_rng(SEED)
    with (
        contextlib.closing(make_face_finder(streaming=False)) as finder,
        contextlib.closing(make_person_masker()) as masker,
    ):
        for person in range(people):
            sitter = Sitter(random_look(rng), SIZE_PX)
            for pose in range(POSES_PER_PERSON):
                shot = sitter.render(random_pose(rng), light=random_light(rng), seed=person * 10 + pose)
                rgb: NDArray[np.uint8] = np.ascontiguousarray(shot.bgr[..., ::-1])
                faces = finder.find(rgb)
                if len(faces) == 1:
                    yield estimate_head_points(faces[0].points_px, masker.mask(rgb, faces)), shot.truth


def _spread(name: str, values: list[float], command: str) -> list[dict[str, Any]]:
    """Return mean, 95th percentile and largest of the sizes of errors, and their signed mean, in mm."""
    if not values:
        return []
    sizes = np.abs(values)
    return [
        row(f"{name}_{part}_mm", value, "mm", len(values), command)
        for part, value in (
            ("mean", float(sizes.mean())),
            ("p95", float(np.percentile(sizes, 95))),
            ("max", float(sizes.max())),
            ("bias", float(np.mean(values))),
        )
    ]
