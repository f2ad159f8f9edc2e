"""Terms: what one gets and pays, what happens with the picture, and an explicit yes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from kiosk.privacy.consent import Extra, consent_to
from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas, Gettext, Language
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight, isolate
from kiosk.ui.theme import (
    ACCENT,
    ACCENT_TINT,
    BODY,
    GROUND,
    INK,
    INK_SOFT,
    LABEL,
    MIN_TARGET,
    RADIUS_SMALL,
    SMALL,
    TITLE,
)
from kiosk.ui.widgets import bullet, button, card, primary, switch
from kiosk.visit.events import Agreed, NoticeOpened
from kiosk.visit.screens.document_search import document_icon
from kiosk.visit.screens.frame import footer, header, regions, title
from kiosk.visit.screens.screen import Answer, Local, Screen
from kiosk.visit.view import View

OFFER_H = 240
NOTE_H = 120
SWITCH_H = MIN_TARGET
BETWEEN_SWITCHES = 12


class TermsScreen(Screen):
    """Reading more, choosing each extra and agreeing are different buttons; no extra is chosen beforehand."""

    def key(self, view: View, local: Local) -> Hashable:  # noqa: ARG002 -- as the others
        """Depend on the notice, and on what is sold for how much."""
        return (view.notice, view.document, view.price_cents, view.currency, view.visit.paid)

    def paint(self, canvas: Canvas, view: View, local: Local) -> None:
        """Draw offer, first layer of the notice, extras and the two buttons."""
        _ = canvas.gettext
        canvas.fill(GROUND)
        header(canvas, view)
        room = regions(canvas.box)
        below = title(canvas, _("Do you agree?"))
        if room.portrait:
            offer = Box(room.body.x, below + 32, room.body.w, OFFER_H)
            area = Box(offer.x, offer.bottom + 32, offer.w, room.second.y - 24 - offer.bottom - 32)
        else:
            offer = room.body.top(OFFER_H)
            area = room.body.below(OFFER_H + 32)
        _offer(canvas, view, offer)
        notice = view.notice
        extras_h = len(notice.extras) * (SWITCH_H + BETWEEN_SWITCHES)
        lines = area.top(area.h - NOTE_H - extras_h - 24)
        size = BODY if notice.extras else LABEL
        for (icon, words), row in zip(notice.short, lines.rows(len(notice.short), 8), strict=True):
            bullet(canvas, row, icon, words, size)
        switches = area.below(lines.h + 12).rows(len(notice.extras), BETWEEN_SWITCHES, SWITCH_H)
        for (extra, words), row in zip(notice.extras, switches, strict=True):
            chosen = extra in local.extras
            switch(canvas, f"extra:{extra}", row, words, on=chosen, state=_answer(_, chosen=chosen))
        style = Style(SMALL, Weight.REGULAR, INK_SOFT, 1.3)
        canvas.text(notice.agree, area.bottom_part(NOTE_H), style, rise="middle")
        button(canvas, "read", room.second, _("Read the whole privacy notice"), icon="shield")
        primary(canvas, "agree", room.primary, _("I agree"), "check")
        footer(canvas)

    def spoken(self, language: Language, view: View, local: Local) -> str:
        """Say the offer, the first layer of the notice, and each extra with the answer it has now."""
        _ = language.gettext
        what = view.document.title if view.document else ""
        price = language.money(view.price_cents, view.currency)
        lines = [words for _icon, words in view.notice.short]
        for extra, words in view.notice.extras:
            lines += [words, _answer(_, chosen=extra in local.extras)]
        return " ".join((_("Do you agree?"), what, price, *lines, view.notice.agree))

    def act(self, target_id: str, view: View, local: Local) -> Answer:
        """Agree to what is on the screen, change the answer to an extra, or read more."""
        kind, _colon, name = target_id.partition(":")
        if kind == "extra":
            return replace(local, extras=local.extras ^ {Extra(name)}), ()
        if target_id == "agree":
            consent = consent_to(
                view.notice.sha256,
                view.notice.language,
                full_notice_opened=view.visit.notice_opened,
                offered=[extra for extra, _words in view.notice.extras],
                chosen=local.extras,
            )
            return local, (Agreed(consent),)
        return (local, (NoticeOpened(),)) if target_id == "read" else (local, ())


def _answer(_: Gettext, *, chosen: bool) -> str:
    return _("Yes.") if chosen else _("No.")


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
