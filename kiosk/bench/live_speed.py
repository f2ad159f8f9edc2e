"""What looking costs: every live picture, and the final check of a still, in processor time of one core.

Processor time is what a picture costs whatever else the machine does; on an idle core it is the time that
passes.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

from hardware.camera.frame import BgrImage, Frame
from hardware.simulated.person import Person
from hardware.simulated.sitter.description import Look
from hardware.simulated.sitter.sitter import Sitter
from kiosk.assets import assets_folder
from kiosk.bench.figures import row
from kiosk.compliance.live_checks import BoothOptics
from kiosk.compliance.still_checks import assess_still
from kiosk.documents.rulebook import Rulebook
from kiosk.visit.analyst import LiveAnalyst
from models.backend import make_face_finder, make_person_masker
from models.still_look import look_at_still

LIVE_PX = (720, 1280)
STILL_PX = (3000, 4000)
PAINTED, LOOKED_AT, WARM_UP = 24, 240, 12
STILLS = 5
DOCUMENT = "schengen-visa"


def look_figures(command: str) -> list[dict[str, Any]]:
    """Return mean and 95th percentile of a 720p live picture, and the median of a twelve-megapixel check."""
    person = Person(7)
    sitter = Sitter(Look(), LIVE_PX)
    stances = [person.at(number / 25.0) for number in range(PAINTED)]
    pictures = [sitter.render(stance.pose, stance.expression).bgr for stance in stances]
    with _one_core():
        live_ms = _live_ms(pictures)
        check_ms, look_ms = _still_ms(pictures[0])
    return [
        row("live_loop_720p_mean_ms", float(np.mean(live_ms)), "ms", len(live_ms), command),
        row("live_loop_720p_p95_ms", float(np.percentile(live_ms, 95)), "ms", len(live_ms), command),
        row("final_check_12mp_ms", look_ms + check_ms, "ms", STILLS, command),
        row("final_check_12mp_measures_ms", check_ms, "ms", STILLS, command),
    ]


def _live_ms(pictures: list[BgrImage]) -> list[float]:
    """Look at the pictures to and fro, as a stream of 25 a second, and return what each took."""
    rule = Rulebook.load(assets_folder() / "documents").get(DOCUMENT)
    there_and_back = pictures + pictures[::-1]
    taken_ms = []
    with (
        contextlib.closing(make_face_finder()) as finder,
        contextlib.closing(make_person_masker()) as masker,
    ):
        analyst = LiveAnalyst(finder, masker, rule, BoothOptics())
        for number in range(WARM_UP + LOOKED_AT):
            frame = Frame(there_and_back[number % len(there_and_back)], number / 25.0, number)
            began_s = time.process_time()
            analyst.look(frame)
            taken_ms.append(1e3 * (time.process_time() - began_s))
    return taken_ms[WARM_UP:]


def _still_ms(picture: BgrImage) -> tuple[float, float]:
    """Return what the measures of a still take, and the networks before them: medians."""
    rule = Rulebook.load(assets_folder() / "documents").get(DOCUMENT)
    bgr = np.asarray(cv2.resize(picture, STILL_PX, interpolation=cv2.INTER_CUBIC), np.uint8)
    check_ms, look_ms = [], []
    with (
        contextlib.closing(make_face_finder(streaming=False)) as finder,
        contextlib.closing(make_person_masker()) as masker,
    ):
        for _ in range(STILLS):
            began_s = time.process_time()
            faces, mask = look_at_still(bgr, finder, masker)
            looked_s = time.process_time()
            assess_still(bgr, faces, mask, rule)
            check_ms.append(1e3 * (time.process_time() - looked_s))
            look_ms.append(1e3 * (looked_s - began_s))
    return float(np.median(check_ms)), float(np.median(look_ms))


@contextlib.contextmanager
def _one_core() -> Iterator[None]:
    """Stay on one core meanwhile, the networks' own threads too."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)
