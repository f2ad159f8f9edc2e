"""How fine the detail around the eyes is along each direction: what blur of any kind takes away."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.face_points import EYE_OUTLINES, Points, inter_eye_distance_px

DETAIL_IED_PX = 120.0
"""Scale: the lowest inter-eye distance of BSI TR-03121-3 QA-FI-GID for scans."""

_DIRECTIONS = np.radians(np.arange(0.0, 180.0, 22.5))
_NOISE_SIGMA_PX = 0.7
_LEAST_SLOPE = 0.1


@dataclass(frozen=True, slots=True)
class EyeDetail:
    """Fineness of detail: energy of the grey values' curvature over that of their slope, dimensionless.

    `sharpness` is that of the direction in which it is least. `motion` is how much less that is than in the
    best direction, 0 to 1: blur out of focus takes from all directions alike and counts little, moving takes
    from one. Our own measures (OFIQ tried some for motion and left them out), on 50 pictures of 16 rendered
    and 2 real people: sharpness .49 to .83 as taken, .36 to .65 with .3 mm of blur (sigma on the face), .21
    to .40 with .6 mm; motion up to .34 (95 %) sharp or out of focus, from .43 (95 %) once the head moved by 2
    mm. Noise of 4 levels and JPEG of quality 50 change them by less than a tenth.
    """

    sharpness: float
    motion: float


def eye_detail(rgb: NDArray[np.uint8], points_px: Points) -> EyeDetail | None:
    """Measure the detail of both eyes of an RGB picture; None outside of the picture.

    Looks at the visible zone of each eye, its box grown by 5 % of the inter-eye distance (ICAO Doc 9303-1),
    at 120 px between the eyes. Every face has lids and irises, so neither size, light, skin nor beard matter.
    """
    inter_eye_px = inter_eye_distance_px(points_px)
    zones = [_zone(rgb, points_px[list(outline), :2], inter_eye_px) for outline in EYE_OUTLINES]
    seen = [zone for zone in zones if zone is not None]
    if not seen:
        return None
    curvature = np.sum([_curvature(grey) for grey in seen], axis=0)
    slope = np.sum([_slope(grey) for grey in seen], axis=0)
    detail = curvature / np.maximum(slope, _LEAST_SLOPE)
    least, most = float(detail.min()), float(detail.max())
    return EyeDetail(least, 1.0 - least / most if most > 0.0 else 0.0)


def _zone(rgb: NDArray[np.uint8], eye_px: Points, inter_eye_px: float) -> NDArray[np.float32] | None:
    left, top = np.maximum(np.floor(eye_px.min(axis=0) - inter_eye_px / 20), 0).astype(int)
    right, bottom = np.ceil(eye_px.max(axis=0) + inter_eye_px / 20).astype(int)
    part = rgb[top : max(bottom, 0), left : max(right, 0)]
    if min(part.shape[:2]) < 3:
        return None
    scale = DETAIL_IED_PX / inter_eye_px
    size = max(3, round(part.shape[1] * scale)), max(3, round(part.shape[0] * scale))
    grey = _own_pixels(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY).astype(np.float32))
    way = cv2.INTER_AREA if grey.shape[1] > size[0] else cv2.INTER_CUBIC
    grey = cv2.resize(grey, size, interpolation=way).astype(np.float32)
    return cv2.GaussianBlur(grey, (0, 0), _NOISE_SIGMA_PX).astype(np.float32)


def _own_pixels(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """Drop rows and columns that repeat the one before: the edges of blown-up pixels are no detail."""
    columns = np.append(True, np.diff(grey, axis=1).any(axis=0))
    rows = np.append(True, np.diff(grey, axis=0).any(axis=1))
    own: NDArray[np.float32] = grey[rows][:, columns]
    return own


def _slope(grey: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the mean square of the first derivative along each direction."""
    across = cv2.Sobel(grey, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(grey, cv2.CV_32F, 0, 1, scale=1 / 8)
    return _energies([across * np.cos(angle) + down * np.sin(angle) for angle in _DIRECTIONS])


def _curvature(grey: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the mean square of the second derivative along each direction."""
    across = cv2.Sobel(grey, cv2.CV_32F, 2, 0, scale=1 / 4)
    down = cv2.Sobel(grey, cv2.CV_32F, 0, 2, scale=1 / 4)
    mixed = cv2.Sobel(grey, cv2.CV_32F, 1, 1, scale=1 / 4)
    return _energies(
        [
            across * np.cos(angle) ** 2 + down * np.sin(angle) ** 2 + mixed * np.sin(2 * angle)
            for angle in _DIRECTIONS
        ]
    )


def _energies(along: list[NDArray[np.float32]]) -> NDArray[np.float64]:
    return np.array([float(np.mean(np.square(each))) for each in along])
