"""Pay: what is still missing, large; which coins; what becomes of change."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from babel.numbers import get_currency_precision, get_currency_symbol

from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas, Language
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import ACCENT_TINT, BODY, GROUND, HERO, INK, INK_SOFT, LABEL, PILL, RADIUS, SMALL, Colour
from kiosk.ui.widgets import bullet, card, progress_bar, waiting
from kiosk.visit.screens.frame import footer, header, regions, title
from kiosk.visit.screens.screen import Local, Screen
from kiosk.visit.view import View

GOLD: Colour = (240, 209, 132)
SILVER: Colour = (226, 227, 230)
RIM: Colour = (158, 128, 58)
COIN = 120.0
AMOUNT_H, CHANGE_H, SLOT_H = 392.0, 112.0, 16.0
DROP_S, FALL_S = 2.4, 0.9
"""Every 2.4 s a coin falls into the drawn slot, in 0.9 s."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the parts stand: amount above, machine front with slot and coins, rule for change."""

    amount: Box
    front: Box
    slot: Box
    coins: Box
    change: Box


def _layout(window: Box) -> _Layout:
    room = regions(window)
    body = room.body
    if room.portrait:
        body = Box(body.x, 304, body.w, room.primary.y - 40 - 304)
    gap = 32.0
    front = Box(body.x, body.y + AMOUNT_H + gap, body.w, body.h - AMOUNT_H - CHANGE_H - 2 * gap)
    coins = front.bottom_part(COIN + 48).top(COIN)
    slot_y = max((front.y + coins.y) / 2 + COIN * 0.3, front.y + COIN + 24)
    slot = Box(front.centre[0] - 120, min(slot_y, coins.y - 48), 240, SLOT_H)
    return _Layout(body.top(AMOUNT_H), front, slot, coins, body.bottom_part(CHANGE_H))


def missing_cents(view: View) -> int:
    """Return what is still to be paid."""
    return max(view.price_cents - view.inserted_cents, 0)


class PayScreen(Screen):
    """There is nothing to press: the coins are the answer."""

    def key(self, view: View, local: Local) -> Hashable:  # noqa: ARG002 -- as the others
        """Depend on the amounts."""
        return (view.price_cents, view.inserted_cents, view.coins_cents, view.currency)

    def paint(self, canvas: Canvas, view: View, local: Local) -> None:  # noqa: ARG002 -- as the others
        """Draw amounts, coins and the rule for change."""
        _ = canvas.gettext
        canvas.fill(GROUND)
        header(canvas, view)
        room, parts = regions(canvas.box), _layout(canvas.box)
        title(canvas, _("Please insert coins"))
        _amount(canvas, view, parts.amount)
        canvas.panel(parts.front, PanelLook(ACCENT_TINT, RADIUS))
        canvas.panel(parts.slot, PanelLook(INK, PILL))
        _coins(canvas, view, parts.coins)
        rule = _("There is no change. What is over becomes a voucher for you.")
        bullet(canvas, parts.change, "voucher", rule, BODY)
        if missing_cents(view):
            waiting(canvas, room.primary, _("Waiting for your coins"), "coin")
        else:
            waiting(canvas, room.primary, _("Thank you – one moment"), "check")
        footer(canvas)

    def moment(self, view: View, now_s: float) -> Hashable | None:
        """Let a coin drop now and then while money is missing."""
        if not missing_cents(view):
            return None
        at_s = now_s % DROP_S
        return round(at_s * 25) if at_s < FALL_S else -1

    def animate(self, canvas: Canvas, view: View, now_s: float) -> None:
        """Draw the coin above the slot, falling in."""
        slot = _layout(canvas.box).slot
        path = Box(slot.x, slot.y - COIN, slot.w, COIN + SLOT_H / 2)
        canvas.restore(path)
        at = (now_s % DROP_S) / FALL_S
        if not missing_cents(view) or at >= 1:
            return
        canvas.surface.set_clip(canvas.rect_px(path))
        coin = path.top(COIN).middle(COIN, COIN).moved(0, at * at * COIN)
        draw_coin(canvas, coin, "", bicolour=True)
        canvas.surface.set_clip(None)

    def spoken(self, language: Language, view: View, local: Local) -> str:  # noqa: ARG002 -- as the others
        """Say what is missing."""
        _ = language.gettext
        missing = language.money(missing_cents(view), view.currency)
        return _("Please insert coins. Still to pay: {amount}.").format(amount=missing)


def _amount(canvas: Canvas, view: View, box: Box) -> None:
    _ = canvas.gettext
    room = card(canvas, box)
    canvas.text(_("Still to pay"), room.top(48), Style(BODY, Weight.REGULAR, INK_SOFT), align="centre")
    big = Box(room.x, room.y + 52, room.w, 140)
    amount = canvas.money(missing_cents(view), view.currency)
    canvas.text(amount, big, Style(HERO, Weight.BOLD, INK, 1.1), align="centre", rise="middle")
    bar = Box(room.x, room.bottom - 104, room.w, 28)
    progress_bar(canvas, bar, view.inserted_cents / view.price_cents if view.price_cents else 1.0)
    inserted = _("Inserted: {amount}").format(amount=canvas.money(view.inserted_cents, view.currency))
    price = _("Price: {amount}").format(amount=canvas.money(view.price_cents, view.currency))
    style = Style(BODY, Weight.REGULAR, INK_SOFT, 1.1)
    left, right = room.bottom_part(56).columns(2, 24)
    canvas.text(inserted, left, style, rise="bottom")
    canvas.text(price, right, style, align="right", rise="bottom")


def _coins(canvas: Canvas, view: View, room: Box) -> None:
    """Draw the coins that are taken, of most value first."""
    shown = view.coins_cents[:7]
    unit = 10 ** get_currency_precision(view.currency)
    gap = min(28.0, (room.w - 48 - len(shown) * COIN) / max(len(shown) - 1, 1))
    x = room.x + (room.w - len(shown) * COIN - (len(shown) - 1) * gap) / 2
    symbol = get_currency_symbol(view.currency, canvas.language.code)
    for index, cents in enumerate(shown):
        place = Box(x + index * (COIN + gap), room.y, COIN, COIN)
        label = f"{symbol}{cents // unit}" if cents % unit == 0 else str(cents)
        draw_coin(canvas, place, label, bicolour=cents >= unit)


def draw_coin(canvas: Canvas, box: Box, label: str, *, bicolour: bool) -> None:
    """Draw a coin with its value; no real coin's design."""
    canvas.panel(box, PanelLook(GOLD, PILL, RIM, 3))
    if bicolour:
        canvas.panel(box.inset(box.w * 0.15), PanelLook(SILVER, PILL))
    if label:
        size = LABEL if len(label) <= 3 else SMALL
        canvas.text(label, box.inset(8), Style(size, Weight.BOLD, INK, 1.0), align="centre", rise="middle")
