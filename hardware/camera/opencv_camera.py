"""A webcam through OpenCV."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self, cast

import cv2
import numpy as np

from hardware.camera.frame import BgrImage, CameraError, Frame
from hardware.camera.latest import LatestFrame
from hardware.camera.picture_camera import crop_to_aspect

if TYPE_CHECKING:
    from collections.abc import Callable

START_S = 10.0
"""A device may take this long for its first picture."""

STALL_S = 3.0
"""A stream without a new picture for this long is dead (the project's hardware notes: more than 1 s)."""

_MJPG = cv2.VideoWriter.fourcc(*"MJPG")


class Capture(Protocol):
    """The part of cv2.VideoCapture that is used here."""

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        """Tell whether the device is there."""

    def set(self, propId: int, value: float, /) -> bool:  # noqa: N803 - OpenCV's name
        """Ask for a setting; the answer is not to be believed."""

    def get(self, propId: int, /) -> float:  # noqa: N803 - OpenCV's name
        """Return a setting as it is."""

    def read(self) -> tuple[bool, BgrImage | None]:
        """Wait for the next picture."""

    def release(self) -> None:
        """Let go of the device."""


@dataclass(frozen=True, slots=True)
class StreamMode:
    """What the device really delivers, read back from it; `fourcc` is empty where it does not tell."""

    width_px: int
    height_px: int
    fps: float
    fourcc: str


class OpencvCamera:
    """Streams from the device `source` (an index, or a path such as `/dev/v4l/by-id/…`).

    Asks for MJPG before the size, because uncompressed 1080p does not fit through USB 2, and for `wanted_px`
    (width, height; the device takes the nearest it has). Pictures are cropped in the middle to the
    proportions of `aspect_px`, for the booth is portrait and webcams are landscape; None leaves them whole. A
    thread of its own empties the device, so that its buffers never hold old pictures.
    """

    def __init__(
        self,
        source: int | str,
        wanted_px: tuple[int, int] = (1920, 1080),
        aspect_px: tuple[int, int] | None = (3, 4),
        clock: Callable[[], float] = time.monotonic,
        opener: Callable[[int | str], Capture] | None = None,
    ) -> None:
        self._source, self._wanted_px, self._aspect_px = source, wanted_px, aspect_px
        self._clock, self._opener = clock, opener or _video_capture
        self._capture: Capture | None = None
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._latest = LatestFrame()
        self._dead_from_s = 0.0
        self.mode: StreamMode | None = None
        """What the device delivers, while it is open."""

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def open(self) -> None:
        """Open the device and start to read it; raises CameraError."""
        self.close()
        capture = self._opener(self._source)
        if not capture.isOpened():
            capture.release()
            raise CameraError(f"no camera at {self._source}")
        capture.set(cv2.CAP_PROP_FOURCC, _MJPG)
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._wanted_px[0])
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._wanted_px[1])
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self.mode = _mode_of(capture)
        self._capture, self._stop, self._latest = capture, threading.Event(), LatestFrame()
        self._dead_from_s = self._clock() + START_S
        self._thread = threading.Thread(
            target=self._empty, args=(capture, self._stop, self._latest), name="camera", daemon=True
        )
        self._thread.start()

    @property
    def streams_stills(self) -> bool:
        """A webcam streams in its full resolution."""
        return True

    def read(self, timeout_s: float) -> Frame | None:
        """Return the newest picture not read before, or None; raises CameraError."""
        if self._capture is None:
            raise CameraError("the camera is not open")
        frame = self._latest.take(timeout_s)
        if frame is not None:
            self._dead_from_s = self._clock() + STALL_S
        elif self._clock() > self._dead_from_s:
            raise CameraError("the camera has stopped sending pictures")
        return frame

    def burst(self, count: int) -> list[Frame]:
        """Return the next `count` pictures; a webcam streams in its full resolution; raises CameraError."""
        frames: list[Frame] = []
        while len(frames) < count:
            frame = self.read(STALL_S)
            if frame is not None:
                frames.append(frame)
        return frames

    def close(self) -> None:
        """Stop the thread and let go of the device and of the last picture; may be called twice."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(STALL_S)
        self._latest.clear()
        self._thread, self._capture, self.mode = None, None, None

    def _empty(self, capture: Capture, stop: threading.Event, latest: LatestFrame) -> None:
        sequence = 0
        while not stop.is_set():
            arrived, bgr = capture.read()
            if not arrived or bgr is None:
                latest.fail(CameraError("the camera was unplugged"))
                break
            latest.put(Frame(self._cropped(bgr), self._clock(), sequence))
            sequence += 1
        capture.release()
        latest.clear()

    def _cropped(self, bgr: BgrImage) -> BgrImage:
        if self._aspect_px is None:
            return bgr
        return np.ascontiguousarray(crop_to_aspect(bgr, self._aspect_px))


def _video_capture(source: int | str) -> Capture:
    return cast("Capture", cv2.VideoCapture(source))


def _mode_of(capture: Capture) -> StreamMode:
    code = int(capture.get(cv2.CAP_PROP_FOURCC))
    letters = "".join(chr(code >> shift & 0xFF) for shift in (0, 8, 16, 24)) if code > 0 else ""
    return StreamMode(
        width_px=int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)),
        height_px=int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT)),
        fps=capture.get(cv2.CAP_PROP_FPS),
        fourcc=letters,
    )
