"""A fair warning before a picture is taken although not everything is right."""

from __future__ import annotations

from kiosk.ui.canvas import Canvas, Language
from kiosk.ui.theme import Tone
from kiosk.visit.screens.overlay import question
from kiosk.visit.view import View

ASKING = "override"


def override_words(language: Language, view: View) -> str:
    """Return what going on anyway means: for the photo's acceptance, and for those who cannot comply."""
    _ = language.gettext
    tries = view.visit.retakes_left
    later = language.ngettext(
        "You can look at it first, and take {count} more.",
        "You can look at it first, and take {count} more.",
        tries,
    ).format(count=tries)
    ways_out = () if view.live is None else view.live.ways_out
    return " ".join((_("The office may refuse this photo."), *map(_, ways_out), later))


def override_question(canvas: Canvas, view: View) -> None:
    """Ask whether to go on anyway; nobody is kept from a photo that they cannot make better."""
    _ = canvas.gettext
    question(
        canvas,
        "warning",
        _("Not everything is right yet"),
        override_words(canvas.language, view),
        ("override_decline", _("Keep trying"), "back"),
        ("override_confirm", _("Take it anyway"), "shutter"),
        tone=Tone.NOTE,
    )
