"""A person mask without a network: the face's points tell where a person must be, colours where they end.

For a MediaPipe that has a face landmarker and no selfie segmentation. Made for the booth's plain backdrop;
before a busy room the outline is a guess (`kiosk bench --backends` measures both masks).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray

from models.face import FaceLandmarks, RgbImage
from models.shrinking import averaged

LONG_SIDE_PX = 256
"""Long side of the copy that is cut, as of the networks' masks."""

_EDGE_SIGMA_PX = 0.8
"""A cut is hard; softened by this, half a person lies where the outline was and the steps are gone."""

_LEAST_SPREAD = 1.5
"""Least spread of a backdrop's colour in 8-bit L*a*b*: a rendered or compressed one may have none."""

_FAR = 3.0
"""From so many spreads off the backdrop's colour on, a pixel is probably the person."""

_MIXTURE = 65
"""Numbers that OpenCV keeps of a side's colours."""

_CHIN, _FOREHEAD, _RIGHT_CHEEK, _LEFT_CHEEK = 152, 10, 234, 454
_Outline = tuple[tuple[float, float], ...]

# Shapes in the face's own frame: x in widths between the mesh's cheeks from the middle of the face, y upwards
# from the chin in heights from chin to forehead. Hair may be as high and wide as the sitter's largest and
# somewhat more; shoulders may reach the picture's edge.
_MAY_BE_HEAD: _Outline = (
    (-1.3, -0.9),
    (-1.3, 0.9),
    (-0.95, 1.55),
    (0.0, 1.9),
    (0.95, 1.55),
    (1.3, 0.9),
    (1.3, -0.9),
)
_MAY_BE_TRUNK: _Outline = (
    (-0.6, 0.0),
    (-2.0, -0.3),
    (-9.0, -0.8),
    (-9.0, -9.0),
    (9.0, -9.0),
    (9.0, -0.8),
    (2.0, -0.3),
    (0.6, 0.0),
)
_IS_HEAD: _Outline = ((-0.42, 0.2), (-0.42, 0.9), (-0.25, 1.12), (0.25, 1.12), (0.42, 0.9), (0.42, 0.2))
_IS_TRUNK: _Outline = (
    (-0.25, 0.1),
    (-0.25, -0.5),
    (-0.7, -1.0),
    (-0.7, -9.0),
    (0.7, -9.0),
    (0.7, -1.0),
    (0.25, -0.5),
    (0.25, 0.1),
)


class LandmarkPersonMasker:
    """Tells the person of the largest face from the background; without a face, all is background."""

    needs_faces: ClassVar[bool] = True

    def mask(self, rgb: RgbImage, faces: Sequence[FaceLandmarks]) -> NDArray[np.float32]:
        """Return shape (height, width) of `rgb`, 0 background to 1 person; `faces` largest first."""
        return person_mask(rgb, faces[0]) if faces else np.zeros(rgb.shape[:2], np.float32)

    def close(self) -> None:
        """Do nothing: there is no network to free."""


def person_mask(rgb: RgbImage, face: FaceLandmarks) -> NDArray[np.float32]:
    """Cut a person out of a small copy of the picture by face and colours; return (height, width), 0 to 1.

    After Rother et al., GrabCut (SIGGRAPH 2004), begun with what a face tells instead of a hand-drawn box.
    """
    height, width = rgb.shape[:2]
    share = min(1.0, LONG_SIDE_PX / max(height, width))
    size = (max(1, round(width * share)), max(1, round(height * share)))
    less = averaged(rgb, max(1, int(1 / share)))
    small = cv2.resize(less, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    trimap = _trimap(face.points_px * np.float32(share), size)
    person = np.zeros(trimap.shape, np.float32)
    if {cv2.GC_FGD, cv2.GC_BGD} <= set(np.unique(trimap).tolist()):
        _look_like_backdrop(small, trimap)
        background, foreground = np.zeros((1, _MIXTURE)), np.zeros((1, _MIXTURE))
        cv2.setRNGSeed(1)
        cv2.grabCut(small, trimap, (0, 0, 1, 1), background, foreground, 1, cv2.GC_INIT_WITH_MASK)
        person[(trimap == cv2.GC_FGD) | (trimap == cv2.GC_PR_FGD)] = 1.0
    soft = cv2.GaussianBlur(person, (0, 0), _EDGE_SIGMA_PX)
    return np.asarray(cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _look_like_backdrop(rgb: RgbImage, trimap: NDArray[np.uint8]) -> None:
    """Take what has the sure background's colour, as it varies over the picture, for probable background."""
    height, width = trimap.shape
    y, x = np.mgrid[-1.0 : 1.0 : height * 1j, -1.0 : 1.0 : width * 1j]
    slope = np.stack([np.ones_like(x), x, y], axis=-1)
    sure = trimap == cv2.GC_BGD
    colour = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB).astype(np.float64)
    fitted, *_ = np.linalg.lstsq(slope[sure], colour[sure], rcond=None)
    off = colour - slope @ fitted
    spread = np.cov(off[sure].T) + np.eye(3) * _LEAST_SPREAD**2
    far = np.einsum("hwi,ij,hwj->hw", off, np.linalg.inv(spread), off) > _FAR**2
    trimap[(trimap == cv2.GC_PR_FGD) & ~far] = cv2.GC_PR_BGD


def _trimap(points_px: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return what is person, what may be, and what is neither, in OpenCV's words."""
    chin, forehead, right, left = (
        points_px[index, :2] for index in (_CHIN, _FOREHEAD, _RIGHT_CHEEK, _LEFT_CHEEK)
    )
    across, up = left - right, forehead - chin
    middle = np.array([(left + right) / 2 @ across, chin @ up])
    start = np.linalg.solve(np.array([across, up]), middle)

    def drawn(shape: _Outline, value: int) -> None:
        corners = start + np.array([across * x + up * y for x, y in shape])
        cv2.fillPoly(trimap, [np.rint(corners).astype(np.int32)], (value,))

    trimap = np.full(size[::-1], cv2.GC_BGD, np.uint8)
    for shape in (_MAY_BE_TRUNK, _MAY_BE_HEAD):
        drawn(shape, cv2.GC_PR_FGD)
    for shape in (_IS_TRUNK, _IS_HEAD):
        drawn(shape, cv2.GC_FGD)
    return trimap
