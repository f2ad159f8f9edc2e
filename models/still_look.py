"""One look at a still with both networks, in a copy no larger than they have use for."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from models.face import BgrImage, FaceFinder, FaceLandmarks, PersonMasker
from models.shrinking import averaged

LONG_SIDE_PX = 2560
"""Longest side of the copy: a head in it is still several times larger than the 192 pixels of the mesh."""


def look_at_still(
    bgr: BgrImage,
    finder: FaceFinder,
    masker: PersonMasker,
    on_mask: Callable[[NDArray[np.float32]], object] = lambda _mask: None,
) -> tuple[tuple[FaceLandmarks, ...], NDArray[np.float32]]:
    """Return the faces of a picture, in its pixels, and its person mask in its height and width.

    `on_mask` is called with the mask as soon as it is known, often long before the faces are.
    """
    times = -(-max(bgr.shape) // LONG_SIDE_PX)
    rgb = cv2.cvtColor(averaged(bgr, times), cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)
    height, width = bgr.shape[:2]
    faces = finder.find(rgb) if masker.needs_faces else ()
    mask = masker.mask(rgb, faces)
    if times > 1:
        # The rows and columns that `averaged` left out are nothing to a mask of 256 × 256 pixels.
        full = cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR)
        mask = np.asarray(full, np.float32)
    on_mask(mask)
    if not masker.needs_faces:
        faces = finder.find(rgb)
    return tuple(face.scaled(times) for face in faces) if times > 1 else faces, mask
