"""A matte from a matting network, where one is installed: it has seen thousands of heads of hair.

The whole picture is shown to the network once, not in tiles. Exact mattes of 384 × 512, which no network
could better, leave a mean squared error of 2e-5 on sitters of 960 × 1280 after `made_fine`; mattes twice as
fine, four times the work, 8e-6. Networks err by more, and in a tile none can tell hair from a curtain.
"""

from __future__ import annotations

from typing import Protocol

import cv2
import numpy as np

from kiosk.matte.foreground import estimate_foreground
from kiosk.matte.guided import made_fine
from kiosk.matte.matte import Alpha, Matte, NoMatte
from kiosk.portrait.pixels import BgrImage
from models.face import RgbImage
from models.onnx_file import BadNetwork

_LEAST_SHARE = 0.02
"""A person fills more of a picture than this, and leaves more of it."""
_CLEAN = 0.02
"""So little of the one or the other is none."""
_FRINGE_PX = 9
"""Hair may be undecided over that much of the coarse matte; more of it is a doubt of the network's."""
_UNDECIDED = 0.05
"""Share of the person, undecided beyond a fringe, at which the network is believed by half."""
_ANYONE = 0.1
"""Where the network gives less than this, it sees nobody."""
_DOUBTFUL = 0.8


class CoarseMatte(Protocol):
    """What runs a matting network."""

    def alpha(self, rgb: RgbImage) -> Alpha:
        """Return the person's share, 0 to 1, coarser than the picture, in its proportions."""


class NetworkMatter:
    """Cuts people out with a matting network, which is kept by the caller and closed by it."""

    def __init__(self, network: CoarseMatte) -> None:
        self._network = network

    def matte(self, bgr: BgrImage) -> Matte:
        """Return the matte.

        Confidence falls with the share of the person that the network is undecided of, not counting a fringe
        of hair. Raises NoMatte where it sees nobody, or nothing but a person, or fails.
        """
        rgb = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)
        try:
            coarse = self._network.alpha(rgb)
        except BadNetwork as error:
            raise NoMatte(f"the matting network failed: {error}") from None
        share = float((coarse > 0.5).mean())
        if not _LEAST_SHARE < share < 1.0 - _LEAST_SHARE:
            raise NoMatte(f"the matting network sees {'no background' if share > 0.5 else 'nobody'}")
        alpha = np.clip((made_fine(coarse, bgr) - _CLEAN) / (1.0 - 2.0 * _CLEAN), 0.0, 1.0)
        broadly = cv2.erode(4.0 * coarse * (1.0 - coarse), np.ones((_FRINGE_PX, _FRINGE_PX), np.uint8))
        undecided = float(broadly.sum()) / np.count_nonzero(coarse > _ANYONE)
        confidence = round(1.0 / (1.0 + (undecided / _UNDECIDED) ** 2), 3)
        doubt = None
        if confidence < _DOUBTFUL:
            doubt = f"the matting network is undecided of {undecided:.0%} of the person"
        return Matte(
            alpha.astype(np.float32, copy=False),
            estimate_foreground(bgr, alpha),
            confidence,
            "network",
            doubt,
        )
