"""A hat, cap or scarf on the head, told from hair by its edge and its colours."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.upright_face import IED_PX, UprightFace

_FOREHEAD_TOP, _FOREHEAD, _BROWS, _CHIN = 10, 151, 9, 152
_TEMPLES = ((127, -7), (356, 7))
_COLUMNS = range(-24, 25, 2)
_APART_PX = 3
"""A step is looked for between places this much above and below it."""

_COLOUR_WEIGHT = 3.0
_FAINTEST_EDGE = 0.25
_WEIGHTS = (-1.6, 19.3, 4.9, 14.9, 16.3)
"""Of ln(edge's roughness + .15 px), its height, the sides' difference, the neck's difference, and 1."""


def head_covering_score(face: UprightFace) -> float:
    """Return how surely something covers the head, 0 to 1.

    A logistic function of what sets cloth apart from hair: its edge on the forehead is smooth and low, the
    hair beside the face has another colour, or the neck is covered as well. Colours are differences of ln
    red − ln green and ln green − ln blue, free of brightness. No edge, no covering: bald heads pass.
    Fitted to 96 rendered people; on 96 others .31 at most on 156 pictures of bare heads, and 2 % of 200 with
    hat, cap or scarf under .40 (EER 2 %); .00 on two real bare heads. Rendered hair has ragged, high lines:
    how real fringes fare is not known.
    """
    edge = _edge(face)
    if edge is None:
        return 0.0
    roughness_px, height = edge
    above = max(face.column_row(_FOREHEAD_TOP)[1] - 26, 0)
    top = _colour(face, (face.column_row(_FOREHEAD_TOP)[0], above), (25, 12))
    skin = _colour(face, face.column_row(_FOREHEAD), (10, 5))
    sides = []
    for point, aside in _TEMPLES:
        x, y = face.column_row(point)
        sides.append(_colour(face, (int(np.clip(x + aside, 4, 267)), y + 4), (4, 10)))
    x, y = face.column_row(_CHIN)
    neck = _colour(face, (x, min(y + 14, 352)), (12, 5))
    measures = (
        math.log(roughness_px + 0.15),
        height,
        min(0.4, math.dist(top, np.mean(sides, axis=0))),
        min(0.3, math.dist(skin, neck)),
        1.0,
    )
    return 1.0 / (1.0 + math.exp(-sum(w * m for w, m in zip(_WEIGHTS, measures, strict=True))))


def _edge(face: UprightFace) -> tuple[float, float] | None:
    """Return the forehead's upper edge: its roughness in pixels and its height (−, in IED) from the eyes.

    In each column the strongest step of brightness or colour; roughness is the median distance from a
    parabola through them. None when there is no clear step.
    """
    x, y = face.column_row(_FOREHEAD_TOP)
    top, bottom = max(y - 45, 4), face.column_row(_BROWS)[1] - 6
    columns = [min(max(x + aside, 0), face.rgb.shape[1] - 1) for aside in _COLUMNS]
    if bottom - top < 2 * _APART_PX:
        return None
    smooth = face.log_rgb[top - _APART_PX : bottom + _APART_PX, columns]
    brightness, colour = smooth.mean(axis=2), smooth[..., 0] - smooth[..., 1]
    step = _steps(brightness) + _COLOUR_WEIGHT * _steps(colour)
    if float(np.median(step.max(axis=0))) < _FAINTEST_EDGE:
        return None
    rows = step.argmax(axis=0) + top
    across = np.arange(len(columns), dtype=np.float64)
    rough = np.abs(rows - np.polyval(np.polyfit(across, rows, 2), across))
    eyes_y = float(face.points_px[[33, 133, 362, 263], 1].mean())
    return float(np.median(rough)), (float(np.median(rows)) - eyes_y) / IED_PX


def _steps(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.abs(values[2 * _APART_PX :] - values[: -2 * _APART_PX])


def _colour(face: UprightFace, centre_px: tuple[int, int], half_px: tuple[int, int]) -> NDArray[np.float32]:
    red, green, blue = np.median(face.around(centre_px, half_px).reshape(-1, 3), axis=0)
    return np.array([red - green, green - blue], np.float32)
