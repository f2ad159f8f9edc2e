"""From the head's points and a document's rule to the one crop that satisfies the rule best.

The crop is turned (roll only), scaled evenly and shifted; nothing is ever stretched. All requirements are
linear in scale, height and sideways offset (`kiosk.portrait.limits`), so the crop is the solution of a small
linear programme that makes the smallest margin to any limit as large as possible.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kiosk.documents.rule import DocumentRule
from kiosk.portrait.corner_search import Rows, best_corner
from kiosk.portrait.crop import Crop
from kiosk.portrait.head_points import HeadPoints
from kiosk.portrait.limits import Limit, Row, limits_of

LARGEST_ENLARGEMENT = 1.35
"""Output pixels per source pixel at most: 90 px between the eyes in the source (the least that ISO/IEC
19794-5 accepts) become the 120 px of a 35×45 mm photo at 300 dpi."""

KEPT_MARGIN = 0.5
"""Part of the best possible margin that wishes (advisory bands, hair room) may not use up."""

Problem = Literal["too_small", "too_near", "left_edge", "right_edge", "top_edge", "bottom_edge", "conflict"]

WHAT_TO_DO: dict[Problem, str] = {
    "too_small": "The head is too small in the picture: come closer or use a picture with more pixels.",
    "too_near": "The picture does not reach far enough around the head: step back.",
    "left_edge": "The head is too close to the left edge of the picture.",
    "right_edge": "The head is too close to the right edge of the picture.",
    "top_edge": "There is too little above the head in the picture.",
    "bottom_edge": "There is too little below the chin in the picture.",
    "conflict": "This head cannot meet all limits of the document at once: hold it upright, look straight "
    "ahead, and press tall hair flat.",
}

LIMIT_WORDS: dict[str, str] = {
    "head": "the height of the head",
    "eye_line_from_bottom": "the height of the eyes in the photo",
    "crown_from_top": "the room above the crown",
    "clear_above": "the room above the hair",
    "chin_from_bottom": "the room below the chin",
    "below_chin": "the chin inside the photo",
    "eyes_above_chin": "the distance from eyes to chin",
    "face_width": "the width of the face",
    "eye_distance": "the distance between the eyes",
    "centre": "the middle",
}
"""What a person calls the limits that can exclude each other."""


@dataclass(frozen=True, slots=True)
class Unsolvable:
    """No crop of this picture satisfies the document; `what_to_do` is one English sentence.

    `limits` names the fewest published limits that exclude each other, when that is the reason.
    """

    reason: Problem
    what_to_do: str
    limits: tuple[str, ...] = ()


def solve(
    points: HeadPoints,
    frame_size: tuple[int, int],
    rule: DocumentRule,
    size_px: tuple[int, int] | None = None,
) -> Crop | Unsolvable:
    """Find the crop of a picture of `frame_size` (width, height) that satisfies `rule` with most margin.

    `size_px` replaces the rule's own pixel size, for a digital file of the same document. Raises ValueError
    when the document has no photo at all, as one that is taken at the office.
    """
    width_px, height_px = photo_size(rule, size_px)
    limits = limits_of(points, rule, width_px / height_px)
    longest_px = _longest_px(points)
    free = _lexicographic(limits, [], longest_px)
    if free is None:
        return _conflict(limits, longest_px)
    ideal = _crop(points, free[0], (width_px, height_px), free[1], free[2])
    problems = crossed_edges(ideal, frame_size)
    if ideal.scale <= LARGEST_ENLARGEMENT and not problems:
        return ideal
    sharp = ((1.0, 0.0, 0.0), LARGEST_ENLARGEMENT / height_px)
    cage = [sharp, *_edges(points, frame_size, width_px / height_px)]
    caged = _lexicographic(limits, cage, longest_px)
    if caged is not None:
        return _crop(points, caged[0], (width_px, height_px), caged[1], caged[2])
    if _lexicographic(limits, [sharp], longest_px) is None:
        return _unsolvable("too_small")
    return _unsolvable(problems[0] if problems else "too_near")


def ideal_crop(points: HeadPoints, rule: DocumentRule) -> Crop | None:
    """Return the crop that satisfies the rule best, whether or not any picture reaches that far.

    None when the rule's limits conflict for this head; raises ValueError when the document has no photo.
    """
    size = photo_size(rule)
    free = _lexicographic(limits_of(points, rule, size[0] / size[1]), [], _longest_px(points))
    return None if free is None else _crop(points, free[0], size, free[1], free[2])


def crossed_edges(crop: Crop, frame_size: tuple[int, int]) -> tuple[Problem, ...]:
    """Name the picture edges that a crop reaches over, worst first; `too_near` when no shift would help."""
    corners = [crop.to_source((x, y)) for x in (0, crop.width_px) for y in (0, crop.height_px)]
    left, right = -min(x for x, _ in corners), max(x for x, _ in corners) - frame_size[0]
    top, bottom = -min(y for _, y in corners), max(y for _, y in corners) - frame_size[1]
    if left + right > 0 or top + bottom > 0:
        return ("too_near",)
    names: tuple[Problem, ...] = ("left_edge", "right_edge", "top_edge", "bottom_edge")
    crossed = [(by, name) for by, name in zip((left, right, top, bottom), names, strict=True) if by > 0]
    return tuple(name for _, name in sorted(crossed, reverse=True))


def photo_size(rule: DocumentRule, size_px: tuple[int, int] | None = None) -> tuple[int, int]:
    """Return the pixels of the photo, `size_px` if given; raises ValueError when there is no photo."""
    size = size_px or rule.photo_px
    if size is None:
        raise ValueError(f"{rule.id} has no photo that could be made here")
    return size


def _lexicographic(
    limits: list[Limit], cage: list[tuple[Row, float]], head_px: float
) -> tuple[Rows, float, tuple[str, ...]] | None:
    """Keep the published limits with most margin, then meet wishes with part of it, then take margin back.

    `cage` holds further rows (row·(s, c, x) ≤ bound) without margin. Returns (s, c, x), the margin and the
    wishes not met, or None when the published limits cannot be kept.
    """
    hard = [limit for limit in limits if limit.hard]
    soft = [limit for limit in limits if not limit.hard]
    with_x = bool(cage)
    first = _maximise(hard, [], 0.0, cage, head_px, with_x=with_x)
    if first is None or first[1] < -1e-6:
        return None
    if not soft:
        return first[0], first[1], ()
    kept = KEPT_MARGIN * first[1]
    second = _maximise(soft, hard, kept, cage, head_px, with_x=with_x)
    if second is None:
        return first[0], first[1], tuple(limit.name for limit in soft)
    third = _maximise(hard, soft, min(second[1] * 0.8, second[1] - 0.05), cage, head_px, with_x=with_x)
    best = third or second
    unknowns, margin = best[0], min((_margin(limit, best[0]) for limit in hard), default=1.0)
    return unknowns, margin, tuple(limit.name for limit in soft if _margin(limit, unknowns) < -1e-6)


def _margin(limit: Limit, unknowns: Rows) -> float:
    value = float(np.dot(limit.row, unknowns))
    return min(value - limit.low, limit.high - value) / limit.half


def _maximise(
    widened: list[Limit],
    kept: list[Limit],
    kept_margin: float,
    cage: list[tuple[Row, float]],
    head_px: float,
    *,
    with_x: bool,
) -> tuple[Rows, float] | None:
    """Find (s, c, x) with the largest margin m in `widened` while `kept` keep `kept_margin`."""
    rows: list[tuple[float, ...]] = []
    bounds: list[float] = []

    def add(row: Row, margin: float, bound: float) -> None:
        # the scale is counted in head heights per photo, to keep all unknowns near 1
        s, c, x = row
        rows.append((s / head_px, c, x, margin) if with_x else (s / head_px, c, margin))
        bounds.append(bound)

    add((0.0, 0.0, 0.0), 1.0, 1.0)
    add((head_px, 0.0, 0.0), 0.0, 3.0)
    add((0.0, 1.0, 0.0), 0.0, 1.0)
    if with_x:
        add((0.0, 0.0, 1.0), 0.0, 1.0)
    add((-head_px, 0.0, 0.0), 0.0, -0.05)
    for group, fixed in ((widened, None), (kept, kept_margin)):
        for limit in group:
            if limit.name == "centre" and not with_x:
                continue
            room, slope = (0.0, limit.half) if fixed is None else (limit.half * fixed, 0.0)
            s, c, x = limit.row
            add((-s, -c, -x), slope, -limit.low - room)
            if limit.high < math.inf:
                add((s, c, x), slope, limit.high - room)
    for row, bound in cage:
        add(row, 0.0, bound)
    corner = best_corner(np.array(rows), np.array(bounds))
    if corner is None:
        return None
    return np.array([corner[0] / head_px, corner[1], corner[2] if with_x else 0.0]), float(corner[-1])


def _edges(points: HeadPoints, frame_size: tuple[int, int], aspect: float) -> list[tuple[Row, float]]:
    """Demand that all corners of the photo lie in the picture; each edge binds through one corner only.

    A corner (X, Y) of the photo lies at P = M - u·e + (r·(X - A/2 - x) + u·(Y - c)) / s, with M the eyes'
    middle, e its height over the chin and r, u the right and up axes; multiplied by s that is linear.
    """
    r, u = points.right_axis, points.up_axis
    origin = np.subtract(points.eye_middle, u * points.above_chin_px(points.eye_middle))
    out = []
    for axis in (0, 1):
        reach = [float(r[axis] * (x - aspect / 2) + u[axis] * y) for x in (0.0, aspect) for y in (0.0, 1.0)]
        low_row = (-float(origin[axis]), float(u[axis]), float(r[axis]))
        high_row = (float(origin[axis]) - frame_size[axis], -float(u[axis]), -float(r[axis]))
        out.append((low_row, min(reach)))
        out.append((high_row, -max(reach)))
    return out


def _crop(
    points: HeadPoints, unknowns: Rows, size_px: tuple[int, int], margin: float, compromises: tuple[str, ...]
) -> Crop:
    s, c, x = (float(value) for value in unknowns)
    r, u = points.right_axis, points.up_axis
    origin = np.subtract(points.eye_middle, u * points.above_chin_px(points.eye_middle))
    centre = origin + (r * -x + u * (0.5 - c)) / s
    return Crop(
        roll_applied_deg=math.degrees(math.atan2(r[1], r[0])),
        scale=s * size_px[1],
        centre_px=(float(centre[0]), float(centre[1])),
        width_px=size_px[0],
        height_px=size_px[1],
        margin=margin,
        compromises=compromises,
    )


def _longest_px(points: HeadPoints) -> float:
    return max(points.above_chin_px(points.crown_hair), points.above_chin_px(points.crown_skull))


def _conflict(limits: list[Limit], longest_px: float) -> Unsolvable:
    """Name the fewest published limits that this head cannot meet together."""
    hard = [limit for limit in limits if limit.hard]
    for count in range(1, len(hard) + 1):
        for some in itertools.combinations(hard, count):
            if _lexicographic(list(some), [], longest_px) is None:
                names = tuple(limit.name for limit in some)
                what = " and ".join(LIMIT_WORDS[name] for name in names)
                return Unsolvable("conflict", f"{WHAT_TO_DO['conflict']} In the way: {what}.", names)
    return _unsolvable("conflict")


def _unsolvable(reason: Problem) -> Unsolvable:
    return Unsolvable(reason, WHAT_TO_DO[reason])
