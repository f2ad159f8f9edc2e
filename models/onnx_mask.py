"""A person mask from a network in ONNX's form, behind the interface of all person masks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray

from models.face import FaceLandmarks, RgbImage
from models.onnx_matte import OnnxMatteNetwork


class OnnxPersonMasker:
    """Tells person from background with a network made for it; it is closed with the masker."""

    needs_faces: ClassVar[bool] = False

    def __init__(self, network: OnnxMatteNetwork) -> None:
        self._network = network

    def mask(self, rgb: RgbImage, faces: Sequence[FaceLandmarks]) -> NDArray[np.float32]:  # noqa: ARG002
        """Return shape (height, width) of `rgb`, 0 background to 1 person; the faces are not needed."""
        height, width = rgb.shape[:2]
        coarse = self._network.alpha(rgb)
        return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)

    def close(self) -> None:
        """Free the network; may be called twice."""
        self._network.close()
