"""How a picture is searched for faces with a network, whichever, that sees little of it at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from models.face import FaceLandmarks, RgbImage
from models.mirrored_mesh import mirrored_back
from models.shrinking import averaged

LIVE_LONG_SIDE_PX = 640
"""Long side of the copy that is searched; a mesh itself looks at 192 to 256 pixels of the face."""

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

Look = Callable[[RgbImage], Sequence[FaceLandmarks]]
"""Finds faces in one small picture; its points are shares of that picture's width, height and width."""

_Box = tuple[int, int, int, int]


def search(rgb: RgbImage, look: Look) -> tuple[FaceLandmarks, ...]:
    """Look at a picture once, as a whole; return its faces in its pixels, largest first."""
    return _largest_first(_search(rgb, _all_of(rgb), look))


def search_still(rgb: RgbImage, look: Look, max_faces: int) -> tuple[FaceLandmarks, ...]:
    """Search a still for small and tightly cropped faces as well; return at most `max_faces`, largest first.

    The points are the mean of several looks, plain and mirrored, which halves their noise and leaves no side.
    Other things told of a face are those of the look that found it.
    """
    faces = _search(rgb, _all_of(rgb), look)
    for box in _closer_looks(rgb.shape[1], rgb.shape[0], found=bool(faces)):
        faces = _merge(faces, _search(rgb, box, look, roughly=True))
    largest = sorted(faces, key=_area_px2, reverse=True)[:max_faces]
    return _largest_first([_steadied(rgb, face, look) for face in largest])


def _steadied(rgb: RgbImage, face: FaceLandmarks, look: Look) -> FaceLandmarks:
    """Look at one face again in cuts around it, half of them mirrored; return the mean of both halves."""
    left, top, right, bottom = _bounds(face)
    reach = max(right - left, bottom - top)
    looks = {False: [face], True: []}
    for sides, shift_x, shift_y, mirrored in _FURTHER_LOOKS:
        side = round(sides * reach)
        corner_x = round((left + right - side) / 2 + shift_x * reach)
        corner_y = round((top + bottom - side) / 2 + shift_y * reach)
        seen = _look(rgb, (corner_x, corner_y, side, side), look, mirrored=mirrored)
        looks[mirrored] += [again for again in seen if _overlap(again, face) > _SAME_LOOK_OVERLAP][:1]
    halves = [
        np.mean([each.points_px for each in half], axis=0, dtype=np.float32)
        for half in looks.values()
        if half
    ]
    mean: NDArray[np.float32] = np.mean(halves, axis=0, dtype=np.float32)
    return replace(face, points_px=mean)


def _look(rgb: RgbImage, box: _Box, look: Look, *, mirrored: bool) -> list[FaceLandmarks]:
    if not mirrored:
        return _search(rgb, box, look)
    width = rgb.shape[1]
    left, top, side_x, side_y = box
    seen = _search(rgb[:, ::-1], (width - left - side_x, top, side_x, side_y), look)
    return [replace(face, points_px=mirrored_back(face.points_px, width)) for face in seen]


def _search(rgb: RgbImage, box: _Box, look: Look, *, roughly: bool = False) -> list[FaceLandmarks]:
    """Return the faces in a box; `roughly` where they will be looked at again anyhow."""
    left, top, width, height = box
    excess = max(width, height) / LIVE_LONG_SIDE_PX
    times = max(1, round(excess) if roughly else int(excess))
    width, height = width // times * times, height // times * times
    part = averaged(_cut(rgb, (left, top, width, height)), times)
    scale = min(1.0, times * LIVE_LONG_SIDE_PX / max(width, height))
    if scale < 1.0 and not roughly:
        size = (max(1, round(width / times * scale)), max(1, round(height / times * scale)))
        part = cv2.resize(part, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    factor = np.array([width, height, width], np.float32)
    shift = np.array([left, top, 0], np.float32)
    return [
        replace(face, points_px=face.points_px * factor + shift) for face in look(np.ascontiguousarray(part))
    ]


def _largest_first(faces: list[FaceLandmarks]) -> tuple[FaceLandmarks, ...]:
    return tuple(sorted(faces, key=_area_px2, reverse=True))


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


def _merge(known: list[FaceLandmarks], seen: list[FaceLandmarks]) -> list[FaceLandmarks]:
    """Add the faces of `seen` that do not lie on one of `known`."""
    return known + [
        face for face in seen if all(_overlap(face, other) < _SAME_FACE_OVERLAP for other in known)
    ]


def _bounds(face: FaceLandmarks) -> tuple[float, float, float, float]:
    (left, top), (right, bottom) = face.points_px[:, :2].min(axis=0), face.points_px[:, :2].max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def _area_px2(face: FaceLandmarks) -> float:
    left, top, right, bottom = _bounds(face)
    return (right - left) * (bottom - top)


def _overlap(one: FaceLandmarks, other: FaceLandmarks) -> float:
    """Return the shared area of two faces as a share of the smaller one."""
    a, b = _bounds(one), _bounds(other)
    shared_w = min(a[2], b[2]) - max(a[0], b[0])
    shared_h = min(a[3], b[3]) - max(a[1], b[1])
    if shared_w <= 0 or shared_h <= 0:
        return 0.0
    return shared_w * shared_h / min(_area_px2(one), _area_px2(other))
