"""How the cabinet window looks: warm white, near-black ink, one accent; red only where something is wrong."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal

import pygame

from hardware.simulated.cabinet_controls import (
    COINS_CARD,
    FAULTS_CARD,
    LAMPS_CARD,
    PRINTER_CARD,
    SITTER_CARD,
    Box,
    Button,
    Control,
    Slider,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hardware.simulated.street_messages import WorldState

Colour = tuple[int, int, int]
"""Red, green, blue, sRGB."""

Weight = Literal["Regular", "Semibold"]
Align = Literal["left", "centre", "right"]

GROUND: Colour = (250, 248, 244)
CARD: Colour = (255, 255, 255)
SUNKEN: Colour = (240, 236, 228)
INK: Colour = (27, 27, 31)
SOFT: Colour = (98, 96, 104)
ACCENT: Colour = (31, 75, 153)
ON_ACCENT: Colour = (255, 255, 255)
WRONG: Colour = (168, 34, 38)
WRONG_TINT: Colour = (252, 233, 230)
EDGE: Colour = (226, 220, 209)
GOLD: Colour = (214, 176, 86)
SILVER: Colour = (198, 200, 205)
BRASS: Colour = (206, 168, 92)
COPPER: Colour = (190, 120, 82)

SKIN: tuple[Colour, ...] = (
    (246, 220, 200),
    (236, 200, 172),
    (224, 180, 146),
    (204, 154, 118),
    (174, 124, 88),
    (140, 94, 64),
    (104, 68, 46),
    (72, 48, 36),
)
HAIR: tuple[Colour, ...] = (
    (26, 22, 20),
    (56, 38, 28),
    (96, 64, 42),
    (132, 62, 36),
    (204, 166, 104),
    (140, 138, 136),
    (226, 224, 220),
)
"""What the swatches show; the renderer's own palette is finer."""

_FINE = 4


def draw(surface: pygame.Surface, state: WorldState, shown: Sequence[Control]) -> None:
    """Draw the whole window."""
    surface.fill(GROUND)
    write(surface, "Cabinet", (24, 22), 34, INK, "Semibold")
    write(surface, "The world outside the booth", (156, 36), 19, SOFT)
    for box, title in (
        (COINS_CARD, "Coins"),
        (PRINTER_CARD, "Printer"),
        (LAMPS_CARD, "Lamps and camera"),
        (SITTER_CARD, "Sitter"),
        (FAULTS_CARD, "Faults to cause"),
    ):
        _card(surface, box, title)
    _coin_box(surface, state)
    _tray(surface, state)
    _lamps(surface, state)
    for control in shown:
        match control:
            case Text():
                write(surface, control.text, (control.box.x, control.box.y + 2), 17, SOFT)
            case Slider():
                _slider(surface, control)
            case Button():
                _button(surface, control)


def write(
    surface: pygame.Surface,
    text: str,
    at: tuple[int, int],
    size_px: int,
    colour: Colour,
    weight: Weight = "Regular",
    align: Align = "left",
) -> None:
    """Write one line; `at` is its top and its left, middle or right end."""
    line = _font(size_px, weight).render(text, True, colour)  # noqa: FBT003 - pygame's own signature
    left = {"left": at[0], "centre": at[0] - line.get_width() // 2, "right": at[0] - line.get_width()}[align]
    surface.blit(line, (left, at[1]))


@cache
def _font(size_px: int, weight: Weight) -> pygame.font.Font:
    files = resources.files("font_source_sans_pro") / "files"
    with resources.as_file(files / f"SourceSansPro-{weight}.ttf") as path:
        return pygame.font.Font(str(path), size_px)


@cache
def _disc(radius_px: int, colour: Colour) -> pygame.Surface:
    """Return a smooth disc."""
    fine = pygame.Surface((2 * radius_px * _FINE, 2 * radius_px * _FINE), pygame.SRCALPHA)
    fine.fill((*colour, 0))
    pygame.draw.circle(fine, colour, (radius_px * _FINE, radius_px * _FINE), radius_px * _FINE)
    return pygame.transform.smoothscale(fine, (2 * radius_px, 2 * radius_px))


def _round(surface: pygame.Surface, box: Box, radius_px: int, colour: Colour) -> None:
    """Fill a rectangle with smooth round corners."""
    disc, r = _disc(radius_px, colour), radius_px
    x, y, width, height = box.x, box.y, box.width, box.height
    for dx, dy in ((0, 0), (width - r, 0), (0, height - r), (width - r, height - r)):
        surface.blit(disc, (x + dx, y + dy), (r if dx else 0, r if dy else 0, r, r))
    surface.fill(colour, (x + r, y, width - 2 * r, height))
    surface.fill(colour, (x, y + r, width, height - 2 * r))


def _framed(surface: pygame.Surface, box: Box, radius_px: int, colour: Colour, edge: Colour) -> None:
    _round(surface, box, radius_px, edge)
    _round(surface, Box(box.x + 1, box.y + 1, box.width - 2, box.height - 2), radius_px - 1, colour)


def _card(surface: pygame.Surface, box: Box, title: str) -> None:
    _framed(surface, box, 16, CARD, EDGE)
    write(surface, title, (box.x + 20, box.y + 16), 22, INK, "Semibold")


def _coin_box(surface: pygame.Surface, state: WorldState) -> None:
    top = COINS_CARD.y + COINS_CARD.height - 56
    euros = f"{state.coins_in_box_cents / 100:.2f} €"
    write(surface, "In the box", (COINS_CARD.x + 20, top + 4), 17, SOFT)
    write(surface, euros, (COINS_CARD.x + 108, top - 4), 28, INK, "Semibold")
    back = f"{state.coins_returned} came back"
    write(surface, back, (COINS_CARD.x + COINS_CARD.width - 20, top + 4), 17, SOFT, align="right")


def _tray(surface: pygame.Surface, state: WorldState) -> None:
    x, y = PRINTER_CARD.x + 20, PRINTER_CARD.y + 62
    for sheet in range(min(5, len(state.tray))):
        paper = Box(x + 22 + 5 * sheet, y + 18 + 4 * sheet, 150, 92)
        _framed(surface, paper, 3, CARD, (170, 165, 156))
        if sheet == min(5, len(state.tray)) - 1:
            for photo in range(4):
                _round(surface, Box(paper.x + 12 + 33 * photo, paper.y + 16, 27, 35), 2, SUNKEN)
    _round(surface, Box(x, y, 216, 18), 9, INK)
    count = len(state.tray)
    told = "The tray is empty" if not count else f"{count} sheet{'s' if count > 1 else ''} in the tray"
    right = PRINTER_CARD.x + PRINTER_CARD.width - 20
    paper_left = "–" if state.sheets_left is None else f"{state.sheets_left}"
    write(surface, paper_left, (right, y - 8), 34, INK, "Semibold", "right")
    write(surface, "sheets left", (right, y + 30), 17, SOFT, align="right")
    good = state.printer in ("ready", "printing")
    word = state.printer.replace("_", " ")
    write(surface, word, (right, y + 62), 20, ACCENT if good else WRONG, "Semibold", "right")
    write(surface, told, (x, y + 134), 17, SOFT)


def _lamps(surface: pygame.Surface, state: WorldState) -> None:
    x, y = LAMPS_CARD.x + 20, LAMPS_CARD.y + 60
    for place, (name, level) in enumerate((("Key", state.key), ("Fill", state.fill))):
        row = y + 30 * place
        write(surface, name, (x, row - 4), 18, INK)
        _round(surface, Box(x + 90, row + 4, 180, 10), 5, SUNKEN)
        if level > 0:
            _round(surface, Box(x + 90, row + 4, max(10, round(180 * level)), 10), 5, GOLD)
        write(surface, f"{level:.0%}", (x + 328, row - 4), 18, SOFT, align="right")
    row = y + 60
    red, green, blue = (round(255 * level) for level in state.backdrop)
    write(surface, "Backdrop", (x, row - 4), 18, INK)
    _framed(surface, Box(x + 90, row - 2, 180, 22), 6, (red, green, blue), EDGE)
    watched = "Somebody looks" if state.camera_viewers else "Nobody looks"
    write(surface, f"{watched} through the camera", (x, row + 30), 17, SOFT)


def _slider(surface: pygame.Surface, slider: Slider) -> None:
    track, middle = slider.track, slider.box.y + slider.box.height // 2
    write(surface, slider.label, (slider.box.x, middle - 12), 18, INK)
    _round(surface, Box(track.x, middle - 4, track.width, 8), 4, SUNKEN)
    knob = track.x + round(slider.share * track.width)
    zero = track.x + round(track.width * min(1.0, max(0.0, -slider.low / (slider.high - slider.low))))
    surface.fill(ACCENT, (min(zero, knob), middle - 3, abs(knob - zero), 6))
    surface.blit(_disc(11, ACCENT), (knob - 11, middle - 11))
    surface.blit(_disc(8, CARD), (knob - 8, middle - 8))
    number = round(slider.value * (100 if slider.unit == "%" else 1))
    gap = "" if slider.unit == "°" else " "
    shown = f"{number}{gap}{slider.unit}".replace("-", "−")
    write(surface, shown, (slider.box.x + slider.box.width, middle - 12), 18, SOFT, align="right")


def _button(surface: pygame.Surface, button: Button) -> None:
    box = button.box
    centre = (box.x + box.width // 2, box.y + box.height // 2)
    if button.kind == "coin":
        _coin(surface, button, centre)
    elif button.kind == "swatch":
        if button.lit:
            surface.blit(_disc(15, ACCENT), (box.x, box.y))
            surface.blit(_disc(13, CARD), (box.x + 2, box.y + 2))
        colour = (SKIN if button.label == "skin" else HAIR)[button.tone]
        radius = 11 if button.lit else 13
        surface.blit(_disc(radius, colour), (centre[0] - radius, centre[1] - radius))
    else:
        ground, edge, ink = {
            "accent": (ACCENT, ACCENT, ON_ACCENT),
            "fault": (WRONG_TINT, WRONG, WRONG) if button.lit else (CARD, EDGE, INK),
        }.get(button.kind, (SUNKEN, SUNKEN, INK))
        _framed(surface, box, 10, ground, edge)
        size_px = 17 if button.kind == "fault" else 18
        weight: Weight = "Semibold" if button.kind == "accent" or button.lit else "Regular"
        write(
            surface, button.label, (centre[0], centre[1] - size_px * 2 // 3), size_px, ink, weight, "centre"
        )


def _coin(surface: pygame.Surface, button: Button, centre: tuple[int, int]) -> None:
    value, kind = button.label.split()
    rim, core = BRASS, BRASS
    if kind == "€":
        rim, core = (SILVER, BRASS) if value == "2" else (BRASS, SILVER)
    elif value == "5":
        rim, core = COPPER, COPPER
    radius = {"2": 26, "1": 24, "50": 25, "20": 23, "10": 21, "5": 22}[value]
    dark: Colour = (rim[0] * 3 // 4, rim[1] * 3 // 4, rim[2] * 3 // 4)
    for r, colour in ((radius, dark), (radius - 1, rim), (radius - 6, core)):
        surface.blit(_disc(r, colour), (centre[0] - r, centre[1] - r))
    write(surface, value, (centre[0], centre[1] - 15), 22, INK, "Semibold", "centre")


def forget_fonts() -> None:
    """Let go of the fonts, which must not outlive pygame's font module."""
    _font.cache_clear()
