"""The shadow a head throws on the wall behind it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.background_view import BackgroundView

NEAR_IED = 0.6
"""A shadow is looked for up to this far from the person, in inter-eye distances."""

FAR_IED = 0.9
"""The wall from here on is what it should be."""

_LEAST_PIXELS = 30
_DARKEST = 1e-3


def shadow_share(view: BackgroundView) -> float | None:
    """Return the share of light that the darkest of the strips right, left and above the head lacks, 0 to 1.

    What the wall should be there is a plane through the logarithm of its far part, so a wall that gets
    darker to one side is no shadow. Strips reach from the eyes' height to the chin, and over the head. None
    when no wall is seen near or far. Our own measure and, with no public limit, our own threshold.
    """
    rows, columns = np.indices(view.wall.shape, dtype=np.float32)
    far = view.wall & (view.apart_ied >= FAR_IED)
    near = view.wall & (view.apart_ied < NEAR_IED) & (rows < view.chin_y_px)
    if int(far.sum()) < _LEAST_PIXELS:
        return None
    log = np.log(np.maximum(view.light @ np.array([0.2126, 0.7152, 0.0722], np.float32), _DARKEST))
    expected = _plane(rows, columns, log, far)
    x, y = view.eyes_px
    strips = (near & (rows >= y) & (columns < x), near & (rows >= y) & (columns > x), near & (rows < y))
    lacks = [
        float(1.0 - np.exp(np.median((log - expected)[strip])))
        for strip in strips
        if int(strip.sum()) >= _LEAST_PIXELS
    ]
    return max(0.0, *lacks) if lacks else None


def _plane(
    rows: NDArray[np.float32],
    columns: NDArray[np.float32],
    value: NDArray[np.float32],
    where: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Fit a plane to `value` where told; pixels far off after the first fit are left out of the second."""
    design = np.stack([np.ones_like(rows), rows, columns], axis=-1).astype(np.float64)
    known, seen = design[where], value[where].astype(np.float64)
    factors = np.linalg.lstsq(known, seen, rcond=None)[0]
    off = np.abs(seen - known @ factors)
    kept = off <= 2.5 * np.median(off) + 1e-6
    factors = np.linalg.lstsq(known[kept], seen[kept], rcond=None)[0]
    plane: NDArray[np.float64] = design @ factors
    return plane
