"""Language: every language by its own name."""

from __future__ import annotations

from collections.abc import Hashable

from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas, Language
from kiosk.ui.theme import GROUND
from kiosk.ui.widgets import Kind, button, card, choice
from kiosk.visit.events import LanguageChosen
from kiosk.visit.screens.frame import footer, header, regions, title
from kiosk.visit.screens.overlay import dim
from kiosk.visit.screens.screen import Answer, Local, Screen
from kiosk.visit.view import View

ROW_H = 136


class LanguageScreen(Screen):
    """Choosing goes on at once."""

    def key(self, view: View, local: Local) -> Hashable:  # noqa: ARG002 -- as the others
        """Depend on the languages."""
        return view.languages

    def paint(self, canvas: Canvas, view: View, local: Local) -> None:  # noqa: ARG002 -- as the others
        """Draw a card per language."""
        _ = canvas.gettext
        canvas.fill(GROUND)
        header(canvas, view)
        title(canvas, _("Which language suits you?"), _("You can change it later on any screen."))
        _cards(canvas, view, regions(canvas.box).body)
        footer(canvas)

    def spoken(self, language: Language, view: View, local: Local) -> str:  # noqa: ARG002 -- as the others
        """Say the question and the languages by their own names."""
        names = ", ".join(choice.endonym for choice in view.languages)
        return f"{language.gettext('Which language suits you?')} {names}"

    def act(self, target_id: str, view: View, local: Local) -> Answer:  # noqa: ARG002 -- as the others
        """Go on in the language touched."""
        kind, _colon, code = target_id.partition(":")
        return local, (LanguageChosen(code),) if kind == "language" else ()


def _cards(canvas: Canvas, view: View, room: Box) -> None:
    columns = 1 if len(view.languages) * (ROW_H + 24) <= room.h else 2
    per_column = -(-len(view.languages) // columns)
    for index, language in enumerate(view.languages):
        column = room.columns(columns, 24)[index // per_column]
        row = Box(column.x, column.y + (index % per_column) * (ROW_H + 24), column.w, ROW_H)
        present = language.code == view.visit.language
        choice(canvas, f"language:{language.code}", row, language.endonym, icon="globe", selected=present)


def languages_question(canvas: Canvas, view: View) -> None:
    """Draw the languages over the screen one is on."""
    dim(canvas)
    _ = canvas.gettext
    w = min(canvas.box.w - 128, 952)
    columns = 1 if len(view.languages) <= 5 else 2
    rows_h = -(-len(view.languages) // columns) * (ROW_H + 24)
    box = canvas.box.middle(w, rows_h + 96 + 128)
    card(canvas, box, floating=True)
    room = box.inset(48, 48)
    _cards(canvas, view, room.top(rows_h - 24 + 1))
    button(canvas, "close", room.bottom_part(128), _("Close"), kind=Kind.SECONDARY, icon="cross")
