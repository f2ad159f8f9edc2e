"""The sheet a screen draws itself on: design units in, pixels out, and a note of all that can be touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pygame

from kiosk.ui.box import Box
from kiosk.ui.icons import IconBook
from kiosk.ui.panels import PanelLook, PanelPress
from kiosk.ui.text import Block, Style, TextSetter
from kiosk.ui.theme import INK, Colour

PORTRAIT_UNITS = (1080.0, 1920.0)
LANDSCAPE_UNITS = (1920.0, 1080.0)

Align = Literal["left", "centre", "right"]
Rise = Literal["top", "middle", "bottom"]
Gettext = Callable[[str], str]
Ngettext = Callable[[str, str, int], str]


@dataclass(frozen=True, slots=True)
class Target:
    """Something to touch: a stable id, where it is, what it says; the keys point at `primary` first."""

    id: str
    box: Box
    label: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Layer:
    """A piece drawn once and blitted over what moves: the surface and its top left corner in pixels."""

    surface: pygame.Surface
    at_px: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Language:
    """What a screen needs of a language: its code, its translations, and amounts of money in words of it."""

    code: str
    gettext: Gettext
    ngettext: Ngettext
    money: Callable[[int, str], str]


class Kit:
    """Type, icons and panels ready at the scale of one window."""

    def __init__(self, size_px: tuple[int, int], icons: Path) -> None:
        width, height = size_px
        least = PORTRAIT_UNITS if height >= width else LANDSCAPE_UNITS
        self.size_px = size_px
        self.scale = min(width / least[0], height / least[1])
        self.box = Box(0, 0, width / self.scale, height / self.scale)
        self.text = TextSetter(self.scale)
        self.icons = IconBook(icons, self.scale)
        self.panels = PanelPress(self.scale)

    @property
    def portrait(self) -> bool:
        """Whether the window is higher than wide."""
        return self.box.h >= self.box.w

    def rect_px(self, box: Box) -> pygame.Rect:
        """Return the box in whole pixels; neighbours that share an edge still do."""
        left, top = round(box.x * self.scale), round(box.y * self.scale)
        return pygame.Rect(
            left, top, round(box.right * self.scale) - left, round(box.bottom * self.scale) - top
        )


@dataclass(slots=True)
class Canvas:
    """One drawing of one screen.

    `pressed` and `focused` are ids of targets; `overflows` collects texts that did not fit their box even in
    the smallest type, for the tests to find; `backdrop` is what stands still, when something moves over it.
    """

    surface: pygame.Surface
    kit: Kit
    language: Language
    pressed: str | None = None
    focused: str | None = None
    targets: list[Target] = field(default_factory=list)
    layers: list[Layer] = field(default_factory=list)
    overflows: list[str] = field(default_factory=list)
    backdrop: pygame.Surface | None = None
    _origin_px: tuple[int, int] = (0, 0)

    @property
    def box(self) -> Box:
        """The whole window."""
        return self.kit.box

    @property
    def gettext(self) -> Gettext:
        """The translation of the customer's language; bind it to `_`."""
        return self.language.gettext

    @property
    def ngettext(self) -> Ngettext:
        """The same for things that are counted."""
        return self.language.ngettext

    def money(self, amount_cents: int, currency: str) -> str:
        """Return an amount as the language writes it."""
        return self.language.money(amount_cents, currency)

    def rect_px(self, box: Box) -> pygame.Rect:
        """Return the box in pixels of the surface drawn on now."""
        return self.kit.rect_px(box).move(-self._origin_px[0], -self._origin_px[1])

    def fill(self, colour: Colour, box: Box | None = None) -> None:
        """Fill a box, or everything."""
        self.surface.fill(colour, None if box is None else self.rect_px(box))

    def restore(self, box: Box) -> None:
        """Bring back what stands still within the box."""
        if self.backdrop is not None:
            rect = self.rect_px(box)
            self.surface.blit(self.backdrop, rect, rect)

    def panel(self, box: Box, look: PanelLook) -> None:
        """Draw a rounded panel."""
        self.kit.panels.draw(self.surface, self.rect_px(box), look)

    def icon(self, name: str, box: Box, size: float, colour: Colour = INK) -> None:
        """Draw an icon in the middle of a box."""
        drawn = self.kit.icons.icon(name, size, colour)
        self.surface.blit(drawn, drawn.get_rect(center=self.rect_px(box).center))

    def image(self, image: pygame.Surface, box: Box) -> None:
        """Scale an image to the box (smoothly) and draw it."""
        rect = self.rect_px(box)
        self.surface.blit(pygame.transform.smoothscale(image, rect.size), rect)

    def measure(self, text: str, style: Style, max_w: float, max_h: float = 1e6) -> Block:
        """Return how the text would be set in the given space."""
        return self.kit.text.fit(text, style, max_w, max_h)

    def text(self, text: str, box: Box, style: Style, align: Align = "left", rise: Rise = "top") -> Block:
        """Set a text into a box, in smaller type where it does not fit; returns what was set."""
        block = self.kit.text.fit(text, style, box.w, box.h)
        if not block.fits:
            self.overflows.append(text)
        leading = block.style.size * block.style.leading
        spare = {"top": 0.0, "middle": (box.h - block.h) / 2, "bottom": box.h - block.h}[rise]
        y = box.y + spare
        for line in block.lines:
            drawn = self.kit.text.line(line, block.style)
            rect = self.rect_px(Box(box.x, y, box.w, leading))
            at = drawn.get_rect(centery=rect.centery, left=rect.left)
            if align == "centre":
                at.centerx = rect.centerx
            elif align == "right":
                at.right = rect.right
            self.surface.blit(drawn, at)
            y += leading
        return block

    def target(self, target_id: str, box: Box, label: str, *, primary: bool = False) -> None:
        """Note that the box can be touched."""
        self.targets.append(Target(target_id, box, label, primary))

    @contextmanager
    def layer(self, box: Box, spread: float = 48) -> Iterator[None]:
        """Draw what follows on a transparent piece of its own, `spread` larger than the box (for shadows)."""
        rect = self.kit.rect_px(box.inset(-spread))
        under, origin = self.surface, self._origin_px
        self.surface = pygame.Surface(rect.size, pygame.SRCALPHA)
        self._origin_px = rect.topleft
        try:
            yield
        finally:
            self.layers.append(Layer(self.surface, rect.topleft))
            self.surface, self._origin_px = under, origin
