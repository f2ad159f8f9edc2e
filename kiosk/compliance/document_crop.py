"""The crop of a document around a face."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.face_points import CHIN, Points, eye_chin_distance_px, eye_midpoint_px
from kiosk.compliance.framing_measures import CropInFrame
from kiosk.documents.rule import DocumentRule


def crop_in_frame(
    points_px: Points,
    person_mask: NDArray[np.float32] | None,
    frame_size_px: tuple[int, int],
    rule: DocumentRule,
) -> CropInFrame | None:
    """Return where the document's crop would lie, or None for a document that fixes no picture."""
    frame, photo_px = rule.frame, rule.photo_px
    if frame is None or photo_px is None:
        return None
    head = rule.geometry.head
    head_share = (head.min + head.max) / 2 / frame[1] if head else 0.7
    eyes_x, eyes_y = eye_midpoint_px(points_px)
    head_px = 1.95 * eye_chin_distance_px(points_px)
    height_px = head_px / head_share
    width_px = height_px * frame[0] / frame[1]
    chin_y = float(points_px[CHIN, 1])
    top_px = chin_y - head_px - 0.4 * (height_px - head_px)
    return CropInFrame(
        float(eyes_x) - width_px / 2, top_px, width_px, height_px, *frame_size_px, float(photo_px[1])
    )
