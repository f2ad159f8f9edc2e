"""Single steps of a visit, timed alone on one core: looking, solver, crop and files, sheet."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from hardware.simulated.sitter.description import Look, Pose
from hardware.simulated.sitter.whereabouts import Whereabouts
from kiosk.assets import assets_folder
from kiosk.bench.figures import machine, row
from kiosk.bench.live_speed import look_figures
from kiosk.bench.photo_speed import photo_figures
from kiosk.bench.sitters import true_points
from kiosk.darkroom import Developed, develop
from kiosk.documents.rule import DocumentRule
from kiosk.documents.rulebook import Rulebook
from kiosk.portrait.head_points import HeadPoints
from kiosk.portrait.pixels import BgrImage
from kiosk.portrait.solver import solve
from kiosk.sheet.imposition import impose
from kiosk.sheet.paper import paper_named
from kiosk.sheet.press import Press

COMMAND = "kiosk bench --speed"
CAMERA_PX = (3000, 4000)
"""Twelve megapixels, as a booth's still camera gives."""

AMID = Pose(roll_deg=3.0, y_mm=-20.0, distance_mm=1100.0)
NEAR_AN_EDGE = Pose(roll_deg=3.0, x_mm=-110.0, y_mm=-20.0, distance_mm=1100.0)
"""Where the ideal crop reaches over the picture's edge and has to be solved again within it."""

TYPICAL = "schengen-visa"
WITH_FILE = "pl-passport"
REPEATS = 7


def run_steps() -> dict[str, Any]:
    """Time the steps; the median of seven runs each, OpenCV held to one thread."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        figures = look_figures(COMMAND) + photo_figures(COMMAND) + _figures()
        return {"machine": machine(), "figures": figures}
    finally:
        cv2.setNumThreads(threads)


def _figures() -> list[dict[str, Any]]:
    book = Rulebook.load(assets_folder() / "documents")
    person = Whereabouts(Look(), CAMERA_PX)
    points = true_points(person.truth(AMID))
    aside = true_points(person.truth(NEAR_AN_EDGE))
    rules = [rule for rule in book.with_variants() if rule.photo_px]
    amid_s = _median_s(lambda: [solve(points, CAMERA_PX, rule) for rule in rules])
    aside_s = _median_s(lambda: [solve(aside, CAMERA_PX, rule) for rule in rules])
    frame = np.random.default_rng(1).integers(90, 180, (CAMERA_PX[1], CAMERA_PX[0], 3), dtype=np.uint8)
    frame = np.asarray(cv2.GaussianBlur(frame, (0, 0), 1.2), dtype=np.uint8)
    photo_s = _median_s(lambda: develop(frame, points, book.get(WITH_FILE), None))
    typical, a4 = book.get(TYPICAL), Press(paper_named("a4"))
    alone_s = _median_s(lambda: develop(frame, points, typical, None))
    with_sheet_s = _median_s(lambda: _with_sheet(frame, points, typical, a4))
    return [
        row("solver_ms", 1e3 * amid_s / len(rules), "ms", REPEATS * len(rules), COMMAND),
        row("solver_near_edge_ms", 1e3 * aside_s / len(rules), "ms", REPEATS * len(rules), COMMAND),
        row("crop_encode_12mp_ms", 1e3 * photo_s, "ms", REPEATS, COMMAND),
        row("sheet_a4_ms", 1e3 * (with_sheet_s - alone_s), "ms", REPEATS, COMMAND),
    ]


def _with_sheet(bgr: BgrImage, points: HeadPoints, rule: DocumentRule, press: Press) -> Developed:
    impose.cache_clear()
    return develop(bgr, points, rule, press)


def _median_s(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(REPEATS):
        began_s = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began_s)
    return statistics.median(taken)
