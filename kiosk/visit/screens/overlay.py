"""Questions that lie over a screen: a card with a title, a few words and one or two buttons."""

from __future__ import annotations

import pygame

from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import ACCENT, ACCENT_TINT, BODY, INK, INK_SOFT, LEAD, PILL, VERDICTS, Colour, Tone
from kiosk.ui.widgets import Kind, button, card, primary

DIMMED: Colour = (96, 96, 102)
"""What the screen beneath is multiplied with, of 255."""


def dim(canvas: Canvas) -> None:
    """Darken what was drawn and forget its targets and layers: only the question can be answered."""
    for layer in canvas.layers:
        canvas.surface.blit(layer.surface, layer.at_px)
    canvas.layers.clear()
    canvas.targets.clear()
    canvas.surface.fill(DIMMED, special_flags=pygame.BLEND_RGB_MULT)


def question(
    canvas: Canvas,
    icon: str,
    heading: str,
    words: str,
    go: tuple[str, str, str | None],
    other: tuple[str, str, str | None] | None,
    *,
    tone: Tone | None = None,
    big: str = "",
) -> None:
    """Ask: `go` and `other` are (target id, label, icon) of the primary and the second button.

    `big` is set large between words and buttons, such as the seconds left.
    """
    dim(canvas)
    window = canvas.box
    w = min(window.w - 128, 952)
    inner_w = w - 112
    head_style = Style(LEAD, Weight.BOLD, INK, 1.12)
    words_style = Style(BODY, Weight.REGULAR, INK_SOFT, 1.3)
    head_h = canvas.measure(heading, head_style, inner_w).h
    words_h = canvas.measure(words, words_style, inner_w).h
    buttons_h = 144 + (24 + 128 if other else 0)
    h = 56 + 128 + 28 + head_h + 20 + words_h + (120 if big else 0) + 44 + buttons_h + 56
    box = window.middle(w, h)
    card(canvas, box, floating=True)
    room = box.inset(56, 56)
    look = VERDICTS[tone] if tone else None
    bubble = Box(room.x, room.y, 128, 128)
    canvas.panel(bubble, PanelLook(look.tint if look else ACCENT_TINT, PILL))
    canvas.icon(icon, bubble, 80, look.mark if look else ACCENT)
    y = room.y + 128 + 28
    canvas.text(heading, Box(room.x, y, room.w, head_h), head_style)
    y += head_h + 20
    canvas.text(words, Box(room.x, y, room.w, words_h), words_style)
    y += words_h
    if big:
        canvas.text(big, Box(room.x, y + 8, room.w, 112), Style(96, Weight.BOLD, ACCENT, 1.1), rise="middle")
    lower = room.bottom_part(buttons_h)
    primary(canvas, go[0], lower.top(144), go[1], go[2])
    if other:
        button(
            canvas, other[0], lower.bottom_part(128), other[1], kind=Kind.SECONDARY, icon=other[2], size=BODY
        )
