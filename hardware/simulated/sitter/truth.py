"""Where everything is: the truth about one picture, from the same geometry that drew it."""

from __future__ import annotations

import numpy as np

from hardware.simulated.sitter import eyes
from hardware.simulated.sitter.anatomy import EYE_Y_MM, IRIS_MM, STOMION_Y_MM
from hardware.simulated.sitter.camera import View
from hardware.simulated.sitter.description import Expression, Point, Scene, Truth
from hardware.simulated.sitter.directions import F32, directions, look_up
from hardware.simulated.sitter.expression import Face, follow
from hardware.simulated.sitter.head import Head

EARS_END_MM = 18.0
"""The ears' leaves lie behind this depth of the head's frame (`anatomy`)."""


def places(head: Head, face: Face, landmarks: dict[str, tuple[float, float]]) -> dict[str, F32]:
    """Return where (3,), mm, the resting head's landmarks (see `Head.landmarks`) lie with this face."""
    u, v = np.array(list(landmarks.values()), np.float32).T[:, None]
    u, v = follow(face, u, v)
    if face.pull is None:
        r = look_up(head.skin, u, v)
    else:
        pull = look_up(face.pull, u, v)
        r = look_up(head.skin, u + pull[..., 0], v + pull[..., 1])
    points = (directions(u, v) * r)[:, 0]
    return {name: points[:, i] for i, name in enumerate(landmarks)}


def gaze(head: Head, view: View, expression: Expression) -> tuple[F32, tuple[float, float], float]:
    """Return the direction of the eyes (3,) in the head's frame, their gaze in degrees, px per mm there."""
    between = view.to_camera(head.eye(1).reshape(3, 1) * np.array([[0], [1], [1]], np.float32))[:, 0]
    looking, gaze_x_deg, gaze_y_deg = eyes.gaze(view.turn, between, expression)
    return looking, (gaze_x_deg, gaze_y_deg), view.focal_px / float(-between[2])


def describe(
    head: Head,
    landmarks: dict[str, F32],
    view: View,
    scene: Scene,
    looking: F32,
    gaze_deg: tuple[float, float],
    px_per_mm: float,
) -> Truth:
    """Return the truth about what `view` sees of `head` with eyes along `looking` (3,).

    `landmarks` are the `places` of its present face.
    """
    left, right = head.iris(1, looking), head.iris(-1, looking)
    pixels = view.project(np.stack([*landmarks.values(), left, right], 1))
    at_px = {n: _point(pixels[i]) for i, n in enumerate(landmarks)}
    iris_l, iris_r = pixels[-2], pixels[-1]
    crowns = [_crown(view, shell) for shell in (head.outline_skin, head.outline)]
    yaw = scene.pose.yaw_deg
    e = scene.expression
    seen = Expression(e.lids, e.mouth_open_mm, e.smile, gaze_deg[0], gaze_deg[1], e.brows)
    depth = -float(view.to_camera((0.5 * (left + right)).reshape(3, 1))[2, 0])
    covered = head.look.hat == "scarf" or head.look.hair in ("bob", "long", "wavy", "afro")
    return Truth(
        left_iris_px=_point(iris_l),
        right_iris_px=_point(iris_r),
        iris_radius_px=float(IRIS_MM * px_per_mm),
        left_eye_inner_px=at_px["left_eye_inner"],
        left_eye_outer_px=at_px["left_eye_outer"],
        right_eye_inner_px=at_px["right_eye_inner"],
        right_eye_outer_px=at_px["right_eye_outer"],
        nose_tip_px=at_px["nose"],
        left_mouth_corner_px=at_px["left_mouth"],
        right_mouth_corner_px=at_px["right_mouth"],
        chin_px=at_px["chin"],
        crown_skull_px=crowns[0],
        crown_hair_px=crowns[1],
        face_width_px=_face_width(view, head.outline_skin),
        left_ear_visible=not covered and yaw < 12.0,
        right_ear_visible=not covered and yaw > -12.0,
        inter_eye_px=float(np.hypot(*(iris_l - iris_r))),
        inter_eye_mm=float(np.linalg.norm(left - right)),
        yaw_deg=scene.pose.yaw_deg,
        pitch_deg=scene.pose.pitch_deg,
        roll_deg=scene.pose.roll_deg,
        distance_mm=depth,
        px_per_mm=view.focal_px / depth,
        focal_px=view.focal_px,
        scene=Scene(scene.pose, seen, scene.light, scene.backdrop),
    )


def _face_width(view: View, skin: F32) -> float:
    """Return the width of the skin (3, n) between mouth and brow and before the ears, across the head."""
    face = (skin[2] > EARS_END_MM) & (skin[1] > STOMION_Y_MM + 15.0) & (skin[1] < EYE_Y_MM + 5.0)
    across = _upright(view)[1]
    places = view.project(skin[:, face]) @ across
    return float(places.max() - places.min())


def _upright(view: View) -> tuple[F32, F32]:
    """Return the head's own upright in the picture and the direction square to it, unit vectors (2,)."""
    up = view.turn[:2, 1] * np.array([1.0, -1.0], np.float32)
    up = np.asarray(up / max(float(np.hypot(*up)), 1e-6), np.float32)
    return up, np.array([-up[1], up[0]], np.float32)


def _crown(view: View, shell: F32) -> Point:
    """Return the top of a shell (3, n) along the head's own upright, beside the middle of its top."""
    up, across = _upright(view)
    at = view.project(shell)
    height = at @ up
    middle = np.abs(shell[0]) < 12.0
    top = np.flatnonzero(middle)[int(height[middle].argmax())]
    return _point(up * height.max() + across * (at[top] @ across))


def _point(p: F32) -> Point:
    return float(p[0]), float(p[1])
