"""Printing: the sheet comes out of the printer as far as it has come."""

from __future__ import annotations

import math
from collections.abc import Hashable

import pygame

from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas, Language
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import (
    ACCENT,
    ACCENT_SOFT,
    ACCENT_TINT,
    CARD,
    FLOATING,
    GROUND,
    INK,
    LABEL,
    PILL,
    RADIUS_LARGE,
    RAISED,
    SUNKEN,
)
from kiosk.ui.widgets import bullet, progress_bar, waiting
from kiosk.visit.screens.figures import draw_silhouette
from kiosk.visit.screens.frame import footer, header, regions, title
from kiosk.visit.screens.screen import Local, Screen
from kiosk.visit.view import View

SHEET_ASPECT = 0.8
STARTED = 0.02
"""From this share on the printer is at work; before, the sheet is being made."""

EASE = 0.12
"""Share of the missing way the drawn sheet moves per frame: the printer reports in jumps."""


def doing(language: Language, share: float) -> str:
    """Return in words what is happening at this share of the print."""
    _ = language.gettext
    if share < 0.15:
        return _("Preparing your sheet")
    return _("Printing in fine layers") if share < 0.85 else _("Nearly done")


class PrintingScreen(Screen):
    """Remembers how far the sheet was drawn, to move it smoothly."""

    def __init__(self) -> None:
        self._drawn = 0.0
        self._silhouette: pygame.Surface | None = None

    def key(self, view: View, local: Local) -> Hashable:  # noqa: ARG002 -- as the others
        """Depend on the words only; the sheet moves by itself."""
        return doing(_SOURCE, view.visit.print_progress)

    def paint(self, canvas: Canvas, view: View, local: Local) -> None:  # noqa: ARG002 -- as the others
        """Draw printer and words."""
        _ = canvas.gettext
        canvas.fill(GROUND)
        header(canvas, view)
        room = regions(canvas.box)
        title(canvas, _("Your photos are being printed"))
        canvas.panel(_scene(canvas.box), PanelLook(ACCENT_TINT, RADIUS_LARGE))
        below = _below(canvas.box)
        style = Style(LABEL, Weight.SEMIBOLD, INK, 1.1)
        canvas.text(doing(canvas.language, view.visit.print_progress), below.top(56), style)
        tray = _("They come out in the tray below the screen.")
        bullet(canvas, Box(below.x, below.y + 144, below.w, 104), "tray", tray, LABEL)
        waiting(canvas, room.primary, _("One moment, please"), "printer")
        footer(canvas, back=False)
        if self._drawn > view.visit.print_progress:
            self._drawn = 0.0

    def moment(self, view: View, now_s: float) -> Hashable | None:
        """Move until the sheet is where the printer says it is."""
        if view.visit.print_progress < STARTED:
            return round(now_s * 25)
        resting = abs(self._drawn - view.visit.print_progress) < 0.002
        return round(view.visit.print_progress, 3) if resting else round(now_s * 25)

    def animate(self, canvas: Canvas, view: View, now_s: float) -> None:
        """Draw the sheet as far as it has come, and the bar."""
        self._drawn += (view.visit.print_progress - self._drawn) * EASE
        scene = _scene(canvas.box)
        canvas.restore(scene)
        printer = Box(scene.centre[0] - 320, scene.y + 96, 640, 184)
        slot_y = printer.bottom - 44
        canvas.surface.set_clip(canvas.rect_px(Box(scene.x, slot_y, scene.w, scene.bottom - slot_y)))
        h = scene.bottom - slot_y - 40
        w = h * SHEET_ASPECT
        sheet = Box(scene.centre[0] - w / 2, slot_y - h * (1 - self._drawn), w, h)
        canvas.panel(sheet, PanelLook(CARD, 12, shadow=RAISED))
        cells = [
            cell for row in sheet.inset(w * 0.075).rows(2, w * 0.05) for cell in row.columns(2, w * 0.05)
        ]
        size = canvas.rect_px(cells[0]).size
        if self._silhouette is None or self._silhouette.get_size() != size:
            self._silhouette = draw_silhouette(size, round(10 * canvas.kit.scale))
        for cell in cells:
            canvas.surface.blit(self._silhouette, canvas.rect_px(cell).topleft)
        canvas.surface.set_clip(None)
        _printer(canvas, printer)
        below = _below(canvas.box)
        bar = Box(below.x, below.y + 80, below.w, 28)
        canvas.restore(bar)
        if view.visit.print_progress >= STARTED:
            progress_bar(canvas, bar, self._drawn)
        else:
            _searching_bar(canvas, bar, now_s)

    def spoken(self, language: Language, view: View, local: Local) -> str:  # noqa: ARG002 -- as the others
        """Say what is happening."""
        _ = language.gettext
        return f"{_('Your photos are being printed')}. {doing(language, view.visit.print_progress)}."


def _scene(window: Box) -> Box:
    room = regions(window)
    if room.portrait:
        return Box(room.body.x, 392, room.body.w, room.primary.y - 320 - 392)
    return room.body.top(room.body.h - 280)


def _below(window: Box) -> Box:
    scene = _scene(window)
    return Box(scene.x, scene.bottom + 40, scene.w, 248)


def _searching_bar(canvas: Canvas, bar: Box, now_s: float) -> None:
    """Draw a short piece that wanders to and fro: work is going on, how long is not known yet."""
    progress_bar(canvas, bar, 0.0)
    w = bar.w * 0.22
    place = 0.5 - 0.5 * math.cos(now_s * 1.8)
    canvas.panel(Box(bar.x + (bar.w - w) * place, bar.y, w, bar.h), PanelLook(ACCENT_SOFT, PILL))


def _printer(canvas: Canvas, box: Box) -> None:
    """Draw the front of a printer with its slot; the slot's upper lip hides the sheet's start."""
    canvas.panel(box.top(box.h - 44), PanelLook(CARD, RADIUS_LARGE, shadow=FLOATING))
    canvas.panel(Box(box.x + 60, box.bottom - 68, box.w - 120, 24), PanelLook(INK, PILL))
    canvas.panel(Box(box.x + 48, box.y + 44, 16, 16), PanelLook(ACCENT, PILL))
    canvas.panel(Box(box.x + 80, box.y + 46, 96, 12), PanelLook(SUNKEN, PILL))


_SOURCE = Language("en", str, lambda one, many, n: one if n == 1 else many, lambda _cents, _currency: "")
