"""What the live view looks at in which picture, and how soon it notices somebody else."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

import numpy as np

from hardware.camera.frame import Frame
from hardware.simulated.sitter.description import Expression, Look
from hardware.simulated.sitter.sitter import Sitter
from kiosk.assets import assets_folder
from kiosk.compliance.live_checks import BoothOptics
from kiosk.documents.rulebook import Rulebook
from kiosk.visit.analyst import LiveAnalyst
from models.backend import make_face_finder, make_person_masker
from models.drawn_face import drawn_face
from models.face import FaceFinder, FaceLandmarks, PersonMasker, RgbImage

PICTURES_PER_S = 15.0


class Noting:
    """Both networks, and which of them was asked what, in order."""

    def __init__(self, finder: FaceFinder, masker: PersonMasker) -> None:
        self._finder, self._masker = finder, masker
        self.asked: list[str] = []

    def find(self, rgb: RgbImage) -> tuple[FaceLandmarks, ...]:
        self.asked.append("find")
        return self._finder.find(rgb)

    def follow(self, rgb: RgbImage) -> tuple[FaceLandmarks, ...]:
        self.asked.append("follow")
        return self._finder.follow(rgb)

    def mask(self, rgb: RgbImage, faces: Sequence[FaceLandmarks]) -> np.ndarray:
        self.asked.append("mask")
        return self._masker.mask(rgb, faces)

    def close(self) -> None:
        """The test closes the networks itself."""


def test_the_networks_take_turns_and_somebody_else_is_soon_noticed():
    alone = np.full((640, 640, 3), 200, np.uint8)
    alone[100:292, 40:232] = drawn_face()[..., ::-1]
    both = alone.copy()
    both[300:492, 380:572] = drawn_face()[..., ::-1]
    rule = Rulebook.load(assets_folder() / "documents").get("schengen-visa")
    with (
        contextlib.closing(make_face_finder()) as finder,
        contextlib.closing(make_person_masker()) as masker,
    ):
        networks = Noting(finder, masker)
        analyst = LiveAnalyst(networks, networks, rule, BoothOptics())
        seen = []
        for number in range(18):
            frame = Frame(alone if number < 12 else both, number / PICTURES_PER_S, number)
            seen.append(analyst.look(frame).report)
    assert networks.asked == 6 * ["follow", "mask", "follow", "find"]
    single = [report.find("face.single") for report in seen]
    assert [check is not None and check.passed for check in single[:12]] == 12 * [True]
    measured = {check.id for check in seen[11].checks}
    assert measured >= {"framing.distance", "glasses.present", "light.exposure", "subject.still"}
    noticed = next(number for number, check in enumerate(single) if check is not None and not check.passed)
    assert (noticed - 11) / PICTURES_PER_S < 0.34


def test_eyes_that_were_shut_are_seen_to_open():
    rule = Rulebook.load(assets_folder() / "documents").get("schengen-visa")
    sitter = Sitter(Look(skin=6), (540, 720))
    shut, opened = (sitter.render(expression=Expression(lids=lids)).bgr for lids in (0.0, 1.0))
    with (
        contextlib.closing(make_face_finder()) as finder,
        contextlib.closing(make_person_masker()) as masker,
    ):
        analyst = LiveAnalyst(finder, masker, rule, BoothOptics())
        seen = [
            analyst.look(Frame(bgr, number / PICTURES_PER_S, number)).report.find("eyes.open")
            for number, bgr in enumerate(6 * [shut] + 9 * [opened])
        ]
    assert not seen[5].passed
    assert seen[-1].passed
