"""Text: shaped by Pillow, wrapped, kept as ready surfaces.

Pillow with RAQM shapes and orders every script and keeps `35×45 mm` in order inside right-to-left text
when it is isolated (`isolate`); without RAQM the basic layout serves left-to-right scripts.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

import numpy as np
import pygame
from PIL import Image, ImageDraw, ImageFont, features

from kiosk.ui.theme import BODY, INK, TYPE_SCALE, Colour

CACHE_BYTES = 12_000_000
"""Surfaces of text kept at most; the least recently used go first."""

WIDTHS_KEPT = 8000
"""Measured words and lines kept at most."""


class Weight(StrEnum):
    """Weights of the typeface, by the name in its file."""

    REGULAR = "Regular"
    SEMIBOLD = "Semibold"
    BOLD = "Bold"


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: `size` is one of the type scale, `leading` the line height in sizes."""

    size: int = BODY
    weight: Weight = Weight.REGULAR
    colour: Colour = INK
    leading: float = 1.25

    def smaller(self) -> Style | None:
        """Return the style one step down the type scale, or None at its end."""
        index = TYPE_SCALE.index(self.size)
        if index == 0:
            return None
        return Style(TYPE_SCALE[index - 1], self.weight, self.colour, self.leading)


@dataclass(frozen=True, slots=True)
class Block:
    """A text broken into lines: the style it fits in, and its size in design units."""

    lines: tuple[str, ...]
    style: Style
    w: float
    h: float
    fits: bool


def isolate(text: str) -> str:
    """Return the text wrapped so that its order survives inside right-to-left text (Unicode LRI … PDI)."""
    return f"\u2066{text}\u2069"


class TextSetter:
    """Sets text at one scale (pixels per design unit)."""

    def __init__(self, scale: float) -> None:
        self.scale = scale
        self._engine = ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC
        self._fonts: dict[tuple[Weight, int], ImageFont.FreeTypeFont] = {}
        self._surfaces: OrderedDict[tuple[str, Style], pygame.Surface] = OrderedDict()
        self._bytes = 0
        self._widths: dict[tuple[str, Weight, int], float] = {}

    def font(self, style: Style) -> ImageFont.FreeTypeFont:
        """Return the font of a style at this scale."""
        key = (style.weight, style.size)
        if key not in self._fonts:
            self._fonts[key] = load_font(style.weight, style.size * self.scale, self._engine)
        return self._fonts[key]

    def width(self, text: str, style: Style) -> float:
        """Return how wide one line is, in design units."""
        key = (text, style.weight, style.size)
        if key not in self._widths:
            if len(self._widths) >= WIDTHS_KEPT:
                self._widths.clear()
            length_px = self.font(style).getlength(_drawable(text, self._engine))
            self._widths[key] = float(length_px) / self.scale
        return self._widths[key]

    def break_lines(self, text: str, style: Style, max_w: float) -> tuple[str, ...]:
        """Return the text in lines no wider than `max_w` unless a single word is; newlines are kept."""
        lines: list[str] = []
        for paragraph in text.split("\n"):
            line = ""
            for word in paragraph.split(" "):
                longer = f"{line} {word}" if line else word
                if line and self.width(longer, style) > max_w:
                    lines.append(line)
                    line = word
                else:
                    line = longer
            lines.append(line)
        return tuple(lines)

    def fit(self, text: str, style: Style, max_w: float, max_h: float) -> Block:
        """Return the text in lines, in smaller type where it does not fit; `fits` tells whether it does."""
        while True:
            lines = self.break_lines(text, style, max_w)
            w = max(self.width(line, style) for line in lines)
            h = len(lines) * style.size * style.leading
            fits = w <= max_w + 0.5 and h <= max_h + 0.5
            smaller = style.smaller()
            if fits or smaller is None:
                return Block(lines, style, w, h, fits)
            style = smaller

    def line(self, text: str, style: Style) -> pygame.Surface:
        """Return one line as a surface with alpha, as high as the font's ascent and descent."""
        key = (text, style)
        found = self._surfaces.get(key)
        if found is not None:
            self._surfaces.move_to_end(key)
            return found
        surface = self._render(_drawable(text, self._engine), style)
        self._surfaces[key] = surface
        self._bytes += _size_of(surface)
        while self._bytes > CACHE_BYTES and len(self._surfaces) > 1:
            _, old = self._surfaces.popitem(last=False)
            self._bytes -= _size_of(old)
        return surface

    def _render(self, text: str, style: Style) -> pygame.Surface:
        font = self.font(style)
        ascent, descent = font.getmetrics()
        width = max(int(font.getlength(text)) + 2, 1)
        mask = Image.new("L", (width, ascent + descent), 0)
        ImageDraw.Draw(mask).text((0, ascent), text, fill=255, font=font, anchor="ls")
        return tinted(np.asarray(mask), style.colour)


def tinted(alpha: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], colour: Colour) -> pygame.Surface:
    """Return a surface of one colour with the given alpha, shape (height, width)."""
    pixels = np.empty((*alpha.shape, 4), np.uint8)
    pixels[..., 0], pixels[..., 1], pixels[..., 2] = colour[2], colour[1], colour[0]
    pixels[..., 3] = alpha
    return pygame.image.frombuffer(pixels.tobytes(), (alpha.shape[1], alpha.shape[0]), "BGRA")


def load_font(weight: Weight, size_px: float, engine: ImageFont.Layout) -> ImageFont.FreeTypeFont:
    """Load Source Sans Pro (SIL OFL 1.1) from its wheel; raises ModuleNotFoundError without it."""
    files = resources.files("font_source_sans_pro") / "files"
    with resources.as_file(files / f"SourceSansPro-{weight}.ttf") as path:
        return ImageFont.truetype(str(path), max(size_px, 1.0), layout_engine=engine)


def undrawable(text: str) -> set[str]:
    """Return the characters of the text that the typeface has no glyph for."""
    font = load_font(Weight.REGULAR, 32, ImageFont.Layout.BASIC)
    nothing = bytes(font.getmask("\U0010fffe"))
    return {c for c in set(text) - set(" \n\u00a0\u2066\u2069") if bytes(font.getmask(c)) == nothing}


def _drawable(text: str, engine: ImageFont.Layout) -> str:
    """Drop the isolates where the layout engine would draw them as boxes."""
    if engine == ImageFont.Layout.BASIC:
        return text.replace("\u2066", "").replace("\u2069", "")
    return text


def _size_of(surface: pygame.Surface) -> int:
    width, height = surface.get_size()
    return width * height * 4
