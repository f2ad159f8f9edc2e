"""The person's own colours where they are mixed with what was behind, so that no rim of it is left."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.colour.srgb import to_linear, to_srgb
from kiosk.matte.matte import Alpha
from kiosk.matte.smooth_fields import read_tile, spread, tiles, times_smaller
from kiosk.portrait.pixels import BgrImage
from models.shrinking import averaged

_COPY_PX = 256
_REACHES = (0.1, 0.03, 0.008)
"""How far around the mean colours are taken, in longer sides of the picture."""

_MEAN_HOLDS = 0.1
"""How strongly a person's pixel is drawn to the mean colour around it, against what the pixel itself says."""

_LUMINANCE_BGR = np.array([0.0722, 0.7152, 0.2126], np.float32)


def estimate_foreground(bgr: BgrImage, alpha: Alpha) -> BgrImage:
    """Return the colour of the person alone in every pixel that is partly theirs, the picture elsewhere.

    After Forte 2021 (Approximate fast foreground colour estimation), in linear light: the mean colours of
    person and wall around a pixel, weighted by alpha, and what is left unexplained by them is given to the
    person: F = F̄ + α · (I - α · F̄ - (1 - α) · B̄) / (h + α²), h being _MEAN_HOLDS: the least squares answer
    when the wall is certain and the person's colour likely to be near the mean.
    """
    foreground = bgr.copy()
    mixed = (alpha > 0.0) & (alpha < 1.0)
    if not mixed.any():
        return foreground
    times = times_smaller(alpha.shape, _COPY_PX)
    small = averaged(bgr, times)
    height, width = small.shape[:2]
    even = alpha[: height * times, : width * times]
    share = cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)
    light = to_linear(small)
    reaches_px = [reach * max(share.shape) for reach in _REACHES]
    # The powers keep the other's colour out of each mean; the last term a picture that has none of one.
    person = spread(light, share**4 + np.float32(1e-6), reaches_px)
    wall = spread(light, (1.0 - share) ** 4 + np.float32(1e-6), reaches_px)
    touched = (share > 0.0) & (share < 1.0) if times > 1 else mixed
    for tile in tiles(touched, alpha.shape, times):
        part = np.flatnonzero(mixed[tile])
        if not part.size:
            continue
        levels = bgr[tile].reshape(-1, 3)
        a = alpha[tile].reshape(-1)[part, None]
        near = read_tile(person, tile, times).reshape(-1, 3)[part]
        behind = read_tile(wall, tile, times).reshape(-1, 3)[part]
        left_over = to_linear(levels[part]) - a * near - (1.0 - a) * behind
        own = levels.copy()
        own[part] = to_srgb(_moved(near, left_over * (a / (_MEAN_HOLDS + a * a))))
        foreground[tile] = own.reshape(foreground[tile].shape)
    return foreground


def _moved(light: NDArray[np.float32], step: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return light + step, shape (n, 3); what would be darker than black in one colour gets darker in all.

    Cut off at black, a dark hair before a light wall would have an orange rim.
    """
    moved: NDArray[np.float32] = light + step
    below = np.flatnonzero(moved.min(axis=1) < 0.0)
    wanted = np.maximum(moved[below] @ _LUMINANCE_BGR, 0.0)
    moved[below] = light[below] * (wanted / np.maximum(light[below] @ _LUMINANCE_BGR, 1e-6))[:, None]
    return moved
