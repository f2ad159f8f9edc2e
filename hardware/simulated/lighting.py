"""What the booth's lamps do to the sitter and to the wall behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hardware.lights.lights import FLASH, POSE
from hardware.simulated.sitter.description import Backdrop, Light

if TYPE_CHECKING:
    from hardware.lights.lights import Scene

STRAY_LIGHT = 0.06
"""Share of the right exposure that reaches the sitter from the hall with every lamp dark."""

EVEN_SHARE = 0.75
"""How even the light is when key and fill are equally bright."""

_WALL_WHITE = 240
"""sRGB value of the wall under full lamps: white, and not clipped."""

_LIT_FROM = 0.02


def light_on_sitter(scene: Scene) -> Light:
    """Return the light: the scene `POSE` gives the right exposure, and more fill gives softer shadows."""
    lamps = scene.key + scene.fill
    level = STRAY_LIGHT + (1 - STRAY_LIGHT) * lamps / (POSE.key + POSE.fill)
    evenness = min(1.0, 2 * EVEN_SHARE * scene.fill / lamps) if lamps else 1.0
    return Light(level=level, evenness=evenness)


def light_on_chart(scene: Scene) -> float:
    """Return the level on a chart where the sitter's face is: the camera is set for the scene `FLASH`."""
    return light_on_sitter(scene).level / light_on_sitter(FLASH).level


def wall_behind(scene: Scene) -> Backdrop:
    """Return the wall: its sRGB values are in proportion to its lamps' levels."""
    red, green, blue = (round(_WALL_WHITE * level) for level in scene.backdrop)
    return Backdrop(rgb=(red, green, blue), lit=max(scene.backdrop) > _LIT_FROM)
