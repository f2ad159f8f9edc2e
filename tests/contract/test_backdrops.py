"""Every background that an issuer may ask for is one that the booth's lamps can make."""

from __future__ import annotations

from typing import get_args

from hardware.lights.lights import BACKDROPS
from kiosk.documents.rule import Colour


def test_every_colour_of_the_rulebook_has_lamp_levels():
    assert set(BACKDROPS) == set(get_args(Colour))
