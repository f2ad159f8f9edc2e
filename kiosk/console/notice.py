"""One sentence on how something stands, with the verdict's colour and icon."""

from __future__ import annotations

from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import INK, RADIUS_SMALL, SMALL, VERDICTS, Tone

_ICON = 44.0


def notice(canvas: Canvas, box: Box, tone: Tone, text: str) -> None:
    """Draw the sentence over as many lines as the box has room for."""
    look = VERDICTS[tone]
    canvas.panel(box, PanelLook(look.tint, RADIUS_SMALL + 4))
    inner = box.inset(20, 8)
    canvas.icon(look.icon, inner.left(_ICON), _ICON, look.mark)
    canvas.text(text, inner.beside(_ICON + 16), Style(SMALL, Weight.REGULAR, INK, 1.1), rise="middle")
