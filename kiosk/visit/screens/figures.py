"""The people on the attract screen: four flat figures, nobody in particular, drawn by us."""

from __future__ import annotations

from dataclasses import dataclass

import pygame
from PIL import Image, ImageDraw

from kiosk.ui.theme import ACCENT, ACCENT_SOFT, ACCENT_TINT, Colour

OVERSAMPLE = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """Colours and hair of one figure."""

    skin: Colour
    hair: Colour
    clothes: Colour
    style: str


FIGURES = (
    Figure((240, 200, 170), (62, 44, 40), ACCENT, "bob"),
    Figure((141, 92, 66), (28, 24, 26), (214, 205, 188), "short"),
    Figure((224, 172, 132), (150, 92, 44), (96, 108, 176), "bun"),
    Figure((248, 214, 190), (196, 196, 200), (58, 60, 72), "bald"),
)


def draw_figure(figure: Figure, size_px: tuple[int, int], radius_px: int) -> pygame.Surface:
    """Return a passport picture of the figure with rounded corners (alpha)."""
    w, h = size_px[0] * OVERSAMPLE, size_px[1] * OVERSAMPLE
    image = Image.new("RGB", (w, h), ACCENT_TINT)
    draw = ImageDraw.Draw(image)

    def oval(cx: float, cy: float, rx: float, ry: float, colour: Colour) -> None:
        draw.ellipse(((cx - rx) * w, (cy - ry) * h, (cx + rx) * w, (cy + ry) * h), fill=colour)

    shade = tuple(round(v * 0.9) for v in figure.skin)
    if figure.style == "bob":
        draw.rounded_rectangle((0.25 * w, 0.15 * h, 0.75 * w, 0.66 * h), 0.24 * w, fill=figure.hair)
    if figure.style == "bun":
        oval(0.5, 0.13, 0.1, 0.075, figure.hair)
    oval(0.5, 1.02, 0.43, 0.28, figure.clothes)
    draw.rounded_rectangle((0.41 * w, 0.55 * h, 0.59 * w, 0.8 * h), 0.08 * w, fill=shade)
    if figure.style in {"short", "bun"}:
        oval(0.5, 0.385, 0.225, 0.215, figure.hair)
    oval(0.5, 0.43, 0.195, 0.21, figure.skin)
    if figure.style == "bob":
        draw.pieslice((0.29 * w, 0.2 * h, 0.71 * w, 0.56 * h), 180, 360, fill=figure.hair)
    elif figure.style == "bald":
        oval(0.305, 0.42, 0.025, 0.06, figure.hair)
        oval(0.695, 0.42, 0.025, 0.06, figure.hair)
        draw.rounded_rectangle((0.39 * w, 0.515 * h, 0.61 * w, 0.535 * h), 0.02 * w, fill=figure.hair)
    else:
        draw.pieslice((0.3 * w, 0.2 * h, 0.7 * w, 0.48 * h), 180, 360, fill=figure.hair)
    for x in (0.42, 0.58):
        oval(x, 0.425, 0.02, 0.016, (44, 36, 36))
    draw.line((0.46 * w, 0.575 * h, 0.54 * w, 0.575 * h), fill=(150, 84, 78), width=round(0.014 * w))
    return _with_round_corners(image, size_px, radius_px)


def draw_silhouette(size_px: tuple[int, int], radius_px: int) -> pygame.Surface:
    """Return a picture of nobody: a customer's own is shown on no screen after it was chosen."""
    w, h = size_px[0] * OVERSAMPLE, size_px[1] * OVERSAMPLE
    image = Image.new("RGB", (w, h), ACCENT_TINT)
    draw = ImageDraw.Draw(image)
    draw.ellipse((0.08 * w, 0.72 * h, 0.92 * w, 1.3 * h), fill=ACCENT_SOFT)
    draw.rounded_rectangle((0.41 * w, 0.5 * h, 0.59 * w, 0.8 * h), 0.08 * w, fill=ACCENT_SOFT)
    draw.ellipse((0.29 * w, 0.19 * h, 0.71 * w, 0.64 * h), fill=ACCENT_SOFT)
    return _with_round_corners(image, size_px, radius_px)


def _with_round_corners(image: Image.Image, size_px: tuple[int, int], radius_px: int) -> pygame.Surface:
    """Scale an oversampled picture down and round its corners (alpha)."""
    w, h = image.size
    alpha = Image.new("L", (w, h), 0)
    ImageDraw.Draw(alpha).rounded_rectangle((0, 0, w - 1, h - 1), radius_px * OVERSAMPLE, fill=255)
    image.putalpha(alpha)
    small = image.resize(size_px, Image.Resampling.BOX)
    return pygame.image.frombuffer(small.tobytes(), size_px, "RGBA")
