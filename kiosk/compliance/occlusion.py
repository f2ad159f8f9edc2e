"""Hair before the eyes, and a hand, a scarf or a mask before the mouth."""

from __future__ import annotations

import numpy as np

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


def eyes_covered_share(face: UprightFace) -> float:
    """Return what share of the worse eye lies behind hair or a frame of glasses.

    Hair: of the 35 mm of lid above the eye, the share with a line down them (.12 in ln of brightness,
    averaged over 4 mm). Skin has no such lines, whatever its tone. .05 (99 % up to .21) on 288 pictures of
    rendered people, .07 on two real ones; .68 (95 % over .37) behind a drawn fringe. A limit of .24 rejects
    and accepts .2 % wrongly. A frame: `kiosk.compliance.glasses.frame_share`.
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
    A face whose mouth is covered by a hand, a scarf or a mask has neither; a beard hides neither. Hands on
    cheek or forehead alone are not found.
    """
    forehead = np.mean([_redness(face, point, 4) for point in _FOREHEAD])
    hidden = 0.0
    for upper, lower in _LIPS:
        x, y = ((face.points_px[upper] + face.points_px[lower]) / 2).round().astype(int)
        column = face.around((int(x), int(y)), (2, 9)).mean(axis=(1, 2), keepdims=True)[..., 0]
        line = float(dark_lines(column, _LIP_PX).max()) if column.size else 0.0
        redness = (_redness(face, upper, 1) + _redness(face, lower, 1)) / 2
        hidden += float(line < _LIP_CONTRAST or redness < forehead)
    return hidden / len(_LIPS)


def _redness(face: UprightFace, point: int, half_px: int) -> float:
    """Return ln red − ln green about a mesh point, which light and depth of skin leave alone."""
    part = face.around(face.column_row(point), (half_px, half_px))
    return float(part[..., 0].mean() - part[..., 1].mean())
