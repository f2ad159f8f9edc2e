"""Out of service: friendly, with the reason in plain words, nobody blamed, no money taken."""

from __future__ import annotations

from collections.abc import Hashable

from kiosk.messages.to_visit import BUSY
from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas, Language
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import ACCENT, ACCENT_TINT, DISPLAY, GROUND, HERO, INK, INK_SOFT, LABEL, PILL
from kiosk.ui.widgets import bullet, button
from kiosk.visit.events import ReprintAsked
from kiosk.visit.screens.frame import regions
from kiosk.visit.screens.screen import Answer, Local, Screen
from kiosk.visit.view import View


def reason_words(language: Language, reason: str) -> tuple[str, str]:
    """Return (icon, words) for a reason key such as `printer.out_of_paper`; the key itself is never shown."""
    _ = language.gettext
    match reason.partition(".")[0]:
        case "printer" if "paper" in reason or "media" in reason:
            return "printer", _("The paper has run out.")
        case "printer":
            return "printer", _("The printer needs a hand.")
        case "camera":
            return "camera", _("The camera needs a hand.")
        case "payment" | "money" | "coin" | "cashbox":
            return "coin", _("Payment is not possible just now.")
        case "light" | "lights":
            return "sun", _("The light needs a hand.")
        case "privacy" | "wipe" | "deletion":
            return "shield", _("We check that everything is deleted.")
        case _:
            return "wrench", _("We are looking after the booth.")


class OutOfServiceScreen(Screen):
    """Nothing to touch but the staff's hidden gesture, and the way to have a kept sheet deleted."""

    def key(self, view: View, local: Local) -> Hashable:  # noqa: ARG002 -- as the others
        """Depend on the reasons."""
        return (view.out_of_service, view.kept > 0)

    def paint(self, canvas: Canvas, view: View, local: Local) -> None:  # noqa: ARG002 -- as the others
        """Draw the apology and the reasons."""
        _ = canvas.gettext
        canvas.fill(GROUND)
        room = regions(canvas.box)
        bubble = Box(room.title.x, 240 if room.portrait else 144, 224, 224)
        canvas.panel(bubble, PanelLook(ACCENT_TINT, PILL))
        canvas.icon("clock", bubble, 136, ACCENT)
        words = Box(room.title.x, bubble.bottom + 56, room.title.w, 280)
        block = canvas.text(
            _("We will be back soon."),
            words,
            Style(HERO if room.portrait else DISPLAY, Weight.BOLD, INK, 1.08),
        )
        detail = Box(words.x, words.y + block.h + 24, words.w, 160)
        text = _("The booth is taking a short break. No money is accepted meanwhile.")
        canvas.text(text, detail, Style(LABEL, Weight.REGULAR, INK_SOFT, 1.25))
        x, y, w = (words.x, detail.bottom + 56, words.w)
        if not room.portrait:
            x, y, w = room.body.x, room.body.y + 120, room.body.w
        for icon, line in dict.fromkeys(reason_words(canvas.language, r) for r in view.out_of_service[:4]):
            bullet(canvas, Box(x, y, w, 104), icon, line, LABEL)
            y += 136
        if view.kept and BUSY not in view.out_of_service:
            button(canvas, "reprint", room.footer, _("Delete the sheet you keep here"), icon="bin")

    def spoken(self, language: Language, view: View, local: Local) -> str:  # noqa: ARG002 -- as the others
        """Say the apology and the reasons."""
        _ = language.gettext
        reasons = dict.fromkeys(reason_words(language, r)[1] for r in view.out_of_service)
        return " ".join(
            (
                _("We will be back soon."),
                _("The booth is taking a short break. No money is accepted meanwhile."),
                *reasons,
            )
        )

    def act(self, target_id: str, view: View, local: Local) -> Answer:  # noqa: ARG002 -- as the others
        """Ask for the code of what is kept: a yes may be taken back at any time."""
        return local, (ReprintAsked(),) if target_id == "reprint" else ()
