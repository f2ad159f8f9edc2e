"""The eye's visible zone (EVZ) in an upright face, and the cheek that it is compared with."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.face_points import EYE_OUTLINES
from kiosk.compliance.upright_face import HEIGHT_PX, IED_PX, WIDTH_PX, UprightFace

EYES = (0, 1)
"""The right and the left eye, as in `EYE_OUTLINES`."""

_GROWN_PX = IED_PX / 20
"""Doc 9303-1: at least 5 % of the inter-eye distance around the visible eyeball."""

_LASHES = np.ones((5, 5), np.uint8)


@dataclass(frozen=True, slots=True)
class EyeZone:
    """One eye in pixels of the upright face.

    (`x`, `y`) its centre, midway between its corners; `box` the rows and columns of its visible zone, `cheek`
    those of the skin 30 to 40 mm below it, under any lens; `outline_px` (8, 2) corners and lids.
    """

    x: int
    y: int
    outline_px: NDArray[np.float32]

    @property
    def box(self) -> tuple[slice, slice]:
        """Rows and columns of the lids' box grown by 5 % of the inter-eye distance."""
        left, top = np.floor(self.outline_px.min(axis=0) - _GROWN_PX).astype(int)
        right, bottom = np.ceil(self.outline_px.max(axis=0) + _GROWN_PX).astype(int)
        return _inside(left, top, right, bottom)

    @property
    def cheek(self) -> tuple[slice, slice]:
        """Rows and columns of the cheek below the eye."""
        return _inside(self.x - 9, self.y + 38, self.x + 10, self.y + 50)

    def beside_lids(self, face: UprightFace) -> NDArray[np.bool_]:
        """Return which pixels of `box` lie neither between the lids nor under the lashes."""
        between = np.zeros(face.rgb.shape[:2], np.uint8)
        cv2.fillPoly(between, [np.round(self.outline_px).astype(np.int32)], (1,))
        lids: NDArray[np.bool_] = cv2.dilate(between[self.box], _LASHES) == 0
        return lids


def eye_zone(face: UprightFace, eye: int) -> EyeZone:
    """Return the zone of one of `EYES`."""
    outline = face.points_px[list(EYE_OUTLINES[eye])]
    x, y = (outline[0] + outline[4]) / 2
    return EyeZone(round(float(x)), round(float(y)), outline)


def _inside(left: int, top: int, right: int, bottom: int) -> tuple[slice, slice]:
    return (
        slice(max(int(top), 0), min(max(int(bottom), 0), HEIGHT_PX)),
        slice(max(int(left), 0), min(max(int(right), 0), WIDTH_PX)),
    )
