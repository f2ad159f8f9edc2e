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
    width, height = views[0].size_px
    long_side = max(width, height)
    guess = Lens(1.4).before((width, height)).matrix
    error_px, matrix, bend, _, _, spread, _, _ = cv2.calibrateCameraExtended(
        [board.corners_mm(view.ids) for view in views],
        [view.corners_px for view in views],
        (width, height),
        guess,
        np.zeros(5),
        flags=cv2.CALIB_USE_INTRINSIC_GUESS
        | cv2.CALIB_FIX_ASPECT_RATIO
        | cv2.CALIB_ZERO_TANGENT_DIST
        | cv2.CALIB_FIX_K3,
    )
    off_centre = ((matrix[0, 2] - width / 2) / long_side, (matrix[1, 2] - height / 2) / long_side)
    k1, k2 = bend.ravel()[:2]
    focal_px = float(matrix[1, 1])
    lens = Lens(focal_px / long_side, (float(off_centre[0]), float(off_centre[1])), (float(k1), float(k2)))
    if error_px > LARGEST_ERROR * long_side:
        return Doubt.ERROR
    if float(spread.ravel()[1]) > FOCAL_SPREAD * focal_px:
        return Doubt.ALIKE
    return Doubt.ODD if _is_odd(lens) else Fitted(lens, float(error_px) / long_side)


def _is_odd(lens: Lens) -> bool:
    """Whether no camera has such a lens."""
    return (
        not FOCAL_RANGE[0] <= lens.focal <= FOCAL_RANGE[1]
        or max(map(abs, lens.off_centre)) > OFF_CENTRE
        or any(abs(k) > most for k, most in zip(lens.distortion, DISTORTION, strict=True))
    )
