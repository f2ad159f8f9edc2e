"""Taking falling light and shadows off the real backdrop, which keeps its colour and its grain."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.colour.srgb import to_linear, to_srgb
from kiosk.matte.compositing import composite
from kiosk.matte.matte import Matte
from kiosk.matte.smooth_fields import Field, read_tile, spread, tiles, times_smaller
from kiosk.portrait.pixels import BgrImage
from models.shrinking import averaged

_COPY_PX = 512
_REACHES = (0.3, 0.1, 0.03, 0.01)
"""How far around the wall's light is averaged, in longer sides: what is finer than the last is texture."""

_GAIN_MAX = 2.0
"""Light is made at most so many times stronger or weaker: beyond it is a thing, not a shadow."""

_DARKEST = 1e-3
_LUMINANCE_BGR = np.array([0.0722, 0.7152, 0.2126], np.float32)


def even_out(bgr: BgrImage, matte: Matte) -> BgrImage:
    """Return the picture with the background's light made even: the level of its median, everywhere.

    The light of the bare backdrop is averaged around every pixel, and each pixel of it multiplied, in linear
    light and alike in all colours, by what is lacking to the median. Pixels of the person alone stay as they
    are; where person and wall are mixed the person's own colour is laid over the evened wall. A picture
    without bare backdrop comes back as it is.
    """
    times = times_smaller(matte.alpha.shape, _COPY_PX)
    light: Field = to_linear(averaged(bgr, times))
    height, width = light.shape[:2]
    even = matte.alpha[: height * times, : width * times]
    bare = (cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA) <= 0.0).astype(np.float32)
    if not bare.any():
        return bgr.copy()
    wall = spread(light, bare, [reach * max(bare.shape) for reach in _REACHES])
    level = np.median(light[bare > 0.0], axis=0) @ _LUMINANCE_BGR
    gain = np.clip(level / np.maximum(wall @ _LUMINANCE_BGR, _DARKEST), 1.0 / _GAIN_MAX, _GAIN_MAX)

    behind = bgr.copy()
    everywhere = np.ones_like(bare, np.bool_)
    for tile in tiles(everywhere, matte.alpha.shape, times):
        alpha = matte.alpha[tile]
        if (alpha >= 1.0).all():
            continue
        seen = to_linear(bgr[tile])
        known = (alpha <= 0.0)[..., None]
        light_here = seen if known.all() else np.where(known, seen, read_tile(wall, tile, times))
        behind[tile] = to_srgb(light_here * read_tile(gain.astype(np.float32), tile, times)[..., None])
    return composite(matte, behind)
