"""The papers a booth prints on, by the names people use."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper, upright; `name` is what people call it."""

    name: str
    width_mm: float
    height_mm: float


class UnknownPaper(KeyError):
    """No paper has this name."""

    def __init__(self, name: str, why: str = "") -> None:
        self.name, self.why = name, why
        super().__init__(name)

    def __str__(self) -> str:
        if self.why:
            return self.why
        near = difflib.get_close_matches(self.name.lower(), PAPERS, n=1, cutoff=0.4)
        meant = f". Did you mean {near[0]}?" if near else ""
        known = ", ".join(PAPERS)
        return f"no paper is called {self.name!r}; known are {known} and sizes such as 120x180mm{meant}"


DEFAULT_PAPER = "4x6in"

PAPERS: dict[str, Paper] = {
    paper.name: paper
    for paper in (
        Paper("4x6in", 101.6, 152.4),
        Paper("10x15", 102.0, 152.0),
        Paper("100x150", 100.0, 150.0),
        Paper("3.5x5in", 88.9, 127.0),
        Paper("5x7in", 127.0, 177.8),
        Paper("13x18", 130.0, 180.0),
        Paper("6x8in", 152.4, 203.2),
        Paper("15x20", 152.0, 203.0),
        Paper("a6", 105.0, 148.0),
        Paper("a5", 148.0, 210.0),
        Paper("a4", 210.0, 297.0),
        Paper("letter", 215.9, 279.4),
    )
}
"""Dye-sub rolls for "10×15" are 4×6 in, so that is the default; `10x15` is the photo trade's 102×152 mm,
`100x150` IPP's om_small-photo, `13x18` IPP's om_medium-photo (PWG 5101.1), A sizes are ISO 216."""


SIDE_MM = (50.0, 500.0)
"""No booth's printer takes a side shorter or longer than this."""

_MM_OF = {"": 1.0, "mm": 1.0, "cm": 10.0, "in": 25.4}
_SIZE = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)x(\d{1,4}(?:\.\d{1,3})?)(mm|cm|in|)")


def paper_named(name: str) -> Paper:
    """Return the paper of this name or size (any case, `×` as `x`, no spaces needed); raises UnknownPaper.

    A size is in mm, or has its unit: `120x180`, `120x180mm`, `12x18cm`, `5x8in`; names go before sizes.
    """
    wanted = name.lower().replace("×", "x").replace(" ", "")
    aliases = {
        "4x6": "4x6in",
        "6x4": "4x6in",
        "6x4in": "4x6in",
        "5x7": "5x7in",
        "15x10": "10x15",
        "10x15cm": "10x15",
        "6x8": "6x8in",
    }
    paper = PAPERS.get(aliases.get(wanted, wanted))
    if paper is not None:
        return paper
    size = _SIZE.fullmatch(wanted)
    if size is None:
        raise UnknownPaper(name)
    short_mm, long_mm = sorted(float(side) * _MM_OF[size[3]] for side in size.group(1, 2))
    if short_mm < SIDE_MM[0] or long_mm > SIDE_MM[1]:
        raise UnknownPaper(
            name,
            f"a paper of {short_mm:g}×{long_mm:g} mm is not printed on; "
            f"its sides must be {SIDE_MM[0]:g} to {SIDE_MM[1]:g} mm (write 12x18cm or 5x8in for other units)",
        )
    return Paper(wanted, short_mm, long_mm)
