"""What the camera is watched for while staff calibrate its colours, and the news of it. One thread's."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hardware.camera.frame import BgrImage, Frame
from kiosk.colour.camera_profile import Fitted, Refused, fit_chart, fit_grey_card
from kiosk.colour.chart import Unread, card_outline, read_grey_card
from kiosk.colour.chart_finder import find_chart
from kiosk.colour.srgb import to_srgb
from kiosk.console.preview import preview

READINGS = 8
"""Pictures in a row that are averaged: the sensor's noise goes, and the chart was held still."""

Swatches = tuple[tuple[int, int, int], ...]
"""sRGB red, green and blue of the chart's patches, or of the one card."""


@dataclass(frozen=True, slots=True)
class ColourNews:
    """After one more picture: how many of the readings there are, what is wrong, or what came of them.

    `seen` is what the camera makes of the patches; `preview` is compared by identity.
    """

    share: float
    problem: Unread | Refused | None
    fitted: Fitted | None
    seen: Swatches
    preview: BgrImage = field(compare=False)


class ColourWatch:
    """Reads the chart, or the grey card, until a profile can be made."""

    def __init__(self, *, card: bool) -> None:
        self._card = card
        self._readings: deque[NDArray[np.float64]] = deque(maxlen=READINGS)

    def see(self, frame: Frame) -> ColourNews:
        """Return what is known after this picture; a refused profile is tried again with the next one."""
        reading, outlines = self._read(frame.bgr)
        small = preview(frame.bgr, outlines)
        if isinstance(reading, Unread):
            self._readings.clear()
            return ColourNews(0.0, reading, None, (), small)
        self._readings.append(reading)
        share = len(self._readings) / READINGS
        light: NDArray[np.float64] = np.mean(list(self._readings), axis=0)
        seen = swatches(np.atleast_2d(light))
        if share < 1.0:
            return ColourNews(share, None, None, seen, small)
        result = fit_grey_card(light) if self._card else fit_chart(light)
        if isinstance(result, Refused):
            return ColourNews(share, result, None, seen, small)
        return ColourNews(share, None, result, seen, small)

    def close(self) -> None:
        """Nothing was loaded."""

    def _read(self, bgr: BgrImage) -> tuple[NDArray[np.float64] | Unread, NDArray[np.float64] | None]:
        """Return the light and where it was measured."""
        if self._card:
            return read_grey_card(bgr), card_outline(bgr)[None]
        found = find_chart(bgr)
        return (found, None) if isinstance(found, Unread) else (found.light, found.outlines_px)


def swatches(light: NDArray[np.float64]) -> Swatches:
    """Return linear light (n, 3) as sRGB."""
    levels = to_srgb(np.asarray(light, np.float32))
    return tuple((int(red), int(green), int(blue)) for red, green, blue in levels)
