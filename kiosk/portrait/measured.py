"""Where the head came to lie in the finished photo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.documents.rule import MM_PER_INCH, DocumentRule
from kiosk.portrait.crop import Crop
from kiosk.portrait.head_points import HeadPoints


@dataclass(frozen=True, slots=True)
class Measured:
    """Where the head came to lie in a finished photo; lengths in `unit`s from the edges named.

    `unit` is mm for a print, else px. `head` and `crown_from_top` are at the crown the document names.
    """

    unit: Literal["mm", "px"]
    head: float
    head_hair: float
    head_skull: float
    eye_line_from_bottom: float
    crown_from_top: float
    clear_above: float
    chin_from_bottom: float
    eyes_off_centre: float
    eye_distance_px: float


def measure(points: HeadPoints, crop: Crop, rule: DocumentRule) -> Measured:
    """Measure head and margins in the photo that `crop` makes of a picture with these points."""
    per_unit = rule.dpi / MM_PER_INCH if rule.print_mm else 1.0
    eyes = crop.to_output(points.eye_middle)
    chin = crop.to_output(points.chin)
    skull, hair = crop.to_output(points.crown_skull), crop.to_output(points.crown_hair)
    crown = hair if rule.geometry.crown == "hair" else skull
    return Measured(
        unit="mm" if rule.print_mm else "px",
        head=(chin[1] - crown[1]) / per_unit,
        head_hair=(chin[1] - hair[1]) / per_unit,
        head_skull=(chin[1] - skull[1]) / per_unit,
        eye_line_from_bottom=(crop.height_px - eyes[1]) / per_unit,
        crown_from_top=crown[1] / per_unit,
        clear_above=hair[1] / per_unit,
        chin_from_bottom=(crop.height_px - chin[1]) / per_unit,
        eyes_off_centre=(eyes[0] - crop.width_px / 2) / per_unit,
        eye_distance_px=points.eye_distance_px * crop.scale,
    )
