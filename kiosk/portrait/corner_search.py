"""A linear programme so small that looking at every corner is the quickest way to solve it."""

from __future__ import annotations

import functools
import itertools

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float64]

_TOLERANCE = 1e-9
_NOTHING = 1e-12
_PARALLEL = 1e-10
_SAME = 1e-7
_MOST_STEPS = 60


@functools.cache
def _choices(count: int, size: int) -> NDArray[np.intp]:
    """Return every choice of `size` out of `count`, shape (size, choices)."""
    chosen = np.array(list(itertools.combinations(range(count), size)), dtype=np.intp)
    return np.ascontiguousarray(chosen.T)


def best_corner(limits: Rows, bounds: Rows) -> Rows | None:
    """Return the x with the largest last unknown under `limits`·x ≤ `bounds`, or None when nothing fits.

    For 3 or 4 unknowns and at most about 25 limits that bound the last unknown; the first limits, as many
    as there are unknowns, must be independent and begin with the one that bounds the last unknown alone. Of
    equally good corners the mean is returned, which lies amid them and is as good.
    """
    limits = np.where(np.abs(limits) < _NOTHING, 0.0, limits)
    slack = _TOLERANCE * (1 + np.abs(bounds))
    if limits.shape[1] == 3:
        corners = _corners(limits, bounds)
        fitting = corners[(corners @ limits.T <= bounds + slack).all(axis=1)]
        if not len(fitting):
            return None
        best = fitting[:, -1].max()
        mean: Rows = fitting[fitting[:, -1] >= best - _SAME].mean(axis=0)
        return mean
    corner = _dual_simplex(limits, bounds)
    if corner is None:
        return None
    # all that is as good lies in the plane through that corner: three unknowns are left
    plane, left = limits[:, :3], bounds - limits[:, 3] * (corner[3] - _SAME)
    corners = _corners(plane, left)
    fitting = corners[(corners @ plane.T <= left + slack).all(axis=1)]
    return np.append(fitting.mean(axis=0), corner[3]) if len(fitting) else corner


def _corners(limits: Rows, bounds: Rows) -> Rows:
    """Return the points where three of the limits meet, by Cramer's rule."""
    first, second, third = _choices(len(bounds), 3)
    columns = np.ascontiguousarray(limits.T)
    a, b, c = columns[:, first], columns[:, second], columns[:, third]
    bc, ca, ab = _cross(b, c), _cross(c, a), _cross(a, b)
    det = a[0] * bc[0] + a[1] * bc[1] + a[2] * bc[2]
    regular = np.abs(det) > _PARALLEL
    sums = bounds[first] * bc + bounds[second] * ca + bounds[third] * ab
    corners: Rows = (sums[:, regular] / det[regular]).T
    return corners


def _cross(a: Rows, b: Rows) -> Rows:
    out = np.empty_like(a)
    out[0] = a[1] * b[2] - a[2] * b[1]
    out[1] = a[2] * b[0] - a[0] * b[2]
    out[2] = a[0] * b[1] - a[1] * b[0]
    return out


def _dual_simplex(limits: Rows, bounds: Rows) -> Rows | None:
    """Go from corner to corner, each bringing in a limit that the last one broke (Lemke 1954).

    The first corner is where the first limits meet: as good as can be, but perhaps outside the others.
    """
    size = limits.shape[1]
    basis = list(range(size))
    slack = _TOLERANCE * (1 + np.abs(bounds))
    for step in range(_MOST_STEPS):
        inverse = np.linalg.inv(limits[basis])
        corner: Rows = inverse @ bounds[basis]
        excess = limits @ corner - bounds - slack
        excess[basis] = 0.0
        broken = np.flatnonzero(excess > 0.0)
        if not len(broken):
            return corner
        # the worst first is quicker; the first first (Bland 1977) never goes round in circles
        enters = int(broken[0]) if step > _MOST_STEPS // 2 else int(excess.argmax())
        weights, prices = limits[enters] @ inverse, np.maximum(inverse[-1], 0.0)
        leaving = np.flatnonzero(weights > _PARALLEL)
        if not len(leaving):
            return None
        basis[int(leaving[(prices[leaving] / weights[leaving]).argmin()])] = enters
    return None
