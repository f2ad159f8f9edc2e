"""The frame all screens share: where the question, the answer, the one button and the ways out are."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import BODY, INK, INK_SOFT, MARGIN, TITLE
from kiosk.ui.widgets import Kind, button, dots
from kiosk.visit.flow import Place
from kiosk.visit.view import View

STEPS = (Place.LANGUAGE, Place.DOCUMENT, Place.TERMS, Place.PAY, Place.POSE, Place.CHOOSE, Place.PRINTING)


@dataclass(frozen=True, slots=True)
class Regions:
    """Where things are on this window.

    Portrait: one column, top to bottom. Landscape: words and buttons in a column on the left, `body` on the
    right. `hero` is where the live view fills the window to its edges; `second` lies above `primary`.
    """

    portrait: bool
    header: Box
    title: Box
    body: Box
    hero: Box
    second: Box
    primary: Box
    footer: Box


def regions(window: Box) -> Regions:
    """Return the regions of a window; the primary button keeps its distance from the lower edge."""
    if window.h >= window.w:
        w = min(window.w - 2 * MARGIN, 1112)
        x = (window.w - w) / 2
        return Regions(
            portrait=True,
            header=Box(x, 32, w, 96),
            title=Box(x, 176, w, 240),
            body=Box(x, 440, w, window.h - 440 - 472),
            hero=Box(0, 0, window.w, window.h - 464),
            second=Box(x, window.h - 592, w, 120),
            primary=Box(x, window.h - 432, w, 160),
            footer=Box(x, window.h - 208, w, 128),
        )
    left_w = 760.0
    right = Box(64 + left_w + 64, 64, window.w - left_w - 192, window.h - 128)
    return Regions(
        portrait=False,
        header=Box(64, 40, left_w, 96),
        title=Box(64, 176, left_w, 376),
        body=right,
        hero=Box(right.x, 0, window.w - right.x, window.h),
        second=Box(64, window.h - 500, left_w, 120),
        primary=Box(64, window.h - 356, left_w, 144),
        footer=Box(64, window.h - 168, left_w, 112),
    )


def header(canvas: Canvas, view: View, *, floating: bool = False) -> None:
    """Draw shield, way so far, language and help by ear."""
    _ = canvas.gettext
    room = regions(canvas.box).header
    kind = Kind.FLOATING if floating else Kind.QUIET
    shield = room.left(104)
    if not floating:  # its icon, not its edge, stands on the margin
        word_w = canvas.kit.text.width(_("Privacy"), Style(BODY, Weight.SEMIBOLD))
        shield = Box(room.x - 24, room.y, word_w + 24 * 2 + BODY * 1.35 + BODY * 0.45 + 8, room.h)
    button(
        canvas,
        "shield",
        shield,
        "" if floating else _("Privacy"),
        kind=kind,
        icon="shield",
        spoken=_("Privacy notice"),
    )
    right = room.right_part(104).moved(0 if floating else 28, 0)
    button(canvas, "listen", right, "", kind=kind, icon="listen", spoken=_("Help by ear"))
    globe = Box(right.x - 176, room.y, 168, room.h)
    code = canvas.language.code.upper()
    button(canvas, "languages", globe, code, kind=kind, icon="globe", spoken=_("Language"))
    if not floating and view.visit.place in STEPS and not view.visit.reprint:
        between = Box(shield.right, room.y, globe.x - shield.right, room.h)
        dots(canvas, between, len(STEPS), STEPS.index(view.visit.place))


def title(canvas: Canvas, question: str, detail: str = "") -> float:
    """Set the one question of the screen and a line under it; returns the y below ."""
    room = regions(canvas.box).title
    style = Style(TITLE, Weight.BOLD, INK, 1.1)
    detail_style = Style(BODY, Weight.REGULAR, INK_SOFT, 1.25)
    detail_h = canvas.measure(detail, detail_style, room.w).h if detail else 0.0
    block = canvas.text(question, room.top(room.h - detail_h - (16 if detail else 0)), style)
    if detail:
        canvas.text(detail, room.below(block.h + 16).top(detail_h), detail_style)
    return room.y + block.h + (16 + detail_h if detail else 0)


def footer(canvas: Canvas, *, back: bool = True) -> None:
    """Draw the ways out: back, and stop and delete everything."""
    _ = canvas.gettext
    room = regions(canvas.box).footer
    if back:
        button(canvas, "back", room.left(room.w * 0.34), _("Back"), icon="back", size=BODY)
    stop = room.beside(room.w * 0.34 + 24) if back else room
    button(canvas, "stop", stop, _("Stop and delete everything"), icon="bin", size=BODY)
