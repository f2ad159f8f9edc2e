"""Pictures from disk as a live camera: for demonstrations, training and tests with real faces."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

import cv2
import numpy as np

from hardware.camera.frame import BgrImage, CameraError, Frame

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

SizePx = tuple[int, int]
"""Width and height."""

LIVE_SIZE_PX: SizePx = (960, 1280)
PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"})


def crop_to_aspect(bgr: BgrImage, size_px: SizePx) -> BgrImage:
    """Return the largest middle part of a picture in the proportions of `size_px`; a view, no copy."""
    height_px, width_px = bgr.shape[:2]
    aspect = size_px[0] / size_px[1]
    new_width_px = max(1, min(width_px, round(height_px * aspect)))
    new_height_px = max(1, min(height_px, round(width_px / aspect)))
    left_px, top_px = (width_px - new_width_px) // 2, (height_px - new_height_px) // 2
    return bgr[top_px : top_px + new_height_px, left_px : left_px + new_width_px]


def fill_size(bgr: BgrImage, size_px: SizePx) -> BgrImage:
    """Return the picture cropped and scaled, equally in both directions, to exactly `size_px`."""
    cropped = crop_to_aspect(bgr, size_px)
    smaller = cropped.shape[1] > size_px[0]
    scaled = cv2.resize(cropped, size_px, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)
    return np.asarray(scaled, np.uint8)


def pictures_in(folder: Path) -> list[Path]:
    """Return the pictures of a folder by name; raises CameraError when it has none."""
    if not folder.is_dir():
        raise CameraError(f"no folder of pictures at {folder}")
    pictures = sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURE_SUFFIXES)
    if not pictures:
        raise CameraError(f"no pictures in {folder}")
    return pictures


class PictureCamera:
    """Streams each picture for `each_s` seconds, `fps` times a second, then the next, round and round.

    The live pictures have exactly `size_px`, cropped in the middle and never distorted; `burst` gives the
    same crop in the picture's own resolution. `jitter_px` moves the live picture about by so many pixels, as
    a sitter who breathes would; it is the same in every run.
    """

    def __init__(
        self,
        pictures: Sequence[Path],
        size_px: SizePx = LIVE_SIZE_PX,
        each_s: float = 5.0,
        fps: float = 30.0,
        jitter_px: int = 0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._pictures = list(pictures)
        self._size_px, self._each_s, self._interval_s = size_px, each_s, 1 / fps
        self._jitter_px = jitter_px
        self._clock, self._sleep = clock, sleep
        self._started_s: float | None = None
        self._next_s = 0.0
        self._sequence = 0
        self._shown: tuple[Path, BgrImage, BgrImage] | None = None

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def open(self) -> None:
        """Load the first picture; raises CameraError."""
        self.close()
        self._started_s = self._next_s = self._clock()
        self._load()

    def read(self, timeout_s: float) -> Frame | None:
        """Wait for the next picture of the stream; raises CameraError."""
        wait_s = self._next_s - self._clock()
        if wait_s > timeout_s:
            self._sleep(timeout_s)
            return None
        if wait_s > 0:
            self._sleep(wait_s)
        now_s = self._clock()
        self._next_s = max(self._next_s + self._interval_s, now_s)
        _, live = self._load()
        return self._frame(self._jittered(live), now_s)

    @property
    def streams_stills(self) -> bool:
        """The pictures of the stream are scaled down."""
        return False

    def burst(self, count: int) -> list[Frame]:
        """Return the picture in its own resolution, `count` times; raises CameraError."""
        full, _ = self._load()
        return [self._frame(full, self._clock()) for _ in range(count)]

    def close(self) -> None:
        """Let go of the pictures; may be called twice."""
        self._started_s, self._shown = None, None

    def _frame(self, bgr: BgrImage, captured_s: float) -> Frame:
        self._sequence += 1
        return Frame(bgr, captured_s, self._sequence - 1)

    def _load(self) -> tuple[BgrImage, BgrImage]:
        if self._started_s is None:
            raise CameraError("the camera is not open")
        turn = int((self._clock() - self._started_s) / self._each_s)
        path = self._pictures[turn % len(self._pictures)]
        if self._shown is None or self._shown[0] != path:
            self._shown = (path, *self._prepared(path))
        return self._shown[1], self._shown[2]

    def _prepared(self, path: Path) -> tuple[BgrImage, BgrImage]:
        read = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if read is None:
            raise CameraError(f"not a picture: {path}")
        bgr = np.asarray(read, np.uint8)
        full = np.ascontiguousarray(crop_to_aspect(bgr, self._size_px))
        live = fill_size(bgr, self._size_px)
        for shared in (full, live):
            shared.setflags(write=False)  # every frame shows the same memory
        return full, live

    def _jittered(self, live: BgrImage) -> BgrImage:
        if not self._jitter_px:
            return live
        random = np.random.default_rng(self._sequence // 5)
        shift_px = random.integers(-self._jitter_px, self._jitter_px + 1, 2)
        move = np.array([[1, 0, shift_px[0]], [0, 1, shift_px[1]]], np.float32)
        moved = cv2.warpAffine(live, move, self._size_px, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(moved, np.uint8)
