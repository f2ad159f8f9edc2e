"""The on-screen keyboard of the document search: letters, space, delete; nothing personal is typed here."""

from __future__ import annotations

from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import ACCENT_TINT, BODY, CARD, INK, RADIUS_SMALL, RAISED, SMALL, SUNKEN
from kiosk.ui.widgets import focus_ring

ROWS: dict[str, tuple[str, str, str]] = {
    "en": ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"),
    "de": ("QWERTZUIOP", "ASDFGHJKL", "YXCVBNM"),
    "fr": ("AZERTYUIOP", "QSDFGHJKLM", "WXCVBN"),
}
"""Letter rows by language; others type on the English ones. The search needs no accents."""

KEY_H, KEY_GAP = 96, 12
HEIGHT = 4 * KEY_H + 3 * KEY_GAP + 48


def keyboard(canvas: Canvas, box: Box, *, space: str, delete: str, done: str) -> None:
    """Draw the keyboard into the lower part of `box` (`HEIGHT` high), with keys `key:A`, `key:space`, ….

    `space`, `delete` and `done` are the words on those keys, in the customer's language.
    """
    canvas.panel(box, PanelLook(SUNKEN, 28))
    room = box.inset(16, 24)
    key_w = (room.w - 9 * KEY_GAP) / 10
    rows = ROWS.get(canvas.language.code, ROWS["en"])
    for index, letters in enumerate(rows):
        width = len(letters) * key_w + (len(letters) - 1) * KEY_GAP
        x = room.x + (room.w - width) / 2
        y = room.y + index * (KEY_H + KEY_GAP)
        for letter in letters:
            _key(canvas, f"key:{letter}", Box(x, y, key_w, KEY_H), letter)
            x += key_w + KEY_GAP
    last = Box(room.x, room.y + 3 * (KEY_H + KEY_GAP), room.w, KEY_H)
    side_w = last.w * 0.3
    _key(canvas, "key:delete", last.left(side_w), delete, icon="backspace")
    middle = Box(last.x + side_w + KEY_GAP, last.y, last.w - 2 * (side_w + KEY_GAP), KEY_H)
    _key(canvas, "key:space", middle, space)
    _key(canvas, "key:done", last.right_part(side_w), done, icon="check")


def _key(canvas: Canvas, target_id: str, box: Box, label: str, icon: str | None = None) -> None:
    fill = ACCENT_TINT if canvas.pressed == target_id else CARD
    canvas.panel(box, PanelLook(fill, RADIUS_SMALL, shadow=RAISED))
    inner = box.inset(12, 8)
    size = BODY if len(label) == 1 else SMALL
    style = Style(size, Weight.SEMIBOLD, INK, 1.1)
    if icon:
        canvas.icon(icon, inner.left(48), 40, INK)
        inner = inner.beside(56)
        canvas.text(label, inner, style, rise="middle")
    else:
        canvas.text(label, inner, style, align="centre", rise="middle")
    focus_ring(canvas, target_id, box)
    canvas.target(target_id, box, label)
