"""What staff of the simulated booth once measured: its backdrop lit and dark, with nobody before it."""

from __future__ import annotations

from pathlib import Path

from hardware.lights.lights import DARK_BACKDROP, FLASH
from hardware.simulated.empty_wall import EmptyWall
from kiosk.matte.light_reference import reference_of, write_reference

_PICTURES = 3


def measure_empty_booth(path: Path, size_px: tuple[int, int]) -> None:
    """Write the reference of the simulated booth for a camera of this size; raises OSError."""
    wall = EmptyWall(size_px)
    lit, dark = ([wall.at(scene, seed) for seed in range(_PICTURES)] for scene in (FLASH, DARK_BACKDROP))
    write_reference(path, reference_of(lit, dark))
