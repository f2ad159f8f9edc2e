"""A document's bands, published and wished for, as rows of a linear programme.

Unknowns are the scale `s` (heights of the photo per source pixel), the chin's height `c` over the lower edge
and the eyes' offset `x` from the middle line, both in heights of the photo; every band is linear in them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from kiosk.documents.band import Band
from kiosk.documents.geometry import BandName
from kiosk.documents.rule import DocumentRule
from kiosk.portrait.head_points import HeadPoints

CENTRE_TOLERANCE = 0.05
"""Eyes off the middle line, in widths, where the issuer names no tolerance (BSI TR-03121 5.6: 0.45–0.55)."""

USUAL_HEAD = Band(min=0.60, max=0.80)
"""Head in heights of the photo where the issuer names none (inside BSI TR-03121 5.4: 0.60–0.90)."""

ABOVE_SHARE = 0.39
"""Part of the free height that goes above the crown where the issuer names no margin: as Finland's statute
(1168/2016) has it, 5 of 13 mm."""

BELOW_CHIN = 0.03
"""Least room below the chin, in heights of the photo, whatever else a document says: a face has a chin."""

ONE_SIDED_ROOM = 0.03
"""Distance from a limit without a counterpart that counts as margin 1, in heights of the photo."""

HAIR_ROOM = (0.01, 0.03)
"""Free height wished for above the hair, in heights of the photo: the least, and how much more is welcome."""

Row = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Limit:
    """`low` ≤ `row`·(s, c, x) ≤ `high`; `name` as in the rule; `hard` when published.

    `half` is the distance from a limit that counts as margin 1; half the band where it has two ends. `hard`
    limits refuse a photo when they are missed.
    """

    name: str
    row: Row
    low: float
    high: float
    half: float
    hard: bool


def limits_of(points: HeadPoints, rule: DocumentRule, aspect: float) -> list[Limit]:
    """Write the rule's bands as rows over (s, c, x), in heights of the photo; published ones first."""
    shape = rule.geometry
    unit = rule.frame[1] if rule.frame else 1.0
    skull, hair = points.above_chin_px(points.crown_skull), points.above_chin_px(points.crown_hair)
    crown = hair if shape.crown == "hair" else skull
    eyes = points.above_chin_px(points.eye_middle)
    out: list[Limit] = []

    rows: dict[BandName, tuple[Row, float]] = {
        "head": ((crown, 0.0, 0.0), 0.0),
        "eye_line_from_bottom": ((eyes, 1.0, 0.0), 0.0),
        "crown_from_top": ((-crown, -1.0, 0.0), 1.0),
        "clear_above": ((-hair, -1.0, 0.0), 1.0),
        "chin_from_bottom": ((0.0, 1.0, 0.0), 0.0),
        "eyes_above_chin": ((eyes, 0.0, 0.0), 0.0),
        "face_width": ((points.face_width_px, 0.0, 0.0), 0.0),
        "eye_distance": ((points.eye_distance_px, 0.0, 0.0), 0.0),
    }
    for name, band in shape.bands():
        row, offset = rows[name]
        low, high = band.min / unit - offset, band.max / unit - offset
        half = (high - low) / 2 if math.isfinite(high) else ONE_SIDED_ROOM
        out.append(Limit(name, row, low, high, half, hard=name not in shape.advisory))
    if shape.chin_from_bottom is None:
        out.append(Limit("below_chin", (0.0, 1.0, 0.0), BELOW_CHIN, math.inf, ONE_SIDED_ROOM, hard=True))
    tolerance = shape.centre_tolerance / unit if shape.centre_tolerance else CENTRE_TOLERANCE * aspect
    out.append(Limit("centre", (0.0, 0.0, 1.0), -tolerance, tolerance, tolerance, hard=True))
    if shape.head is None:
        low, high = USUAL_HEAD.min, USUAL_HEAD.max
        out.append(Limit("usual_head", (crown, 0.0, 0.0), low, high, (high - low) / 2, hard=False))
    if shape.clear_above is None:
        least, welcome = HAIR_ROOM
        out.append(Limit("hair_room", (-hair, -1.0, 0.0), least - 1, math.inf, welcome, hard=False))
    if shape.crown_from_top is None and shape.chin_from_bottom is None:
        # free height above: (1 - c - s·crown) = ABOVE_SHARE · (1 - s·crown), give or take a twelfth
        row = (-(1 - ABOVE_SHARE) * crown, -1.0, 0.0)
        middle, half = ABOVE_SHARE - 1, 1 / 12
        out.append(Limit("composition", row, middle - half, middle + half, half, hard=False))
    return out
