"""What customers may have done to a picture that is for no document: its colours, its cut, its background."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.colour.srgb import to_linear, to_srgb
from kiosk.documents.rule import Colour, DocumentRule
from kiosk.portrait.pixels import BgrImage

_LUMINANCE_BGR = np.array([[0.0722, 0.7152, 0.2126]], np.float32)
"""Shares of blue, green and red in luminance (ITU-R BT.709, the primaries of sRGB)."""


class NotAllowed(ValueError):
    """The document does not allow this; the text is one line and says why."""


@dataclass(frozen=True, slots=True)
class Finish:
    """How a picture is to be finished; nothing of it touches the person but for leaving out colour.

    `colour` is the background to paint, where the policy is to replace it (None: the first that is allowed);
    `monochrome` leaves out colour, `tight` cuts closer.
    """

    colour: Colour | None = None
    monochrome: bool = False
    tight: bool = False

    def check(self, rule: DocumentRule) -> None:
        """Raise NotAllowed where the rule leaves no such choice."""
        background = rule.background
        if self.colour is not None:
            if background is None or background.policy != "replace":
                raise NotAllowed(f"{rule.id}: the background stays as it is; leave the colour out")
            if self.colour not in background.allowed:
                colours = ", ".join(background.allowed)
                raise NotAllowed(f"{rule.id}: the background may not be {self.colour}; choose {colours}")
        if (self.monochrome or self.tight) and not rule.free:
            raise NotAllowed(f"{rule.id} is a document: its photo has colour and its own cut")


def monochrome(bgr: BgrImage) -> BgrImage:
    """Return the picture without colour, each pixel as bright as it was: the mean is taken of light."""
    light = cv2.transform(to_linear(bgr), _LUMINANCE_BGR).astype(np.float32, copy=False)
    return np.repeat(to_srgb(light.reshape(bgr.shape[:2]))[..., None], 3, axis=2)
