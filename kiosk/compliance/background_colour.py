"""The background's colour against the words a document uses for it.

Issuers name colours and hardly ever give numbers, so each word is a box in CIE L*a*b*, our own reading of it:
`light-grey` is BSI TR-03121-3's grey from #A1A1A1 to #E1E1E1, widened by what counts as grey to the eye.
Lightness in a picture is only the wall's when the exposure is right, as in a booth with calibrated light.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from kiosk.colour.lab import Lab, lab_of
from kiosk.compliance.background_view import BackgroundView
from kiosk.documents.rule import Colour

_WHITE = 100.0


class ColourBox(NamedTuple):
    """From and to of L*, a* and b*."""

    lightness: tuple[float, float]
    a: tuple[float, float]
    b: tuple[float, float]

    def distance(self, colour: Lab) -> float:
        """Return ΔE (CIE 1976) to the nearest colour of the box, 0 inside."""
        return math.hypot(*(max(low - x, x - high, 0.0) for (low, high), x in zip(self, colour, strict=True)))

    def depth(self, colour: Lab) -> float:
        """Return ΔE to the nearest colour outside of the box, 0 outside; nothing is lighter than white."""
        rooms = [(x - low, high - x) for (low, high), x in zip(self, colour, strict=True)]
        if self.lightness[1] >= _WHITE:
            rooms[0] = (rooms[0][0], math.inf)
        return max(0.0, min(min(room) for room in rooms))


WORDS: Mapping[Colour, ColourBox] = MappingProxyType(
    {
        "white": ColourBox((88, 100), (-5, 5), (-6, 7)),
        "off-white": ColourBox((84, 100), (-5, 6), (-5, 12)),
        "cream": ColourBox((78, 98), (-5, 8), (5, 24)),
        "beige": ColourBox((68, 92), (-3, 12), (7, 28)),
        "light-brown": ColourBox((52, 78), (2, 20), (10, 38)),
        "light": ColourBox((66, 100), (-16, 16), (-22, 22)),
        "light-grey": ColourBox((64, 92), (-5, 5), (-7, 6)),
        "grey": ColourBox((40, 80), (-5, 5), (-7, 6)),
        "light-blue": ColourBox((58, 94), (-18, 8), (-36, -4)),
        "blue": ColourBox((18, 66), (-25, 45), (-90, -16)),
        "red": ColourBox((22, 62), (36, 90), (12, 75)),
    }
)


def background_lab(view: BackgroundView) -> Lab:
    """Return the middle colour of the wall: the median of its light, so a thing on it does not count."""
    return lab_of(np.median(view.light[view.wall], axis=0).astype(np.float64))


def colour_error(colour: Lab, allowed: Sequence[Colour], forbidden: Sequence[Colour] = ()) -> float:
    """Return how far a colour is from what a document takes, ΔE (CIE 1976); 0 is right.

    The distance to the nearest allowed word, or how deep inside a forbidden one, whichever is more: white is
    light, but not where white is forbidden. Raises ValueError without an allowed word.
    """
    if not allowed:
        raise ValueError("a document allows at least one background colour")
    nearest = min(WORDS[word].distance(colour) for word in allowed)
    return max([nearest, *(WORDS[word].depth(colour) for word in forbidden)])
