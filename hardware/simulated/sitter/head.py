"""The solid head of one look: skin, hair and hat as maps of radii, and where its features lie."""

from __future__ import annotations

import numpy as np

from hardware.simulated.sitter import hair, illumination
from hardware.simulated.sitter.anatomy import (
    EYE_CENTRE_Z_MM,
    EYE_Y_MM,
    IRIS_PLANE_MM,
    MOUTH_HALF_MM,
    STOMION_Y_MM,
    HeadShape,
)
from hardware.simulated.sitter.description import Look
from hardware.simulated.sitter.directions import F32, directions, grid, look_up, project

SIZE = 320
"""Texels along a side of the maps of shape and light: 1.6 mm each on the face."""


class Head:
    """The maps of one look, (SIZE, SIZE).

    `skin` and `radius` (what is seen, hair and hat included) in mm; `light`, the transfer
    matrix of `illumination`; `normals` (3, SIZE, SIZE) of what is seen; `cover` 0 skin to 1 hair or hat.
    """

    def __init__(self, look: Look) -> None:
        self.look = look
        self.shape = HeadShape(look)
        self.skin = self.shape.radius(SIZE)
        self.radius, self.cover = hair.grow(look, self.shape, self.skin)
        self.normals = illumination.normals(self.radius)
        small = SIZE // 2
        coarse = illumination.visibility(self.radius, small).reshape(small, small, -1)
        u, v = grid(SIZE)
        visible = np.stack(
            [
                look_up(np.ascontiguousarray(coarse[:, :, i]), u, v).reshape(-1)
                for i in range(coarse.shape[2])
            ],
            1,
        )
        self.light = illumination.transfer(self.normals.reshape(3, -1), visible)
        d = directions(u, v)
        front = (u * u + v * v < 1.2)[::8, ::8]
        self.outline = (d * self.radius)[:, ::8, ::8][:, front]
        self.outline_skin = (d * self.skin)[:, ::8, ::8][:, front]
        axes = np.abs(self.outline).max(1) + 1.0
        self.bound_mm = (axes * np.sqrt(((self.outline / axes[:, None]) ** 2).sum(0).max())).astype(
            np.float32
        )

    def eye(self, side: int) -> F32:
        """Return the centre of an eyeball (3,), mm; side +1 is the person's left (image right)."""
        return np.array([side * self.shape.eye_x_mm, EYE_Y_MM, EYE_CENTRE_Z_MM], np.float32)

    def place(self, x: F32, y: F32) -> tuple[F32, F32]:
        """Return the direction (u, v) of the skin seen straight from the front at (x, y) mm of this head."""
        z = np.full(x.shape, 85.0, np.float32)
        shape = (1, -1)
        for _ in range(12):
            u, v = project(np.stack([x, y, z]))
            r = look_up(self.skin, u.reshape(shape), v.reshape(shape)).reshape(x.shape)
            z = (0.5 * z + 0.5 * np.sqrt(np.maximum(r * r - x * x - y * y, 25.0))).astype(np.float32)
        return project(np.stack([x, y, z]))

    def landmarks(self) -> dict[str, tuple[float, float]]:
        """Return the directions (u, v) of the skin's landmarks, by name."""
        ex = self.shape.eye_x_mm
        corner = self.shape.from_template(MOUTH_HALF_MM - 0.5, STOMION_Y_MM, 0.0)
        points = {
            "left_eye_inner": (ex - 13.2, EYE_Y_MM - 2.0),
            "left_eye_outer": (ex + 14.2, EYE_Y_MM),
            "right_eye_inner": (-ex + 13.2, EYE_Y_MM - 2.0),
            "right_eye_outer": (-ex - 14.2, EYE_Y_MM),
            "left_mouth": (corner[0], corner[1]),
            "right_mouth": (-corner[0], corner[1]),
        }
        u, v = self.place(*np.array(list(points.values()), np.float32).T)
        out = {name: (float(u[i]), float(v[i])) for i, name in enumerate(points)}
        out |= {"nose": self._profile(highest_z=True), "chin": self._profile(highest_z=False)}
        return out

    def _profile(self, *, highest_z: bool) -> tuple[float, float]:
        """Return the direction of the nose's tip or the chin's lowest point on the midline."""
        v = np.linspace(-1.0, 0.0, 2001, dtype=np.float32)[None]
        u = np.zeros_like(v)
        p = directions(u, v)[:, 0] * look_up(self.skin, u, v)[0]
        i = int(p[2].argmax() if highest_z else np.where(p[2] > 50.0, p[1], 1e3).argmin())
        return 0.0, float(v[0, i])

    def iris(self, side: int, gaze: F32) -> F32:
        """Return the middle of an iris (3,), mm, of an eye that looks along the unit vector `gaze` (3,)."""
        return (self.eye(side) + gaze * np.float32(IRIS_PLANE_MM)).astype(np.float32)
