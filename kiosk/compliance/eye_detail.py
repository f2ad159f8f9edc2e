"""How fine the detail around the eyes is along each direction: what blur of any kind takes away."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.face_points import EYE_OUTLINES, Points, inter_eye_distance_px

DETAIL_IED_PX = 120.0
"""Scale: the lowest inter-eye distance of BSI TR-03121-3 QA-FI-GID for scans."""

_DIRECTIONS = np.radians(np.arange(0.0, 180.0, 22.5))
_NOISE_SIGMA_PX = 0.7
_LEAST_SLOPE = 0.1


def detail_by_direction(rgb: NDArray[np.uint8], points_px: Points) -> NDArray[np.float64] | None:
    """Return the energy of the grey values' curvature over that of their slope, along eight directions.

    Shape (8,), dimensionless, every 22.5° from across; over the visible zone of both eyes, an eye's box grown
    by 5 % of the inter-eye distance (ICAO Doc 9303-1), at 120 px between the eyes. Every face has lids and
    irises, so neither size, light, skin nor beard matter. None outside of the picture.
    """
    curvature, slope = np.zeros(len(_DIRECTIONS)), np.zeros(len(_DIRECTIONS))
    inter_eye_px = inter_eye_distance_px(points_px)
    zones = [_zone(rgb, points_px[list(outline), :2], inter_eye_px) for outline in EYE_OUTLINES]
    seen = [zone for zone in zones if zone is not None]
    if not seen:
        return None
    for grey in seen:
        curvature += _curvature(grey)
        slope += _slope(grey)
    detail: NDArray[np.float64] = curvature / np.maximum(slope, _LEAST_SLOPE)
    return detail


def _zone(rgb: NDArray[np.uint8], eye_px: Points, inter_eye_px: float) -> NDArray[np.float32] | None:
    left, top = np.maximum(np.floor(eye_px.min(axis=0) - inter_eye_px / 20), 0).astype(int)
    right, bottom = np.ceil(eye_px.max(axis=0) + inter_eye_px / 20).astype(int)
    part = rgb[top : max(bottom, 0), left : max(right, 0)]
    if min(part.shape[:2]) < 3:
        return None
    grey = cv2.cvtColor(part, cv2.COLOR_RGB2GRAY).astype(np.float32)
    scale = DETAIL_IED_PX / inter_eye_px
    way = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=way).astype(np.float32)
    return cv2.GaussianBlur(grey, (0, 0), _NOISE_SIGMA_PX).astype(np.float32)


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
