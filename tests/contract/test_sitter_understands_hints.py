"""Whatever the coach says, the simulated sitter understands, and turns to the side that was meant."""

from __future__ import annotations

import pytest

from hardware.simulated.person import MOVES, UNDERSTOOD
from kiosk.compliance.hints import HINTS

DIRECTION_OF_ARROW = {
    "left": ("x_mm", 1),
    "right": ("x_mm", -1),
    "up": ("y_mm", 1),
    "down": ("y_mm", -1),
    "closer": ("distance_mm", -1),
    "back": ("distance_mm", 1),
    "turn_left": ("yaw_deg", 1),
    "turn_right": ("yaw_deg", -1),
    "tilt_left": ("roll_deg", 1),
    "tilt_right": ("roll_deg", -1),
    "chin_up": ("pitch_deg", 1),
    "chin_down": ("pitch_deg", -1),
}
"""Arrow to the sitter's frame, in which x, yaw and roll grow to the person's left, y and pitch upwards."""


@pytest.mark.parametrize("hint", sorted(HINTS))
def test_every_hint_is_understood(hint):
    assert hint in UNDERSTOOD
    arrow = HINTS[hint].arrow
    assert MOVES.get(hint) == (DIRECTION_OF_ARROW[arrow] if arrow else None)
