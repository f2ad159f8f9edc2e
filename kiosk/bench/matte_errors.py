"""The four measures by which alpha mattes are compared.

Rhemann et al. 2009, "A perceptually motivated online benchmark for image matting". All of them are over the
whole picture. Sums are in thousands, as published tables have them.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]

_SIGMA_PX = 1.4
_STEPS = 10
_HARMLESS = 0.15
"""A place may hang on the rest at so much less than its own alpha, and still counts as joined to it."""


def sum_of_differences(alpha: F32, truth: F32) -> float:
    """Return Σ |alpha - truth| in thousands (SAD)."""
    return float(np.abs(alpha - truth).sum()) / 1000


def mean_square(alpha: F32, truth: F32, where: NDArray[np.bool_] | None = None) -> float:
    """Return the mean of (alpha - truth)² (MSE), of the pixels `where` it is true if given."""
    off = alpha - truth if where is None else alpha[where] - truth[where]
    return float(np.mean(np.square(off, dtype=np.float64)))


def gradient_error(alpha: F32, truth: F32) -> float:
    """Return Σ (|∇alpha| - |∇truth|)² in thousands; slopes of Gauss curves of deviation 1.4 pixels."""
    return float(np.square(_steepness(alpha) - _steepness(truth)).sum()) / 1000


def connectivity_error(alpha: F32, truth: F32) -> float:
    """Return Σ |φ(alpha) - φ(truth)| in thousands, φ being how well a place hangs together with the person.

    A place is joined up to the highest of ten levels at which it lies in the largest region where both mattes
    reach that level; φ is 1 less what it has beyond that, if this is not harmless.
    """
    both = np.minimum(alpha, truth)
    joined = np.ones(alpha.shape, np.float32)
    still = np.ones(alpha.shape, np.bool_)
    for step in range(1, _STEPS + 1):
        region = _largest(both >= step / _STEPS)
        joined[still & ~region] = (step - 1) / _STEPS
        still &= region
    return float(np.abs(_hanging(alpha, joined) - _hanging(truth, joined)).sum()) / 1000


def _steepness(alpha: F32) -> F32:
    reach = int(np.ceil(3 * _SIGMA_PX))
    at = np.arange(-reach, reach + 1)
    bell = np.exp(-0.5 * (at / _SIGMA_PX) ** 2)
    bell /= bell.sum()
    slope = -at / _SIGMA_PX**2 * bell
    across = cv2.sepFilter2D(alpha, cv2.CV_32F, slope, bell, borderType=cv2.BORDER_REPLICATE)
    down = cv2.sepFilter2D(alpha, cv2.CV_32F, bell, slope, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.magnitude(across, down), np.float32)


def _largest(region: NDArray[np.bool_]) -> NDArray[np.bool_]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(region.astype(np.uint8), connectivity=4)
    areas = stats[1:, cv2.CC_STAT_AREA]
    return np.asarray(labels == 1 + int(areas.argmax()) if len(areas) else region, np.bool_)


def _hanging(alpha: F32, joined: F32) -> F32:
    beyond = alpha - joined
    return np.asarray(1 - np.where(beyond >= _HARMLESS, beyond, 0), np.float32)
