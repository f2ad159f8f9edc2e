"""Where the head lies in a picture that is to be the document's photo as it is."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.document_crop import check_whole_head
from kiosk.compliance.face_points import Points
from kiosk.compliance.record import CheckRecord, Limit
from kiosk.documents.band import Band
from kiosk.documents.geometry import BandName
from kiosk.documents.rule import DocumentRule
from kiosk.portrait.crop import Crop
from kiosk.portrait.head_points import HeadPoints, estimate_head_points
from kiosk.portrait.limits import CENTRE_TOLERANCE
from kiosk.portrait.measured import Measured, measure

SHAPE_TOLERANCE = 0.01
"""Largest difference of width over height from the document's, as a share: some pixels of a photo."""

COVERAGE = 1.5
"""How many sigmas of a point's uncertainty a measure may lie outside a limit: takes in seven of eight."""

FACE_WIDTH_UNCERTAINTY = 0.015
"""One sigma of the face's width, as a share (`kiosk.portrait.head_points`, and some for real ears)."""

_CHECKS: dict[BandName, str] = {
    "head": "photo.head",
    "eye_line_from_bottom": "photo.eye_line",
    "crown_from_top": "photo.crown_margin",
    "clear_above": "photo.clear_above",
    "chin_from_bottom": "photo.chin_margin",
    "eyes_above_chin": "photo.eyes_above_chin",
    "face_width": "photo.face_width",
    "eye_distance": "photo.eye_distance",
}


def check_placement(
    points_px: Points, person_mask: NDArray[np.float32], frame_size_px: tuple[int, int], rule: DocumentRule
) -> tuple[CheckRecord, ...]:
    """Measure the head in a finished photo against every band of the rule, in mm (px without a print).

    Nothing is turned, cut or scaled. Bands that the rule calls advisory stay advisory. Returns nothing for a
    document without a photo.
    """
    frame, photo_px = rule.frame, rule.photo_px
    if frame is None or photo_px is None:
        return ()
    width_px, height_px = frame_size_px
    scale = photo_px[1] / height_px
    as_it_is = Crop(0.0, scale, (width_px / 2, height_px / 2), round(width_px * scale), photo_px[1], 0.0)
    points = estimate_head_points(points_px, person_mask)
    measured = measure(points, as_it_is, rule)
    tolerances = _tolerances(points, rule, measured.eye_distance / points.eye_distance_px)
    per_unit = (rule.print_mm[1] if rule.print_mm else photo_px[1]) / frame[1]
    aspect, wanted = width_px / height_px, photo_px[0] / photo_px[1]
    shape = Limit("photo.shape", "w/h", wanted * (1 - SHAPE_TOLERANCE), wanted * (1 + SHAPE_TOLERANCE))
    return (
        shape.check(aspect),
        check_whole_head(points),
        *(
            _band(name, band, measured, per_unit, tolerances[name], advisory=name in rule.geometry.advisory)
            for name, band in rule.geometry.bands()
        ),
        _centre(measured, rule, per_unit, aspect),
    )


def _tolerances(points: HeadPoints, rule: DocumentRule, per_px: float) -> dict[BandName, float]:
    """Return how far each measure may be off, in mm or px of the photo, `per_px` of them per source pixel."""
    hair, chin = points.crown_hair_uncertainty_px, points.chin_uncertainty_px
    crown = hair if rule.geometry.crown == "hair" else points.crown_skull_uncertainty_px
    sigma_px: dict[BandName, float] = {
        "head": math.hypot(crown, chin),
        "eye_line_from_bottom": 0.0,
        "crown_from_top": crown,
        "clear_above": hair,
        "chin_from_bottom": chin,
        "eyes_above_chin": chin,
        "face_width": FACE_WIDTH_UNCERTAINTY * points.face_width_px,
        "eye_distance": 0.0,
    }
    return {name: COVERAGE * value * per_px for name, value in sigma_px.items()}


def _band(
    name: BandName, band: Band, measured: Measured, per_unit: float, tolerance: float, *, advisory: bool
) -> CheckRecord:
    limit = Limit(
        _CHECKS[name],
        measured.unit,
        band.min * per_unit,
        band.max * per_unit if math.isfinite(band.max) else None,
        tolerance,
        mandatory=not advisory,
    )
    return limit.check(getattr(measured, name))


def _centre(measured: Measured, rule: DocumentRule, per_unit: float, aspect: float) -> CheckRecord:
    frame_height = rule.frame[1] if rule.frame else 1.0
    room = (rule.geometry.centre_tolerance or CENTRE_TOLERANCE * aspect * frame_height) * per_unit
    return Limit("photo.centre", measured.unit, -room, room).check(measured.eyes_off_centre)
