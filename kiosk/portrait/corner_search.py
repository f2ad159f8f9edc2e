"""A linear programme so small that looking at every corner is the quickest way to solve it."""

from __future__ import annotations

import functools
import itertools

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float64]

_TOLERANCE = 1e-9
_NOTHING = 1e-12


@functools.cache
def _choices(count: int, size: int) -> NDArray[np.intp]:
    return np.array(list(itertools.combinations(range(count), size)), dtype=np.intp)


def best_corner(limits: Rows, bounds: Rows, objective: Rows) -> Rows | None:
    """Return the x that maximises `objective`·x under `limits`·x ≤ `bounds`, or None when nothing fits.

    Meant for 3 or 4 unknowns and at most about 20 limits that enclose the solution: every corner where as
    many limits meet as there are unknowns is tried. Of equally good corners the mean is returned, which lies
    amid them and is as good.
    """
    unknowns = limits.shape[1]
    limits = np.where(np.abs(limits) < _NOTHING, 0.0, limits)
    chosen = _choices(len(bounds), unknowns)
    systems = limits[chosen]
    regular = np.abs(np.linalg.det(systems)) > 1e-10
    if not regular.any():
        return None
    corners = np.linalg.solve(systems[regular], bounds[chosen[regular]][..., None])[..., 0]
    slack = _TOLERANCE * (1 + np.abs(bounds))
    fitting = corners[(corners @ limits.T <= bounds + slack).all(axis=1)]
    if not len(fitting):
        return None
    values = fitting @ objective
    best = values.max()
    mean: Rows = fitting[values >= best - 1e-7].mean(axis=0)
    return mean
