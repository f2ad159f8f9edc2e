"""A face mesh without a picture: one person's points in space, posed as often as one likes in microseconds.

The points are those that MediaPipe finds in one rendered picture of somebody who looks straight; they are put
into the sitter's head, turned and moved with it, and seen by the sitter's camera. So the checks of the live
view can be fed for hours of sitting without drawing anything.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter.anatomy import EYE_Y_MM
from hardware.simulated.sitter.camera import EYE_PLANE_Z_MM, head_view
from hardware.simulated.sitter.description import Expression, Look, Pose
from hardware.simulated.sitter.sitter import Sitter
from kiosk.compliance.face_points import (
    CHIN,
    INNER_LIPS,
    LEFT_LIDS,
    LEFT_MOUTH_CORNER,
    RIGHT_LIDS,
    RIGHT_MOUTH_CORNER,
    eye_midpoint_px,
)
from kiosk.compliance.pose import SHOWN_YAW
from models.backend import make_face_finder
from models.face import FaceLandmarks

SIZE_PX = (720, 960)
JITTER_MM = 0.35
"""Noise of a point, one sigma: about .2° of yaw and roll and .5° of pitch, as measured on a still face."""

SHOWN_PITCH = 0.83
"""How much of a nod the mesh shows (measured beside `SHOWN_YAW`; the checks do not undo this one)."""

_SMILE_MM = (5.0, 4.0)
"""How far a broad smile pulls the corners of the mouth outwards and up."""


@dataclass(frozen=True)
class StandIn:
    """A picture of somebody who looks straight, its face, and that face's points in the head's frame in mm.

    `head_mm` has shape (478, 3): x to the picture's right, y up, z towards the camera.
    """

    rgb: NDArray[np.uint8]
    face: FaceLandmarks
    head_mm: NDArray[np.float32]

    def points_px(
        self, pose: Pose, expression: Expression, rng: np.random.Generator, jitter_mm: float = JITTER_MM
    ) -> NDArray[np.float32]:
        """Return the mesh (478, 3) of a stance as the network would give it, with its noise."""
        # The mesh draws faces more frontal than they are.
        shown = replace(pose, yaw_deg=SHOWN_YAW * pose.yaw_deg, pitch_deg=SHOWN_PITCH * pose.pitch_deg)
        view = head_view(shown, SIZE_PX)
        points = self._with_face(expression)
        points += rng.normal(0.0, jitter_mm, points.shape).astype(np.float32)
        seen = view.to_camera(np.ascontiguousarray(points.T))
        eyes_mm = float(-seen[2, [468, 473]].mean())
        flat = view.project(np.ascontiguousarray(points.T))
        depth = (-seen[2] - eyes_mm) * (view.focal_px / eyes_mm)
        return np.column_stack([flat + 0.5, depth]).astype(np.float32)

    def _with_face(self, expression: Expression) -> NDArray[np.float32]:
        points = self.head_mm.copy()
        for upper, lower in (*RIGHT_LIDS, *LEFT_LIDS):
            points[upper] += (points[lower] - points[upper]) * (1.0 - expression.lids)
        for _, lower in INNER_LIPS:
            points[lower, 1] -= expression.mouth_open_mm
        points[CHIN, 1] -= 0.8 * expression.mouth_open_mm
        aside, up = (expression.smile * part for part in _SMILE_MM)
        points[LEFT_MOUTH_CORNER, :2] += (aside, up)
        points[RIGHT_MOUTH_CORNER, :2] += (-aside, up)
        return points


def stand_in(look: Look | None = None) -> StandIn:
    """Render one person and find the points; about two seconds."""
    look = replace(look or Look(), hat="none", glasses="none")
    shot = Sitter(look, SIZE_PX).render()
    rgb = np.ascontiguousarray(shot.bgr[..., ::-1])
    with contextlib.closing(make_face_finder(max_faces=1, streaming=False)) as finder:
        (face,) = finder.find(rgb)
    points = face.points_px
    middle_x, middle_y = eye_midpoint_px(points)
    mm = 1.0 / shot.truth.px_per_mm
    depth_mm = (points[:, 2] - points[[468, 473], 2].mean()) * mm
    # Nearer points are seen larger; taking that back puts them where they are.
    nearness = 1.0 + depth_mm / shot.truth.distance_mm
    x = (points[:, 0] - middle_x) * mm * nearness
    y = EYE_Y_MM - (points[:, 1] - middle_y) * mm * nearness
    return StandIn(rgb, face, np.column_stack([x, y, EYE_PLANE_Z_MM - depth_mm]).astype(np.float32))
