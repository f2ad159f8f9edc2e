"""MediaPipe's face mesh and selfie segmentation, taken from the networks inside its own wheel.

Only mediapipe up to 0.10.21 carries these networks. Its package start-up would import matplotlib, sounddevice
and jax, none of which its face code needs; so the packages are registered bare and the two modules are
imported by name. Nothing here opens a network connection or writes a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray

from models.bare_packages import bare_module
from models.drawn_face import drawn_face
from models.face import FaceLandmarks, RgbImage
from models.face_search import search, search_still
from models.mesh_graph import mesh_graph
from models.native_noise import native_stderr_silenced

_MASK_SIDE_PX = 256
_POINT_COUNT = 478
_MARK_ON_THE_WIRE = np.dtype(
    [
        ("length", "V2"),
        ("x_key", "V1"),
        ("x", "<f4"),
        ("y_key", "V1"),
        ("y", "<f4"),
        ("z_key", "V1"),
        ("z", "<f4"),
    ]
)
"""A landmark in protocol buffers' own form: reading 1434 numbers one by one takes twelve times as long."""


class MediapipeFaceFinder:
    """Finds faces with MediaPipe's face mesh (478 points with irises).

    With `streaming` the faces of the last picture are followed into the next one: feed it one camera's
    pictures in order. Without, every picture is searched anew, for small or tightly cropped faces as well,
    and the points are the mean of several looks, plain and mirrored, which halves their noise and leaves no
    side. Raises MediapipeUnavailableError when made. Not thread-safe.
    """

    def __init__(self, max_faces: int = 2, *, streaming: bool = True) -> None:
        if max_faces < 1:
            raise ValueError("max_faces must be at least 1")
        self._max_faces = max_faces
        self._followed = 0
        self._streaming = streaming
        face_mesh = bare_module("mediapipe.python.solutions.face_mesh")
        with native_stderr_silenced():
            self._mesh: Any = mesh_graph(face_mesh, max_faces, streaming=streaming)
            # The second network loads at the first face; the blank picture makes the finder forget that face.
            face = drawn_face()
            self._look(face)
            self._look(np.full_like(face, 128))

    def find(self, rgb: RgbImage) -> tuple[FaceLandmarks, ...]:
        """Return at most `max_faces` faces in pixels of `rgb`, largest first."""
        if self._streaming:
            return search(rgb, self._look)
        return search_still(rgb, self._look, self._max_faces)

    def follow(self, rgb: RgbImage) -> tuple[FaceLandmarks, ...]:
        """Find the faces of the stream's last picture again, and look for others only if it had none."""
        return search(rgb, partial(self._look, follow=self._followed > 0))

    def close(self) -> None:
        """Free the network; may be called twice."""
        if self._mesh is not None:
            self._mesh.close()
            self._mesh = None

    def _look(self, rgb: RgbImage, *, follow: bool = False) -> list[FaceLandmarks]:
        faces = self._mesh.process({"image": rgb, "follow": follow}).multi_face_landmarks or ()
        self._followed = len(faces)
        return [FaceLandmarks(_points(face)) for face in faces]


class MediapipePersonMasker:
    """Tells person from background with MediaPipe's selfie segmentation (general network, 256 × 256).

    Soft and about one 256th of the picture exact: good for the outline of a head, not for cutting out hair.
    Raises MediapipeUnavailableError when made. Keeps nothing between pictures. Not thread-safe.
    """

    needs_faces: ClassVar[bool] = False

    def __init__(self) -> None:
        selfie_segmentation = bare_module("mediapipe.python.solutions.selfie_segmentation")
        with native_stderr_silenced():
            self._segmentation: Any = selfie_segmentation.SelfieSegmentation(model_selection=0)
            self._segmentation.process(np.full((_MASK_SIDE_PX, _MASK_SIDE_PX, 3), 128, np.uint8))

    def mask(self, rgb: RgbImage, faces: Sequence[FaceLandmarks]) -> NDArray[np.float32]:  # noqa: ARG002
        """Return shape (height, width) of `rgb`, 0 background to 1 person; the faces are not needed."""
        height, width = rgb.shape[:2]
        small = cv2.resize(rgb, (_MASK_SIDE_PX, _MASK_SIDE_PX), interpolation=cv2.INTER_AREA)
        mask = self._segmentation.process(small).segmentation_mask
        full: NDArray[np.float32] = cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR)
        return full

    def close(self) -> None:
        """Free the network; may be called twice."""
        if self._segmentation is not None:
            self._segmentation.close()
            self._segmentation = None


def _points(face: Any) -> NDArray[np.float32]:  # noqa: ANN401 - mediapipe carries no types
    marks = np.frombuffer(face.SerializeToString(), _MARK_ON_THE_WIRE)
    points: NDArray[np.float32] = np.stack([marks[axis] for axis in "xyz"], axis=1)
    return points.reshape(_POINT_COUNT, 3)
