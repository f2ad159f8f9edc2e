"""A calibration board that somebody holds before the simulated camera, now here, now there, now tilted."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.board import Board
from hardware.camera.frame import BgrImage
from hardware.simulated.sitter.camera import FOCAL_PER_LONG_SIDE

SQUARE_MM = 18.0
"""As a 10×15 cm sheet holds."""

MOMENT_S = 0.6
"""How long the board stays in one place."""

_PX_PER_MODULE = 12
_WALL = 150
_FINER = 2


@dataclass(frozen=True, slots=True)
class Held:
    """How a board is held: tilted about the picture's x and y axes and turned in the picture, in degrees.

    `x_share`, `y_share` is its middle in long sides of the picture from the picture's middle, `distance_mm`
    from the camera.
    """

    tilt_x_deg: float = 0.0
    tilt_y_deg: float = 0.0
    turn_deg: float = 0.0
    x_share: float = 0.0
    y_share: float = 0.0
    distance_mm: float = 600.0


@dataclass(frozen=True, slots=True)
class Optics:
    """A camera: focal length in long sides of the picture, its k1 and k2 (OpenCV's), no tangential bend."""

    focal: float = FOCAL_PER_LONG_SIDE
    distortion: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Something flat to hold: width and height, and how large a pixel of its picture is."""

    size_mm: tuple[float, float]
    mm_per_px: float


def onto_picture(
    sheet: Sheet, held: Held, focal: float, size_px: tuple[int, int], finer: int = 1
) -> NDArray[np.float64]:
    """Return the homography (3, 3) from the sheet's pixels to those of a picture `finer` times `size_px`.

    `focal` is in long sides of the picture.
    """
    tilts = [math.radians(angle) for angle in (held.tilt_x_deg, held.tilt_y_deg, held.turn_deg)]
    turn = np.eye(3)
    for axis, angle in zip(np.eye(3), tilts, strict=True):
        turn = np.asarray(cv2.Rodrigues(axis * angle)[0], np.float64) @ turn
    across_mm = held.distance_mm / focal
    middle_mm = np.array([held.x_share * across_mm, held.y_share * across_mm, held.distance_mm])
    half_mm = np.array([*sheet.size_mm, 0.0]) / 2.0
    onto_sheet = np.diag([sheet.mm_per_px, sheet.mm_per_px, 1.0])
    place = np.column_stack([turn[:, 0], turn[:, 1], middle_mm - turn @ half_mm])
    width, height = (side * finer for side in size_px)
    focal_px = focal * max(width, height)
    lens = np.array([[focal_px, 0.0, width / 2], [0.0, focal_px, height / 2], [0.0, 0.0, 1.0]])
    centre_of_pixel = np.array([[1.0, 0.0, -0.5], [0.0, 1.0, -0.5], [0.0, 0.0, 1.0]])
    return np.asarray(
        centre_of_pixel @ lens @ place @ onto_sheet @ np.linalg.inv(centre_of_pixel), np.float64
    )


WAYS_TO_HOLD = tuple(
    Held(tilt_x, tilt_y, turn, x, y, distance)
    for tilt_x, tilt_y, turn, x, y, distance in (
        (0, 0, 0, 0.0, 0.0, 520),
        (0, 0, 5, -0.18, -0.22, 620),
        (0, 0, -5, 0.18, 0.22, 620),
        (30, 0, 0, 0.0, 0.0, 560),
        (-30, 0, 0, 0.0, 0.1, 560),
        (0, 32, 0, -0.1, 0.0, 560),
        (0, -32, 0, 0.1, 0.0, 560),
        (25, 25, 10, 0.12, -0.2, 600),
        (-25, 25, -10, -0.12, -0.2, 600),
        (25, -25, 20, -0.14, 0.2, 600),
        (-25, -25, -20, 0.14, 0.2, 600),
        (38, 5, 0, 0.0, -0.24, 600),
        (5, 38, 0, 0.18, 0.05, 600),
        (-38, -5, 90, 0.0, 0.22, 620),
        (-5, -38, 45, -0.18, -0.05, 620),
        (20, -20, 70, 0.05, 0.1, 480),
    )
)
"""What a careful member of staff does, in order, round and round."""


class BoardInHand:
    """Draws the board as the camera sees it. Not thread-safe."""

    def __init__(self, size_px: tuple[int, int], optics: Optics = Optics()) -> None:
        self._size_px, self._optics = size_px, optics
        self._board = Board(SQUARE_MM)
        side = _PX_PER_MODULE * 8
        picture = self._board.picture(_PX_PER_MODULE)
        margin = side // 3
        self._sheet = cv2.copyMakeBorder(
            picture, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=(255, 255, 255)
        )
        mm_per_px = SQUARE_MM / side
        height, width = self._sheet.shape[:2]
        self._sheet_mm = Sheet((width * mm_per_px, height * mm_per_px), mm_per_px)
        self._drawn: dict[int, BgrImage] = {}

    def at(self, since_s: float) -> BgrImage:
        """Return the picture some time after the board was taken into the hand."""
        way = int(since_s / MOMENT_S) % len(WAYS_TO_HOLD)
        if way not in self._drawn:
            self._drawn = {way: self.picture(WAYS_TO_HOLD[way])}
        return self._drawn[way]

    def picture(self, held: Held) -> BgrImage:
        """Return the picture (height, width, 3) of a board held so, before a grey wall."""
        width, height = (side * _FINER for side in self._size_px)
        ideal = cv2.warpPerspective(
            self._sheet,
            onto_picture(self._sheet_mm, held, self._optics.focal, self._size_px, _FINER),
            (width, height),
            flags=cv2.INTER_AREA,
            borderValue=(_WALL,) * 3,
        )
        if any(self._optics.distortion):
            ideal = cv2.remap(
                ideal, *self._sources(width, height), cv2.INTER_LINEAR, borderValue=(_WALL,) * 3
            )
        small = cv2.resize(ideal, self._size_px, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.GaussianBlur(small, (0, 0), 0.7), np.uint8)

    def _sources(self, width: int, height: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return where in the ideal picture each pixel of the bent one comes from."""
        focal_px = self._optics.focal * max(width, height)
        lens = np.array(
            [[focal_px, 0.0, (width - 1) / 2], [0.0, focal_px, (height - 1) / 2], [0.0, 0.0, 1.0]]
        )
        bend = np.array([*self._optics.distortion, 0.0, 0.0])
        seen = np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=-1).astype(np.float64)
        flat = cv2.undistortPoints(seen.reshape(-1, 1, 2), lens, bend, P=lens).reshape(height, width, 2)
        return np.asarray(flat[..., 0], np.float32), np.asarray(flat[..., 1], np.float32)
