"""Pictures made smaller by a whole number, which is several times faster than by a broken one."""

from __future__ import annotations

import cv2
import numpy as np

from models.face import RgbImage


def averaged(picture: RgbImage, times: int) -> RgbImage:
    """Return the means of `times` × `times` pixels each, without what is over at the right and lower edge."""
    if times == 1:
        return picture
    height, width = picture.shape[0] // times, picture.shape[1] // times
    even = picture[: height * times, : width * times]
    return cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
