"""A small mirrored copy of what the camera sees, for who stands before it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.frame import BgrImage

PREVIEW_LONG_SIDE_PX = 480
_FOUND = (80, 220, 80)


def preview(bgr: BgrImage, outlines_px: NDArray[np.float64] | None = None) -> BgrImage:
    """Return the copy, with outlines of what was found, (n, corners, 2) in px of the picture."""
    share = PREVIEW_LONG_SIDE_PX / max(bgr.shape)
    small = np.asarray(cv2.resize(bgr, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), np.uint8)
    if outlines_px is not None:
        corners = [np.rint(outline * share).astype(np.int32) for outline in outlines_px]
        cv2.polylines(small, corners, isClosed=True, color=_FOUND, thickness=2, lineType=cv2.LINE_AA)
    return np.ascontiguousarray(small[:, ::-1], np.uint8)
