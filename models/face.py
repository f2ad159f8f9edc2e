"""What every face network gives, whichever runs behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

RgbImage = NDArray[np.uint8]
"""Shape (height, width, 3), 8 bit, order red-green-blue, sRGB."""

BgrImage = NDArray[np.uint8]
"""The same in the order blue-green-red."""


@dataclass(frozen=True, slots=True)
class FaceLandmarks:
    """The 478 points of MediaPipe's face mesh with irises, of one face.

    `points_px` has shape (478, 3), float32: x to the right and y down in pixels of the picture given, z in
    the same scale with smaller values nearer to the camera. Left and right in the names of points are the
    person's own. `blendshapes`, where the network tells them, are ARKit's 52 parts of an expression by name,
    0 to 1 each, left and right the person's own as well.
    """

    points_px: NDArray[np.float32]
    blendshapes: Mapping[str, float] | None = None

    def scaled(self, factor: float) -> FaceLandmarks:
        """Return the same face in a copy of the picture `factor` times as large."""
        return replace(self, points_px=self.points_px * np.float32(factor))


class FaceFinder(Protocol):
    """Finds the faces of a picture; keeps state between pictures of one stream."""

    def find(self, rgb: RgbImage) -> tuple[FaceLandmarks, ...]:
        """Return the faces found, largest first; empty when there is none."""

    def follow(self, rgb: RgbImage) -> tuple[FaceLandmarks, ...]:
        """Return the faces of the last picture where they are in this one; with none, as `find`. Cheaper."""

    def close(self) -> None:
        """Free the network."""


class PersonMasker(Protocol):
    """Tells person from background; with `needs_faces` by the faces found, so that those come first."""

    needs_faces: ClassVar[bool]

    def mask(self, rgb: RgbImage, faces: Sequence[FaceLandmarks]) -> NDArray[np.float32]:
        """Return shape (height, width), 0 background to 1 person; `faces` are those found in `rgb`."""

    def close(self) -> None:
        """Free the network."""
