"""Rounded panels with outline and soft shadow: drawn once small (nine-slice), stretched to any size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pygame
from PIL import Image, ImageDraw, ImageFilter

from kiosk.ui.text import tinted
from kiosk.ui.theme import FLAT, SCRIM, Colour, Shadow

OVERSAMPLE = 4


@dataclass(frozen=True, slots=True)
class PanelLook:
    """How a panel is drawn; lengths in design units."""

    fill: Colour | None
    radius: float = 0.0
    outline: Colour | None = None
    outline_w: float = 3.0
    shadow: Shadow = FLAT


class PanelPress:
    """Draws panels at one scale (pixels per design unit)."""

    def __init__(self, scale: float) -> None:
        self._scale = scale
        self._slices: dict[tuple[PanelLook, int], tuple[pygame.Surface, int, int]] = {}

    def draw(self, surface: pygame.Surface, rect_px: pygame.Rect, look: PanelLook) -> None:
        """Draw a panel that fills the rectangle; its shadow falls outside it."""
        half_px = min(rect_px.width, rect_px.height) // 2
        radius_px = min(round(look.radius * self._scale), half_px)
        if radius_px <= 0 and look.outline is None and look.shadow == FLAT:
            if look.fill is not None:
                surface.fill(look.fill, rect_px)
            return
        source, corner_px, spread_px = self._source(look, radius_px)
        _stretch(surface, source, rect_px.inflate(2 * spread_px, 2 * spread_px), corner_px)

    def _source(self, look: PanelLook, radius_px: int) -> tuple[pygame.Surface, int, int]:
        key = (look, radius_px)
        if key not in self._slices:
            self._slices[key] = _draw_source(look, radius_px, self._scale)
        return self._slices[key]


def _draw_source(look: PanelLook, radius_px: int, scale: float) -> tuple[pygame.Surface, int, int]:
    """Return (the smallest such panel, its corner in px, how far its shadow spreads in px)."""
    blur_px = look.shadow.blur * scale
    spread_px = round(2 * blur_px + look.shadow.drop * scale) if look.shadow.strength else 0
    line_px = max(round(look.outline_w * scale), 1) if look.outline else 0
    corner_px = spread_px + max(radius_px, line_px) + 1
    # A blurred edge reaches inwards too: the stretched middle must lie beyond it.
    corner_px += round(2 * blur_px)
    side = 2 * corner_px + 1
    body = (spread_px, spread_px, side - spread_px, side - spread_px)
    canvas = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    if look.shadow.strength:
        drop_px = round(look.shadow.drop * scale)
        shade = _rounded(side, (body[0], body[1] + drop_px, body[2], body[3] + drop_px), radius_px)
        shade = shade.filter(ImageFilter.GaussianBlur(blur_px)).point(lambda a: a * look.shadow.strength)
        canvas = _over(canvas, shade, SCRIM)
    if look.outline is not None:
        canvas = _over(canvas, _rounded(side, body, radius_px), look.outline)
    inner = (body[0] + line_px, body[1] + line_px, body[2] - line_px, body[3] - line_px)
    hole = _rounded(side, inner, max(radius_px - line_px, 0))
    if look.fill is not None:
        canvas = _over(canvas, hole, look.fill)
    elif look.outline is not None:
        ring = np.asarray(_rounded(side, body, radius_px)).astype(np.int16) - np.asarray(hole)
        return tinted(ring.clip(0, 255).astype(np.uint8), look.outline), corner_px, spread_px
    red, green, blue, alpha = canvas.split()
    data = Image.merge("RGBA", (blue, green, red, alpha)).tobytes()
    return pygame.image.frombuffer(data, (side, side), "BGRA"), corner_px, spread_px


def _rounded(side: int, box: tuple[int, int, int, int], radius_px: int) -> Image.Image:
    big = Image.new("L", (side * OVERSAMPLE, side * OVERSAMPLE), 0)
    x0, y0, x1, y1 = (v * OVERSAMPLE for v in box)
    ImageDraw.Draw(big).rounded_rectangle((x0, y0, x1 - 1, y1 - 1), radius_px * OVERSAMPLE, fill=255)
    return big.resize((side, side), Image.Resampling.BOX)


def _over(under: Image.Image, mask: Image.Image, colour: Colour) -> Image.Image:
    layer = Image.new("RGBA", under.size, (*colour, 0))
    layer.putalpha(mask)
    return Image.alpha_composite(under, layer)


def _stretch(surface: pygame.Surface, source: pygame.Surface, rect: pygame.Rect, corner_px: int) -> None:
    """Blit the nine slices: corners as they are, edges and middle stretched from one pixel."""
    side = source.get_width()
    left = min(corner_px, rect.width // 2)
    top = min(corner_px, rect.height // 2)
    columns = ((0, left, rect.left), (corner_px, 1, rect.left + left), (side - left, left, rect.right - left))
    rows = ((0, top, rect.top), (corner_px, 1, rect.top + top), (side - top, top, rect.bottom - top))
    for row, (sy, sh, dy) in enumerate(rows):
        for column, (sx, sw, dx) in enumerate(columns):
            piece = source.subsurface((sx, sy, sw, sh))
            width = rect.width - 2 * left if column == 1 else sw
            height = rect.height - 2 * top if row == 1 else sh
            if width <= 0 or height <= 0:
                continue
            if (column, row) == (1, 1):
                _fill_middle(surface, piece, pygame.Rect(dx, dy, width, height))
            elif (width, height) == (sw, sh):
                surface.blit(piece, (dx, dy))
            else:
                surface.blit(pygame.transform.scale(piece, (width, height)), (dx, dy))


def _fill_middle(surface: pygame.Surface, piece: pygame.Surface, rect: pygame.Rect) -> None:
    red, green, blue, alpha = piece.get_at((0, 0))
    if alpha == 255:
        surface.fill((red, green, blue), rect)
    elif alpha:
        surface.blit(pygame.transform.scale(piece, rect.size), rect)
