"""A few pictures in memory shared by two processes, without a file, a lock or a queue.

Layout, little-endian: a header of 64 bytes whose first 8 hold the number of pictures written so far; then the
slots, each a header of 64 bytes (number before writing, number after writing, time) and the pixels. The
writer fills the slots in turn. A reader copies the newest, and tries again when the numbers have changed.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
from dataclasses import dataclass

import numpy as np

from hardware.camera.frame import BgrImage, Frame

_HEADER_BYTES = 64
_COUNT = struct.Struct("<Q")
_SLOT = struct.Struct("<QQd")
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class RingShape:
    """How large the pictures of a ring are, and how many slots it has."""

    width_px: int
    height_px: int
    slots: int

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """Height, width, channels."""
        return (self.height_px, self.width_px, 3)

    @property
    def image_bytes(self) -> int:
        """Bytes of one picture."""
        return self.height_px * self.width_px * 3

    @property
    def total_bytes(self) -> int:
        """Bytes of the whole shared memory."""
        return _HEADER_BYTES + self.slots * (_HEADER_BYTES + self.image_bytes)

    def slot_start(self, number: int) -> int:
        """Return where the slot of the picture with this number (from 0) begins."""
        return _HEADER_BYTES + number % self.slots * (_HEADER_BYTES + self.image_bytes)


def create_memory(shape: RingShape) -> int:
    """Return a new memfd of the ring's size that can neither shrink nor grow; the caller closes it."""
    descriptor = os.memfd_create("frames", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(descriptor, shape.total_bytes)
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)
    return descriptor


class RingWriter:
    """Writes pictures into the ring's memory."""

    def __init__(self, descriptor: int, shape: RingShape) -> None:
        self._shape = shape
        self._memory = mmap.mmap(descriptor, shape.total_bytes)
        self.count = 0
        """Pictures written so far."""

    def write(self, bgr: BgrImage, captured_s: float) -> None:
        """Write the next picture; ValueError when it has another size."""
        if bgr.shape != self._shape.image_shape:
            raise ValueError(f"a picture of {bgr.shape} does not fit a ring of {self._shape.image_shape}")
        start = self._shape.slot_start(self.count)
        number = self.count + 1
        _SLOT.pack_into(self._memory, start, number, 0, captured_s)
        np.copyto(_pixels(self._memory, start, self._shape), bgr)
        _SLOT.pack_into(self._memory, start, number, number, captured_s)
        self.count = number
        _COUNT.pack_into(self._memory, 0, number)

    def close(self) -> None:
        """Unmap the memory; may be called twice."""
        self._memory.close()


class RingReader:
    """Reads the newest picture out of the ring's memory."""

    def __init__(self, descriptor: int, shape: RingShape) -> None:
        """Map the memory; ValueError when it is smaller than its shape says."""
        self._shape = shape
        self._memory = mmap.mmap(descriptor, shape.total_bytes, prot=mmap.PROT_READ)
        self._seen = 0

    def newest(self) -> Frame | None:
        """Return a copy of the newest picture, or None when there is no newer one than the last time."""
        for _ in range(_ATTEMPTS):
            (number,) = _COUNT.unpack_from(self._memory, 0)
            if number == self._seen:
                return None
            start = self._shape.slot_start(number - 1)
            _, _, captured_s = _SLOT.unpack_from(self._memory, start)
            bgr = _pixels(self._memory, start, self._shape).copy()
            before, after, _ = _SLOT.unpack_from(self._memory, start)
            if before == after == number:
                self._seen = number
                return Frame(bgr, captured_s, number - 1)
        return None

    def all(self) -> list[Frame]:
        """Return copies of every picture, for a ring that nobody writes into any more."""
        frames = []
        for number in range(self._shape.slots):
            start = self._shape.slot_start(number)
            _, _, captured_s = _SLOT.unpack_from(self._memory, start)
            frames.append(Frame(_pixels(self._memory, start, self._shape).copy(), captured_s, number))
        return frames

    def close(self) -> None:
        """Unmap the memory; may be called twice."""
        self._memory.close()


def _pixels(memory: mmap.mmap, start: int, shape: RingShape) -> BgrImage:
    flat = np.frombuffer(memory, np.uint8, shape.image_bytes, start + _HEADER_BYTES)
    return flat.reshape(shape.image_shape)
