"""MediaPipe's face mesh and selfie segmentation, taken from the networks inside its own wheel.

Only mediapipe up to 0.10.21 carries these networks. Its package start-up would import matplotlib, sounddevice
and jax, none of which its face code needs; so the packages are registered bare and the two modules are
imported by name. Nothing here opens a network connection or writes a file.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import types
from itertools import product
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.drawn_face import drawn_face
from models.face import FaceLandmarks, RgbImage
from models.mesh_graph import mesh_graph
from models.mirrored_mesh import mirrored_back
from models.native_noise import native_stderr_silenced
from models.shrinking import averaged

LIVE_LONG_SIDE_PX = 640
"""Long side of the copy that is searched; the mesh itself looks at 192 × 192 pixels of the face."""

_MASK_SIDE_PX = 256
_SAME_FACE_OVERLAP = 0.3
_SAME_LOOK_OVERLAP = 0.8
_FURTHER_LOOKS = (
    (1.7, -0.12, 0.1, True),
    (1.9, 0.13, -0.07, False),
    (2.2, 0.05, 0.12, True),
    (2.6, -0.1, -0.1, False),
)
"""Side of a cut in face sizes, its shift across and down, and whether it is mirrored: the mesh answers each a
little differently."""
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
_Box = tuple[int, int, int, int]


class MediapipeUnavailableError(Exception):
    """MediaPipe 0.10.21 with its networks is not installed; the text says what is missing."""


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
        face_mesh = _solution("face_mesh")
        with native_stderr_silenced():
            self._mesh: Any = mesh_graph(face_mesh, max_faces, streaming=streaming)
            # The second network loads at the first face; the blank picture makes the finder forget that face.
            face = drawn_face()
            self._search(face, _all_of(face))
            self._search(np.full_like(face, 128), _all_of(face))

    def find(self, rgb: RgbImage) -> tuple[FaceLandmarks, ...]:
        """Return at most `max_faces` faces in pixels of `rgb`, largest first."""
        if self._streaming:
            return _largest_first(self._search(rgb, _all_of(rgb)))
        faces = self._search(rgb, _all_of(rgb))
        for box in _closer_looks(rgb.shape[1], rgb.shape[0], found=bool(faces)):
            faces = _merge(faces, self._search(rgb, box, roughly=True))
        largest = sorted(faces, key=_area_px2, reverse=True)[: self._max_faces]
        return _largest_first([self._steadied(rgb, points) for points in largest])

    def follow(self, rgb: RgbImage) -> tuple[FaceLandmarks, ...]:
        """Find the faces of the stream's last picture again, and look for others only if it had none."""
        return _largest_first(self._search(rgb, _all_of(rgb), follow=self._followed > 0))

    def close(self) -> None:
        """Free the network; may be called twice."""
        if self._mesh is not None:
            self._mesh.close()
            self._mesh = None

    def _steadied(self, rgb: RgbImage, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Look at one face again in cuts around it, half of them mirrored; return the mean of both halves."""
        left, top, right, bottom = _bounds(points)
        reach = max(right - left, bottom - top)
        looks = {False: [points], True: []}
        for sides, shift_x, shift_y, mirrored in _FURTHER_LOOKS:
            side = round(sides * reach)
            corner_x = round((left + right - side) / 2 + shift_x * reach)
            corner_y = round((top + bottom - side) / 2 + shift_y * reach)
            seen = self._look(rgb, (corner_x, corner_y, side, side), mirrored=mirrored)
            same = [again for again in seen if _overlap(again, points) > _SAME_LOOK_OVERLAP][:1]
            looks[mirrored] += same
        halves = [np.mean(half, axis=0, dtype=np.float32) for half in looks.values() if half]
        mean: NDArray[np.float32] = np.mean(halves, axis=0, dtype=np.float32)
        return mean

    def _look(self, rgb: RgbImage, box: _Box, *, mirrored: bool) -> list[NDArray[np.float32]]:
        if not mirrored:
            return self._search(rgb, box)
        width = rgb.shape[1]
        left, top, side_x, side_y = box
        seen = self._search(rgb[:, ::-1], (width - left - side_x, top, side_x, side_y))
        return [mirrored_back(points, width) for points in seen]

    def _search(
        self, rgb: RgbImage, box: _Box, *, follow: bool = False, roughly: bool = False
    ) -> list[NDArray[np.float32]]:
        """Return the points of the faces in a box; `roughly` where they will be looked at again anyhow."""
        left, top, width, height = box
        excess = max(width, height) / LIVE_LONG_SIDE_PX
        times = max(1, round(excess) if roughly else int(excess))
        width, height = width // times * times, height // times * times
        part = averaged(_cut(rgb, (left, top, width, height)), times)
        scale = min(1.0, times * LIVE_LONG_SIDE_PX / max(width, height))
        if scale < 1.0 and not roughly:
            size = (max(1, round(width / times * scale)), max(1, round(height / times * scale)))
            part = cv2.resize(part, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        result = self._mesh.process({"image": np.ascontiguousarray(part), "follow": follow})
        faces = result.multi_face_landmarks or ()
        self._followed = len(faces)
        factor = np.array([width, height, width], np.float32)
        shift = np.array([left, top, 0], np.float32)
        return [_points(face) * factor + shift for face in faces]


class MediapipePersonMasker:
    """Tells person from background with MediaPipe's selfie segmentation (general network, 256 × 256).

    Soft and about one 256th of the picture exact: good for the outline of a head, not for cutting out hair.
    Raises MediapipeUnavailableError when made. Keeps nothing between pictures. Not thread-safe.
    """

    def __init__(self) -> None:
        selfie_segmentation = _solution("selfie_segmentation")
        with native_stderr_silenced():
            self._segmentation: Any = selfie_segmentation.SelfieSegmentation(model_selection=0)
            self._segmentation.process(np.full((_MASK_SIDE_PX, _MASK_SIDE_PX, 3), 128, np.uint8))

    def mask(self, rgb: RgbImage) -> NDArray[np.float32]:
        """Return shape (height, width) of `rgb`, 0 background to 1 person."""
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


def _solution(module: str) -> Any:  # noqa: ANN401 - mediapipe carries no types
    """Import one module of `mediapipe.python.solutions` without running the packages' own start-up."""
    os.environ.setdefault("GLOG_minloglevel", "3")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if "mediapipe" not in sys.modules:
        spec = importlib.util.find_spec("mediapipe")
        if spec is None or not spec.submodule_search_locations:
            raise MediapipeUnavailableError("mediapipe is not installed")
        root = spec.submodule_search_locations[0]
        for package in ("mediapipe", "mediapipe.python", "mediapipe.python.solutions"):
            bare = types.ModuleType(package)
            bare.__path__ = [root + package.removeprefix("mediapipe").replace(".", os.sep)]
            sys.modules[package] = bare
    try:
        return importlib.import_module(f"mediapipe.python.solutions.{module}")
    except ImportError as error:
        raise MediapipeUnavailableError(f"this mediapipe has no {module}: {error}") from error


def _points(face: Any) -> NDArray[np.float32]:  # noqa: ANN401 - mediapipe carries no types
    marks = np.frombuffer(face.SerializeToString(), _MARK_ON_THE_WIRE)
    points: NDArray[np.float32] = np.stack([marks[axis] for axis in "xyz"], axis=1)
    return points.reshape(_POINT_COUNT, 3)


def _largest_first(faces: list[NDArray[np.float32]]) -> tuple[FaceLandmarks, ...]:
    return tuple(FaceLandmarks(points) for points in sorted(faces, key=_area_px2, reverse=True))


def _all_of(rgb: RgbImage) -> _Box:
    height, width = rgb.shape[:2]
    return 0, 0, width, height


def _closer_looks(width: int, height: int, *, found: bool) -> list[_Box]:
    """Return the further boxes to search in a still.

    MediaPipe's short-range detector sees 128 × 128 pixels and misses faces under about a fifth of the
    picture, and those that touch its edge: hence quarters at half steps, and the picture with a border.
    """
    half_w, half_h = width // 2, height // 2
    boxes = [(x * half_w // 2, y * half_h // 2, half_w, half_h) for y, x in product(range(3), range(3))]
    if not found:
        border = max(width, height) // 4
        boxes.insert(0, (-border, -border, width + 2 * border, height + 2 * border))
        third_w, third_h = width // 4, height // 4
        boxes += [
            (x * third_w // 2, y * third_h // 2, third_w, third_h) for y, x in product(range(7), range(7))
        ]
    return [box for box in boxes if min(box[2:]) >= 48]


def _cut(rgb: RgbImage, box: _Box) -> RgbImage:
    left, top, width, height = box
    full_height, full_width = rgb.shape[:2]
    right, bottom = left + width, top + height
    inside = rgb[max(0, top) : min(full_height, bottom), max(0, left) : min(full_width, right)]
    margins = (max(0, -top), max(0, bottom - full_height), max(0, -left), max(0, right - full_width))
    if not any(margins):
        return inside
    return cv2.copyMakeBorder(inside, *margins, cv2.BORDER_REPLICATE).astype(np.uint8, copy=False)


def _merge(known: list[NDArray[np.float32]], seen: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """Add the faces of `seen` that do not lie on one of `known`."""
    return known + [
        face for face in seen if all(_overlap(face, other) < _SAME_FACE_OVERLAP for other in known)
    ]


def _bounds(points: NDArray[np.float32]) -> tuple[float, float, float, float]:
    (left, top), (right, bottom) = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def _area_px2(points: NDArray[np.float32]) -> float:
    left, top, right, bottom = _bounds(points)
    return (right - left) * (bottom - top)


def _overlap(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Return the shared area of two faces as a share of the smaller one."""
    a, b = _bounds(one), _bounds(other)
    shared_w = min(a[2], b[2]) - max(a[0], b[0])
    shared_h = min(a[3], b[3]) - max(a[1], b[1])
    if shared_w <= 0 or shared_h <= 0:
        return 0.0
    return shared_w * shared_h / min(_area_px2(one), _area_px2(other))
