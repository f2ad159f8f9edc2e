"""Where the ideal crop lies in a live picture, so that "step back" speaks of this document."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.documents.rule import DocumentRule
from kiosk.portrait.head_points import HeadPoints
from kiosk.portrait.solver import LARGEST_ENLARGEMENT, WHAT_TO_DO, Problem, crossed_edges, ideal_crop


@dataclass(frozen=True, slots=True)
class Framing:
    """Where the ideal crop lies, whether or not the picture reaches that far: what a coach needs.

    The crop is given as an upright box around its middle (roll left out), in source pixels. `scale_ratio` is
    how much larger the person should appear: over 1 come closer, under 1 step back, for the crop to fill
    `FILLED` of the frame. `shift_x_px`, `shift_y_px` is the way the head should move in the (unmirrored)
    picture for the crop to sit in its middle. `needed_height_px` is the height of the finished photo.
    """

    crop_left_px: float
    crop_top_px: float
    crop_width_px: float
    crop_height_px: float
    needed_height_px: int
    scale_ratio: float
    shift_x_px: float
    shift_y_px: float
    problems: tuple[Problem, ...]


FILLED = 0.80
"""Part of the frame, across or down, that the crop fills when the person stands right."""


def framing(points: HeadPoints, frame_size: tuple[int, int], rule: DocumentRule) -> Framing:
    """Tell where the ideal crop would lie; raises ValueError when the rule conflicts or has no photo."""
    crop = ideal_crop(points, rule)
    if crop is None:
        raise ValueError(WHAT_TO_DO["conflict"])
    crop_width, crop_height = crop.width_px / crop.scale, crop.height_px / crop.scale
    share = max(crop_width / frame_size[0], crop_height / frame_size[1])
    problems = crossed_edges(crop, frame_size)
    if crop.scale > LARGEST_ENLARGEMENT:
        problems = ("too_small", *problems)
    return Framing(
        crop_left_px=crop.centre_px[0] - crop_width / 2,
        crop_top_px=crop.centre_px[1] - crop_height / 2,
        crop_width_px=crop_width,
        crop_height_px=crop_height,
        needed_height_px=crop.height_px,
        scale_ratio=FILLED / share,
        shift_x_px=frame_size[0] / 2 - crop.centre_px[0],
        shift_y_px=frame_size[1] / 2 - crop.centre_px[1],
        problems=problems,
    )
