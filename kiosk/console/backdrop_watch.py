"""What the camera is watched for while the backdrop is measured: the wall lit and dark. One thread's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import cv2
import numpy as np

from hardware.camera.frame import BgrImage, Frame
from kiosk.console.preview import preview
from kiosk.matte.dark_frame import is_dark
from kiosk.matte.light_reference import Flaw, LightReference, NoReference, reference_of
from models.face import FaceFinder

LEAVE_S = 8.0
"""So long staff have to step out of the picture, and the lamps to settle."""
PICTURES = 6
"""Of each kind: their mean has less than half of one picture's noise."""
OBEY_S = 5.0
"""A wall that is not dark after this long has a lamp that does not obey."""

Scene = Literal["flash", "dark_backdrop"]


@dataclass(frozen=True, slots=True)
class BackdropNews:
    """After one more picture: the light that is wanted, how far it is, and in the end what came of it.

    `leave_s` is how long staff still have to step out; `preview` is compared by identity.
    """

    scene: Scene
    share: float
    leave_s: float
    flaw: Flaw | None
    reference: LightReference | None
    preview: BgrImage = field(compare=False)


class BackdropWatch:
    """Takes pictures of the lit wall, then of the dark one."""

    def __init__(self, make_finder: Callable[[], FaceFinder]) -> None:
        self._finder = make_finder()
        self._began_s: float | None = None
        self._dark_since_s: float | None = None
        self._lit: list[BgrImage] = []
        self._dark: list[BgrImage] = []
        self._dark_seen = 0

    def see(self, frame: Frame) -> BackdropNews:
        """Return what is known after this picture."""
        if self._began_s is None:
            self._began_s = frame.captured_s
        left_s = self._began_s + LEAVE_S - frame.captured_s
        if left_s > 0:
            return self._news(frame, leave_s=left_s)
        if len(self._lit) < PICTURES:
            self._lit.append(frame.bgr.copy())
            return self._news(frame)
        return self._see_dark(frame)

    def close(self) -> None:
        """Free the network."""
        self._finder.close()

    def _see_dark(self, frame: Frame) -> BackdropNews:
        if self._dark_since_s is None:
            self._dark_since_s = frame.captured_s
        if not is_dark(frame.bgr, self._lit[-1]):
            late = frame.captured_s - self._dark_since_s > OBEY_S
            return self._news(frame, flaw=Flaw.ALIKE if late else None)
        self._dark_seen += 1
        if self._dark_seen > 1:  # the first may have begun before the switch
            self._dark.append(frame.bgr.copy())
        if len(self._dark) < PICTURES:
            return self._news(frame)
        try:
            reference = reference_of(self._lit, self._dark, self._sees_somebody)
        except NoReference as none:
            return self._news(frame, flaw=none.flaw)
        return self._news(frame, reference=reference)

    def _sees_somebody(self, bgr: BgrImage) -> bool:
        return bool(self._finder.find(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)))

    def _news(
        self,
        frame: Frame,
        *,
        leave_s: float = 0.0,
        flaw: Flaw | None = None,
        reference: LightReference | None = None,
    ) -> BackdropNews:
        return BackdropNews(
            scene="dark_backdrop" if len(self._lit) == PICTURES and reference is None else "flash",
            share=(len(self._lit) + len(self._dark)) / (2 * PICTURES),
            leave_s=leave_s,
            flaw=flaw,
            reference=reference,
            preview=preview(frame.bgr),
        )
