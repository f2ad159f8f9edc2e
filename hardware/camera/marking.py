"""A mark in every picture that a search through memory can find, to prove that the booth forgets.

The mark is eight secret grey values and the same backwards: 16 pixels that read alike in both directions,
with equal blue, green and red. So it stays the same bytes when a picture is mirrored, when its colours change
order, and when it becomes grey; an alpha channel has a pattern of its own.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hardware.camera.changing_camera import ChangingCamera

if TYPE_CHECKING:
    from hardware.camera.frame import BgrImage, Camera

MARKER_BYTES = 8
MARKED_ROWS = 4
_LEAST_DIFFERENT = 4


def _palindrome(marker: bytes) -> NDArray[np.uint8]:
    if len(marker) != MARKER_BYTES or len(set(marker)) < _LEAST_DIFFERENT:
        raise ValueError(f"a marker is {MARKER_BYTES} bytes, at least {_LEAST_DIFFERENT} of them different")
    half = np.frombuffer(marker, np.uint8)
    return np.concatenate((half, half[::-1]))


def marker_patterns(marker: bytes) -> list[bytes]:
    """Return every byte pattern that one mark makes in memory.

    In order: 1 byte per pixel (grey), 3 bytes (BGR, RGB), 4 bytes with alpha 255, 4 bytes with alpha 0. The
    last two leave out the alpha of the last pixel, so they are found with the alpha behind the colours and
    before them.
    """
    run = _palindrome(marker)
    patterns = [run.tobytes(), np.repeat(run, 3).tobytes()]
    for alpha in (0xFF, 0x00):
        pixels = np.full((run.size, 4), alpha, np.uint8)
        pixels[:, :3] = run[:, np.newaxis]
        patterns.append(pixels.tobytes()[:-1])
    return patterns


def mark(bgr: BgrImage, marker: bytes) -> BgrImage:
    """Return the picture with its last rows full of marks: the same memory, or a copy of a read-only one."""
    run = _palindrome(marker)
    marked = bgr if bgr.flags.writeable else bgr.copy()
    width_px = bgr.shape[1]
    row = np.tile(run, width_px // run.size)
    marked[-MARKED_ROWS:, : row.size] = row[np.newaxis, :, np.newaxis]
    return marked


class MarkedCamera(ChangingCamera):
    """Any camera, with the mark in every picture it gives."""

    def __init__(self, camera: Camera, marker: bytes) -> None:
        _palindrome(marker)
        super().__init__(camera, partial(mark, marker=marker))
