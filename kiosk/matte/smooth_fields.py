"""What changes slowly across a picture: found in a small copy, read in full resolution tile by tile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]
"""Shape (height, width) or (height, width, channels), at most four channels."""

Tile = tuple[slice, slice]
"""Rows and columns of a part of a picture."""

TILE_PX = 256
_KNOWN = 0.05


def times_smaller(shape: tuple[int, ...], long_side_px: int) -> int:
    """Return the whole number that brings a picture's longer side nearest to `long_side_px`."""
    return max(1, round(max(shape[:2]) / long_side_px))


def spread(field: Field, weight: Field, reaches_px: Sequence[float]) -> Field:
    """Return the weighted mean of a field around every pixel, also where nothing is known.

    `weight` (height, width) tells how much each pixel counts. Means reach as far as the last of `reaches_px`
    where enough is known so near, else as the one before it, else all over (normalised convolution,
    Knutsson & Westin 1993, from coarse to fine). Raises ValueError when `weight` is 0 everywhere.
    """
    total = float(weight.sum(dtype=np.float64))
    if total <= 0.0:
        raise ValueError("nothing to spread: the weight is 0 everywhere")
    channels = field.reshape(*weight.shape, -1)
    weighted = channels * weight[..., None]
    mean = np.empty_like(weighted)
    mean[:] = (weighted.sum(axis=(0, 1), dtype=np.float64) / total).astype(np.float32)
    for reach_px in reaches_px:
        side = 2 * max(1, round(reach_px)) + 1
        known = cv2.blur(weight, (side, side))[..., None]
        near = cv2.blur(weighted, (side, side)).reshape(weighted.shape) / np.maximum(known, 1e-6)
        mean += np.minimum(known * np.float32(1.0 / _KNOWN), 1.0) * (near - mean)
    return mean.reshape(field.shape)


def tiles(wanted: NDArray[np.bool_], shape: tuple[int, ...], times: int) -> Iterator[Tile]:
    """Yield the tiles of a picture of `shape` in which `wanted`, known in its small copy, is true."""
    height, width = shape[:2]
    small_h, small_w = wanted.shape
    for top in range(0, height, TILE_PX):
        for left in range(0, width, TILE_PX):
            bottom, right = min(top + TILE_PX, height), min(left + TILE_PX, width)
            # One pixel more on each side: reading between pixels looks that far; beyond the edge, the last.
            rows = slice(min(max(top // times - 1, 0), small_h - 1), bottom // times + 2)
            columns = slice(min(max(left // times - 1, 0), small_w - 1), right // times + 2)
            if wanted[rows, columns].any():
                yield slice(top, bottom), slice(left, right)


def read_tile(field: Field, tile: Tile, times: int) -> Field:
    """Return a tile, at full resolution, of a field known in a copy `times` smaller."""
    rows, columns = tile
    size = columns.stop - columns.start, rows.stop - rows.start
    step = 1.0 / times
    shift = 0.5 * step - 0.5
    placed = np.array([[step, 0.0, columns.start * step + shift], [0.0, step, rows.start * step + shift]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    read = cv2.warpAffine(field, placed, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return read.astype(np.float32, copy=False)
