"""Whether a picture shows the backdrop with its lamps off, told by the wall beside and above the head."""

from __future__ import annotations

import numpy as np

from kiosk.colour.srgb import to_linear
from kiosk.portrait.pixels import BgrImage

DARK_SHARE = 0.4
"""Of the lit wall's light; the front light's spill leaves 2 to 15 %, a picture begun too early more."""

_EDGE = 0.06
"""Share of width and height at the edge that is looked at, in the upper half: nobody's head is there."""


def is_dark(bgr: BgrImage, lit_bgr: BgrImage) -> bool:
    """Tell whether the wall of `bgr` has gone dark against the same view with the wall lit."""
    return _wall_light(bgr) < DARK_SHARE * _wall_light(lit_bgr)


def _wall_light(bgr: BgrImage) -> float:
    height, width = bgr.shape[:2]
    edge_y, edge_x = max(1, round(_EDGE * height)), max(1, round(_EDGE * width))
    upper = bgr[: height // 2 : 4]
    sides = (upper[:, :edge_x:4], upper[:, -edge_x::4], bgr[:edge_y:4, ::4])
    wall = np.concatenate([np.ascontiguousarray(side).reshape(-1, 3) for side in sides])
    return float(np.median(to_linear(wall).sum(axis=1)))
