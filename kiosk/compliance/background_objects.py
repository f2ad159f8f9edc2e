"""Things behind the person: pictures, doors, plants, other heads."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.compliance.background_view import BackgroundView

_DIFFERENT = 12.0
_STEEP = 6.0


def objects_share(view: BackgroundView) -> float:
    """Return the share of the wall that is part of things on it, 0 to 1.

    A thing is a patch that differs from the wall's middle colour by more than ΔE 12 (CIE 1976, 8-bit L*a*b*)
    with a steep edge around it; the soft edge of a shadow or of falling light makes none. Our own measure.
    """
    lab = cv2.cvtColor(view.rgb.astype(np.float32) / np.float32(255.0), cv2.COLOR_RGB2Lab)
    away = np.linalg.norm(lab - np.median(lab[view.wall], axis=0), axis=2)
    slope = np.zeros(view.wall.shape, np.float32)
    for channel in cv2.split(cv2.GaussianBlur(lab, (0, 0), 0.8)):
        across = cv2.Scharr(channel, cv2.CV_32F, 1, 0, scale=1 / 32)
        down = cv2.Scharr(channel, cv2.CV_32F, 0, 1, scale=1 / 32)
        slope = np.maximum(slope, np.hypot(across, down))
    patches = ((away > _DIFFERENT) & view.wall).astype(np.uint8)
    count, labels = cv2.connectedComponents(patches)
    things = 0
    for label in range(1, count):
        patch = labels == label
        if int(patch.sum()) < 9:
            continue
        edge = patch & ~cv2.erode(patch.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(np.bool_)
        edge &= cv2.erode(view.wall.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(np.bool_)
        if edge.any() and float(np.median(slope[edge])) > _STEEP:
            things += int(patch.sum())
    return things / int(view.wall.sum())
