"""A camera each of whose pictures is changed before anybody sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Self

from hardware.camera.frame import BgrImage, Camera, Frame


class ChangingCamera:
    """Changes each picture of another camera; see `hardware.camera.frame.Camera`."""

    def __init__(self, camera: Camera, change: Callable[[BgrImage], BgrImage]) -> None:
        self._camera, self._change = camera, change

    @property
    def streams_stills(self) -> bool:
        """Whether a burst may just as well be taken from the stream."""
        return self._camera.streams_stills

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def open(self) -> None:
        """Start the stream; raises CameraError."""
        self._camera.open()

    def read(self, timeout_s: float) -> Frame | None:
        """Return the newest picture not read before, or None."""
        frame = self._camera.read(timeout_s)
        return None if frame is None else self._changed(frame)

    def burst(self, count: int) -> list[Frame]:
        """Return `count` full-resolution pictures taken in a row."""
        return [self._changed(frame) for frame in self._camera.burst(count)]

    def close(self) -> None:
        """Stop the stream and let go of every buffer; may be called twice."""
        self._camera.close()

    def _changed(self, frame: Frame) -> Frame:
        return replace(frame, bgr=self._change(frame.bgr))
