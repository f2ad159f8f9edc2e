"""Attract: what the booth promises, what it costs, how to start — and four pictures it keeps forgetting."""

from __future__ import annotations

from collections.abc import Hashable

import pygame

from kiosk.privacy.consent import Extra
from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas, Kit, Language
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import (
    ACCENT,
    ACCENT_TINT,
    BODY,
    CARD,
    DISPLAY,
    FLOATING,
    GROUND,
    HERO,
    INK,
    INK_SOFT,
    LABEL,
    LEAD,
    PILL,
    RADIUS,
    SUNKEN,
    ease_out,
)
from kiosk.ui.widgets import button, primary
from kiosk.visit.events import LanguageChosen, ReprintAsked, Started
from kiosk.visit.screens.figures import FIGURES, draw_figure
from kiosk.visit.screens.frame import regions
from kiosk.visit.screens.screen import Answer, Local, Screen
from kiosk.visit.view import View

CYCLE_S = 12.0
FIRST_GONE_S, NEXT_GONE_S, FADE_S = 2.5, 1.4, 0.9
"""The first picture fades after 2.5 s of a cycle, the others 1.4 s apart; the last 1.8 s bring them back."""

RETURN_S = CYCLE_S - 1.8
FRAMES_PER_S = 12
LANGUAGES_SHOWN = 3


def presence(index: int, now_s: float) -> float:
    """Return how much of picture `index` is there, 0 to 1, at a time of the endless cycle."""
    at_s = now_s % CYCLE_S
    gone = ease_out((at_s - FIRST_GONE_S - index * NEXT_GONE_S) / FADE_S)
    back = ease_out((at_s - RETURN_S - index * 0.18) / FADE_S)
    return max(1.0 - gone, back)


class AttractScreen(Screen):
    """Keeps the four figures at the size of the window."""

    def __init__(self) -> None:
        self._figures: tuple[pygame.Surface, ...] = ()
        self._since_s: float | None = None

    def _at_s(self, now_s: float) -> float:
        """Return the time since the screen was first seen: it begins with all four pictures there."""
        if self._since_s is None:
            self._since_s = now_s
        return now_s - self._since_s

    def key(self, view: View, local: Local) -> Hashable:  # noqa: ARG002 -- as the others
        """Depend on the price, the languages and what may be kept, or is."""
        price, kept = (view.price_cents, view.currency), (view.kept > 0, _may_keep(view))
        return (price, view.languages, view.preparing, kept)

    def paint(self, canvas: Canvas, view: View, local: Local) -> None:  # noqa: ARG002 -- as the others
        """Draw promise, price and start button."""
        _ = canvas.gettext
        room = regions(canvas.box)
        canvas.fill(GROUND)
        _wordmark(canvas, room.header)
        _promise(canvas, may_keep=_may_keep(view))
        _sheet(canvas)
        price = canvas.money(view.price_cents, view.currency)
        line = Box(room.primary.x, room.primary.y - 112, room.primary.w, 88)
        block = canvas.text(price, line, Style(LEAD, Weight.BOLD, INK, 1.2), rise="middle")
        note = Box(line.x + block.w + 24, line.y, line.w - block.w - 24, line.h)
        canvas.text(
            _("for a sheet of photos, print and all"),
            note,
            Style(BODY, Weight.REGULAR, INK_SOFT),
            rise="middle",
        )
        primary(canvas, "start", room.primary, _("Touch to start"))
        _languages(canvas, view, room.footer)

    def moment(self, view: View, now_s: float) -> Hashable | None:  # noqa: ARG002 -- as the others
        """Change only while a picture fades."""
        at_s = self._at_s(now_s)
        return tuple(round(presence(i, at_s) * FRAMES_PER_S) for i in range(len(FIGURES)))

    def animate(self, canvas: Canvas, view: View, now_s: float) -> None:  # noqa: ARG002 -- as the others
        """Draw the four pictures as far as they are still there."""
        slots = _slots(canvas.kit)
        if not self._figures:
            size = canvas.kit.rect_px(slots[0]).size
            self._figures = tuple(draw_figure(f, size, round(12 * canvas.kit.scale)) for f in FIGURES)
        for index, (slot, figure) in enumerate(zip(slots, self._figures, strict=True)):
            canvas.restore(slot)
            figure.set_alpha(round(255 * presence(index, self._at_s(now_s))))
            canvas.surface.blit(figure, canvas.rect_px(slot))

    def spoken(self, language: Language, view: View, local: Local) -> str:  # noqa: ARG002 -- as the others
        """Say the promise, the price and how to start."""
        _ = language.gettext
        price = language.money(view.price_cents, view.currency)
        return " ".join(
            (
                _("This booth forgets you."),
                _("A sheet of photos costs {price}.").format(price=price),
                _("Touch the screen or press the round key to start."),
            )
        )

    def act(self, target_id: str, view: View, local: Local) -> Answer:  # noqa: ARG002 -- as the others
        """Start, at once in the language touched, or go to what is kept."""
        if target_id == "reprint":
            return local, (ReprintAsked(),)
        if target_id == "start":
            return local, (Started(),)
        if target_id.startswith("language:"):
            return local, (Started(), LanguageChosen(target_id.removeprefix("language:")))
        return local, ()


def _wordmark(canvas: Canvas, room: Box) -> None:
    canvas.icon("shutter", room.left(72), 64, ACCENT)
    canvas.text("Obscura", room.beside(92), Style(LABEL, Weight.BOLD, INK), rise="middle")


def _may_keep(view: View) -> bool:
    return any(extra is Extra.REPRINT for extra, _words in view.notice.extras)


def _promise(canvas: Canvas, *, may_keep: bool) -> None:
    _ = canvas.gettext
    room = regions(canvas.box)
    box = room.title.moved(0, -8)
    size = HERO if room.portrait else DISPLAY
    block = canvas.text(_("This booth forgets you."), box.top(300), Style(size, Weight.BOLD, INK, 1.05))
    words = _("Official photos, checked while you sit. When you leave, every picture is deleted.")
    if may_keep:
        words = _(
            "Official photos, checked while you sit. "
            "Every picture is deleted when you go, or later if you wish."
        )
    below = Box(box.x, box.y + block.h + 24, box.w, 170)
    canvas.text(words, below, Style(LABEL if room.portrait else BODY, Weight.REGULAR, INK_SOFT, 1.25))


def _stage_box(window: Box) -> Box:
    """Return where the sheet of pictures stands."""
    room = regions(window)
    if room.portrait:
        return Box(room.body.x, 648, room.body.w, room.primary.y - 128 - 648)
    return room.body


def _sheet_box(window: Box) -> Box:
    area = _stage_box(window)
    h = min(area.h - 24, 824)
    return area.middle(h * 0.8, h)


def _slots(kit: Kit) -> tuple[Box, ...]:
    sheet = _sheet_box(kit.box)
    room = sheet.inset(sheet.w * 0.075)
    return tuple(cell for row in room.rows(2, sheet.w * 0.05) for cell in row.columns(2, sheet.w * 0.05))


def _sheet(canvas: Canvas) -> None:
    area = _stage_box(canvas.box)
    sheet = _sheet_box(canvas.box)
    side = min(area.w, area.h + 40)
    canvas.panel(area.middle(side, side), PanelLook(ACCENT_TINT, PILL))
    canvas.panel(sheet, PanelLook(CARD, RADIUS, shadow=FLOATING))
    for slot in _slots(canvas.kit):
        canvas.panel(slot, PanelLook(SUNKEN, 12))


def _languages(canvas: Canvas, view: View, room: Box) -> None:
    """Draw languages to start in, and beside them the way to what is kept, while anything is."""
    choices = view.languages[: LANGUAGES_SHOWN - (view.kept > 0)]
    buttons = [(f"language:{choice.code}", choice.endonym, "globe") for choice in choices]
    if view.kept:
        buttons.append(("reprint", canvas.gettext("Reprint"), "printer"))
    narrow = view.kept and not regions(canvas.box).portrait  # the word alone fills the button
    for (target_id, label, icon), box in zip(buttons, room.columns(len(buttons) or 1, 24), strict=False):
        button(canvas, target_id, box, label, icon=None if narrow else icon)
