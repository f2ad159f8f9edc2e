"""The two questions that may come up anywhere: stop and delete? and: are you still there?"""

from __future__ import annotations

import math
from collections.abc import Hashable

from kiosk.ui.canvas import Canvas, Language
from kiosk.ui.theme import Tone
from kiosk.visit.flow import Place
from kiosk.visit.screens.overlay import question
from kiosk.visit.screens.screen import Local, Screen
from kiosk.visit.view import View


class StopQuestion(Screen):
    """Asks before everything is deleted."""

    def key(self, view: View, local: Local) -> Hashable:  # noqa: ARG002 -- as the others
        """Depend on whether money is in."""
        return (view.inserted_cents, view.visit.paid, view.visit.place)

    def paint(self, canvas: Canvas, view: View, local: Local) -> None:  # noqa: ARG002 -- as the others
        """Draw the question."""
        _ = canvas.gettext
        question(
            canvas,
            "bin",
            _("Stop and delete everything?"),
            _words(canvas.language, view),
            ("stop_decline", _("No, go on"), "back"),
            ("stop_confirm", _("Yes, stop and delete"), "bin"),
        )

    def spoken(self, language: Language, view: View, local: Local) -> str:  # noqa: ARG002 -- as the others
        """Say the question."""
        return f"{language.gettext('Stop and delete everything?')} {_words(language, view)}"


def _words(language: Language, view: View) -> str:
    _ = language.gettext
    deleted = _("Every picture is deleted at once.")
    if view.visit.place is Place.PRINTING:
        return deleted + " " + _("The sheet may still come out of the printer.")
    if view.inserted_cents > 0:
        amount = language.money(view.inserted_cents, view.currency)
        return deleted + " " + _("You get a voucher for {amount}.").format(amount=amount)
    return deleted


class WarningQuestion(Screen):
    """Tells that time is running out, and gives more for a single touch."""

    def key(self, view: View, local: Local) -> Hashable:  # noqa: ARG002 -- as the others
        """Depend on the whole seconds left."""
        return _seconds(view)

    def paint(self, canvas: Canvas, view: View, local: Local) -> None:  # noqa: ARG002 -- as the others
        """Draw the question and the seconds."""
        _ = canvas.gettext
        left = _seconds(view)
        question(
            canvas,
            "clock",
            _("Are you still there?"),
            _("Otherwise the visit ends.")
            if view.visit.reprint
            else _("Otherwise the visit ends and every picture is deleted."),
            ("extend", _("I need more time"), "clock"),
            ("stop_confirm", _("Stop and delete everything"), "bin"),
            tone=Tone.NOTE,
            big=canvas.ngettext("{count} second", "{count} seconds", left).format(count=left),
        )

    def spoken(self, language: Language, view: View, local: Local) -> str:  # noqa: ARG002 -- as the others
        """Say the question; the seconds in tens, so that it is not begun anew every second."""
        _ = language.gettext
        tens = max(math.ceil(_seconds(view) / 10) * 10, 10)
        left = language.ngettext("{count} second", "{count} seconds", tens).format(count=tens)
        question_words = _("Are you still there?")
        how = _("Press the round key for more time.")
        return f"{question_words} {left}. {how}"


def _seconds(view: View) -> int:
    return math.ceil(view.visit.warning_left_s or 0.0)
