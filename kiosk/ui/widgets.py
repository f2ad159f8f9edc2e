"""Buttons, cards, rows, chips: each draws itself and notes what can be touched."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import (
    ACCENT,
    ACCENT_PRESSED,
    ACCENT_TINT,
    BODY,
    CARD,
    FLOATING,
    GROUND,
    INK,
    INK_SOFT,
    LABEL,
    LINE,
    ON_ACCENT,
    OUTLINE,
    PILL,
    RADIUS,
    RADIUS_SMALL,
    RAISED,
    SMALL,
    SUNKEN,
    VERDICTS,
    Colour,
    Tone,
)

CARD_LOOK = PanelLook(CARD, RADIUS, shadow=RAISED)
FLOATING_LOOK = PanelLook(CARD, RADIUS, shadow=FLOATING)
FOCUS_LOOK = PanelLook(None, RADIUS + 12, INK, 6)


class Kind(StrEnum):
    """How much a button wants to be pressed."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    QUIET = "quiet"
    FLOATING = "floating"


@dataclass(frozen=True, slots=True)
class ButtonLook:
    """Panel, pressed panel and ink of a kind of button."""

    panel: PanelLook
    pressed: PanelLook
    ink: Colour


BUTTONS: dict[Kind, ButtonLook] = {
    Kind.PRIMARY: ButtonLook(
        PanelLook(ACCENT, RADIUS, shadow=RAISED), PanelLook(ACCENT_PRESSED, RADIUS), ON_ACCENT
    ),
    Kind.SECONDARY: ButtonLook(
        PanelLook(CARD, RADIUS, OUTLINE, 3), PanelLook(ACCENT_TINT, RADIUS, ACCENT, 3), INK
    ),
    Kind.QUIET: ButtonLook(PanelLook(GROUND, RADIUS), PanelLook(SUNKEN, RADIUS), INK),
    Kind.FLOATING: ButtonLook(
        PanelLook(CARD, RADIUS, shadow=RAISED), PanelLook(ACCENT_TINT, RADIUS, ACCENT, 3), INK
    ),
}


def button(
    canvas: Canvas,
    target_id: str,
    box: Box,
    label: str,
    *,
    kind: Kind = Kind.SECONDARY,
    icon: str | None = None,
    size: int = BODY,
    spoken: str | None = None,
) -> None:
    """Draw a button with its label in the middle; `spoken` is said instead of the label."""
    look = BUTTONS[kind]
    pressed = canvas.pressed == target_id
    canvas.panel(box, look.pressed if pressed else look.panel)
    style = Style(size, Weight.SEMIBOLD, look.ink, 1.15)
    icon_w = size * 1.35 if icon else 0.0
    gap = size * 0.45 if icon and label else 0.0
    inner = box.inset(24, 12)
    block = canvas.measure(label, style, inner.w - icon_w - gap, inner.h) if label else None
    content = inner.middle(min(icon_w + gap + (block.w + 2 if block else 0.0), inner.w), inner.h)
    if icon:
        canvas.icon(icon, content.left(icon_w), icon_w, look.ink)
    if label:
        canvas.text(label, content.beside(icon_w + gap), style, rise="middle")
    focus_ring(canvas, target_id, box)
    canvas.target(target_id, box, spoken or label, primary=kind is Kind.PRIMARY)


def primary(canvas: Canvas, target_id: str, box: Box, label: str, icon: str | None = None) -> None:
    """Draw the one thing to do next."""
    button(canvas, target_id, box, label, kind=Kind.PRIMARY, icon=icon, size=LABEL)


def waiting(canvas: Canvas, box: Box, label: str, icon: str | None = None) -> None:
    """Draw, in the primary button's place, what is awaited when there is nothing to press."""
    canvas.panel(box, PanelLook(SUNKEN, RADIUS))
    style = Style(BODY, Weight.SEMIBOLD, INK, 1.15)
    icon_w = BODY * 1.6 if icon else 0.0
    gap = 20.0 if icon else 0.0
    inner = box.inset(28, 12)
    block = canvas.measure(label, style, inner.w - icon_w - gap, inner.h)
    content = inner.middle(min(icon_w + gap + block.w + 2, inner.w), inner.h)
    if icon:
        canvas.icon(icon, content.left(icon_w), icon_w, INK)
    canvas.text(label, content.beside(icon_w + gap), style, rise="middle")


def focus_ring(canvas: Canvas, target_id: str, box: Box) -> None:
    """Draw the ring around what the keys point at."""
    if canvas.focused == target_id:
        canvas.panel(box.inset(-12), FOCUS_LOOK)


def card(canvas: Canvas, box: Box, *, floating: bool = False) -> Box:
    """Draw a raised card; returns the room inside it."""
    canvas.panel(box, FLOATING_LOOK if floating else CARD_LOOK)
    return box.inset(40, 36)


def choice(
    canvas: Canvas,
    target_id: str,
    box: Box,
    title: str,
    detail: str = "",
    *,
    icon: str | None = None,
    note: str = "",
    selected: bool = False,
) -> None:
    """Draw a card to choose: icon, title, detail under it, at the end a note (such as a size), a chevron."""
    pressed = canvas.pressed == target_id
    outline = ACCENT if pressed or selected else None
    canvas.panel(box, PanelLook(ACCENT_TINT if outline else CARD, RADIUS, outline, 4, shadow=RAISED))
    inner = box.inset(28, 12)
    if icon:
        side = min(inner.h, 96)
        canvas.panel(inner.left(side).middle(side, side), PanelLook(ACCENT_TINT, RADIUS_SMALL + 8))
        canvas.icon(icon, inner.left(side), side * 0.62, ACCENT)
        inner = inner.beside(side + 28)
    canvas.icon("chevron_right", inner.right_part(44), 44, ACCENT)
    inner = inner.left(inner.w - 60)
    if note:
        note_style = Style(SMALL, Weight.SEMIBOLD, INK, 1.1)
        note_w = canvas.kit.text.width(note, note_style) + 8
        canvas.text(note, inner.right_part(note_w), note_style, align="right", rise="middle")
        inner = inner.left(inner.w - note_w - 24)
    _title_and_detail(canvas, inner, title, detail)
    focus_ring(canvas, target_id, box)
    canvas.target(target_id, box, ", ".join(part for part in (title, detail, note) if part))


def _title_and_detail(canvas: Canvas, box: Box, title: str, detail: str) -> None:
    title_style = Style(LABEL, Weight.SEMIBOLD, INK, 1.1)
    if not detail:
        canvas.text(title, box, title_style, rise="middle")
        return
    detail_style = Style(SMALL, Weight.REGULAR, INK_SOFT, 1.15)
    detail_h = detail_style.size * detail_style.leading
    block = canvas.measure(title, title_style, box.w, box.h - detail_h - 4)
    together = box.middle(box.w, block.h + 4 + detail_h)
    canvas.text(title, together.top(block.h), title_style)
    canvas.text(detail, together.bottom_part(detail_h), detail_style)


def chip(
    canvas: Canvas,
    at: tuple[float, float],
    label: str,
    *,
    icon: str | None = None,
    tone: Tone | None = None,
    raised: bool = False,
) -> Box:
    """Draw a small pill whose width follows its label; returns its box."""
    box = Box(*at, chip_w(canvas, label, icon=icon is not None or tone is not None), 64)
    look = VERDICTS[tone] if tone else None
    fill = look.tint if look else (CARD if raised else SUNKEN)
    canvas.panel(box, PanelLook(fill, PILL, shadow=RAISED) if raised else PanelLook(fill, PILL))
    name = icon or (look.icon if look else None)
    room = box.inset(24, 8)
    if name:
        canvas.icon(name, room.left(36), 36, look.mark if look else INK)
        room = room.beside(46)
    canvas.text(label, room.left(room.w + 2), CHIP_STYLE, rise="middle")
    return box


CHIP_STYLE = Style(SMALL, Weight.SEMIBOLD, INK, 1.1)


def chip_w(canvas: Canvas, label: str, *, icon: bool) -> float:
    """Return how wide a chip with this label is."""
    return canvas.kit.text.width(label, CHIP_STYLE) + 48 + (46 if icon else 0)


def verdict_row(canvas: Canvas, box: Box, tone: Tone, label: str, word: str) -> None:
    """Draw one line of a verdict: icon, what was looked at, and in a word (or an advice) how it came out.

    The label is one line; a box over 96 high has room for two lines of advice.
    """
    look = VERDICTS[tone]
    canvas.panel(box, PanelLook(look.tint, RADIUS_SMALL + 4))
    inner = box.inset(20, 10)
    canvas.icon(look.icon, inner.left(44), 44, look.mark)
    inner = inner.beside(60)
    canvas.text(label, inner.top(38), Style(SMALL, Weight.SEMIBOLD, INK, 1.15), rise="middle")
    canvas.text(word, inner.below(38), Style(SMALL, Weight.REGULAR, INK, 1.15), rise="middle")


def bullet(canvas: Canvas, box: Box, icon: str, text: str, size: int = BODY) -> None:
    """Draw an icon with a short text beside it."""
    side = min(80, box.h)
    canvas.panel(box.left(80).middle(side, side), PanelLook(ACCENT_TINT, PILL))
    canvas.icon(icon, box.left(80), side * 0.6, ACCENT)
    canvas.text(text, box.beside(80 + 28), Style(size, Weight.REGULAR, INK, 1.2), rise="middle")


def switch(canvas: Canvas, target_id: str, box: Box, label: str, *, on: bool, state: str) -> None:
    """Draw a question with a box to tick; `state` says in a word how it is answered, for those who listen."""
    pressed = canvas.pressed == target_id
    canvas.panel(box, PanelLook(ACCENT_TINT if on or pressed else CARD, RADIUS_SMALL, OUTLINE, 3))
    inner = box.inset(24, 8)
    tick = inner.left(56).middle(56, 56)
    canvas.panel(tick, PanelLook(ACCENT, 12) if on else PanelLook(CARD, 12, OUTLINE, 4))
    if on:
        canvas.icon("check", tick, 44, ON_ACCENT)
    canvas.text(label, inner.beside(56 + 24), Style(BODY, Weight.REGULAR, INK, 1.15), rise="middle")
    focus_ring(canvas, target_id, box)
    canvas.target(target_id, box, f"{label} {state}")


def progress_bar(canvas: Canvas, box: Box, share: float) -> None:
    """Draw how far something is, 0 to 1."""
    canvas.panel(box, PanelLook(LINE, PILL))
    if share > 0:
        canvas.panel(box.left(max(box.w * min(share, 1.0), box.h)), PanelLook(ACCENT, PILL))


def dots(canvas: Canvas, box: Box, count: int, current: int) -> None:
    """Draw where one is on a short way: a dot per step, a bar for the present one."""
    width = count * 12 + (count - 1) * 14 + 32
    x = box.x + (box.w - width) / 2
    for index in range(count):
        w = 44.0 if index == current else 12.0
        piece = Box(x, box.y + box.h / 2 - 6, w, 12)
        canvas.panel(piece, PanelLook(ACCENT if index <= current else LINE, PILL))
        x += w + 14


def search_field(
    canvas: Canvas, target_id: str, box: Box, query: str, placeholder: str, *, active: bool
) -> None:
    """Draw the field that shows what was typed; touching it opens the keyboard."""
    pressed = canvas.pressed == target_id
    outline = ACCENT if active or pressed else OUTLINE
    canvas.panel(box, PanelLook(CARD, RADIUS, outline, 4 if active else 3))
    inner = box.inset(32, 16)
    canvas.icon("search", inner.left(48), 48, ACCENT if active else INK_SOFT)
    inner = inner.beside(72)
    if query or active:
        block = canvas.text(query, inner, Style(BODY, Weight.SEMIBOLD), rise="middle")
        if active:
            caret = Box(inner.x + (block.w + 4 if query else 0), box.y + box.h / 2 - 26, 4, 52)
            canvas.panel(caret, PanelLook(ACCENT, 2))
    else:
        canvas.text(placeholder, inner, Style(BODY, Weight.REGULAR, INK_SOFT), rise="middle")
    focus_ring(canvas, target_id, box)
    canvas.target(target_id, box, f"{placeholder} {query}".strip())
