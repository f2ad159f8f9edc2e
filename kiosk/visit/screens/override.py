"""A fair warning before a picture is taken although not everything is right."""

from __future__ import annotations

from kiosk.ui.canvas import Canvas
from kiosk.ui.theme import Tone
from kiosk.visit.screens.overlay import question
from kiosk.visit.view import View

ASKING = "override"


def override_question(canvas: Canvas, view: View) -> None:
    """Ask whether to go on anyway; nobody is kept from a photo that they cannot make better."""
    _ = canvas.gettext
    tries = view.visit.retakes_left
    later = canvas.ngettext(
        "You can look at it first, and take {count} more.",
        "You can look at it first, and take {count} more.",
        tries,
    ).format(count=tries)
    question(
        canvas,
        "warning",
        _("Not everything is right yet"),
        _("The office may refuse this photo.") + " " + later,
        ("override_decline", _("Keep trying"), "back"),
        ("override_confirm", _("Take it anyway"), "shutter"),
        tone=Tone.NOTE,
    )
