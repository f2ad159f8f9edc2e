"""What changes slowly across a picture: found in a small copy, read in full resolution tile by tile."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]
"""Shape (height, width) or (height, width, channels), at most four channels."""

Tile = tuple[slice, slice]
"""Rows and columns of a part of a picture."""

TILE_PX = 128
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
    height, width = weight.shape
    channels = 1 if field.ndim == 2 else field.shape[2]
    total = float(weight.sum(dtype=np.float64))
    if total <= 0.0:
        raise ValueError("nothing to spread: the weight is 0 everywhere")
    weighted = field * _for_each(weight, channels)
    mean = np.full((1, 1, channels), cv2.mean(weighted)[:channels], np.float32) / np.float32(
        total / weight.size
    )
    for reach_px in reaches_px:
        # A wide mean needs no fine grid: half its reach from place to place is enough.
        step = max(1, int(reach_px / 2))
        grid = max(1, width // step), max(1, height // step)
        side = 2 * round(reach_px / step) + 1
        sparse = _resized(weight, grid, cv2.INTER_AREA)
        known = cv2.blur(_for_each(sparse, channels), (side, side))
        near = cv2.blur(_resized(weighted, grid, cv2.INTER_AREA), (side, side)) / np.maximum(known, 1e-6)
        coarser = _resized(mean, grid, cv2.INTER_LINEAR)
        mean = coarser + np.minimum(known * np.float32(1.0 / _KNOWN), 1.0) * (near - coarser)
    return _resized(mean, (width, height), cv2.INTER_LINEAR).reshape(field.shape)


def _for_each(weight: Field, channels: int) -> Field:
    return weight if channels == 1 else cv2.merge([weight] * channels).astype(np.float32, copy=False)


def _resized(field: Field, size: tuple[int, int], way: int) -> Field:
    return cv2.resize(field, size, interpolation=way).astype(np.float32, copy=False)


def tiles(wanted: NDArray[np.bool_], shape: tuple[int, ...], times: int) -> Iterator[Tile]:
    """Yield the tiles of a picture of `shape` in which `wanted`, known in its small copy, is true."""
    height, width = shape[:2]
    cells = max(1, TILE_PX // times)
    side = cells * times
    for top, left in itertools.product(range(0, height, side), range(0, width, side)):
        row, column = top // times, left // times
        # What lies over the copy's edge is read from its last pixels.
        rows = slice(max(0, min(row - 1, wanted.shape[0] - 1)), row + cells + 1)
        columns = slice(max(0, min(column - 1, wanted.shape[1] - 1)), column + cells + 1)
        if wanted[rows, columns].any():
            yield slice(top, min(top + side, height)), slice(left, min(left + side, width))


def read_tile(field: Field, tile: Tile, times: int) -> Field:
    """Return a tile of `tiles`, at full resolution, of a field known in a copy `times` smaller."""
    if times == 1:
        return field[tile]
    inside: list[slice] = []
    beyond: list[int] = []
    kept: list[slice] = []
    for part, length in zip(tile, field.shape, strict=False):
        begin, end = part.start // times - 1, -(-part.stop // times) + 1
        inside.append(slice(max(0, begin), min(end, length)))
        beyond += [max(0, -begin), max(0, end - length)]
        kept.append(slice(times, times + part.stop - part.start))
    small = field[inside[0], inside[1]]
    if any(beyond):
        top, bottom, left, right = beyond
        wider = cv2.copyMakeBorder(small, top, bottom, left, right, cv2.BORDER_REPLICATE)
        small = wider.astype(np.float32, copy=False)
    size = small.shape[1] * times, small.shape[0] * times
    return _resized(small, size, cv2.INTER_LINEAR)[kept[0], kept[1]]


def dot(one: Field, other: Field) -> Field:
    """Return the sum of the products of the channels, shape (height, width)."""
    channels = one.shape[2]
    product = cv2.transform(one * other, np.ones((1, channels), np.float32))
    return product.astype(np.float32, copy=False)
