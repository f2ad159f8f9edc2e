"""Hair before the eyes, something before the mouth, and something before one side of the face."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.eye_zone import EYES, eye_zone
from kiosk.compliance.face_lines import dark_lines, lines
from kiosk.compliance.glasses import frame_share
from kiosk.compliance.upright_face import UprightFace

_HAIR_CONTRAST = 0.12
_LID_ROWS, _LID_HALF_PX, _HAIR_PX = (-9, -2), 22, 11
_LIPS = ((13, 14), (82, 87), (312, 317), (81, 178), (311, 402), (80, 88), (310, 318))
"""Pairs of points where the inner edges of the lips meet, from the middle outwards."""

_LIP_CONTRAST, _LIP_PX = 0.10, 7
_FOREHEAD = (151, 9, 108, 337)
_SIDES = (
    (50, 205, 187, 117, 118, 36, 101, 212, 214),
    (280, 425, 411, 346, 347, 266, 330, 432, 434),
)
"""Places on the right cheek from the lower lid to the chin, and those that mirror them on the left."""


def eyes_covered_share(face: UprightFace) -> float:
    """Return what share of the worse eye lies behind hair or a frame of glasses.

    Hair: of the 35 mm of lid above the eye, the share with a line down them (.12 in ln of brightness,
    averaged over 4 mm); skin has none, whatever its tone. A frame: `kiosk.compliance.glasses.frame_share`.
    .04 (95 % up to .16, frames near the eyes up to .32) on 240 pictures of 80 rendered people, .07 on two
    real ones; .32 and more behind 137 drawn fringes and frames. EER .2 %; .30 rejects 1 % wrongly.
    """
    return max(frame_share(face), *(_hair_share(face, eye) for eye in EYES))


def _hair_share(face: UprightFace, eye: int) -> float:
    zone = eye_zone(face, eye)
    top = round(float(zone.outline_px[:, 1].min()))
    rows = slice(max(top + _LID_ROWS[0], 0), max(top + _LID_ROWS[1], 0))
    lid = face.log_rgb[rows, max(zone.x - _LID_HALF_PX, 0) : zone.x + _LID_HALF_PX + 1].mean(axis=2)
    if not lid.size:
        return 0.0
    smooth = np.stack([lid[:-2].mean(axis=0), lid[1:-1].mean(axis=0), lid[2:].mean(axis=0)], axis=1)
    return float((lines(smooth, _HAIR_PX) > _HAIR_CONTRAST).mean())


def mouth_hidden_share(face: UprightFace) -> float:
    """Return the share of seven places along the mouth at which no lips are seen.

    Lips meet in a dark line (.10 in ln of brightness) and are redder than the forehead (red over green).
    A face whose mouth is covered by a hand, a scarf or a mask has neither; a beard hides neither. 0 on 288
    pictures of 96 rendered people of all skins and beards and on two real ones that laugh; .43 and more on
    154 with a drawn hand or mask (EER 0 %).
    """
    pairs = face.points_px[list(_LIPS)]
    strips = face.patches(pairs.mean(axis=1), (2, 9)).mean(axis=(2, 3))
    contrast = dark_lines(np.ascontiguousarray(strips.T), _LIP_PX).max(axis=0)
    redness = _redness(face, pairs.reshape(-1, 2), 1).reshape(-1, 2).mean(axis=1)
    forehead = _redness(face, face.points_px[list(_FOREHEAD)], 4).mean()
    return float(((contrast < _LIP_CONTRAST) | (redness < forehead)).mean())


def sides_difference(face: UprightFace) -> float:
    """Return how far the colours of the two halves of the face are apart, the middle one of nine places.

    Colours are differences of ln red − ln green and ln green − ln blue over 7 mm, free of brightness; beards,
    freckles and light from one side are on both sides. .03 at most on 60 pictures of 20 rendered people of
    all skins, .05 and .19 on two real ones (the second in mixed light from one side); .17 and more behind 120
    drawn phones and white cloths over one cheek. A bare hand has the face's own colour and is not found.
    """
    right, left = (face.patches(face.points_px[list(side)], (4, 4)).mean(axis=(1, 2)) for side in _SIDES)
    apart = np.diff(right, axis=1) - np.diff(left, axis=1)
    return float(np.median(np.hypot(apart[:, 0], apart[:, 1])))


def _redness(face: UprightFace, places_px: NDArray[np.float32], half_px: int) -> NDArray[np.float32]:
    """Return ln red − ln green about n places (n, 2), which light and depth of skin leave alone."""
    colour = face.patches(places_px, (half_px, half_px)).mean(axis=(1, 2))
    redness: NDArray[np.float32] = colour[:, 0] - colour[:, 1]
    return redness
