"""How a picture for no document may be finished: its background, without colour, cut closer."""

from __future__ import annotations

from dataclasses import replace

from kiosk.portrait.finish import Finish
from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas
from kiosk.ui.widgets import switch
from kiosk.visit.screens.swatches import colour_in, swatches
from kiosk.visit.view import DocumentChoice, View

ROW_H, GAP = 120.0, 20.0
MONOCHROME, TIGHT = "finish:monochrome", "finish:tight"


def finish_room(document: DocumentChoice) -> float:
    """Return how high the choices of this document are."""
    rows = bool(document.paints) + document.free
    return rows * ROW_H + max(rows - 1, 0) * GAP


def draw_finishes(canvas: Canvas, view: View, room: Box) -> None:
    """Draw the choices that this document leaves, in rows."""
    _ = canvas.gettext
    document, finish = view.document, view.visit.finish
    if document is None:
        return
    row = room.top(ROW_H)
    if document.paints:
        swatches(canvas, row, document.paints, finish.colour or document.paints[0])
        row = Box(row.x, row.bottom + GAP, row.w, ROW_H)
    if document.free:
        first, second = row.columns(2, GAP)
        for target_id, box, words, on in (
            (MONOCHROME, first, _("Black and white"), finish.monochrome),
            (TIGHT, second, _("Cut closer"), finish.tight),
        ):
            switch(canvas, target_id, box, words, on=on, state=_("Yes.") if on else _("No."))


def finish_after(target_id: str, finish: Finish, document: DocumentChoice) -> Finish | None:
    """Return the finish after a touch on one of the choices; None for any other target."""
    colour = colour_in(target_id, document.paints)
    if colour is not None:
        return replace(finish, colour=colour)
    if target_id == MONOCHROME and document.free:
        return replace(finish, monochrome=not finish.monochrome)
    if target_id == TIGHT and document.free:
        return replace(finish, tight=not finish.tight)
    return None
