"""Keeps the renderer of whoever sits before the camera; making one takes a second, so a thread does."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hardware.simulated.camera_server import SizePx
    from hardware.simulated.sitter.description import Backdrop, Expression, Light, Look, Pose, Rendering


class Painter(Protocol):
    """Renders one look in one size; not for use by two threads at once."""

    def render(
        self, pose: Pose, expression: Expression, light: Light, backdrop: Backdrop, *, seed: int
    ) -> Rendering:
        """Return the picture of the sitter; `seed` chooses the sensor's noise."""


def sitter_painter(look: Look, size_px: SizePx) -> Painter:
    """Return the renderer of the simulated sitter."""
    from hardware.simulated.sitter import Sitter

    return Sitter(look, size_px)


class Easel:
    """Holds a painter of the newest look for each size; until it is made, the one before still paints."""

    def __init__(
        self, make: Callable[[Look, SizePx], Painter], sizes_px: Iterable[SizePx], look: Look
    ) -> None:
        self._make = make
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="easel")
        self._coming: dict[SizePx, Future[Painter]] = {
            size_px: self._worker.submit(make, look, size_px) for size_px in dict.fromkeys(sizes_px)
        }
        self._ready: dict[SizePx, Painter] = {}
        self._look = look

    def expect(self, look: Look) -> None:
        """Begin to make the painters of another look."""
        if look == self._look:
            return
        self._look = look
        for size_px, unwanted in self._coming.items():
            unwanted.cancel()
            self._coming[size_px] = self._worker.submit(self._make, look, size_px)

    def painter(self, size_px: SizePx) -> Painter:
        """Return the newest painter that is made; waits only when there is none at all."""
        coming = self._coming[size_px]
        if size_px not in self._ready or coming.done():
            self._ready[size_px] = coming.result()
        return self._ready[size_px]

    def close(self) -> None:
        """Stop making."""
        self._worker.shutdown(cancel_futures=True)
