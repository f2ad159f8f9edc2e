"""A camera whose every picture has true colours: live view, checks and photo see the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Self

from hardware.camera.frame import Camera, Frame
from kiosk.colour.camera_profile import CameraProfile, apply


def profiled(camera: Camera, profile: CameraProfile) -> Camera:
    """Return the camera with this profile; with a neutral one that very camera."""
    return camera if profile.is_neutral else ProfiledCamera(camera, profile)


class ProfiledCamera:
    """Applies a profile to each picture of another camera; see `hardware.camera.frame.Camera`."""

    def __init__(self, camera: Camera, profile: CameraProfile) -> None:
        self._camera, self._profile = camera, profile

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
        return None if frame is None else self._true(frame)

    def burst(self, count: int) -> list[Frame]:
        """Return `count` full-resolution pictures taken in a row."""
        return [self._true(frame) for frame in self._camera.burst(count)]

    def close(self) -> None:
        """Stop the stream and let go of every buffer; may be called twice."""
        self._camera.close()

    def _true(self, frame: Frame) -> Frame:
        return replace(frame, bgr=apply(self._profile, frame.bgr))
