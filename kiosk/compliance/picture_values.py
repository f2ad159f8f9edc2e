"""Everything measured of light and background in a still, by check id."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.background_colour import background_lab, colour_error
from kiosk.compliance.background_evenness import background_gradient
from kiosk.compliance.background_objects import objects_share
from kiosk.compliance.background_shadow import shadow_share
from kiosk.compliance.background_view import BackgroundView
from kiosk.compliance.colour_cast import light_cast, skin_colour_distance
from kiosk.compliance.document_crop import PhotoArea
from kiosk.compliance.face_points import Points
from kiosk.compliance.face_values import Values
from kiosk.compliance.illumination import levels, sides
from kiosk.compliance.light import clipped_shares, face_light
from kiosk.documents.rule import Background


def light_values(rgb: NDArray[np.uint8], points_px: Points) -> Values:
    """Return the light on a face, judged without its skin; and as information what depends on skin, too."""
    light = face_light(rgb, points_px)
    both = sides(rgb, points_px)
    level = levels(rgb, points_px)
    return {
        "light.even": None if both is None else both.stops,
        "light.exposure": None if light is None else light.brightness,
        "light.clipping": None if light is None else max(light.black_share, light.white_share),
        "light.range": None if level is None else level.range_stops,
        "light.cast": light_cast(rgb, points_px),
        "light.overlap": None if both is None else both.overlap,
        "light.entropy": None if level is None else level.entropy_bits,
        "light.mean": None if level is None else level.mean,
        "light.variance": None if level is None else level.variance,
        "light.under": None if level is None else level.under_share,
        "light.over": None if level is None else level.over_share,
        "light.skin": skin_colour_distance(rgb, points_px),
    }


def clipping_values(rgb: NDArray[np.uint8], person_mask: NDArray[np.float32], bottom_px: float) -> Values:
    """Return the shares of black and white pixels of the whole person in the photo."""
    shares = clipped_shares(rgb, person_mask, bottom_px)
    return dict(zip(("light.black", "light.white"), shares or (None, None), strict=True))


def background_values(
    view: BackgroundView | None, area: PhotoArea, width_px: int, background: Background | None
) -> Values:
    """Return evenness, shadow, things and, where the document says one, colour of the wall.

    Only the wall that the photo shows counts, but a shadow is told by the whole wall that the picture shows,
    `width_px` across. What cannot be told, as a head that fills the photo leaves no wall, is left out.
    """
    if view is None:
        return {}
    values: Values = {"background.shadow": shadow_share(view)}
    shown = _within(view, area, width_px)
    if shown.wall.any() and shown.fine_wall.any():
        values["background.uniform"] = background_gradient(shown)
        values["background.objects"] = objects_share(shown)
        if background is not None:
            colour = background_lab(shown)
            values["background.colour"] = colour_error(colour, background.allowed, background.forbidden)
    return {check_id: value for check_id, value in values.items() if value is not None}


def _within(view: BackgroundView, area: PhotoArea, width_px: int) -> BackgroundView:
    """Return the view with only that wall which the photo shows; the view ends at the photo's lower edge."""

    def part(wall: NDArray[np.bool_]) -> NDArray[np.bool_]:
        rows, columns = wall.shape
        top = round(max(0.0, area.top_px) / area.bottom_px * rows)
        left = round(max(0.0, area.left_px) / width_px * columns)
        right = round(area.right_px / width_px * columns)
        shown = np.zeros_like(wall)
        shown[top:, left:right] = wall[top:, left:right]
        return shown

    return replace(view, wall=part(view.wall), fine_wall=part(view.fine_wall))
