"""What is wanted of a sheet on the command line: how to print, and which documents beside the first."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kiosk.sheet.imposition import GAP_MM, MARGIN_MM
from kiosk.sheet.paper import DEFAULT_PAPER

MOST_DOCUMENTS = 5
"""More sizes than this on one sheet would take long to lay out, and nobody wants them."""

_BESIDE = re.compile(r"([a-z0-9-]+)(?::([0-9]{1,3}))?")


class BadOrder(ValueError):
    """What is asked for cannot be understood; the text is one line."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Another document on the same sheet; `copies` None is a fair share of the room."""

    document_id: str
    copies: int | None


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """A sheet as asked for; `copies` None is as many as fit, `also` as typed: ID or ID:N."""

    paper: str = DEFAULT_PAPER
    dpi: int = 300
    gap_mm: float = GAP_MM
    margin_mm: float = MARGIN_MM
    copies: int | None = None
    ruler: bool = False
    also: tuple[str, ...] = ()

    def beside(self, first_id: str) -> tuple[Beside, ...]:
        """Return the other documents; raises BadOrder, also for one that is named twice."""
        if len(self.also) >= MOST_DOCUMENTS:
            raise BadOrder(f"a sheet holds {MOST_DOCUMENTS} documents at most; leave some --also out")
        found: list[Beside] = []
        for text in self.also:
            match = _BESIDE.fullmatch(text)
            if match is None or match[2] == "0":
                raise BadOrder(f"--also {text!r}: give a document's id, or id:number of copies")
            if match[1] in {first_id, *(other.document_id for other in found)}:
                raise BadOrder(f"--also {text!r}: {match[1]} is on the sheet already; give its number once")
            found.append(Beside(match[1], int(match[2]) if match[2] else None))
        return tuple(found)
