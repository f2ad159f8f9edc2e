"""Single steps of a visit, timed alone on one core: solver, crop and files, sheet."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from kiosk.assets import assets_folder
from kiosk.bench.figures import machine, row
from kiosk.bench.sitters import random_truths, true_points
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

TYPICAL = "schengen-visa"
WITH_FILE = "pl-passport"
REPEATS = 7


def run_steps() -> dict[str, Any]:
    """Time the steps; the median of seven runs each, OpenCV held to one thread."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        return {"machine": machine(), "figures": _figures()}
    finally:
        cv2.setNumThreads(threads)


def _figures() -> list[dict[str, Any]]:
    book = Rulebook.load(assets_folder() / "documents")
    points = _someone(CAMERA_PX)
    rules = [rule for rule in book.with_variants() if rule.photo_px]
    all_rules_s = _median_s(lambda: [solve(points, CAMERA_PX, rule) for rule in rules])
    frame = np.random.default_rng(1).integers(90, 180, (CAMERA_PX[1], CAMERA_PX[0], 3), dtype=np.uint8)
    frame = np.asarray(cv2.GaussianBlur(frame, (0, 0), 1.2), dtype=np.uint8)
    photo_s = _median_s(lambda: develop(frame, points, book.get(WITH_FILE), None))
    typical, a4 = book.get(TYPICAL), Press(paper_named("a4"))
    alone_s = _median_s(lambda: develop(frame, points, typical, None))
    with_sheet_s = _median_s(lambda: _with_sheet(frame, points, typical, a4))
    return [
        row("solver_ms", 1e3 * all_rules_s / len(rules), "ms", REPEATS * len(rules), COMMAND),
        row("crop_encode_12mp_ms", 1e3 * photo_s, "ms", REPEATS, COMMAND),
        row("sheet_a4_ms", 1e3 * (with_sheet_s - alone_s), "ms", REPEATS, COMMAND),
    ]


def _with_sheet(bgr: BgrImage, points: HeadPoints, rule: DocumentRule, press: Press) -> Developed:
    impose.cache_clear()
    return develop(bgr, points, rule, press)


def _someone(size_px: tuple[int, int]) -> HeadPoints:
    return true_points(next(iter(random_truths(3, 1, 1, size_px))))


def _median_s(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(REPEATS):
        began_s = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began_s)
    return statistics.median(taken)
