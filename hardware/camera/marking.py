"""A mark in every picture that a search through memory can find, to prove that the booth forgets.

The mark is eight secret grey values and the same backwards: 16 pixels that read alike in both directions,
with equal blue, green and red. So it stays the same bytes when a picture is mirrored, when its colours change
order, and when it becomes grey; an alpha channel has a pattern of its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from hardware.camera.frame import BgrImage, Camera, Frame

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


class MarkedCamera:
    """Any camera, with the mark in every picture it gives."""

    def __init__(self, camera: Camera, marker: bytes) -> None:
        _palindrome(marker)
        self._camera = camera
        self._marker = marker

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def open(self) -> None:
        """Start the stream; raises CameraError."""
        self._camera.open()

    def read(self, timeout_s: float) -> Frame | None:
        """Return the newest picture not read before, marked, or None."""
        frame = self._camera.read(timeout_s)
        return None if frame is None else self._marked(frame)

    @property
    def streams_stills(self) -> bool:
        """As the camera behind it."""
        return self._camera.streams_stills

    def burst(self, count: int) -> list[Frame]:
        """Return `count` full-resolution pictures, marked."""
        return [self._marked(frame) for frame in self._camera.burst(count)]

    def close(self) -> None:
        """Stop the stream."""
        self._camera.close()

    def _marked(self, frame: Frame) -> Frame:
        return replace(frame, bgr=mark(frame.bgr, self._marker))
