"""A chart of 24 colours that somebody holds before the simulated camera."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.frame import BgrImage
from hardware.simulated.board_in_hand import Held, Sheet, onto_picture
from hardware.simulated.sensor import HONEST, Light, Sensor
from hardware.simulated.sitter.camera import FOCAL_PER_LONG_SIDE

PATCHES: NDArray[np.float32] = np.array(
    [
        (0.1737, 0.0788, 0.0528),
        (0.5599, 0.2774, 0.2109),
        (0.1042, 0.1889, 0.3289),
        (0.1058, 0.1507, 0.0508),
        (0.2275, 0.2124, 0.4264),
        (0.1153, 0.5074, 0.4111),
        (0.7460, 0.2021, 0.0298),
        (0.0587, 0.1012, 0.3877),
        (0.5602, 0.0801, 0.1146),
        (0.1092, 0.0420, 0.1381),
        (0.3328, 0.4973, 0.0426),
        (0.7711, 0.3578, 0.0204),
        (0.0209, 0.0475, 0.2841),
        (0.0461, 0.2920, 0.0615),
        (0.4462, 0.0364, 0.0405),
        (0.8418, 0.5743, 0.0046),
        (0.5224, 0.0778, 0.2893),
        (-0.0439, 0.2337, 0.3772),
        (0.8797, 0.8849, 0.8342),
        (0.5846, 0.5921, 0.5844),
        (0.3578, 0.3670, 0.3652),
        (0.1901, 0.1908, 0.1898),
        (0.0859, 0.0887, 0.0898),
        (0.0314, 0.0315, 0.0323),
    ],
    np.float32,
)
"""What light the patches of a ColorChecker Classic of 2014 or later throw back, row by row: linear sRGB, one
colour of which lies outside of it."""

PATCH_MM, PITCH_MM, FRAME_MM = 40.0, 45.5, 6.0
"""Side of a patch, from one patch to the next, and the frame's rim around all."""

MOMENT_S = 1.0
WAYS_TO_HOLD = (
    Held(0, 0, 4, 0.28, 0.1, 900.0),
    Held(6, -9, 3, 0.0, 0.0, 1000.0),
    Held(-4, 5, -4, 0.02, -0.03, 1050.0),
)
"""First half out of the picture, then as it should be."""

_PX_PER_MM = 2.0
_FRAME_LIGHT, _WALL_LIGHT = 0.028, 0.30


class ChartInHand:
    """Draws the chart as a camera sees it in the booth's light. Not thread-safe."""

    def __init__(self, size_px: tuple[int, int], sensor: Sensor = HONEST) -> None:
        self._size_px, self._sensor = size_px, sensor
        self._sheet = _drawn_chart()

    def at(self, since_s: float, level: float, seed: int) -> BgrImage:
        """Return the picture some time after the chart was taken into the hand, in light of this level."""
        way = min(int(since_s / MOMENT_S), len(WAYS_TO_HOLD) - 1)
        return self.picture(WAYS_TO_HOLD[way], level, seed)

    def picture(self, held: Held, level: float = 1.0, seed: int = 0) -> BgrImage:
        """Return the picture (height, width, 3); `level` 1 is the right light, `seed` chooses the noise."""
        return self._sensor.see(level * self.light(held), np.random.default_rng(seed))

    def light(self, held: Held) -> Light:
        """Return the light of a chart held so before a grey wall."""
        height, width = self._sheet.shape[:2]
        sheet = Sheet((width / _PX_PER_MM, height / _PX_PER_MM), 1 / _PX_PER_MM)
        ideal = cv2.warpPerspective(
            self._sheet,
            onto_picture(sheet, held, FOCAL_PER_LONG_SIDE, self._size_px),
            self._size_px,
            flags=cv2.INTER_LINEAR,
            borderValue=(_WALL_LIGHT,) * 3,
        )
        return np.asarray(cv2.GaussianBlur(ideal, (0, 0), 0.7), np.float32)


def _drawn_chart() -> Light:
    """Return the chart, four rows of six patches in a dark frame."""
    pitch, patch, rim = (round(_PX_PER_MM * mm) for mm in (PITCH_MM, PATCH_MM, FRAME_MM))
    gap = pitch - patch
    height, width = 4 * pitch - gap + 2 * rim, 6 * pitch - gap + 2 * rim
    chart = np.full((height, width, 3), _FRAME_LIGHT, np.float32)
    for number, colour in enumerate(PATCHES):
        top, left = (rim + place * pitch for place in divmod(number, 6))
        chart[top : top + patch, left : left + patch] = colour
    return chart
