"""Everything measured of light and background in a still, by check id."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.background_colour import background_lab, colour_error
from kiosk.compliance.background_evenness import background_gradient
from kiosk.compliance.background_objects import objects_share
from kiosk.compliance.background_shadow import shadow_share
from kiosk.compliance.background_view import BackgroundView
from kiosk.compliance.colour_cast import light_cast, skin_colour_distance
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


def background_values(view: BackgroundView | None, background: Background | None) -> Values:
    """Return evenness, colour, shadow and things of the wall; its colour only where the document says one."""
    values: Values = {
        "background.uniform": None if view is None else background_gradient(view),
        "background.shadow": None if view is None else shadow_share(view),
        "background.objects": None if view is None else objects_share(view),
    }
    if background is not None:
        colour = None if view is None else background_lab(view)
        values["background.colour"] = (
            None if colour is None else colour_error(colour, background.allowed, background.forbidden)
        )
    return values
