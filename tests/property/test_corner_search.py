"""The solver's linear programme: never better nor worse than trying every corner, and amid equals."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.portrait.corner_search import best_corner


def every_corner(limits: np.ndarray, bounds: np.ndarray) -> float | None:
    """Return the largest last unknown over all corners that keep all limits, the slow and plain way."""
    best = None
    for chosen in itertools.combinations(range(len(bounds)), limits.shape[1]):
        rows = limits[list(chosen)]
        if abs(np.linalg.det(rows)) < 1e-9:
            continue
        corner = np.linalg.solve(rows, bounds[list(chosen)])
        if (limits @ corner <= bounds + 1e-7).all() and (best is None or corner[-1] > best):
            best = float(corner[-1])
    return best


def programme(unknowns: int, random: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return limits in the form that `best_corner` asks for: a box around the origin, then others."""
    box = np.vstack([np.eye(unknowns)[[unknowns - 1, *range(unknowns - 1)]], -np.eye(unknowns)])
    others = random.normal(size=(count, unknowns)).round(1)
    # some repeat each other, as the two ends of a band do
    others[count // 2 :] = -others[: count - count // 2]
    return np.vstack([box, others]), np.concatenate(
        [np.ones(2 * unknowns), random.normal(0.4, 0.6, size=count).round(1)]
    )


@settings(deadline=None, max_examples=150)
@given(unknowns=st.sampled_from([3, 4]), seed=st.integers(0, 10**9), count=st.integers(0, 7))
def test_the_best_corner_is_as_good_as_the_best_of_all(unknowns: int, seed: int, count: int):
    limits, bounds = programme(unknowns, np.random.default_rng(seed), count)
    expected, found = every_corner(limits, bounds), best_corner(limits, bounds)
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert found[-1] == pytest.approx(expected, abs=1e-5)
    assert (limits @ found <= bounds + 1e-6).all()


@pytest.mark.parametrize("unknowns", [3, 4])
def test_of_equals_the_middle_is_taken(unknowns: int):
    limits, bounds = programme(unknowns, np.random.default_rng(1), 0)
    assert best_corner(limits, bounds) == pytest.approx([0.0] * (unknowns - 1) + [1.0], abs=1e-6)
