"""A kept sheet: print it again for the price, or have it deleted now."""

from __future__ import annotations

from collections.abc import Hashable

from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas, Language
from kiosk.ui.theme import GROUND, LABEL
from kiosk.ui.widgets import Kind, bullet, button, primary, waiting
from kiosk.visit.events import DeleteSheet, PrintAgain
from kiosk.visit.screens.frame import footer, header, regions, title
from kiosk.visit.screens.screen import Answer, Local, Screen
from kiosk.visit.view import View

ROW_H, BETWEEN = 136.0, 24.0


class ReprintScreen(Screen):
    """Shows nothing of the sheet: whoever knows the code has seen it already."""

    def key(self, view: View, local: Local) -> Hashable:  # noqa: ARG002 -- as the others
        """Depend on the price, the minutes and whether anything can be printed."""
        return (view.price_cents, view.currency, view.visit.kept_minutes, view.out_of_service)

    def paint(self, canvas: Canvas, view: View, local: Local) -> None:  # noqa: ARG002 -- as the others
        """Draw what can be done and until when, and the two buttons."""
        _ = canvas.gettext
        canvas.fill(GROUND)
        header(canvas, view)
        room = regions(canvas.box)
        below = title(canvas, _("Your sheet is still here"))
        body = room.body
        if room.portrait:
            body = Box(body.x, below + 2 * BETWEEN, body.w, body.bottom - below)
        for icon, words in _lines(canvas.language, view):
            bullet(canvas, body.top(ROW_H), icon, words, LABEL)
            body = body.below(ROW_H + BETWEEN)
        button(canvas, "delete", room.second, _("Delete now"), kind=Kind.SECONDARY, icon="bin", size=LABEL)
        if view.out_of_service:
            waiting(canvas, room.primary, _("Nothing can be printed just now"), "printer")
        else:
            again = _("Print again for {price}")
            price = canvas.money(view.price_cents, view.currency)
            primary(canvas, "again", room.primary, again.format(price=price), "printer")
        footer(canvas)

    def spoken(self, language: Language, view: View, local: Local) -> str:  # noqa: ARG002 -- as the others
        """Say what can be done and until when."""
        words = " ".join(words for _icon, words in _lines(language, view))
        return f"{language.gettext('Your sheet is still here')}. {words}"

    def act(self, target_id: str, view: View, local: Local) -> Answer:  # noqa: ARG002 -- as the others
        """Print again, or delete."""
        match target_id:
            case "again":
                return local, (PrintAgain(),)
            case "delete":
                return local, (DeleteSheet(),)
        return local, ()


def _lines(language: Language, view: View) -> tuple[tuple[str, str], ...]:
    """Return (icon, words) of what is to be read."""
    _ = language.gettext
    minutes = view.visit.kept_minutes
    locked = language.ngettext(
        "The sheet is locked. In {count} minute at the latest it is deleted.",
        "The sheet is locked. In {count} minutes at the latest it is deleted.",
        minutes,
    )
    price = language.money(view.price_cents, view.currency)
    again = ("printer", _("You can print it again for {price}.").format(price=price))
    return (
        ("lock", locked.format(count=minutes)),
        *(() if view.out_of_service else (again,)),
        ("bin", _("You can have it deleted now, at no cost.")),
    )
