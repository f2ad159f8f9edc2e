"""How well a face finder finds the sitter: errors against the truth, over a seeded sample."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter.description import Expression, Light, Look, Pose, Truth
from hardware.simulated.sitter.directions import F32
from hardware.simulated.sitter.sitter import Sitter

MAX_YAW_DEG, MAX_PITCH_DEG, MAX_ROLL_DEG = 25.0, 15.0, 15.0
_LEFT_IRIS, _RIGHT_IRIS, _CHIN = 473, 468, 152
_LOOK_PICTURES = 12
"""Pictures taken of one person before the next one sits down."""

# Places of the average sitter's skin (mm, head's frame) for points of MediaPipe's mesh: the corners of the
# eyes and the mouth, the bridge and the tip of the nose, the chin. Measured on this package's own head.
_RIGID: dict[int, tuple[float, float, float]] = {
    33: (-45.7, 14.5, 64.0),
    133: (-18.3, 12.5, 75.0),
    362: (18.3, 12.5, 75.0),
    263: (45.7, 14.5, 64.0),
    168: (0.0, 17.0, 89.0),
    2: (0.0, -35.5, 97.0),
    61: (-24.5, -58.0, 80.0),
    291: (24.5, -58.0, 80.0),
    152: (0.0, -97.5, 82.0),
}


class Found(Protocol):
    """A found face; see `models.face.FaceLandmarks`."""

    @property
    def points_px(self) -> NDArray[np.float32]:
        """Return the 478 points, (478, 3), pixels."""


Find = Callable[[NDArray[np.uint8]], Sequence[Found]]
"""Takes a picture (h, w, 3) red-green-blue, gives the faces in it."""
SolvePose = Callable[[NDArray[np.float32], float, tuple[int, int]], tuple[float, float, float]]
"""Takes points (478, 3), focal length in px and (width, height); gives yaw, pitch, roll in degrees."""


@dataclass(frozen=True, slots=True)
class Errors:
    """Mean, 95th percentile and signed mean of a set of errors."""

    mean: float
    p95: float
    bias: float


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The figures of one sample. Shares are 0 to 1; `_percent` is of the distance between the irises."""

    n: int
    found_share: float
    """Pictures in which exactly one face was found."""
    iris_px: Errors
    iris_percent: Errors
    """Of eyes at least half open; the bias is along the line of the eyes, positive outwards."""
    inter_eye_percent: Errors
    chin_percent: Errors
    """The bias is along the face, positive towards the crown."""
    yaw_deg: Errors
    pitch_deg: Errors
    roll_deg: Errors


@dataclass(frozen=True, slots=True)
class Sample:
    """One picture's conditions."""

    look: Look
    pose: Pose
    expression: Expression
    light: Light


def sample(seed: int, n: int, size_px: tuple[int, int] = (960, 1280)) -> list[Sample]:
    """Return n conditions: all looks, ±25° yaw, ±15° pitch and roll, any expression, 750 to 1100 mm."""
    rng = np.random.default_rng(seed)
    out = []
    sideways = 60.0 if size_px[0] > size_px[1] else 35.0
    look = Look()
    for i in range(n):
        if i % _LOOK_PICTURES == 0:
            look = Look.random(rng)
        pose = Pose(
            yaw_deg=float(rng.uniform(-MAX_YAW_DEG, MAX_YAW_DEG)),
            pitch_deg=float(rng.uniform(-MAX_PITCH_DEG, MAX_PITCH_DEG)),
            roll_deg=float(rng.uniform(-MAX_ROLL_DEG, MAX_ROLL_DEG)),
            x_mm=float(rng.uniform(-sideways, sideways)),
            y_mm=float(rng.uniform(-25.0, 10.0)),
            distance_mm=float(rng.uniform(750.0, 1100.0)),
        )
        expression = Expression(
            lids=float(rng.choice([1.0, 1.0, 1.0, 0.8, 0.6, 0.0])),
            mouth_open_mm=float(rng.choice([0.0, 0.0, 0.0, 4.0, 12.0])),
            smile=float(rng.choice([0.0, 0.0, 0.5, 1.0])),
            gaze_x_deg=float(rng.normal(0.0, 4.0)),
            gaze_y_deg=float(rng.normal(0.0, 3.0)),
        )
        light = Light(direction_deg=float(rng.normal(0.0, 20.0)), evenness=float(rng.uniform(0.5, 0.9)))
        out.append(Sample(look, pose, expression, light))
    return out


def measure(
    find: Find,
    seed: int = 1,
    n: int = 500,
    *,
    size_px: tuple[int, int] = (960, 1280),
    solve_pose: SolvePose | None = None,
) -> Accuracy:
    """Return how well `find` does on n pictures; the same seed gives the same pictures.

    `solve_pose` reads the angles off the points; by default a perspective fit of nine rigid points.
    Raises ValueError when no face at all was found.
    """
    solve = solve_pose or fit_pose
    rows: list[_Row] = []
    sitter: Sitter | None = None
    for i, s in enumerate(sample(seed, n, size_px)):
        if sitter is None or sitter.look != s.look:
            sitter = Sitter(s.look, size_px)
        shot = sitter.render(s.pose, s.expression, s.light, seed=seed * 100_003 + i)
        faces = find(np.ascontiguousarray(shot.bgr[..., ::-1]))
        if len(faces) == 1:
            rows.append(_compare(faces[0].points_px, shot.truth, solve, size_px))
    if not rows:
        raise ValueError("no face was found in any picture")
    eyes = [r for r in rows if r.lids >= 0.5]
    return Accuracy(
        n=n,
        found_share=len(rows) / n,
        iris_px=_errors([e for r in eyes for e in r.iris_px], [0.0]),
        iris_percent=_errors(
            [e for r in eyes for e in r.iris_percent], [r.spread_percent / 2.0 for r in eyes]
        ),
        inter_eye_percent=_errors([abs(r.spread_percent) for r in eyes], [r.spread_percent for r in eyes]),
        chin_percent=_errors([r.chin_percent for r in rows], [r.chin_up_percent for r in rows]),
        yaw_deg=_errors([abs(r.angles[0]) for r in rows], [r.angles[0] for r in rows]),
        pitch_deg=_errors([abs(r.angles[1]) for r in rows], [r.angles[1] for r in rows]),
        roll_deg=_errors([abs(r.angles[2]) for r in rows], [r.angles[2] for r in rows]),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    lids: float
    iris_px: tuple[float, float]
    iris_percent: tuple[float, float]
    spread_percent: float
    chin_percent: float
    chin_up_percent: float
    angles: tuple[float, float, float]


def _compare(points: F32, truth: Truth, solve: SolvePose, size_px: tuple[int, int]) -> _Row:
    left, right = np.array(truth.left_iris_px), np.array(truth.right_iris_px)
    apart = truth.inter_eye_px
    off = [float(np.hypot(*(points[i, :2] - at))) for i, at in ((_LEFT_IRIS, left), (_RIGHT_IRIS, right))]
    spread = float(np.hypot(*(points[_LEFT_IRIS, :2] - points[_RIGHT_IRIS, :2]))) - apart
    chin = points[_CHIN, :2] - np.array(truth.chin_px)
    along = (left + right) / 2.0 - np.array(truth.chin_px)
    up = float(chin @ along) / float(np.hypot(*along))
    angles = solve(points, truth.focal_px, size_px)
    wanted = (truth.yaw_deg, truth.pitch_deg, truth.roll_deg)
    return _Row(
        lids=truth.scene.expression.lids,
        iris_px=(off[0], off[1]),
        iris_percent=(100.0 * off[0] / apart, 100.0 * off[1] / apart),
        spread_percent=100.0 * spread / apart,
        chin_percent=100.0 * float(np.hypot(*chin)) / apart,
        chin_up_percent=100.0 * up / apart,
        angles=(angles[0] - wanted[0], angles[1] - wanted[1], angles[2] - wanted[2]),
    )


def _errors(sizes: list[float], signed: list[float]) -> Errors:
    return Errors(float(np.mean(sizes)), float(np.percentile(sizes, 95)), float(np.mean(signed)))


def fit_pose(points: F32, focal_px: float, size_px: tuple[int, int]) -> tuple[float, float, float]:
    """Return yaw, pitch and roll in degrees (signs of `Pose`) of mesh points (478, 3).

    A perspective fit (cv2.solvePnP) of nine points of an average head; roll from the line of the irises.
    """
    index = list(_RIGID)
    solid = np.array([_RIGID[i] for i in index], np.float64) * [1.0, -1.0, -1.0]
    seen = points[index, :2].astype(np.float64)
    centre = ((size_px[0] - 1) / 2.0, (size_px[1] - 1) / 2.0)
    camera = np.array([[focal_px, 0.0, centre[0]], [0.0, focal_px, centre[1]], [0.0, 0.0, 1.0]])
    start_turn, start_shift = np.zeros((3, 1)), np.array([[0.0], [0.0], [900.0]])
    _, turn, _ = cv2.solvePnP(
        solid,
        seen,
        camera,
        np.zeros(4),
        start_turn,
        start_shift,
        useExtrinsicGuess=True,
        flags=cv2.SOLVEPNP_ITERATIVE,
    )
    m = cv2.Rodrigues(turn)[0]
    flip = np.diag([1.0, -1.0, -1.0])
    r = flip @ m @ flip  # cv2's camera has y down and z away; the head's frame has neither
    eyes = points[_LEFT_IRIS, :2] - points[_RIGHT_IRIS, :2]
    roll = math.degrees(math.atan2(float(eyes[1]), float(eyes[0])))
    yaw = math.degrees(math.asin(max(-1.0, min(1.0, -float(r[2, 0])))))
    pitch = math.degrees(math.atan2(-float(r[2, 1]), float(r[2, 2])))
    return yaw, pitch, roll
