"""Looks at live pictures for one document: networks, checks, coach."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.frame import Frame
from kiosk.compliance.coach import Coach, Coaching
from kiosk.compliance.document_crop import LiveCrop
from kiosk.compliance.face_points import Points
from kiosk.compliance.face_values import Values
from kiosk.compliance.live_checks import (
    BoothOptics,
    Sighting,
    assess_live,
    measure_light,
    measure_worn,
)
from kiosk.compliance.policy import policy_for
from kiosk.documents.rule import DocumentRule
from models.face import FaceFinder, PersonMasker, RgbImage

LOOK_LONG_SIDE_PX = 640
Turn = Literal["mask and crop", "gaze and worn", "other faces and light"]
TURNS: Final[tuple[Turn, ...]] = ("mask and crop", "gaze and worn", "other faces and light")
"""What is looked at besides the face's points, in turn: each in every third picture, as none changes faster.

At 15 pictures a second, somebody else is looked for five times a second.
"""


class LiveAnalyst:
    """Reports on each picture given and coaches; belongs to one thread, keeps no picture.

    The networks are the visit's and outlive the analyst: loading them anew for each sitting would be seen.
    """

    def __init__(
        self, finder: FaceFinder, masker: PersonMasker, rule: DocumentRule, optics: BoothOptics
    ) -> None:
        self._finder = finder
        self._masker = masker
        self._rule = rule
        self._policy = policy_for(rule)
        self._optics = optics
        self._coach = Coach()
        self._count = 0
        self._mask: NDArray[np.float32] | None = None
        self._forget_face()

    def _forget_face(self) -> None:
        self._crop: LiveCrop | None = None
        self._worn: Values = {}
        self._light: Values = {}
        self._previous: Sighting | None = None

    def look(self, frame: Frame) -> Coaching:
        """Return what to tell the customer after this picture."""
        height, width = frame.bgr.shape[:2]
        share = min(1.0, LOOK_LONG_SIDE_PX / max(height, width))
        size = (round(width * share), round(height * share))
        small = cv2.resize(frame.bgr, size, interpolation=cv2.INTER_LINEAR)
        rgb = cv2.cvtColor(small, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)
        turn = TURNS[self._count % len(TURNS)]
        self._count += 1
        faces = self._finder.find(rgb) if turn == "other faces and light" else self._finder.follow(rgb)
        if turn == "mask and crop":
            self._mask = self._masker.mask(rgb, faces)
        if faces:
            self._measure(turn, rgb, faces[0].points_px)
        report = assess_live(
            size,
            faces,
            self._crop,
            self._rule,
            time_s=frame.captured_s,
            previous=self._previous,
            optics=replace(self._optics, still_per_live=1.0 / share),
            measured={**self._worn, **self._light},
            policy=self._policy,
        )
        if faces:
            self._previous = Sighting(faces[0].points_px, frame.captured_s)
        else:
            self._forget_face()
        return self._coach.see(report, frame.captured_s)

    def _measure(self, turn: Turn, rgb: RgbImage, points_px: Points) -> None:
        """Measure what is due of the largest face; its crop also when it was not seen before."""
        if turn == "mask and crop" or self._crop is None:
            height, width = rgb.shape[:2]
            self._crop = LiveCrop.solved(points_px, self._mask, (width, height), self._rule)
        if turn == "gaze and worn":
            self._worn = measure_worn(rgb, points_px, self._optics)
        if turn == "other faces and light":
            self._light = measure_light(rgb, points_px)
