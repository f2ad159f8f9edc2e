"""From views of the board to the camera's lens, and whether to believe it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from hardware.camera.board import Board, Sight
from kiosk.compliance.camera_geometry import Lens

LARGEST_ERROR = 0.001
"""Root mean square distance of seen and computed corners, in long sides: 1.3 px of 1280. A bent board or a
moved one exceeds it; corners are found to a tenth of a pixel."""

FOCAL_RANGE = (0.5, 6.0)
"""In long sides: 90° to 10° of view. No booth has a lens outside."""

FOCAL_SPREAD = 0.02
"""Largest standard deviation of the focal length, as a share of it: 2 % of the distance to the eyes."""

GUESSES = (1.3, 2.5)
"""Focal lengths that the fit starts from. Views that do not tell the focal length leave it where it began."""

OFF_CENTRE = 0.1
DISTORTION = (1.0, 5.0)


class Doubt(StrEnum):
    """Why a result is not to be believed."""

    ERROR = "error"
    ALIKE = "alike"
    ODD = "odd"


@dataclass(frozen=True, slots=True)
class Fitted:
    """A lens, and how well it explains the views: the error in long sides of the picture."""

    lens: Lens
    error: float


def fit_lens(board: Board, views: Sequence[Sight]) -> Fitted | Doubt:
    """Return the lens that explains the views best (Zhang 2000, as cv2.calibrateCamera does), or the doubt.

    All views have one size. Pixels are taken for square, tangential distortion for none.
    """
    (fitted, spread), (other, _) = (_fit(board, views, guess) for guess in GUESSES)
    if fitted.error > LARGEST_ERROR:
        return Doubt.ERROR
    focal = fitted.lens.focal
    if max(spread, abs(other.lens.focal - focal)) > FOCAL_SPREAD * focal:
        return Doubt.ALIKE
    return Doubt.ODD if _is_odd(fitted.lens) else fitted


def _fit(board: Board, views: Sequence[Sight], guessed_focal: float) -> tuple[Fitted, float]:
    """Return the lens found from a first guess, and the standard deviation of its focal length."""
    width, height = views[0].size_px
    long_side = max(width, height)
    error_px, matrix, bend, _, _, spread, _, _ = cv2.calibrateCameraExtended(
        [board.corners_mm(view.ids) for view in views],
        [view.corners_px for view in views],
        (width, height),
        Lens(guessed_focal).before((width, height)).matrix,
        np.zeros(5),
        flags=cv2.CALIB_USE_INTRINSIC_GUESS
        | cv2.CALIB_FIX_ASPECT_RATIO
        | cv2.CALIB_ZERO_TANGENT_DIST
        | cv2.CALIB_FIX_K3,
    )
    centre_x, centre_y = (float(matrix[axis, 2]) for axis in (0, 1))
    off_centre = (centre_x - width / 2) / long_side, (centre_y - height / 2) / long_side
    k1, k2 = (float(k) for k in bend.ravel()[:2])
    lens = Lens(float(matrix[1, 1]) / long_side, off_centre, (k1, k2))
    return Fitted(lens, float(error_px) / long_side), float(spread.ravel()[1]) / long_side


def _is_odd(lens: Lens) -> bool:
    """Whether no camera has such a lens."""
    return (
        not FOCAL_RANGE[0] <= lens.focal <= FOCAL_RANGE[1]
        or max(map(abs, lens.off_centre)) > OFF_CENTRE
        or any(abs(k) > most for k, most in zip(lens.distortion, DISTORTION, strict=True))
    )
