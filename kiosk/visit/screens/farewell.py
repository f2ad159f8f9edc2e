"""Farewell: the pictures are being deleted; then that they are, and what else there is to take along.

The dying process and the next one draw the same screen, so that nobody sees the change.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass

from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas, Language
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight, isolate
from kiosk.ui.theme import (
    ACCENT,
    ACCENT_SOFT,
    ACCENT_TINT,
    DISPLAY,
    GROUND,
    HERO,
    INK,
    INK_SOFT,
    LABEL,
    PILL,
    SMALL,
    TITLE,
    VERDICTS,
    Tone,
    mix,
)
from kiosk.ui.widgets import bullet, card, primary, waiting
from kiosk.visit.effects import Reason
from kiosk.visit.screens.frame import regions
from kiosk.visit.screens.screen import Answer, FarewellRead, Local, Screen
from kiosk.visit.view import Farewell, View

BUBBLE = 224.0
TICKET_H, NARROW_TICKET_H = 344.0, 416.0
DOTS = 5


def farewell_of(view: View) -> Farewell:
    """Return what is known of the end: from the next process, or, in the dying one, only the reason."""
    return view.farewell or Farewell(view.visit.reason or Reason.FINISHED, None)


def heading(language: Language, farewell: Farewell) -> str:
    """Return the one thing to say."""
    _ = language.gettext
    if not farewell.settled:
        return _("Deleting your pictures…")
    if farewell.sheet == "kept":
        return _("Your pictures are deleted, except the sheet you asked us to keep.")
    if farewell.deleted:
        return _("Your pictures are deleted.")
    return _("We could not check that your pictures are deleted.")


def lines(language: Language, view: View) -> tuple[tuple[str, str], ...]:
    """Return (icon, words) of what else there is to say."""
    _ = language.gettext
    farewell = farewell_of(view)
    said: list[tuple[str, str]] = []
    match farewell.reason:
        case Reason.FINISHED:
            said.append(("tray", _("Please take your photos from the tray.")))
        case Reason.CANCELLED if farewell.sheet == "deleted":
            said.append(("check", _("The sheet that we kept is deleted, too.")))
        case Reason.FAILED if farewell.sheet == "time_up":
            pass
        case Reason.CANCELLED:
            said.append(("check", _("You stopped the visit, as you wished.")))
        case Reason.TIMED_OUT:
            said.append(("clock", _("Nobody touched the screen, so the visit ended.")))
        case Reason.FAILED:
            said.append(("wrench", _("Something went wrong here. We are sorry.")))
    if farewell.sheet == "kept":
        minutes = farewell.kept_minutes
        kept = language.ngettext(
            "The sheet is locked. In {count} minute at the latest it is deleted.",
            "The sheet is locked. In {count} minutes at the latest it is deleted.",
            minutes,
        )
        said.append(("lock", kept.format(count=minutes)))
    elif farewell.sheet == "time_up":
        said.append(("clock", _("The time is up: the sheet that we kept is deleted.")))
    elif farewell.sheet == "not_kept":
        said.append(("wrench", _("We could not keep the sheet for you. It is deleted, too.")))
    if farewell.deleted is False:
        said.append(("wrench", _("This booth takes no more pictures until our staff have looked.")))
    if farewell.owed_cents and farewell.voucher is None:
        amount = language.money(farewell.owed_cents, view.currency)
        said.append(("refund", _("Your money comes back: {amount}.").format(amount=amount)))
    if farewell.reason is Reason.FINISHED and farewell.deleted and farewell.sheet == "none":
        said.append(("heart", _("Thank you, and a good day!")))
    return tuple(said)


class FarewellScreen(Screen):
    """The deletion has been proved by then, or the screen says that it is still going on."""

    def key(self, view: View, local: Local) -> Hashable:  # noqa: ARG002 -- as the others
        """Depend on how it ended."""
        return (farewell_of(view), view.currency)

    def paint(self, canvas: Canvas, view: View, local: Local) -> None:  # noqa: ARG002 -- as the others
        """Draw the one thing to say, large, and the others below."""
        _ = canvas.gettext
        canvas.fill(GROUND)
        room = regions(canvas.box)
        farewell = farewell_of(view)
        look = VERDICTS[Tone.GOOD if farewell.deleted else Tone.BAD]
        with_code = farewell.code is not None
        bubble = _bubble(canvas.box).moved(0, -144 if with_code and room.portrait else 0)
        canvas.panel(bubble, PanelLook(look.tint if farewell.settled else ACCENT_TINT, PILL))
        icon, colour = ("bin", ACCENT)
        if farewell.settled:
            icon, colour = "check" if farewell.deleted else "cross", look.mark
        canvas.icon(icon, bubble, 136, colour)
        text = heading(canvas.language, farewell)
        size = TITLE if with_code else HERO if room.portrait else DISPLAY
        words = Box(room.title.x, bubble.bottom + 48, room.title.w, 280)
        block = canvas.text(text, words, Style(size, Weight.BOLD, INK, 1.08))
        above = 24 if with_code else 88 if room.portrait else 56
        y = above + (words.y + block.h if room.portrait else room.body.y)
        x, w = (room.title.x, room.title.w) if room.portrait else (room.body.x, room.body.w)
        for icon, line in lines(canvas.language, view):
            bullet(canvas, Box(x, y, w, 104), icon, line, LABEL)
            y += 112 if with_code else 128
        tickets = _tickets(canvas.language, view)
        row = Box(x, y + 16, w, TICKET_H if len(tickets) < 2 else NARROW_TICKET_H)
        for ticket, box in zip(tickets, row.columns(len(tickets) or 1, 24), strict=False):
            _draw_ticket(canvas, ticket, box)
        if farewell.settled:
            primary(canvas, "done", room.primary, _("Done"), "check")
        else:
            waiting(canvas, room.primary, _("We check that nothing is left"), "shield")

    def moment(self, view: View, now_s: float) -> Hashable | None:
        """Let dots run while the deletion goes on."""
        return round(now_s * 10) if not farewell_of(view).settled else None

    def animate(self, canvas: Canvas, view: View, now_s: float) -> None:
        """Draw the running dots."""
        room = regions(canvas.box)
        if farewell_of(view).settled:
            return
        bubble = _bubble(canvas.box)
        strip = Box(bubble.right + 48, bubble.centre[1] - 16, min(280, room.title.w - BUBBLE - 48), 32)
        canvas.restore(strip)
        for index, cell in enumerate(strip.columns(DOTS, 16)):
            wave = max(math.sin(now_s * 4.0 - index * 0.7), 0.0)
            colour = mix(ACCENT_SOFT, ACCENT, round(wave * 5) / 5)
            canvas.panel(cell.middle(24, 24), PanelLook(colour, PILL))

    def spoken(self, language: Language, view: View, local: Local) -> str:  # noqa: ARG002 -- as the others
        """Say it all, a voucher or code sign by sign."""
        said = [heading(language, farewell_of(view)), *(words for _icon, words in lines(language, view))]
        return " ".join(said + [_spelled(ticket) for ticket in _tickets(language, view)])

    def act(self, target_id: str, view: View, local: Local) -> Answer:  # noqa: ARG002 -- as the others
        """Let the attract screen come."""
        return local, (FarewellRead(),) if target_id == "done" else ()


def _bubble(window: Box) -> Box:
    room = regions(window)
    return Box(room.title.x, 240 if room.portrait else 144, BUBBLE, BUBBLE)


@dataclass(frozen=True, slots=True)
class _Ticket:
    """A code to take along: what it is for, the code, what to do with it."""

    icon: str
    label: str
    code: str
    note: str


def _tickets(language: Language, view: View) -> tuple[_Ticket, ...]:
    _ = language.gettext
    farewell = farewell_of(view)
    tickets = []
    if farewell.code is not None:
        note = _("Write it down. With “Reprint” on the first screen you print the sheet again or delete it.")
        code = f"{farewell.code[:3]} {farewell.code[3:]}"
        tickets.append(_Ticket("printer", _("Your code for a reprint"), code, note))
    if farewell.voucher is not None:
        amount = language.money(farewell.owed_cents, view.currency)
        note = _("Please write down or photograph this code. Our staff pay it out.")
        label = _("Voucher for {amount}").format(amount=amount)
        tickets.append(_Ticket("voucher", label, farewell.voucher, note))
    return tuple(tickets)


def _spelled(ticket: _Ticket) -> str:
    return f"{ticket.label}: {' '.join(ticket.code.replace(' ', ','))}. {ticket.note}"


def _draw_ticket(canvas: Canvas, ticket: _Ticket, box: Box) -> None:
    room = card(canvas, box)
    canvas.icon(ticket.icon, room.top(56).left(56), 56, ACCENT)
    canvas.text(ticket.label, room.top(56).beside(80), Style(LABEL, Weight.SEMIBOLD, INK, 1.1), rise="middle")
    code = Box(room.x, room.y + 76, room.w, 104)
    canvas.panel(code, PanelLook(ACCENT_TINT, 16))
    style = Style(TITLE, Weight.BOLD, ACCENT, 1.1)
    canvas.text(isolate(ticket.code), code, style, align="centre", rise="middle")
    note_style = Style(SMALL, Weight.REGULAR, INK_SOFT, 1.25)
    canvas.text(ticket.note, room.below(192), note_style, rise="middle")
