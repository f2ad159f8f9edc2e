"""A face drawn with a few ellipses, just real enough that a face network answers to it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def drawn_face() -> NDArray[np.uint8]:
    """Return 192 × 192 pixels, RGB, with one frontal face drawn in the middle.

    Serves to load a network completely before the first customer, whose first picture would otherwise wait.
    """
    rgb = np.full((192, 192, 3), 200, np.uint8)
    cv2.ellipse(rgb, (96, 96), (48, 64), 0, 0, 360, (224, 178, 150), -1, cv2.LINE_AA)
    for x in (76, 116):
        cv2.ellipse(rgb, (x, 84), (10, 5), 0, 0, 360, (250, 250, 250), -1, cv2.LINE_AA)
        cv2.circle(rgb, (x, 84), 4, (40, 30, 30), -1, cv2.LINE_AA)
        cv2.ellipse(rgb, (x, 74), (12, 3), 0, 180, 360, (70, 50, 40), 2, cv2.LINE_AA)
    cv2.ellipse(rgb, (96, 108), (7, 5), 0, 0, 180, (170, 120, 100), 2, cv2.LINE_AA)
    cv2.ellipse(rgb, (96, 130), (17, 5), 0, 0, 360, (180, 90, 90), -1, cv2.LINE_AA)
    blurred: NDArray[np.uint8] = cv2.GaussianBlur(rgb, (5, 5), 1.2).astype(np.uint8, copy=False)
    return blurred
