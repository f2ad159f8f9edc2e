"""The crop that a document asks for, as the checks see it: a box in the picture."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.face_points import STEADY, Points
from kiosk.compliance.framing_measures import CropInFrame, live_framing, still_framing
from kiosk.compliance.record import CheckRecord, Limit
from kiosk.documents.rule import DocumentRule
from kiosk.portrait.crop import Crop
from kiosk.portrait.framing import framing
from kiosk.portrait.head_points import HeadPoints, estimate_head_points
from kiosk.portrait.solver import Problem, solve

RULE = Limit("framing.rule", "margin", 0.0, None)
"""Least distance of the solved crop to any published limit, 1 in the middle of every band."""

WHOLE_HEAD = Limit("framing.whole_head", "of head", 0.01, None)
"""Room above the hair up to the edge of the picture, in head heights: none means that the head is cut."""

PROBLEM_HINTS: dict[Problem, str] = {
    "too_small": "come_closer",
    "too_near": "step_back",
    "left_edge": "move_left",
    "right_edge": "move_right",
    "top_edge": "sit_lower",
    "bottom_edge": "sit_higher",
    "conflict": "face_camera",
}


@dataclass(frozen=True, slots=True)
class LiveCrop:
    """The ideal crop of a head in one live picture, which goes with the face through the next ones.

    Solving it anew in every picture would cost more than all other measures of the face; and the hair of a
    person mask that is some pictures old lies where the head was then. `crop` is None when no crop of this
    head can meet the document, as happens while it is bent; `points_px` are its face's.
    """

    crop: CropInFrame | None
    points_px: Points

    @classmethod
    def solved(
        cls,
        points_px: Points,
        person_mask: NDArray[np.float32] | None,
        frame_size_px: tuple[int, int],
        rule: DocumentRule,
    ) -> LiveCrop | None:
        """Solve the crop in a picture with this face and mask; None for a document without a photo."""
        if rule.photo_px is None:
            return None
        try:
            return cls(_ideal(estimate_head_points(points_px, person_mask), frame_size_px, rule), points_px)
        except ValueError:
            return cls(None, points_px)

    def with_face(self, points_px: Points) -> CropInFrame | None:
        """Return the crop moved and scaled as the face has since, by the best similarity of steady points."""
        if self.crop is None:
            return None
        marks = list(STEADY)
        before, after = (px[marks, 0] + 1j * px[marks, 1] for px in (self.points_px, points_px))
        from_px, to_px = complex(before.mean()), complex(after.mean())
        turn = complex(np.vdot(before - from_px, after - to_px) / np.vdot(before - from_px, before - from_px))
        return self.crop.moved(from_px, to_px, turn)


def check_live_framing(
    crop: LiveCrop | None, points_px: Points, still_per_live: float
) -> tuple[CheckRecord, ...]:
    """Check where the ideal crop lies in the live picture, of which `points_px` are the face.

    Returns nothing for a document without a photo; only `framing.rule`, failed, when no crop of this head can
    meet the document.
    """
    if crop is None:
        return ()
    here = crop.with_face(points_px)
    return (RULE.check(None),) if here is None else live_framing(here, still_per_live)


@dataclass(frozen=True, slots=True)
class PhotoArea:
    """What of a picture the photo shows, an upright box in its pixels (roll left out)."""

    left_px: float
    top_px: float
    right_px: float
    bottom_px: float

    @classmethod
    def whole(cls, size_px: tuple[int, int]) -> PhotoArea:
        """Return all of a picture of this width and height."""
        return cls(0.0, 0.0, float(size_px[0]), float(size_px[1]))

    @classmethod
    def of(cls, crop: CropInFrame) -> PhotoArea:
        """Return what a crop shows."""
        right_px, bottom_px = crop.left_px + crop.width_px, crop.top_px + crop.height_px
        return cls(crop.left_px, crop.top_px, right_px, bottom_px)


def check_still_framing(
    points_px: Points, person_mask: NDArray[np.float32], frame_size_px: tuple[int, int], rule: DocumentRule
) -> tuple[tuple[CheckRecord, ...], PhotoArea]:
    """Solve the crop of a finished picture; returns its checks and what it shows of the picture.

    A crop that cannot be made fails `framing.rule` with a hint at the reason, and the other checks then tell
    of the ideal crop. A document without a photo has no such checks.
    """
    whole_picture = PhotoArea.whole(frame_size_px)
    if rule.photo_px is None:
        return (), whole_picture
    points = estimate_head_points(points_px, person_mask)
    whole = check_whole_head(points)
    solved = solve(points, frame_size_px, rule)
    if isinstance(solved, Crop):
        crop = _box(solved, frame_size_px)
        return (*still_framing(crop), whole, RULE.check(solved.margin)), PhotoArea.of(crop)
    failed = replace(RULE.check(None), hint=PROBLEM_HINTS[solved.reason])
    if solved.reason == "conflict":
        return (whole, failed), whole_picture
    return (*still_framing(_ideal(points, frame_size_px, rule)), whole, failed), whole_picture


def check_whole_head(points: HeadPoints) -> CheckRecord:
    """Check that the picture's upper edge does not cut hair or hat."""
    return WHOLE_HEAD.check(points.crown_hair[1] / points.above_chin_px(points.crown_hair))


def _ideal(points: HeadPoints, frame_size_px: tuple[int, int], rule: DocumentRule) -> CropInFrame:
    ideal = framing(points, frame_size_px, rule)
    return CropInFrame(
        ideal.crop_left_px,
        ideal.crop_top_px,
        ideal.crop_width_px,
        ideal.crop_height_px,
        *frame_size_px,
        ideal.needed_height_px,
    )


def _box(crop: Crop, frame_size_px: tuple[int, int]) -> CropInFrame:
    width_px, height_px = crop.width_px / crop.scale, crop.height_px / crop.scale
    centre_x, centre_y = crop.centre_px
    return CropInFrame(
        centre_x - width_px / 2, centre_y - height_px / 2, width_px, height_px, *frame_size_px, crop.height_px
    )
