"""The printed board that a camera is calibrated with: what it looks like, and finding it in a picture.

A ChArUco board (Garrido-Jurado et al. 2014; OpenCV's `aruco`): a chessboard whose white squares hold marks
that tell which square is which, so that a part of it is enough.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.frame import BgrImage

COLUMNS, ROWS = 5, 7
MARK_SHARE = 0.75
"""Side of a mark in squares: six modules of a square's eight."""
MODULES_PER_SQUARE = 8
CORNERS = (COLUMNS - 1) * (ROWS - 1)
FEWEST_CORNERS = 8
"""With fewer the board counts as not seen: its stance would be a guess."""


@dataclass(frozen=True, slots=True)
class Sight:
    """The board in one picture: corners (n, 2) in px from the first pixel's outer corner, and which they are.

    `size_px` is width and height of the picture.
    """

    corners_px: NDArray[np.float32]
    ids: NDArray[np.int32]
    size_px: tuple[int, int]


class Board:
    """A board of squares of this side. Not thread-safe."""

    def __init__(self, square_mm: float) -> None:
        self.square_mm = square_mm
        marks = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
        self._board = cv2.aruco.CharucoBoard((COLUMNS, ROWS), square_mm, MARK_SHARE * square_mm, marks)
        self._detector = cv2.aruco.CharucoDetector(self._board)

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of the chessboard."""
        return COLUMNS * self.square_mm, ROWS * self.square_mm

    def corners_mm(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return where corners lie on the board: (n, 3), z 0, from its upper left."""
        places = np.asarray(self._board.getChessboardCorners(), np.float32)
        return places[ids]

    def picture(self, px_per_module: int) -> BgrImage:
        """Return the board without a margin, every module so many pixels wide."""
        side = px_per_module * MODULES_PER_SQUARE
        grey = self._board.generateImage((COLUMNS * side, ROWS * side))
        return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)

    def find(self, bgr: BgrImage) -> Sight | None:
        """Return the board in a picture, or None where too little of it is seen."""
        grey = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY)
        corners, ids, _, _ = self._detector.detectBoard(grey)
        if ids is None or len(ids) < FEWEST_CORNERS:
            return None
        height, width = grey.shape
        at_px = np.asarray(corners, np.float32).reshape(-1, 2) + _to_outer_corner_px()
        return Sight(at_px, np.asarray(ids, np.int32).ravel(), (width, height))


def _to_outer_corner_px() -> np.float32:
    """Return what OpenCV's corners of these boards lack to be counted from the first pixel's outer corner.

    Unlike its other detectors, this one of 4.11 does count from there, that of 4.14 from the pixel's middle.
    """
    major, minor = (int(part) for part in cv2.__version__.split(".")[:2])
    return np.float32(0.0 if (major, minor) < (4, 12) else 0.5)
