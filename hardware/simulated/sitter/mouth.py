"""What shows between parted lips: dark, the edge of the upper teeth, the tongue."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter import raster
from hardware.simulated.sitter.expression import LIP_RADIUS_MM, Face, gap_rad
from hardware.simulated.sitter.noise import smoothstep
from hardware.simulated.sitter.tracing import Patch

_DARK = np.array([26.0, 20.0, 42.0], np.float32)
_TEETH = np.array([196.0, 208.0, 216.0], np.float32)
_TONGUE = np.array([92.0, 84.0, 148.0], np.float32)


def paint(colour: NDArray[np.uint8], face: Face, window: Patch, px_per_mm: float) -> None:
    """Paint the open mouth into `colour` (h, w, 3) bgr, the unlit head under `window`."""
    size = (colour.shape[1], colour.shape[0])
    x, y, z = (raster.resize(f, size) for f in (window.x, window.y, window.z))
    gap = gap_rad(face, x) * np.float32(LIP_RADIUS_MM)
    b = (np.arctan2(y, z) - np.float32(face.stomion_rad)) * np.float32(LIP_RADIUS_MM)
    k = np.float32(px_per_mm)
    cover = np.clip(-b * k + 0.5, 0, 1) * np.clip((b + gap) * k + 0.5, 0, 1)
    cover *= (gap > 0.0) & (z > 30.0)
    opening = float(face.jaw_rad * LIP_RADIUS_MM)
    inside = np.broadcast_to(_DARK, (*x.shape, 3)).copy()
    tongue = smoothstep(7.0, 14.0, opening) * np.exp(-((x / 13.0) ** 2))
    tongue = tongue * smoothstep(-0.60, -0.80, b / np.maximum(gap, 1.0))
    inside += (0.7 * tongue)[..., None] * (_TONGUE - inside)
    edge = 3.6 + 1.6 * smoothstep(4.0, 14.0, opening) - 0.5 * np.abs(np.sin(x * 0.40))
    teeth = smoothstep(1.5, 4.5, opening) * smoothstep(20.0, 15.0, np.abs(x))
    teeth = teeth * np.clip((b + edge) * k + 0.5, 0, 1)
    shade = (0.60 + 0.35 * np.exp(-((x / 11.0) ** 2))) * (1.0 - 0.45 * np.exp(b / 1.3))
    shade = shade * (1.0 - 0.22 * np.exp(-((np.sin(x * 0.40) / 0.10) ** 2)))
    inside += teeth[..., None] * (_TEETH * shade[..., None] - inside)
    picture = colour.astype(np.float32)
    picture += cover[..., None] * (inside - picture)
    colour[...] = np.clip(picture, 0, 255).astype(np.uint8)
