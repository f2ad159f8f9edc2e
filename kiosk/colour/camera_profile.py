"""What makes one camera's colours true: white balance, a matrix and a little exposure, all in linear light.

Made from a chart or a grey card in the booth's own light and never from a face, so it is the same for every
skin. Light and shutter set the exposure; software only trims it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.frame import BgrImage
from kiosk.colour.chart import CHART_LAB, CHART_LIGHT, COLUMNS, GREY_PATCHES, ROWS, WHITE_PATCH, patch_lab
from kiosk.colour.difference import delta_e_2000
from kiosk.colour.srgb import to_linear, to_srgb
from kiosk.messages.calibration import ColourCalibration

LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
"""Of linear red, green and blue (IEC 61966-2-1)."""

MOST_EXPOSURE_STOPS = 1 / 3
"""The most that software brightens or darkens: noise grows by a quarter at most."""
MOST_UNEVEN_STOPS = 0.5
"""How much brighter one end of the chart may be than the other; less is taken out of the measurement."""
LARGEST_MEAN, LARGEST_WORST = 3.0, 8.0
"""ΔE00 of the patches beyond which a fit is not believed, our own choice: a faded chart, two kinds of light
or a camera that tunes its colours by itself leave more. One patch outside of sRGB alone leaves 3.4."""
WHITE_GAINS = (0.4, 2.5)
"""Beyond, a camera's own white balance must be set first."""

_STRIPE_PX = 1 << 16
_FULL = np.full(3, 254, np.uint8), np.full(3, 255, np.uint8)
_IDENTITY = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


class Doubt(StrEnum):
    """Why a profile is not to be made: what is wrong with the light, the camera or the chart."""

    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    UNEVEN = "uneven"
    CAST = "cast"
    MISFIT = "misfit"


@dataclass(frozen=True, slots=True)
class Refused:
    """A profile that is not made; `stops` is how far light or evenness is off, in factors of two."""

    doubt: Doubt
    stops: float = 0.0


class Difference(NamedTuple):
    """ΔE00 of the chart's patches from what they should be."""

    mean: float
    worst: float


@dataclass(frozen=True, slots=True)
class CameraProfile:
    """Gains of red, green and blue that make grey grey, then a matrix (rows with the sum 1), then a gain.

    All work on linear light; the picture's luminance of grey stays but for `exposure`.
    """

    white: tuple[float, float, float] = (1.0, 1.0, 1.0)
    matrix: tuple[tuple[float, float, float], ...] = _IDENTITY
    exposure: float = 1.0

    @property
    def is_neutral(self) -> bool:
        """Whether it changes nothing."""
        return self == NEUTRAL

    @property
    def whole(self) -> NDArray[np.float64]:
        """The one matrix (3, 3) that does it all, order red-green-blue."""
        product: NDArray[np.float64] = self.exposure * np.array(self.matrix) @ np.diag(self.white)
        return product


NEUTRAL = CameraProfile()


@dataclass(frozen=True, slots=True)
class Fitted:
    """A profile, and how far the patches were off `before` and are `after`; None of a grey card's."""

    profile: CameraProfile
    before: Difference | None = None
    after: Difference | None = None


def apply(profile: CameraProfile, bgr: BgrImage) -> BgrImage:
    """Return a picture (height, width, 3) with true colours; with a neutral profile that very picture.

    What the camera cut off as white stays white and cut off, so that it is neither tinted nor hidden.
    """
    if profile.is_neutral:
        return bgr
    matrix = profile.whole[::-1, ::-1].astype(np.float32)
    out = np.empty_like(bgr)
    rows = max(1, _STRIPE_PX // bgr.shape[1])  # what fits the processor's cache
    for top in range(0, bgr.shape[0], rows):
        seen, stripe = bgr[top : top + rows], out[top : top + rows]
        stripe[...] = to_srgb(np.asarray(cv2.transform(to_linear(seen), matrix), np.float32))
        stripe[np.asarray(cv2.inRange(seen, *_FULL)) > 0] = 255
    return out


def fit_chart(seen: NDArray[np.float64]) -> Fitted | Refused:
    """Return the profile that makes the patches' light (24, 3) the chart's, or why none is to be made.

    Least squares in linear light with white preserved (Finlayson and Drew 1997): the matrix keeps the grey
    that the gains made. Patches weigh by how well the eye tells their lightness, as CIE L* has it.
    """
    white = _white(seen)
    if not _can_be(white):
        return Refused(Doubt.CAST)
    even = np.ones(len(seen))
    stops = 0.0
    matrix = np.eye(3)
    for _ in range(3):
        balanced = seen / even[:, None] * white
        exposure = _exposure(balanced)
        matrix = _matrix(balanced * exposure)
        even, stops = _evenness(seen, exposure * matrix @ np.diag(white))
    if stops > MOST_UNEVEN_STOPS:
        return Refused(Doubt.UNEVEN, stops)
    off_stops = -math.log2(exposure)
    if abs(off_stops) > MOST_EXPOSURE_STOPS:
        return Refused(Doubt.TOO_BRIGHT if off_stops > 0 else Doubt.TOO_DARK, abs(off_stops))
    r, g, b = (float(gain) for gain in white)
    rows = tuple((float(row[0]), float(row[1]), float(row[2])) for row in matrix)
    profile = CameraProfile((r, g, b), rows, exposure)
    light = seen / even[:, None]
    before, after = difference(light), difference(light @ profile.whole.T)
    if after.mean > LARGEST_MEAN or after.worst > LARGEST_WORST:
        return Refused(Doubt.MISFIT)
    return Fitted(profile, before, after) if after.mean < before.mean else Fitted(NEUTRAL, before, before)


def fit_grey_card(seen: NDArray[np.float64]) -> Fitted | Refused:
    """Return the profile that makes the light (3,) of a grey card grey: gains only, as bright as before."""
    gains = float(LUMINANCE @ seen) / seen
    if not _can_be(gains):
        return Refused(Doubt.CAST)
    r, g, b = (float(gain) for gain in gains)
    return Fitted(CameraProfile((r, g, b)))


def difference(light: NDArray[np.float64]) -> Difference:
    """Return how far patches, linear light (24, 3), are from the chart's colours in an sRGB picture."""
    apart = delta_e_2000(patch_lab(light), CHART_LAB)
    return Difference(float(apart.mean()), float(apart.max()))


def profile_of(words: ColourCalibration) -> CameraProfile:
    """Return a profile as the booth keeps it."""
    return CameraProfile(words.white, words.matrix, words.exposure)


def in_words(profile: CameraProfile) -> ColourCalibration:
    """Return a profile as the booth is told it."""
    first, second, third = profile.matrix
    return ColourCalibration(white=profile.white, matrix=(first, second, third), exposure=profile.exposure)


def _can_be(gains: NDArray[np.float64]) -> bool:
    return bool(np.isfinite(gains).all() and WHITE_GAINS[0] <= gains.min() and gains.max() <= WHITE_GAINS[1])


def _white(seen: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the gains that give the grey patches the colours they have, their luminance unchanged."""
    grey = list(GREY_PATCHES)
    wanted = CHART_LIGHT[grey] / (CHART_LIGHT[grey] @ LUMINANCE)[:, None]
    have = seen[grey] / (seen[grey] @ LUMINANCE)[:, None]
    gains: NDArray[np.float64] = np.median(wanted / have, axis=0)
    return gains


def _exposure(balanced: NDArray[np.float64]) -> float:
    """Return the factor that gives the patches from white to grey the luminance they have."""
    grey = [WHITE_PATCH, *GREY_PATCHES]
    return float(np.median((CHART_LIGHT[grey] @ LUMINANCE) / (balanced[grey] @ LUMINANCE)))


def _matrix(seen: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the matrix (3, 3), each row with the sum 1, that brings the patches nearest to the chart's."""
    weight = np.maximum(CHART_LIGHT @ LUMINANCE, 0.01) ** (-2 / 3)
    matrix = np.empty((3, 3))
    for row in range(3):
        others = [column for column in range(3) if column != row]
        beside = (seen[:, others] - seen[:, [row]]) * weight[:, None]
        shares, *_ = np.linalg.lstsq(beside, (CHART_LIGHT[:, row] - seen[:, row]) * weight, rcond=None)
        matrix[row, others], matrix[row, row] = shares, 1 - shares.sum()
    return matrix


def _evenness(seen: NDArray[np.float64], whole: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return how much more light each patch gets than the mean (24,), and the stops between the corners.

    A plane through what the profile leaves of the patches' luminance; the darkest patch only tells of noise.
    """
    y, x = np.divmod(np.arange(COLUMNS * ROWS), COLUMNS)
    places = np.column_stack([np.ones(len(x)), x - x.mean(), y - y.mean()])
    told = np.maximum(seen @ whole.T @ LUMINANCE, 1e-4)
    off = np.log2(told / (CHART_LIGHT @ LUMINANCE))
    plane, *_ = np.linalg.lstsq(places[:-1], off[:-1], rcond=None)
    slope = places[:, 1:] @ plane[1:]
    return np.exp2(slope), float(slope.max() - slope.min())
