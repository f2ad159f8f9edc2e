"""What every way to a matte gives, whichever was used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk.portrait.pixels import BgrImage

Method = Literal["light", "network", "mask"]
"""From the backdrop lit and dark; from an ONNX network; from MediaPipe's mask. Best first."""

Alpha = NDArray[np.float32]
"""Shape (height, width): 0 background to 1 person, the share of a pixel that the person covers."""


@dataclass(frozen=True, slots=True, eq=False)
class Matte:
    """A person cut out of a picture.

    `foreground` has the picture's shape, blue-green-red, sRGB: the colour of the person alone, neither
    multiplied by alpha nor mixed (in linear light) with what was behind; where `alpha` is 1 it is the picture
    itself, where `alpha` is 0 it means nothing. `confidence` is 0 to 1 for the whole matte; `doubt` says in a
    few words why it is low, for the report.
    """

    alpha: Alpha
    foreground: BgrImage
    confidence: float
    method: Method
    doubt: str | None = None


class NoMatte(Exception):
    """This way to a matte is not open for this picture; the text is one short reason, for the report."""


class Matter(Protocol):
    """One way to a matte."""

    def matte(self, bgr: BgrImage) -> Matte:
        """Cut the person out of a picture; raises NoMatte."""
