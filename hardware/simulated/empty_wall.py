"""The booth with nobody in it, as the simulated camera sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hardware.simulated.lighting import light_on_sitter, wall_behind
from hardware.simulated.sitter.studio import Grain, Wall

if TYPE_CHECKING:
    from hardware.camera.frame import BgrImage
    from hardware.lights.lights import Scene
    from hardware.simulated.camera_server import SizePx

_NOISE = 1.2
"""Deviation in levels, as in the pictures of the sitter."""


class EmptyWall:
    """Pictures of one size; not for use by two threads at once."""

    def __init__(self, size_px: SizePx) -> None:
        self._wall, self._grain = Wall(size_px), Grain(size_px)

    def at(self, scene: Scene, seed: int) -> BgrImage:
        """Return the wall in this light; `seed` chooses the sensor's noise."""
        picture = self._wall.picture(wall_behind(scene), light_on_sitter(scene))
        self._grain.add(picture, _NOISE, seed)
        return picture
