"""How many rectangles of one size can at most be packed into another; proven, not found.

Rectangles are `a` by `b` and may be turned; all lengths are whole numbers.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import gcd

Weights = tuple[Fraction, Fraction]


def most(a: int, b: int, width: int, height: int) -> int:
    """Return an upper bound of the number of a×b rectangles in width×height.

    The least of two: the waste of bars of 1×a and of 1×b (Barnes, "Packing the maximum number of m×n tiles
    in a large p×q rectangle", 1979), and the most that `mixtures` allows.
    """
    best = min(width * height // (a * b), _barnes(a, b, width, height))
    while best and not mixtures(a, b, width, height, best):
        best -= 1
    return best


def mixtures(a: int, b: int, width: int, height: int, count: int) -> list[tuple[int, int]]:
    """Return how many upright and how many turned ones may be among so many, if so many fit at all.

    Both must have room by area in every pair of conservative scales (Fekete and Schepers, "A general
    framework for bounds for higher-dimensional orthogonal packing problems", 2004).
    """
    limits = {
        (across[0] * down[1], across[1] * down[0])
        for across in scales(a, b, width)
        for down in scales(a, b, height)
    }
    upright_fit, turned_fit = a <= width and b <= height, b <= width and a <= height
    return [
        (upright, count - upright)
        for upright in range(count + 1)
        if (upright_fit or not upright) and (turned_fit or upright == count)
        if all(upright * for_a + (count - upright) * for_b <= 1 for for_a, for_b in limits)
    ]


def scales(a: int, b: int, room: int) -> list[Weights]:
    """Return the extreme weights of a and b with which no row that fits into `room` weighs more than 1.

    They are the edges of the convex hull of all rows (how many a, how many b).
    """
    rows = {(of_a, (room - of_a * a) // b) for of_a in range(room // a + 1)}
    rows |= {((room - of_b * b) // a, of_b) for of_b in range(room // b + 1)}
    hull: list[tuple[int, int]] = []
    for row in sorted(rows):
        while hull and hull[-1][1] <= row[1]:
            hull.pop()
        while len(hull) > 1 and _turns_left(hull[-2], hull[-1], row):
            hull.pop()
        hull.append(row)
    found: list[Weights] = []
    if hull[-1][0]:
        found.append((Fraction(1, hull[-1][0]), Fraction(0)))
    if hull[0][1]:
        found.append((Fraction(0), Fraction(1, hull[0][1])))
    for (a1, b1), (a2, b2) in pairwise(hull):
        area = a1 * b2 - a2 * b1
        found.append((Fraction(b2 - b1, area), Fraction(a1 - a2, area)))
    return found


def _turns_left(first: tuple[int, int], middle: tuple[int, int], last: tuple[int, int]) -> bool:
    return (middle[0] - first[0]) * (last[1] - first[1]) >= (middle[1] - first[1]) * (last[0] - first[0])


def _barnes(a: int, b: int, width: int, height: int) -> int:
    unit = gcd(a, b)
    a, b, width, height = a // unit, b // unit, width // unit, height // unit
    lost = max(
        min((width % bar) * (height % bar), (bar - width % bar) * (bar - height % bar)) for bar in (a, b)
    )
    return (width * height - lost) // (a * b)
