"""What everything looks like: colours, type sizes, spacing, radii, shadows and motion.

Warm white ground, near-black ink, one deep accent for the one thing to do next; green, amber and red belong
to verdicts and never stand alone (an icon and a word are always beside them). Every pair in `TEXT_PAIRS` has
a contrast of at least 10:1 (VVSG 2.0 §7.1, the default of voting machines; WCAG 2.2 asks 4.5:1).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Colour = tuple[int, int, int]
"""Red, green, blue, 0 to 255, sRGB."""

GROUND: Colour = (251, 249, 244)
CARD: Colour = (255, 255, 255)
SUNKEN: Colour = (243, 239, 231)
INK: Colour = (24, 25, 31)
INK_SOFT: Colour = (58, 58, 66)
LINE: Colour = (228, 222, 211)
OUTLINE: Colour = (126, 119, 108)
ACCENT: Colour = (31, 42, 130)
ACCENT_PRESSED: Colour = (20, 28, 96)
ACCENT_TINT: Colour = (233, 235, 249)
ACCENT_SOFT: Colour = (172, 179, 226)
ON_ACCENT: Colour = (255, 255, 255)
SCRIM: Colour = (24, 25, 31)
PHOTO_LINE: Colour = (255, 255, 255)


class Tone(StrEnum):
    """How a verdict came out."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class VerdictLook:
    """How a verdict is drawn: `mark` for the icon, `tint` for the ground behind it, `icon` its name."""

    mark: Colour
    tint: Colour
    icon: str


VERDICTS: dict[Tone, VerdictLook] = {
    Tone.GOOD: VerdictLook((14, 110, 62), (229, 244, 234), "check_circle"),
    Tone.NOTE: VerdictLook((158, 88, 0), (254, 242, 220), "warning"),
    Tone.BAD: VerdictLook((176, 32, 36), (253, 234, 231), "cross_circle"),
}

TEXT_PAIRS: tuple[tuple[Colour, Colour], ...] = (
    (INK, GROUND),
    (INK, CARD),
    (INK, SUNKEN),
    (INK, ACCENT_TINT),
    (INK_SOFT, GROUND),
    (INK_SOFT, CARD),
    (ON_ACCENT, ACCENT),
    (ON_ACCENT, ACCENT_PRESSED),
    (ACCENT, GROUND),
    (ACCENT, CARD),
    (ACCENT, ACCENT_TINT),
    *((INK, look.tint) for look in VERDICTS.values()),
)
"""Every (text, ground) pair the screens use."""

MARK_PAIRS: tuple[tuple[Colour, Colour], ...] = (
    (OUTLINE, GROUND),
    (OUTLINE, CARD),
    *((look.mark, look.tint) for look in VERDICTS.values()),
    *((look.mark, CARD) for look in VERDICTS.values()),
)
"""Every (icon or outline, ground) pair; WCAG 2.2 §1.4.11 asks 3:1."""

SMALL, BODY, LABEL, LEAD, TITLE, DISPLAY, HERO = 28, 36, 44, 56, 72, 96, 120
TYPE_SCALE = (SMALL, BODY, LABEL, LEAD, TITLE, DISPLAY, HERO)
"""Letter heights (em) in design units, smallest to largest; nothing is set in any other size."""

GRID = 8
MARGIN = 64
GAP = 24
RADIUS_SMALL, RADIUS, RADIUS_LARGE = 16, 32, 48
PILL = 10_000
"""A radius larger than any half height: round ends."""

MIN_TARGET = 96
"""Smallest side of anything to touch: 29 mm on a 27-inch portrait panel of 0.31 mm per unit."""

MIN_KEY = 80
"""Smallest side of an on-screen key: 24 mm there."""


@dataclass(frozen=True, slots=True)
class Shadow:
    """A soft shadow: moved down by `drop` and blurred by `blur` design units, `strength` 0 to 1."""

    drop: float
    blur: float
    strength: float


FLAT = Shadow(0, 0, 0.0)
RAISED = Shadow(6, 14, 0.10)
FLOATING = Shadow(14, 36, 0.20)

QUICK_S, CALM_S = 0.16, 0.24
"""Durations of motion: feedback, change of screen."""


def ease_out(share: float) -> float:
    """Return how far a motion is (0 to 1) when `share` of its time has passed: fast, then slow (cubic)."""
    left = 1.0 - min(max(share, 0.0), 1.0)
    return 1.0 - left * left * left


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Return the colour `share` of the way from one to the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    linear = [v / 255 / 12.92 if v / 255 <= 0.04045 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
