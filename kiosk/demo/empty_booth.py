"""What staff of the simulated booth once measured: its backdrop lit and dark, with nobody before it."""

from __future__ import annotations

from pathlib import Path

from hardware.camera.frame import BgrImage
from hardware.lights.lights import DARK_BACKDROP, FLASH, Scene
from hardware.simulated.lighting import light_on_sitter, wall_behind
from hardware.simulated.sitter.studio import Grain, Wall
from kiosk.matte.light_reference import reference_of, write_reference

_PICTURES = 3
_NOISE = 1.2
"""Deviation in levels, that of the simulated camera's pictures."""


def measure_empty_booth(path: Path, size_px: tuple[int, int]) -> None:
    """Write the reference of the simulated booth for a camera of this size; raises OSError."""
    lit, dark = (_pictures(scene, size_px, first) for scene, first in ((FLASH, 1), (DARK_BACKDROP, 101)))
    write_reference(path, reference_of(lit, dark))


def _pictures(scene: Scene, size_px: tuple[int, int], first_seed: int) -> list[BgrImage]:
    wall, grain = Wall(size_px), Grain(size_px)
    pictures = []
    for seed in range(first_seed, first_seed + _PICTURES):
        picture = wall.picture(wall_behind(scene), light_on_sitter(scene))
        grain.add(picture, _NOISE, seed)
        pictures.append(picture)
    return pictures
