"""The ways to a matte that are open in this place: the booth's light, an installed network, the mask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import NoReturn

import cv2
import numpy as np

from kiosk.colour.camera_profile import CameraProfile
from kiosk.matte.background_policy import Ways
from kiosk.matte.from_light import LightFrames, LightMatter
from kiosk.matte.from_mask import MaskMatter
from kiosk.matte.light_reference import LightReference
from kiosk.matte.matte import Alpha, Matte, Matter, NoMatte
from kiosk.portrait.pixels import BgrImage


@dataclass(frozen=True, slots=True)
class Cutter:
    """What there is to cut people out with; `network` is the matter of an installed network."""

    light: LightReference | None = None
    network: Matter | None = None

    def through(self, profile: CameraProfile) -> Cutter:
        """Return the same for pictures with true colours: the empty booth was seen by the bare camera."""
        if self.light is None or profile.is_neutral:
            return self
        matrix = profile.whole[::-1, ::-1].astype(np.float32)
        lit, dark = (
            np.asarray(cv2.transform(light, matrix), np.float32)
            for light in (self.light.lit, self.light.dark)
        )
        return replace(self, light=replace(self.light, lit=lit, dark=dark))

    def ways(self, bgr: BgrImage, mask: Alpha, dark: BgrImage | None = None) -> Ways:
        """Return the ways for a picture; `dark` is the same before the dark wall, `mask` of the person.

        A way that is closed is listed, too, and tells why when it is tried.
        """
        by_light: Callable[[], Matte]
        by_network: Callable[[], Matte]
        if dark is None:
            by_light = partial(_closed, "there is no picture with the backdrop dark")
        else:
            by_light = partial(LightMatter(self.light).matte, LightFrames(bgr, dark))
        if self.network is None:
            by_network = partial(_closed, "no matting network is installed")
        else:
            by_network = partial(self.network.matte, bgr)
        return (
            ("light", by_light),
            ("network", by_network),
            ("mask", partial(MaskMatter(mask).matte, bgr)),
        )


def _closed(why: str) -> NoReturn:
    raise NoMatte(why)
