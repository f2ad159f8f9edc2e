"""A row of backgrounds to choose from: patches of colour, and the chosen one in words."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.compliance.hints import N_
from kiosk.documents.rule import Colour
from kiosk.matte.compositing import target_colour
from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas, Language
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import ACCENT, BODY, CARD, INK, OUTLINE, PILL, RADIUS, RAISED, SMALL
from kiosk.ui.widgets import focus_ring

TARGET = "colour:"
SIDE, GAP = 96.0, 16.0
ROOM_FOR_WORDS = 200.0

NAMES: dict[Colour, str] = {
    "white": N_("White"),
    "off-white": N_("Off-white"),
    "cream": N_("Cream"),
    "beige": N_("Beige"),
    "light-brown": N_("Light brown"),
    "light": N_("Light"),
    "light-grey": N_("Light grey"),
    "grey": N_("Grey"),
    "light-blue": N_("Light blue"),
    "blue": N_("Blue"),
    "red": N_("Red"),
}


def colour_in(target_id: str, offered: Sequence[Colour]) -> Colour | None:
    """Return the colour whose patch was touched; None for anything else."""
    return next((colour for colour in offered if target_id == TARGET + colour), None)


def said(language: Language, colour: Colour, *, chosen: bool) -> str:
    """Return a background in words, for those who listen."""
    _ = language.gettext
    words = _("Background: {colour}, chosen") if chosen else _("Background: {colour}")
    return words.format(colour=_(NAMES[colour]))


def swatches(canvas: Canvas, row: Box, offered: Sequence[Colour], chosen: Colour) -> None:
    """Draw a card with the patches and, at its start, what they are and which is chosen."""
    _ = canvas.gettext
    canvas.panel(row, PanelLook(CARD, RADIUS, shadow=RAISED))
    inner = row.inset(28, 12)
    patches_w = len(offered) * SIDE + (len(offered) - 1) * GAP
    words = inner.left(inner.w - patches_w - 24)
    if words.w >= ROOM_FOR_WORDS:
        label = Style(SMALL, Weight.SEMIBOLD, INK)
        canvas.text(_("Background"), words.top(inner.h / 2), label, rise="bottom")
        canvas.text(_(NAMES[chosen]), words.below(inner.h / 2), Style(BODY, Weight.REGULAR, INK))
    else:
        canvas.text(_(NAMES[chosen]), words, Style(SMALL, Weight.SEMIBOLD, INK, 1.1), rise="middle")
    x = inner.right - patches_w
    for colour in offered:
        box = Box(x, inner.y + (inner.h - SIDE) / 2, SIDE, SIDE)
        blue, green, red = target_colour(colour)
        outline = ACCENT if colour == chosen else OUTLINE
        canvas.panel(box, PanelLook((red, green, blue), PILL, outline, 8 if colour == chosen else 3))
        if colour == chosen:
            badge = Box(box.right - 34, box.bottom - 34, 40, 40)
            canvas.panel(badge, PanelLook(ACCENT, PILL))
            canvas.icon("check", badge, 28, CARD)
        focus_ring(canvas, TARGET + colour, box)
        canvas.target(TARGET + colour, box, said(canvas.language, colour, chosen=colour == chosen))
        x += SIDE + GAP
