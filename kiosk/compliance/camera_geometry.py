"""What a camera's lens does to a picture: focal length, principal point, distortion.

A lens is told in long sides of its picture, so one description holds for the live picture, the still and any
smaller copy of either, as long as they show the same view. Positions count from the outer corner of the
first pixel, x to the right and y down, as MediaPipe's do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Lens:
    """A camera's geometry in long sides of its picture.

    `focal` is the focal length; `off_centre` (x, y) where the lens looks, from the middle of the picture;
    `distortion` the factors k1 and k2 of r² and r⁴ in Brown's model, as OpenCV has them.
    """

    focal: float
    off_centre: tuple[float, float] = (0.0, 0.0)
    distortion: tuple[float, float] = (0.0, 0.0)

    @property
    def view_deg(self) -> float:
        """Angle of view along the long side in degrees."""
        return math.degrees(2.0 * math.atan(0.5 / self.focal))

    def before(self, size_px: tuple[int, int]) -> PixelCamera:
        """Return the camera of pictures of this (width, height)."""
        width, height = size_px
        long_side = max(size_px)
        centre_px = (width / 2 + self.off_centre[0] * long_side, height / 2 + self.off_centre[1] * long_side)
        return PixelCamera(self.focal * long_side, centre_px, self.distortion)


@dataclass(frozen=True, slots=True)
class PixelCamera:
    """A lens before pictures of one size: focal length and principal point in their pixels."""

    focal_px: float
    centre_px: tuple[float, float]
    distortion: tuple[float, float] = (0.0, 0.0)

    @property
    def matrix(self) -> NDArray[np.float64]:
        """The camera matrix (3, 3) of OpenCV, in the module's pixels."""
        x, y = self.centre_px
        return np.array([[self.focal_px, 0.0, x], [0.0, self.focal_px, y], [0.0, 0.0, 1.0]])

    def directions(self, points_px: NDArray[np.float32] | NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where points (n, 2) lie as seen through the lens: x/z and y/z (n, 2), distortion undone."""
        seen = np.asarray(points_px, np.float64).reshape(-1, 1, 2)
        flat = cv2.undistortPoints(seen, self.matrix, np.array([*self.distortion, 0.0, 0.0]))
        return np.asarray(flat, np.float64).reshape(-1, 2)
