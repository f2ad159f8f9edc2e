"""Looks at live pictures for one document: networks, checks, coach."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.frame import Frame
from kiosk.compliance.coach import Coach, Coaching
from kiosk.compliance.face_values import Values
from kiosk.compliance.live_checks import BoothOptics, Sighting, assess_live, measure_seldom
from kiosk.compliance.policy import policy_for
from kiosk.documents.rule import DocumentRule
from models.face import FaceFinder, PersonMasker

LOOK_LONG_SIDE_PX = 640
MASK_EVERY = 3
"""Person mask, and gaze and what is worn, are looked at in every third picture each, not in the same one."""


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
        self._mask: NDArray[np.float32] | None = None
        self._seldom: Values = {}
        self._previous: Sighting | None = None
        self._count = 0

    def look(self, frame: Frame) -> Coaching:
        """Return what to tell the customer after this picture."""
        height, width = frame.bgr.shape[:2]
        share = min(1.0, LOOK_LONG_SIDE_PX / max(height, width))
        size = (round(width * share), round(height * share))
        small = cv2.resize(frame.bgr, size, interpolation=cv2.INTER_LINEAR)
        rgb = cv2.cvtColor(small, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)
        faces = self._finder.find(rgb)
        if self._count % MASK_EVERY == 0:
            self._mask = self._masker.mask(rgb)
        if self._count % MASK_EVERY == 1:
            self._seldom = measure_seldom(rgb, faces, self._optics)
        self._count += 1
        report = assess_live(
            rgb,
            faces,
            self._mask,
            self._rule,
            time_s=frame.captured_s,
            previous=self._previous,
            optics=replace(self._optics, still_per_live=1.0 / share),
            seldom=self._seldom,
            policy=self._policy,
        )
        self._previous = Sighting(faces[0].points_px, frame.captured_s) if faces else None
        return self._coach.see(report, frame.captured_s)
