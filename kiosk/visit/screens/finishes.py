"""How a picture for no document may be finished: its background, without colour, cut closer."""

from __future__ import annotations

from dataclasses import replace

from kiosk.compliance.hints import N_
from kiosk.portrait.finish import Finish
from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas, Language
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import BODY, INK_SOFT
from kiosk.ui.widgets import switch
from kiosk.visit.screens.swatches import colour_in, said, swatches
from kiosk.visit.view import DocumentChoice

ROW_H, GAP = 120.0, 20.0
REAL_WALL = N_("The background stays the wall of the booth: it could not be told from you well enough.")
MONOCHROME, TIGHT = "finish:monochrome", "finish:tight"


def finish_room(document: DocumentChoice) -> float:
    """Return how high the choices of this document are."""
    rows = bool(document.paints) + document.free
    return rows * ROW_H + max(rows - 1, 0) * GAP


def draw_finishes(
    canvas: Canvas, document: DocumentChoice, finish: Finish, room: Box, *, painted: bool
) -> None:
    """Draw the choices that this document leaves, in rows; there is no colour where none could be painted."""
    _ = canvas.gettext
    row = room.top(ROW_H)
    if document.paints:
        if painted:
            swatches(canvas, row, document.paints, finish.colour or document.paints[0])
        else:
            canvas.text(_(REAL_WALL), row, Style(BODY, Weight.REGULAR, INK_SOFT, 1.2), rise="middle")
        row = Box(row.x, row.bottom + GAP, row.w, ROW_H)
    if document.free:
        for box, (target_id, words, on) in zip(row.columns(2, GAP), _switches(finish), strict=True):
            switch(canvas, target_id, box, _(words), on=on, state=_(_answer(on=on)))


def spoken_finishes(language: Language, document: DocumentChoice, finish: Finish, *, painted: bool) -> str:
    """Return the choices that this document leaves and how they stand, for those who listen."""
    _ = language.gettext
    words = []
    if document.paints:
        colour = finish.colour or document.paints[0]
        words.append(said(language, colour, chosen=True) + "." if painted else _(REAL_WALL))
    if document.free:
        words += [f"{_(name)} {_(_answer(on=on))}" for _id, name, on in _switches(finish)]
    return " ".join(words)


def _switches(finish: Finish) -> tuple[tuple[str, str, bool], ...]:
    return (
        (MONOCHROME, N_("Black and white"), finish.monochrome),
        (TIGHT, N_("Cut closer"), finish.tight),
    )


def _answer(*, on: bool) -> str:
    return N_("Yes.") if on else N_("No.")


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
