"""The code of a kept sheet: six digits, and one more try if they were wrong."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from kiosk.ui import number_pad
from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas, Language
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import ACCENT, BODY, CARD, GAP, GROUND, INK, OUTLINE, RADIUS_SMALL, TITLE
from kiosk.ui.widgets import button
from kiosk.visit.events import CodeAnswer, CodeTyped
from kiosk.visit.screens.frame import header, regions, title
from kiosk.visit.screens.screen import Answer, Local, Screen
from kiosk.visit.view import View

DIGITS = 6
CELL_H, SAID_H = 144.0, 104.0


class CodeScreen(Screen):
    """Comes before a visit: nothing of anybody is here yet. What is typed goes with the screen."""

    def key(self, view: View, local: Local) -> Hashable:  # noqa: ARG002 -- as the others
        """Depend on what came of the last code."""
        return view.visit.code_answer

    def paint(self, canvas: Canvas, view: View, local: Local) -> None:
        """Draw the digits typed, what came of the last ones, and the pad."""
        _ = canvas.gettext
        canvas.fill(GROUND)
        header(canvas, view)
        room = regions(canvas.box)
        title(canvas, _("What is your code?"), _said(canvas.language, view))
        body = room.body
        if room.portrait:
            body = Box(body.x, body.y, body.w, room.footer.y - 48 - body.y)
        cells = body.top(CELL_H).columns(DIGITS, GAP)
        for cell, digit in zip(cells, local.query.ljust(DIGITS), strict=True):
            typed = digit != " "
            canvas.panel(cell, PanelLook(CARD, RADIUS_SMALL, ACCENT if typed else OUTLINE, 4))
            canvas.text(digit.strip(), cell, Style(TITLE, Weight.BOLD, INK, 1.1), "centre", "middle")
        erase, _free = number_pad.digits(canvas, body.below(CELL_H + 2 * GAP))
        number_pad.erase(canvas, erase)
        button(canvas, "back", room.footer, _("Back"), icon="back", size=BODY)

    def spoken(self, language: Language, view: View, local: Local) -> str:
        """Ask for the code; say which digits are there and what came of the last ones."""
        typed = f"{', '.join(local.query)}." if local.query else ""
        said = (language.gettext("What is your code?"), _said(language, view), typed)
        return " ".join(words for words in said if words)

    def act(self, target_id: str, view: View, local: Local) -> Answer:  # noqa: ARG002 -- as the others
        """Type; the last digit sends the code and clears the cells."""
        kind, _colon, digit = target_id.partition(":")
        if kind == "digit":
            typed = local.query + digit
            if len(typed) == DIGITS:
                return replace(local, query=""), (CodeTyped(typed),)
            return replace(local, query=typed), ()
        return (replace(local, query=local.query[:-1]) if kind == "erase" else local), ()


def _said(language: Language, view: View) -> str:
    _ = language.gettext
    match view.visit.code_answer:
        case CodeAnswer.WRONG:
            return _("No sheet is kept under this code. Please try again.")
        case CodeAnswer.ASLEEP:
            return _("That code was wrong too often. Please wait a minute, then try again.")
        case _:
            return _("The six digits that this booth showed you when your photos were printed.")
