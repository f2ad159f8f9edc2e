"""The privacy notice, whole, in plain words and large type, page by page."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas, Language
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import BODY, GROUND, INK, INK_SOFT, LABEL, SMALL
from kiosk.ui.widgets import button, primary
from kiosk.visit.screens.frame import regions, title
from kiosk.visit.screens.screen import Answer, Local, Screen
from kiosk.visit.view import View

HEADING = Style(LABEL, Weight.SEMIBOLD, INK, 1.2)
TEXT = Style(BODY, Weight.REGULAR, INK_SOFT, 1.35)
BETWEEN = 40.0


class NoticeScreen(Screen):
    """Covers the screen it was opened from; closing comes back to it."""

    def key(self, view: View, local: Local) -> Hashable:
        """Depend on the notice and the page."""
        return view.notice, local.page

    def paint(self, canvas: Canvas, view: View, local: Local) -> None:
        """Draw one page of it."""
        _ = canvas.gettext
        canvas.targets.clear()
        canvas.layers.clear()
        canvas.fill(GROUND)
        room = regions(canvas.box)
        canvas.icon("shield", room.header.left(96), 72, INK)
        below = title(canvas, view.notice.title)
        area = room.body
        if room.portrait:
            area = Box(area.x, below + 40, area.w, room.second.y - 40 - below - 40)
        pages = paginate(canvas, area, view.notice.sections)
        page = min(local.page, len(pages) - 1)
        y = area.y
        for head, text in pages[page]:
            head_h = canvas.measure(head, HEADING, area.w).h
            canvas.text(head, Box(area.x, y, area.w, head_h), HEADING)
            y += head_h + 8
            text_h = canvas.measure(text, TEXT, area.w).h
            canvas.text(text, Box(area.x, y, area.w, text_h), TEXT)
            y += text_h + BETWEEN
        self._turn(canvas, page, len(pages))
        primary(canvas, "notice_close", room.primary, _("Close"), "check")

    def _turn(self, canvas: Canvas, page: int, pages: int) -> None:
        _ = canvas.gettext
        if pages < 2:
            return
        before, between, after = regions(canvas.box).second.columns(3, 24)
        if page > 0:
            button(canvas, "page_before", before, _("Page before"), icon="chevron_up", size=SMALL)
        words = _("Page {page} of {pages}").format(page=page + 1, pages=pages)
        canvas.text(words, between, Style(SMALL, Weight.REGULAR, INK), align="centre", rise="middle")
        if page < pages - 1:
            button(canvas, "page_after", after, _("Next page"), icon="chevron_down", size=SMALL)

    def spoken(self, language: Language, view: View, local: Local) -> str:  # noqa: ARG002 -- as the others
        """Say all of it, whatever the page."""
        return " ".join(f"{head}. {text}" for head, text in view.notice.sections)

    def act(self, target_id: str, view: View, local: Local) -> Answer:  # noqa: ARG002 -- as the others
        """Turn the page."""
        if target_id == "page_after":
            return replace(local, page=local.page + 1), ()
        if target_id == "page_before":
            return replace(local, page=max(local.page - 1, 0)), ()
        return local, ()


def paginate(canvas: Canvas, area: Box, parts: tuple[tuple[str, str], ...]) -> list[list[tuple[str, str]]]:
    """Return the sections spread over pages as they fit."""
    pages: list[list[tuple[str, str]]] = [[]]
    used = 0.0
    for head, text in parts:
        h = canvas.measure(head, HEADING, area.w).h + 8 + canvas.measure(text, TEXT, area.w).h
        if pages[-1] and used + h > area.h:
            pages.append([])
            used = 0.0
        pages[-1].append((head, text))
        used += h + BETWEEN
    return pages
