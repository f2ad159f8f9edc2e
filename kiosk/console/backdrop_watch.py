"""What the camera is watched for while the backdrop is measured: lit, dark, lit again. One thread's."""

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
_LIT_BEFORE = PICTURES // 2
OBEY_S = 5.0
"""A wall that is not dark, or lit again, after this long has a lamp that does not obey."""

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
    """Takes pictures of the lit wall, of the dark one, and of the lit one again.

    Somebody who was there in the lit pictures alone, or in the dark ones, would pass for a part of the wall:
    but not who came or went between two times of light.
    """

    def __init__(self, make_finder: Callable[[], FaceFinder]) -> None:
        self._finder = make_finder()
        self._began_s: float | None = None
        self._switched_s: float | None = None
        self._obeyed = 0
        self._lit: list[BgrImage] = []
        self._dark: list[BgrImage] = []

    def see(self, frame: Frame) -> BackdropNews:
        """Return what is known after this picture."""
        if self._began_s is None:
            self._began_s = frame.captured_s
        left_s = self._began_s + LEAVE_S - frame.captured_s
        if left_s > 0:
            return self._news(frame, leave_s=left_s)
        if len(self._lit) < _LIT_BEFORE:
            self._lit.append(frame.bgr.copy())
            return self._news(frame)
        if len(self._dark) < PICTURES:
            return self._see_switched(frame, self._dark, dark=True)
        return self._see_switched(frame, self._lit, dark=False)

    def close(self) -> None:
        """Free the network."""
        self._finder.close()

    def _see_switched(self, frame: Frame, taken: list[BgrImage], *, dark: bool) -> BackdropNews:
        if self._switched_s is None:
            self._switched_s = frame.captured_s
        if is_dark(frame.bgr, self._lit[0]) is not dark:
            late = frame.captured_s - self._switched_s > OBEY_S
            return self._news(frame, flaw=Flaw.ALIKE if late else None)
        self._obeyed += 1
        if self._obeyed > 1:  # the first may have begun before the switch
            taken.append(frame.bgr.copy())
        if len(taken) == PICTURES:
            self._switched_s, self._obeyed = None, 0
        if len(self._lit) < PICTURES:
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
            scene="dark_backdrop"
            if len(self._lit) == _LIT_BEFORE and len(self._dark) < PICTURES
            else "flash",
            share=(len(self._lit) + len(self._dark)) / (2 * PICTURES),
            leave_s=leave_s,
            flaw=flaw,
            reference=reference,
            preview=preview(frame.bgr),
        )
