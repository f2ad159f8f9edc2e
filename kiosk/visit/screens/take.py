"""Taking the photo along: onto the customer's own stick, as it is or in a file that asks for a password."""

from __future__ import annotations

from collections.abc import Hashable

from kiosk.compliance.hints import N_
from kiosk.portability.stick import Outcome
from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas, Language
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import ACCENT, GROUND, LABEL, TITLE
from kiosk.ui.widgets import Kind, bullet, button, primary, waiting
from kiosk.visit.events import TakeAlong, TakenAlong
from kiosk.visit.screens.frame import footer, header, regions, title
from kiosk.visit.screens.screen import Answer, Local, Screen
from kiosk.visit.view import View

ROW_H = 136.0
BUTTON_H = 144.0
BETWEEN = 24.0

TROUBLE: dict[Outcome, str] = {
    Outcome.NO_STICK: N_("There is no stick yet. Put it in and try again."),
    Outcome.SEVERAL_STICKS: N_("There is more than one stick. Leave only yours in and try again."),
    Outcome.NOT_ONLY_A_STICK: N_("This is more than a stick. Please use a plain one."),
    Outcome.ODD_SIZE: N_("This stick has a size that this booth does not know. Please use another one."),
    Outcome.ODD_FILE_SYSTEM: N_(
        "This booth writes to sticks with FAT or exFAT only. Please use another one."
    ),
    Outcome.WRITE_PROTECTED: N_("This stick is write-protected. Open its lock and try again."),
    Outcome.FULL: N_("This stick is full. Please use another one."),
    Outcome.FAILED: N_("That did not work. Put the stick in again, or use another one."),
}
"""What to do about each outcome but success."""

PUT_IN = N_("Put your USB stick in and choose:")
LOCKED = N_("A file with a password is a PDF. Your computer or phone opens it, and your photo is in it.")
NOTHING_ELSE = N_("The file holds your photo and nothing else. What is on the stick stays as it is.")
WRITE_DOWN = N_("Your password. Write it down now: it is shown only here, and nobody keeps it.")


class TakeScreen(Screen):
    """Two ways to write, and the way on; both ways may be used, one after the other."""

    def key(self, view: View, local: Local) -> Hashable:  # noqa: ARG002 -- as the others
        """Depend on what is being done, what came of it, and the password."""
        return (view.visit.writing, view.visit.stick, view.password)

    def paint(self, canvas: Canvas, view: View, local: Local) -> None:  # noqa: ARG002 -- as the others
        """Draw what to do or what came of it, then the buttons."""
        _ = canvas.gettext
        canvas.fill(GROUND)
        header(canvas, view)
        room = regions(canvas.box)
        title(canvas, _heading(canvas.language, view))
        body = room.body
        for icon, words in _lines(canvas.language, view):
            bullet(canvas, body.top(ROW_H), icon, words, LABEL)
            body = body.below(ROW_H + BETWEEN)
        if _shows_password(view):
            style = Style(TITLE, Weight.BOLD, ACCENT, 1.1)
            canvas.text(view.password or "", body.top(ROW_H), style, rise="middle")
        if view.visit.writing:
            waiting(canvas, room.primary, _("One moment, please"), "document")
        else:
            written = view.visit.stick is Outcome.WRITTEN
            above = room.body.bottom_part(2 * BUTTON_H + BETWEEN)
            plain, locked = above.top(BUTTON_H), above.bottom_part(BUTTON_H)
            _way(canvas, "take:plain", plain, _("Save the photo"), "person")
            _way(canvas, "take:locked", locked, _("Save it with a password"), "lock")
            primary(canvas, "taken", room.primary, _("Done") if written else _("Go on without"), "check")
        footer(canvas, back=False)

    def spoken(self, language: Language, view: View, local: Local) -> str:  # noqa: ARG002 -- as the others
        """Say what to do or what came of it; a password digit by digit."""
        words = [_heading(language, view), *(line for _icon, line in _lines(language, view))]
        if _shows_password(view):
            words.append(" ".join((view.password or "").replace(" ", ",")) + ".")
        return " ".join(words)

    def act(self, target_id: str, view: View, local: Local) -> Answer:  # noqa: ARG002 -- as the others
        """Write, or go on."""
        match target_id:
            case "take:plain" | "take:locked":
                return local, (TakeAlong(locked=target_id == "take:locked"),)
            case "taken":
                return local, (TakenAlong(),)
        return local, ()


def _shows_password(view: View) -> bool:
    return view.password is not None and view.visit.stick is Outcome.WRITTEN and not view.visit.writing


def _heading(language: Language, view: View) -> str:
    _ = language.gettext
    if view.visit.writing:
        return _("Writing to your stick")
    return (
        _("Your photo is on your stick")
        if view.visit.stick is Outcome.WRITTEN
        else _("Take your photo along?")
    )


def _lines(language: Language, view: View) -> tuple[tuple[str, str], ...]:
    """Return (icon, words) of what is to be read."""
    _ = language.gettext
    outcome = view.visit.stick
    if view.visit.writing:
        return (("hand", _("Leave it in until this is done.")),)
    if outcome is Outcome.WRITTEN:
        taken = ("check", _("You can pull it out now."))
        return (taken, ("lock", _(WRITE_DOWN))) if _shows_password(view) else (taken,)
    first = ("tray", _(PUT_IN)) if outcome is None else ("warning", _(TROUBLE[outcome]))
    return (first, ("lock", _(LOCKED)), ("shield", _(NOTHING_ELSE)))


def _way(canvas: Canvas, target_id: str, box: Box, label: str, icon: str) -> None:
    button(canvas, target_id, box, label, kind=Kind.SECONDARY, icon=icon, size=LABEL)
