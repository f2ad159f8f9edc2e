"""What every camera gives, whatever it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

BgrImage = NDArray[np.uint8]
"""Shape (height, width, 3), 8 bit, order blue-green-red, sRGB, as the sensor sees (not mirrored)."""


class CameraError(Exception):
    """The camera cannot deliver pictures; the text says what is wrong and holds nothing of a picture."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of the live stream.

    `captured_s` is on the clock of `time.monotonic()`; `sequence` counts up from 0 with each picture taken.
    """

    bgr: BgrImage
    captured_s: float
    sequence: int


class Camera(Protocol):
    """A camera that is streaming between `open` and `close`.

    `read` waits for the next picture that was not read before and returns None when `timeout_s` passes;
    `burst` takes `count` full-resolution pictures one after the other. Both raise CameraError.
    `streams_stills` is true when the pictures of the stream are as good as those of a burst.
    """

    @property
    def streams_stills(self) -> bool:
        """Whether a burst may just as well be taken from the stream."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...

    def open(self) -> None:
        """Start the stream; raises CameraError."""

    def read(self, timeout_s: float) -> Frame | None:
        """Return the newest picture not read before, or None."""

    def burst(self, count: int) -> list[Frame]:
        """Return `count` full-resolution pictures taken in a row."""

    def close(self) -> None:
        """Stop the stream and let go of every buffer; may be called twice."""
