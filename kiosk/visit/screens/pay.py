"""Pay: what is still missing, large; which coins; what becomes of change."""

from __future__ import annotations

import math
from collections.abc import Hashable

from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas, Language
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import (
    ACCENT,
    BODY,
    CARD,
    GROUND,
    HERO,
    INK,
    INK_SOFT,
    PILL,
    SMALL,
    Colour,
    ease_out,
)
from kiosk.ui.widgets import bullet, card, progress_bar, waiting
from kiosk.visit.screens.frame import footer, header, regions, title
from kiosk.visit.screens.screen import Local, Screen
from kiosk.visit.view import View

GOLD: Colour = (238, 205, 124)
SILVER: Colour = (222, 223, 226)
RIM: Colour = (158, 128, 58)
COIN = 112.0
DROP_S = 2.4
"""How often a coin drops into the drawn slot."""


def missing_cents(view: View) -> int:
    """Return what is still to be paid."""
    return max(view.price_cents - view.inserted_cents, 0)


class PayScreen(Screen):
    """There is nothing to press: the coins are the answer."""

    def key(self, view: View, local: Local) -> Hashable:  # noqa: ARG002 -- as the others
        """Depend on the amounts."""
        return (view.price_cents, view.inserted_cents, view.coins_accepted, view.currency)

    def paint(self, canvas: Canvas, view: View, local: Local) -> None:  # noqa: ARG002 -- as the others
        """Draw amounts, coins and the rule for change."""
        _ = canvas.gettext
        canvas.fill(GROUND)
        header(canvas, view)
        room = regions(canvas.box)
        below = title(canvas, _("Please insert coins"))
        body = room.body
        if room.portrait:
            body = Box(body.x, below + 40, body.w, room.primary.y - 40 - below - 40)
        amount = body.top(392)
        _amount(canvas, view, amount)
        slot = _slot_box(canvas.box, body)
        canvas.panel(slot, PanelLook(INK, PILL))
        coins = Box(body.x, slot.bottom + 40, body.w, COIN)
        _coins(canvas, view, coins)
        change = Box(body.x, coins.bottom + 32, body.w, 104)
        bullet(canvas, change, "voucher", _("There is no change. What is over becomes a voucher for you."))
        if missing_cents(view):
            waiting(canvas, room.primary, _("Waiting for your coins"), "coin")
        else:
            waiting(canvas, room.primary, _("Thank you – one moment"), "check")
        footer(canvas)

    def moment(self, view: View, now_s: float) -> Hashable | None:
        """Let a coin drop while money is missing."""
        if not missing_cents(view):
            return None
        at = (now_s % DROP_S) / DROP_S
        return round(at * DROP_S * 24) if at < 0.5 else -1

    def animate(self, canvas: Canvas, view: View, now_s: float) -> None:
        """Draw the coin above the slot, dropping in."""
        room = regions(canvas.box)
        slot = canvas.kit  # the kit knows the scale
        del slot
        body = room.body
        if room.portrait:
            body = Box(body.x, self._body_y(canvas), body.w, 0)
        opening = _slot_box(canvas.box, body)
        path = Box(opening.x, opening.y - COIN - 24, opening.w, COIN + 24)
        canvas.restore(path)
        at = (now_s % DROP_S) / DROP_S
        if not missing_cents(view) or at >= 0.5:
            return
        clip = canvas.rect_px(path)
        canvas.surface.set_clip(clip)
        fall = math.pow(ease_out(at * 2), 1.5)
        draw_coin(canvas, path.top(COIN).middle(COIN, COIN).moved(0, fall * (COIN + 24)), "", bicolour=True)
        canvas.surface.set_clip(None)

    def _body_y(self, canvas: Canvas) -> float:
        style = Style(72, Weight.BOLD, INK, 1.1)
        words = canvas.gettext("Please insert coins")
        room = regions(canvas.box).title
        return room.y + canvas.measure(words, style, room.w, room.h).h + 40

    def spoken(self, language: Language, view: View, local: Local) -> str:  # noqa: ARG002 -- as the others
        """Say what is missing."""
        _ = language.gettext
        missing = language.money(missing_cents(view), view.currency)
        return _("Please insert coins. Still to pay: {amount}.").format(amount=missing)


def _slot_box(window: Box, body: Box) -> Box:
    portrait = window.h >= window.w
    return Box(
        body.x + body.w / 2 - 120, body.y + (392 + COIN + 56 if portrait else 392 + COIN + 40), 240, 14
    )


def _amount(canvas: Canvas, view: View, box: Box) -> None:
    _ = canvas.gettext
    room = card(canvas, box)
    missing = missing_cents(view)
    canvas.text(_("Still to pay"), room.top(48), Style(BODY, Weight.REGULAR, INK_SOFT), align="centre")
    big = Box(room.x, room.y + 52, room.w, 140)
    amount = canvas.money(missing, view.currency)
    canvas.text(amount, big, Style(HERO, Weight.BOLD, INK, 1.1), align="centre", rise="middle")
    bar = Box(room.x, room.bottom - 96, room.w, 28)
    progress_bar(canvas, bar, view.inserted_cents / view.price_cents if view.price_cents else 1.0)
    inserted = _("Inserted: {amount}").format(amount=canvas.money(view.inserted_cents, view.currency))
    price = _("Price: {amount}").format(amount=canvas.money(view.price_cents, view.currency))
    last, style = room.bottom_part(48), Style(BODY, Weight.REGULAR, INK_SOFT, 1.1)
    left, right = last.columns(2, 24)
    canvas.text(inserted, left, style, rise="middle")
    canvas.text(price, right, style, align="right", rise="middle")


def _coins(canvas: Canvas, view: View, room: Box) -> None:
    shown = view.coins_accepted[:7]
    if not shown:
        return
    step = COIN + 28
    x = room.x + (room.w - len(shown) * step + 28) / 2
    for index, label in enumerate(shown):
        bicolour = not any(c.isalpha() for c in label)
        draw_coin(canvas, Box(x + index * step, room.y, COIN, COIN), label, bicolour=bicolour)


def draw_coin(canvas: Canvas, box: Box, label: str, *, bicolour: bool) -> None:
    """Draw a coin with its value; no real coin's design."""
    canvas.panel(box, PanelLook(GOLD, PILL, RIM, 3))
    if bicolour:
        canvas.panel(box.inset(box.w * 0.15), PanelLook(SILVER, PILL))
    canvas.text(label, box.inset(8), Style(SMALL, Weight.BOLD, INK, 1.0), align="centre", rise="middle")


_UNUSED = (ACCENT, CARD)
