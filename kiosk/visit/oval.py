"""Where the pose screen draws the oval: the head of a person who stands right for this document."""

from __future__ import annotations

from kiosk.compliance.framing_measures import EMPTIEST_SHARE, FULLEST_SHARE
from kiosk.documents.rule import DocumentRule
from kiosk.visit.view import Oval

HEAD_WIDTH_PER_HEIGHT = 0.72
"""Breadth over height of a head, hair left out (152 mm to 212 mm chin to vertex with some slack)."""

ABOVE_SHARE = 0.4
"""Part of the photo's free height that lies above the crown, as in `kiosk.compliance.document_crop`."""

DEFAULT_HEAD_SHARE = 0.7


def oval_for(rule: DocumentRule | None, frame_size_px: tuple[int, int]) -> Oval:
    """Return the oval for a document and a live picture of this width and height."""
    width_px, height_px = frame_size_px
    head_share, aspect = DEFAULT_HEAD_SHARE, 35 / 45
    if rule is not None and rule.frame is not None:
        aspect = rule.frame[0] / rule.frame[1]
        head = rule.geometry.head
        head_share = (head.min + head.max) / 2 / rule.frame[1] if head else DEFAULT_HEAD_SHARE
    fill = (EMPTIEST_SHARE + FULLEST_SHARE) / 2
    crop_px = fill * min(height_px, width_px / aspect)
    head_px = head_share * crop_px
    top_px = (height_px - crop_px) / 2 + ABOVE_SHARE * (crop_px - head_px)
    return Oval(
        centre_x=0.5,
        centre_y=(top_px + head_px / 2) / height_px,
        width=HEAD_WIDTH_PER_HEIGHT * head_px / width_px,
        height=head_px / height_px,
    )
