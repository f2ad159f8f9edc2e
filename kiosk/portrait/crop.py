"""A crop, and cutting it out of the source picture in one resampling step."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np

from kiosk.portrait.head_points import Point
from kiosk.portrait.pixels import BgrImage


@dataclass(frozen=True, slots=True)
class Crop:
    """A crop of a source picture.

    `centre_px` is the source point that comes to lie in the middle of the photo, `roll_applied_deg` how far
    the picture is turned counter-clockwise, `scale` output pixels per source pixel across, `pixel_aspect` how
    many times that down (other than 1 for printers with other dots). `margin` is the least
    distance to any published limit, 1 in the middle of every band, 0 on a limit; `compromises` names the
    wishes not met (`kiosk.portrait.limits`).
    """

    roll_applied_deg: float
    scale: float
    centre_px: Point
    width_px: int
    height_px: int
    margin: float
    compromises: tuple[str, ...] = ()
    pixel_aspect: float = 1.0

    def to_output(self, point: Point) -> Point:
        """Map a point of the source to the photo, both in pixels from the outer top left corner."""
        angle = math.radians(self.roll_applied_deg)
        dx, dy = point[0] - self.centre_px[0], point[1] - self.centre_px[1]
        return (
            self.width_px / 2 + self.scale * (dx * math.cos(angle) + dy * math.sin(angle)),
            self.height_px / 2
            + self.scale * self.pixel_aspect * (dy * math.cos(angle) - dx * math.sin(angle)),
        )

    def to_source(self, point: Point) -> Point:
        """Map a point of the photo to the source; the inverse of `to_output`."""
        angle = math.radians(self.roll_applied_deg)
        dx = (point[0] - self.width_px / 2) / self.scale
        dy = (point[1] - self.height_px / 2) / (self.scale * self.pixel_aspect)
        return (
            self.centre_px[0] + dx * math.cos(angle) - dy * math.sin(angle),
            self.centre_px[1] + dx * math.sin(angle) + dy * math.cos(angle),
        )

    def resized(self, width_px: int, height_px: int, pixel_aspect: float = 1.0) -> Crop:
        """Return the same crop with other pixels of the same shape (within 0.5 %, cut, not stretched)."""
        squeezed = pixel_aspect / self.pixel_aspect
        factor = max(width_px / self.width_px, height_px / (self.height_px * squeezed))
        return replace(
            self,
            width_px=width_px,
            height_px=height_px,
            scale=self.scale * factor,
            pixel_aspect=pixel_aspect,
        )

    def tightened(self, about: Point, factor: float) -> Crop:
        """Return the crop `factor` times as close, the source point `about` where it was in the photo."""
        x, y = (at + (middle - at) / factor for at, middle in zip(about, self.centre_px, strict=True))
        return replace(self, scale=self.scale * factor, centre_px=(x, y))


def cut_out(bgr: BgrImage, crop: Crop) -> BgrImage:
    """Return the photo that `crop` describes: turned, scaled and cut at once; the background stays as it is.

    When the picture shrinks, every pixel of the photo is the mean of a k×k grid of points over its area
    (k = source pixels per photo pixel, rounded up), so nothing aliases. When it grows, Lanczos is used.
    """
    shrink = 1.0 / (crop.scale * min(1.0, crop.pixel_aspect))
    grid = max(1, math.ceil(shrink - 1e-9))
    matrix = _output_to_source(crop, grid)
    dense = cv2.warpAffine(
        bgr,
        matrix,
        (crop.width_px * grid, crop.height_px * grid),
        flags=(cv2.INTER_LINEAR if grid > 1 else cv2.INTER_LANCZOS4) | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    if grid > 1:
        dense = cv2.resize(dense, (crop.width_px, crop.height_px), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(dense, dtype=np.uint8)


def _output_to_source(crop: Crop, grid: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return the 2×3 matrix from pixel (i, j) of a photo `grid` times as dense to pixel (i, j) of the source.

    OpenCV counts from the middle of the first pixel, points here from its outer corner: hence the halves.
    """

    def source(i: float, j: float) -> tuple[float, float]:
        x, y = crop.to_source(((i + 0.5) / grid, (j + 0.5) / grid))
        return x - 0.5, y - 0.5

    origin, right, down = np.array(source(0, 0)), np.array(source(1, 0)), np.array(source(0, 1))
    return np.column_stack([right - origin, down - origin, origin])
