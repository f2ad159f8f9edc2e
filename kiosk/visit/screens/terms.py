"""Terms: what one gets and pays, what happens with the picture, and an explicit yes."""

from __future__ import annotations

from collections.abc import Hashable

from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas, Gettext, Language
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight, isolate
from kiosk.ui.theme import ACCENT, ACCENT_TINT, BODY, GROUND, INK, INK_SOFT, LABEL, RADIUS_SMALL, SMALL, TITLE
from kiosk.ui.widgets import bullet, button, card, primary
from kiosk.visit.flow import Agreed, NoticeOpened
from kiosk.visit.screens.document_search import document_icon
from kiosk.visit.screens.frame import footer, header, regions, title
from kiosk.visit.screens.screen import Answer, Local, Screen
from kiosk.visit.view import View

OFFER_H = 240


def promises(_: Gettext) -> tuple[tuple[str, str], ...]:
    """Return (icon, words) of the short notice."""
    return (
        ("no_network", _("Your pictures never leave this booth.")),
        ("bin", _("They are deleted when your visit ends.")),
        ("person", _("We do not ask who you are.")),
        ("eye", _("We check pose and light. We recognise nobody.")),
    )


class TermsScreen(Screen):
    """Reading more and agreeing are two different buttons."""

    def key(self, view: View, local: Local) -> Hashable:  # noqa: ARG002 -- as the others
        """Depend on what is sold and for how much."""
        return (view.document, view.price_cents, view.currency, view.visit.paid)

    def paint(self, canvas: Canvas, view: View, local: Local) -> None:  # noqa: ARG002 -- as the others
        """Draw offer, promises and the two buttons."""
        _ = canvas.gettext
        canvas.fill(GROUND)
        header(canvas, view)
        room = regions(canvas.box)
        below = title(canvas, _("Do you agree?"))
        if room.portrait:
            offer = Box(room.body.x, below + 32, room.body.w, OFFER_H)
            area = Box(offer.x, offer.bottom + 40, offer.w, room.second.y - 32 - offer.bottom - 40)
        else:
            offer = room.body.top(OFFER_H)
            area = room.body.below(OFFER_H + 40)
        _offer(canvas, view, offer)
        note_h = 120
        for (icon, words), row in zip(promises(_), area.top(area.h - note_h - 24).rows(4, 8), strict=True):
            bullet(canvas, row, icon, words, LABEL)
        note = _("“I agree” means: I accept the price, and the booth may take, check and print my picture.")
        canvas.text(
            note, area.bottom_part(note_h), Style(SMALL, Weight.REGULAR, INK_SOFT, 1.3), rise="middle"
        )
        button(canvas, "read", room.second, _("Read the whole privacy notice"), icon="shield")
        primary(canvas, "agree", room.primary, _("I agree"), "check")
        footer(canvas)

    def spoken(self, language: Language, view: View, local: Local) -> str:  # noqa: ARG002 -- as the others
        """Say the offer and the promises."""
        _ = language.gettext
        what = view.document.title if view.document else ""
        price = language.money(view.price_cents, view.currency)
        return " ".join((_("Do you agree?"), what, price, *(words for _icon, words in promises(_))))

    def act(self, target_id: str, view: View, local: Local) -> Answer:  # noqa: ARG002 -- as the others
        """Agree, or read more."""
        if target_id == "agree":
            return local, (Agreed(),)
        return (local, (NoticeOpened(),)) if target_id == "read" else (local, ())


def _offer(canvas: Canvas, view: View, box: Box) -> None:
    """Draw the document on the left and the price, large, on the right."""
    _ = canvas.gettext
    room = card(canvas, box)
    price = canvas.money(view.price_cents, view.currency)
    price_style = Style(TITLE, Weight.BOLD, INK, 1.1)
    price_w = canvas.kit.text.width(price, price_style) + 8
    canvas.text(price, room.right_part(price_w), price_style, align="right", rise="middle")
    document = view.document
    if document is None:
        return
    canvas.panel(room.left(112).middle(112, 112), PanelLook(ACCENT_TINT, RADIUS_SMALL + 8))
    canvas.icon(document_icon(document), room.left(112), 72, ACCENT)
    words = Box(room.x + 144, room.y, room.w - 144 - price_w - 24, room.h)
    copies = canvas.ngettext("{count} photo, {size}", "{count} photos, {size}", document.copies)
    details = [document.country]
    if document.copies:
        details.append(copies.format(count=document.copies, size=isolate(document.size_label)))
    detail_style = Style(BODY, Weight.REGULAR, INK_SOFT, 1.2)
    detail_h = detail_style.size * detail_style.leading
    title_style = Style(LABEL, Weight.SEMIBOLD, INK, 1.1)
    title_h = canvas.measure(document.title, title_style, words.w, words.h - len(details) * detail_h).h
    block = words.middle(words.w, title_h + len(details) * detail_h)
    canvas.text(document.title, block.top(title_h), title_style)
    for text, row in zip(details, block.below(title_h).rows(len(details), 0), strict=True):
        canvas.text(text, row, detail_style, rise="middle")
