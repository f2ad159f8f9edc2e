"""Icons: our own line drawings (assets/icons/*.svg, 48×48, black strokes), in any size and colour."""

from __future__ import annotations

from pathlib import Path

import pygame

from kiosk.ui.theme import Colour


class IconBook:
    """Loads icons at one scale (pixels per design unit) and keeps them."""

    def __init__(self, folder: Path, scale: float) -> None:
        self._folder = folder
        self._scale = scale
        self._kept: dict[tuple[str, float, Colour], pygame.Surface] = {}

    def names(self) -> tuple[str, ...]:
        """Return the names of all icons."""
        return tuple(sorted(path.stem for path in self._folder.glob("*.svg")))

    def icon(self, name: str, size: float, colour: Colour) -> pygame.Surface:
        """Return the icon `size` design units high; raises FileNotFoundError for a name that is not drawn."""
        key = (name, size, colour)
        if key not in self._kept:
            side_px = max(round(size * self._scale), 1)
            drawn = pygame.image.load_sized_svg(self._folder / f"{name}.svg", (side_px, side_px))
            drawn.fill((*colour, 0), special_flags=pygame.BLEND_RGBA_MAX)
            self._kept[key] = drawn
        return self._kept[key]
