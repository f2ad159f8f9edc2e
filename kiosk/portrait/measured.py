"""Where the head came to lie in the finished photo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.documents.band import Band
from kiosk.documents.geometry import BandName
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
    eyes_above_chin: float
    face_width: float
    eye_distance: float
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
        eyes_above_chin=(chin[1] - eyes[1]) / per_unit,
        face_width=points.face_width_px * crop.scale / per_unit,
        eye_distance=points.eye_distance_px * crop.scale / per_unit,
        eyes_off_centre=(eyes[0] - crop.width_px / 2) / per_unit,
        eye_distance_px=points.eye_distance_px * crop.scale,
    )


def missed_limits(measured: Measured, crop: Crop, rule: DocumentRule) -> tuple[BandName, ...]:
    """Name the published bands that a finished photo misses.

    A photo has whole pixels, so half a pixel of it is allowed at either end.
    """
    if rule.frame is None:
        return ()
    height = rule.print_mm[1] if measured.unit == "mm" and rule.print_mm else crop.height_px
    per_unit, half_px = rule.frame[1] / height, rule.frame[1] / crop.height_px / 2
    missed = []
    for name, band in rule.geometry.bands():
        value: float = getattr(measured, name) * per_unit
        allowed = Band(min=max(0.0, band.min - half_px), max=band.max + half_px)
        if name not in rule.geometry.advisory and not allowed.contains(value):
            missed.append(name)
    return tuple(missed)
