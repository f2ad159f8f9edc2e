"""Document: what the photo is for — the usual ones at once, all others by search."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas, Language
from kiosk.ui.keyboard import HEIGHT as KEYBOARD_H
from kiosk.ui.keyboard import keyboard
from kiosk.ui.text import Style, isolate
from kiosk.ui.theme import BODY, GROUND, INK_SOFT, Tone
from kiosk.ui.widgets import button, choice, search_field
from kiosk.visit.events import DocumentChosen
from kiosk.visit.screens.document_search import document_icon, matching
from kiosk.visit.screens.frame import Regions, footer, header, regions, title
from kiosk.visit.screens.overlay import question
from kiosk.visit.screens.screen import Answer, Local, Screen
from kiosk.visit.view import DocumentChoice, View

SEARCH_H, ROW_H, GAP = 112, 136, 20
ADVICE = "advice:"
LONGEST_QUERY = 24


def listed(view: View, local: Local) -> tuple[DocumentChoice, ...]:
    """Return the documents to list: favourites at first, all when asked for, or what matches."""
    if local.query or local.browsing:
        return matching(view.documents, local.query)
    favourites = tuple(d for d in view.documents if d.favourite)
    return favourites or view.documents


class DocumentScreen(Screen):
    """Touching a document chooses it; one for which a booth's print is useless gives advice first."""

    def key(self, view: View, local: Local) -> Hashable:  # noqa: ARG002 -- as the others
        """Depend on the documents."""
        return view.documents

    def paint(self, canvas: Canvas, view: View, local: Local) -> None:
        """Draw search field, list and, while typing, the keyboard."""
        _ = canvas.gettext
        canvas.fill(GROUND)
        header(canvas, view)
        room = regions(canvas.box)
        below = title(canvas, _("What is the photo for?"))
        field = Box(room.title.x, below + 32, room.title.w, SEARCH_H)
        search_field(canvas, "search", field, local.query, _("Country or document"), active=local.typing)
        area = _list_area(room, field, typing=local.typing)
        documents = listed(view, local)
        per_page = self._list(canvas, documents, area, local)
        if local.typing:
            board = Box(area.x, area.bottom + 24, area.w, KEYBOARD_H)
            keyboard(canvas, board, space=_("Space"), delete=_("Delete"), done=_("Done"))
        else:
            self._more(canvas, view, local, -(-len(documents) // per_page))
        footer(canvas)
        if local.asking is not None and local.asking.startswith(ADVICE):
            self._advice(canvas, view, local.asking.removeprefix(ADVICE))

    def _list(self, canvas: Canvas, documents: tuple[DocumentChoice, ...], area: Box, local: Local) -> int:
        """Draw a page of the list; returns how many fit on one."""
        per_page = max(int((area.h + GAP) // (ROW_H + GAP)), 1)
        page = min(local.page, max(-(-len(documents) // per_page) - 1, 0))
        if not documents:
            words = canvas.gettext("Nothing found. Try the name of the country.")
            canvas.text(words, area.top(120), Style(BODY, colour=INK_SOFT), rise="middle")
        for index, document in enumerate(documents[page * per_page : (page + 1) * per_page]):
            row = Box(area.x, area.y + index * (ROW_H + GAP), area.w, ROW_H)
            choice(
                canvas,
                f"document:{document.id}",
                row,
                document.title,
                document.country,
                icon=document_icon(document),
                note=isolate(document.size_label) if document.size_label else "",
            )
        return per_page

    def _more(self, canvas: Canvas, view: View, local: Local, pages: int) -> None:
        """Draw the way to all documents, or through their pages."""
        _ = canvas.gettext
        room = regions(canvas.box).primary
        if not local.browsing and not local.query:
            words = canvas.ngettext("All {count} document", "All {count} documents", len(view.documents))
            button(canvas, "all", room, words.format(count=len(view.documents)), icon="document")
            return
        if pages <= 1:
            button(canvas, "favourites", room, _("The usual documents"), icon="star")
            return
        before, after = room.columns(2, 24)
        if local.page > 0:
            button(canvas, "page_before", before, _("Page before"), icon="chevron_up")
        else:
            button(canvas, "favourites", before, _("The usual documents"), icon="star")
        if local.page < pages - 1:
            button(canvas, "page_after", after, _("Next page"), icon="chevron_down")

    def _advice(self, canvas: Canvas, view: View, document_id: str) -> None:
        _ = canvas.gettext
        document = next((d for d in view.documents if d.id == document_id), None)
        if document is None or document.advice is None:
            return
        anyway = ("advice_confirm", _("Take a photo anyway"), "camera") if document.size_label else None
        question(
            canvas,
            "warning",
            _("A print may not help you here"),
            document.advice,
            ("advice_decline", _("Choose another document"), "back"),
            anyway,
            tone=Tone.NOTE,
        )

    def spoken(self, language: Language, view: View, local: Local) -> str:
        """Say the question and what is listed; or the advice."""
        _ = language.gettext
        if local.asking is not None and local.asking.startswith(ADVICE):
            chosen = local.asking.removeprefix(ADVICE)
            advice = next((d.advice for d in view.documents if d.id == chosen), None)
            return f"{_('A print may not help you here')}. {advice or ''}"
        names = ", ".join(f"{d.title} {d.country}" for d in listed(view, local)[:8])
        return f"{_('What is the photo for?')} {names}"

    def act(self, target_id: str, view: View, local: Local) -> Answer:
        """Choose, type, turn pages."""
        kind, _colon, rest = target_id.partition(":")
        match kind:
            case "document":
                return self._chosen(view, local, rest)
            case "advice_confirm" if local.asking is not None:
                return Local(), (DocumentChosen(local.asking.removeprefix(ADVICE)),)
            case "advice_decline":
                return replace(local, asking=None), ()
            case "search":
                return replace(local, typing=True, page=0), ()
            case "key":
                return typed(local, rest), ()
            case "all":
                return Local(browsing=True), ()
            case "favourites":
                return Local(), ()
            case "page_before":
                return replace(local, page=max(local.page - 1, 0)), ()
            case "page_after":
                return replace(local, page=local.page + 1), ()
        return local, ()

    def _chosen(self, view: View, local: Local, document_id: str) -> Answer:
        document = next((d for d in view.documents if d.id == document_id), None)
        if document is not None and document.advice is not None:
            return replace(local, asking=ADVICE + document_id), ()
        return local, (DocumentChosen(document_id),)


def typed(local: Local, key: str) -> Local:
    """Return the local state after a key of the on-screen keyboard."""
    if key == "done":
        return replace(local, typing=False, browsing=True)
    if key == "delete":
        return replace(local, query=local.query[:-1], page=0)
    letter = " " if key == "space" else key
    return replace(local, query=(local.query + letter).lstrip()[:LONGEST_QUERY], page=0)


def _list_area(room: Regions, field: Box, *, typing: bool) -> Box:
    if not room.portrait:
        return room.body.top(room.body.h - (KEYBOARD_H + 24 if typing else 0))
    y = field.bottom + 32
    end = room.footer.y - 32 - KEYBOARD_H - 24 if typing else room.primary.y - 32
    return Box(field.x, y, field.w, end - y)
