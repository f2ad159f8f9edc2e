"""The face mesh of a mirrored picture, told as that of the picture itself.

The mesh is not even-handed: of the same head it makes another turn when it sees the picture mirrored, and
how much depends on the skin. The mean of both has no such side.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_MIDDLE = {0, 1, 2, 4, 5, 6, *range(8, 20), 94, 151, 152, 164, 168, 175, 195, 197, 199, 200}
_LEFT, _IRISES = 248, 468
"""The mesh numbers the middle and the person's right side first, then the left side in the same order.

Found as the nearest points in the mirrored mean face of 620 pictures, mouths open and closed.
"""

_MIRRORED_IRISES = (473, 476, 475, 474, 477, 468, 471, 470, 469, 472)


def _mates() -> NDArray[np.intp]:
    mates = np.arange(_IRISES + len(_MIRRORED_IRISES))
    right = [point for point in range(_LEFT) if point not in _MIDDLE]
    mates[right], mates[_LEFT:_IRISES] = range(_LEFT, _IRISES), right
    mates[_IRISES:] = _MIRRORED_IRISES
    return mates


MATES = _mates()
"""Mesh point to the one it changes places with in a mirror, shape (478,); those of the middle stay."""


def mirrored_back(points_px: NDArray[np.float32], width_px: float) -> NDArray[np.float32]:
    """Return the points (478, 3) of a picture whose mirrored copy, `width_px` wide, showed `points_px`."""
    back = points_px[MATES]
    back[:, 0] = width_px - back[:, 0]
    return back
