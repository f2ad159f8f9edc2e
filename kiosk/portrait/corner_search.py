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


@functools.cache
def _choices(count: int, size: int) -> NDArray[np.intp]:
    return np.array(list(itertools.combinations(range(count), size)), dtype=np.intp)


def best_corner(limits: Rows, bounds: Rows, objective: Rows) -> Rows | None:
    """Return the x that maximises `objective`·x under `limits`·x ≤ `bounds`, or None when nothing fits.

    Meant for 3 or 4 unknowns and at most about 25 limits that enclose the solution: every corner where as
    many limits meet as there are unknowns is tried. Of equally good corners the mean is returned, which lies
    amid them and is as good.
    """
    unknowns = limits.shape[1]
    limits = np.where(np.abs(limits) < _NOTHING, 0.0, limits)
    chosen = _choices(len(bounds), unknowns)
    corners = (_corners_of_planes if unknowns == 3 else _corners)(limits, bounds, chosen)
    if not len(corners):
        return None
    slack = _TOLERANCE * (1 + np.abs(bounds))
    fitting = corners[(corners @ limits.T <= bounds + slack).all(axis=1)]
    if not len(fitting):
        return None
    values = fitting @ objective
    best = values.max()
    mean: Rows = fitting[values >= best - 1e-7].mean(axis=0)
    return mean


def _corners(limits: Rows, bounds: Rows, chosen: NDArray[np.intp]) -> Rows:
    systems = limits[chosen]
    regular = np.abs(np.linalg.det(systems)) > _PARALLEL
    corners: Rows = np.linalg.solve(systems[regular], bounds[chosen[regular]][..., None])[..., 0]
    return corners


def _corners_of_planes(limits: Rows, bounds: Rows, chosen: NDArray[np.intp]) -> Rows:
    """Do what `_corners` does, by Cramer's rule: four times as fast for three unknowns."""
    a, b, c = (np.ascontiguousarray(limits[chosen[:, i]].T) for i in range(3))
    p, q, r = (bounds[chosen[:, i]] for i in range(3))
    bc, ca, ab = _cross(b, c), _cross(c, a), _cross(a, b)
    det = a[0] * bc[0] + a[1] * bc[1] + a[2] * bc[2]
    regular = np.abs(det) > _PARALLEL
    corners: Rows = ((p * bc + q * ca + r * ab)[:, regular] / det[regular]).T
    return corners


def _cross(a: Rows, b: Rows) -> Rows:
    return np.stack([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])
