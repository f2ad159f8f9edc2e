"""`kiosk bench --backends`: how far MediaPipe's two interfaces are from the truth, and from each other.

On a machine that has only one of them, that one against the truth of rendered sitters.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter.description import Truth
from hardware.simulated.sitter.sitter import Sitter
from kiosk.bench.figures import machine, row
from kiosk.bench.sitters import random_light, random_look, random_pose, true_points
from kiosk.compliance.pose import Pose, head_pose
from kiosk.portrait.head_points import HeadPoints, Point, estimate_head_points
from models.backend import landmarker_network
from models.bare_packages import MediapipeUnavailableError, has_module
from models.face import FaceFinder, FaceLandmarks, PersonMasker, RgbImage
from models.landmark_mask import LandmarkPersonMasker
from models.mediapipe_face import MediapipeFaceFinder, MediapipePersonMasker
from models.tasks_face import TasksFaceFinder

SIZE_PX = (960, 1280)
SEED = 7
POSES_PER_PERSON = 2
_MM_NAMES = ("eyes", "chin", "skull", "hair")


@dataclass(frozen=True, slots=True)
class Told:
    """What one backend tells of a picture."""

    face: FaceLandmarks
    head: HeadPoints
    pose: Pose


class BackendMissing(Exception):
    """None of the two can be used here; the text is one line and says why."""


def run_backends(people: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Measure `people` rendered persons in two poses each; raises BackendMissing."""
    command = f"kiosk bench --backends {people}"
    wrong: dict[str, dict[str, list[float]]] = {}
    apart: dict[str, list[float]] = {}
    missed = dict.fromkeys(("solutions", "tasks"), 0)
    with contextlib.ExitStack() as stack:
        backends = _backends(stack, say)
        for rgb, truth in pictures(people):
            told = {name: look(rgb, *networks) for name, networks in backends.items()}
            for name, seen in told.items():
                if seen is None:
                    missed[name] += 1
                    continue
                for what, error in _off_mm(seen.head, true_points(truth), truth.px_per_mm).items():
                    wrong.setdefault(name, {}).setdefault(what, []).append(error)
            one, other = told.get("solutions"), told.get("tasks")
            if one is not None and other is not None:
                for what, value in differences(one, other, truth.px_per_mm).items():
                    apart.setdefault(what, []).append(value)
    count = people * POSES_PER_PERSON
    figures = [row(f"backends.{name}.missed", missed[name], "pictures", count, command) for name in backends]
    for name, errors in wrong.items():
        for what, values in errors.items():
            figures += _spread(f"backends.{name}.{what}_error", "mm", values, command)
    for what, values in apart.items():
        figures += _spread(f"backends.apart.{what}", what.rpartition("_")[2], values, command)
    return {"machine": machine(), "figures": figures}


def _backends(
    stack: contextlib.ExitStack, say: Callable[[str], None]
) -> dict[str, tuple[FaceFinder, PersonMasker]]:
    found: dict[str, tuple[FaceFinder, PersonMasker]] = {}
    if has_module("mediapipe.python.solutions.face_mesh"):
        found["solutions"] = MediapipeFaceFinder(streaming=False), MediapipePersonMasker()
    try:
        found["tasks"] = TasksFaceFinder(landmarker_network(), streaming=False), LandmarkPersonMasker()
    except MediapipeUnavailableError as error:
        if not found:
            raise BackendMissing(str(error)) from None
        say(f"one backend only: {error}")
    for finder, masker in found.values():
        stack.callback(finder.close)
        stack.callback(masker.close)
    return found


def pictures(people: int) -> Iterator[tuple[RgbImage, Truth]]:
    """Yield rendered persons as the coach lets them through, and the truth about each picture."""
    rng = np.random.default_rng(SEED)
    for person in range(people):
        sitter = Sitter(random_look(rng), SIZE_PX)
        for pose in range(POSES_PER_PERSON):
            shot = sitter.render(random_pose(rng), light=random_light(rng), seed=person * 10 + pose)
            yield np.ascontiguousarray(shot.bgr[..., ::-1]), shot.truth


def look(rgb: RgbImage, finder: FaceFinder, masker: PersonMasker) -> Told | None:
    """Return what a backend tells of the one face in a picture, None where it finds none or more."""
    faces = finder.find(rgb)
    if len(faces) != 1:
        return None
    points_px = faces[0].points_px
    head = estimate_head_points(points_px, masker.mask(rgb, faces))
    return Told(faces[0], head, head_pose(points_px))


def differences(one: Told, other: Told, px_per_mm: float) -> dict[str, float]:
    """Return how far two backends are apart: points in pixels, pose in degrees, the head in its own mm."""
    px: NDArray[np.float32] = np.hypot(*(one.face.points_px - other.face.points_px)[:, :2].T)
    return {
        "points_px": float(px.mean()),
        "worst_point_px": float(px.max()),
        "yaw_deg": abs(one.pose.yaw_deg - other.pose.yaw_deg),
        "pitch_deg": abs(one.pose.pitch_deg - other.pose.pitch_deg),
        "roll_deg": abs(one.pose.roll_deg - other.pose.roll_deg),
        **{f"{name}_mm": abs(off) for name, off in _off_mm(one.head, other.head, px_per_mm).items()},
    }


def _off_mm(head: HeadPoints, true: HeadPoints, px_per_mm: float) -> dict[str, float]:
    """Return how much further up along the face each point lies than it should, in mm of the head."""

    def up_px(point: Point) -> float:
        return float(np.dot(true.up_axis, point))

    pairs = (
        (head.eye_middle, true.eye_middle),
        (head.chin, true.chin),
        (head.crown_skull, true.crown_skull),
        (head.crown_hair, true.crown_hair),
    )
    offs = ((up_px(found) - up_px(wanted)) / px_per_mm for found, wanted in pairs)
    return dict(zip(_MM_NAMES, offs, strict=True))


def _spread(name: str, unit: str, values: list[float], command: str) -> list[dict[str, Any]]:
    sizes = np.abs(values)
    return [
        row(f"{name}_mean", float(sizes.mean()), unit, len(values), command),
        row(f"{name}_p95", float(np.percentile(sizes, 95)), unit, len(values), command),
        row(f"{name}_max", float(sizes.max()), unit, len(values), command),
    ]
