"""The shape of a head: a distance field built of soft-joined ellipsoids and tapering capsules.

Millimetres in the head's frame, origin between the ears, 15 mm below the eyes. Proportions are those of an
average adult (head 228 mm high, 152 broad, 195 long, pupils 63 apart, eyes to chin 116, mouth 73 below the
eyes, nose 20 mm before the brow), varied by the factors of a `Look`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hardware.simulated.sitter import raster
from hardware.simulated.sitter.description import Look
from hardware.simulated.sitter.directions import F32, directions, grid, look_up

EYE_Y_MM = 15.0
EYE_CENTRE_Z_MM = 67.5
EYEBALL_MM = 12.2
IRIS_MM = 5.9
IRIS_PLANE_MM = 10.68
"""Depth of the iris's rim before the eyeball's centre: √(12.2² − 5.9²)."""
STOMION_Y_MM = -58.0
MOUTH_HALF_MM = 25.0

Vec = tuple[float, float, float]


def _union(a: F32, b: F32, k: float) -> F32:
    h = np.maximum(k - np.abs(a - b), 0.0)
    return np.asarray(np.minimum(a, b) - h * h * (0.25 / k), np.float32)


def _carve(a: F32, b: F32, k: float) -> F32:
    return -_union(-a, b, k)


def _ellipsoid(p: Sequence[F32], c: Vec, r: Vec) -> F32:
    x, y, z = ((p[i] - c[i]) / r[i] for i in range(3))
    k0 = np.sqrt(x * x + y * y + z * z)
    x, y, z = x / r[0], y / r[1], z / r[2]
    k1 = np.sqrt(x * x + y * y + z * z)
    return np.asarray(k0 * (k0 - 1.0) / np.maximum(k1, 1e-6), np.float32)


def _capsule(p: Sequence[F32], a: Vec, b: Vec, ra: float, rb: float) -> F32:
    ba = tuple(b[i] - a[i] for i in range(3))
    x, y, z = (p[i] - a[i] for i in range(3))
    h = np.clip((x * ba[0] + y * ba[1] + z * ba[2]) / sum(c * c for c in ba), 0.0, 1.0)
    x, y, z = x - h * ba[0], y - h * ba[1], z - h * ba[2]
    return np.asarray(np.sqrt(x * x + y * y + z * z) - (ra + (rb - ra) * h), np.float32)


class HeadShape:
    """The distance field of one look's head, without hair."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.eye_x_mm = look.ipd_mm / 2.0

    def from_template(self, x: float, y: float, z: float) -> Vec:
        """Return where a point of the average head lies on this one."""
        y = EYE_Y_MM + (y - EYE_Y_MM) * (self._look.length if y < EYE_Y_MM else 1.0)
        return x * self._look.width, y, z

    def to_template(self, p: Sequence[F32]) -> tuple[F32, F32, F32]:
        """Return the coordinates on the average head of points of this one."""
        x, y, z = p
        below = np.minimum(y - EYE_Y_MM, 0.0)
        return (
            (x / np.float32(self._look.width)).astype(np.float32),
            (y + below * np.float32(1.0 / self._look.length - 1.0)).astype(np.float32),
            z,
        )

    def distance(self, x: F32, y: F32, z: F32) -> F32:
        """Return the signed distance in mm (approximate away from the surface) to the skin."""
        look = self._look
        x, y, z = self.to_template((x, y, z))
        ax = np.sqrt(x * x + 0.25)  # a soft fold: no crease on the midline
        p = (ax, y, z)
        ex = self.eye_x_mm / look.width
        jaw = look.jaw
        d = _ellipsoid(p, (0, 38, -6), (74.0, 88.5, 97))
        d = _union(d, _ellipsoid(p, (0, 44, 34), (57, 50, 56)), 20)
        d = _union(d, _ellipsoid(p, (0, -16, 26), (54, 70, 54)), 24)
        d = _union(d, _ellipsoid(p, (0, -53, 36), (39 + 4 * jaw, 35, 43)), 26)
        d = _union(d, _capsule(p, (43 + 6 * jaw, -48, 0), (12 + 6 * jaw, -86, 69), 12, 10), 26)
        d = _union(d, _ellipsoid(p, (42, -10, 50), (19, 14, 17)), 22)
        d = _union(d, _ellipsoid(p, (33, -40, 48), (20, 26, 24)), 24)
        d = _union(d, _ellipsoid(p, (0, -87.5, 77), (16 + 4 * jaw, 12.5, 11.5)), 16)
        d = _union(d, _ellipsoid(p, (0, -36, 62), (27, 20, 26)), 18)
        d = _union(d, _ellipsoid(p, (0, -58, 60), (27, 18, 25)), 16)
        d = _union(d, _capsule(p, (10, 29, 82), (40, 31, 68), 8.0, 7.5), 16)
        d = _carve(d, _ellipsoid(p, (ex + 1.0, 13, 95), (17, 13.5, 17)), 15)
        d = self._nose(p, d)
        d = self._lips(p, d)
        d = _union(d, _ellipsoid(p, (ex + 0.5, EYE_Y_MM, EYE_CENTRE_Z_MM - 0.5), (15.0, 13.2, 13.6)), 5)
        return self._ears(p, d)

    def _nose(self, p: Sequence[F32], d: F32) -> F32:
        s = self._look.nose
        w = 0.5 + 0.5 * s
        tip_z = 82 + 21 * s
        d = _union(d, _capsule(p, (3, 12, 80), (7.5 * w, -22, 86 + 4 * s), 5.0, 8.5 * w), 14)
        d = _union(d, _capsule(p, (0, 17, 83), (0, -22, tip_z - 5), 5.2 * w, 7.0 * w), 11)
        d = _union(d, _ellipsoid(p, (0, -25.5, tip_z + 0.5), (8.6 * w, 7.6, 9)), 8)
        d = _union(d, _ellipsoid(p, (11.0 * w, -26.0, 91 + 4 * s), (5.6 * w, 6.4, 9.0)), 9)
        d = _union(d, _capsule(p, (0, -29, tip_z - 5), (0, -34.5, 88), 4.0, 5.0), 6)
        return _carve(d, _ellipsoid(p, (5.8 * w, -33.5, tip_z - 9), (2.8, 2.6, 4.5)), 3)

    def _lips(self, p: Sequence[F32], d: F32) -> F32:
        full = 0.7 + 0.6 * self._look.lips
        y = STOMION_Y_MM
        d = _carve(d, _capsule(p, (0, -39, 94.5), (0, -48, 95.5), 2.2, 2.6), 5)
        d = _union(d, _capsule(p, (3.5, y + 3.4 * full, 90.5), (23, y + 0.9, 77.5), 3.4 * full, 1.6), 4.5)
        d = _union(d, _capsule(p, (0, y - 4.2 * full, 88.6), (20, y - 1.8, 78.5), 4.6 * full, 2.0), 4.5)
        d = _carve(d, _ellipsoid(p, (0, y - 16, 101), (20, 5.5, 12)), 10)
        d = _carve(d, _capsule(p, (0, y - 0.2, 95.0), (MOUTH_HALF_MM, y, 80.5), 0.6, 0.8), 2.6)
        return _carve(d, _ellipsoid(p, (28.0, y - 0.5, 85), (4.0, 4.0, 4.0)), 9)

    @staticmethod
    def _ears(p: Sequence[F32], d: F32) -> F32:
        # The leaf stands off the head by about 20° and leans back a little.
        x, y, z = p
        along = z + 4.0 + 0.2 * y
        outward = x - 71.0 + 0.32 * (along - 8.0)
        q = (outward, y - 2.0, along)
        leaf = _ellipsoid(q, (1.5, 2.0, 0.0), (6.0, 31.0, 17.0))
        leaf = _union(leaf, _ellipsoid(q, (-2.5, -19.0, 4.0), (5.5, 10.0, 8.0)), 8)
        leaf = _carve(leaf, _ellipsoid(q, (8.0, 3.0, 1.5), (6.0, 19.0, 9.0)), 4)
        return _union(d, leaf, 12)

    def radius(self, size: int) -> F32:
        """Return the distance of the skin from the origin along every direction: a map (size, size), mm."""
        coarse = max(size // 4, 32)
        r = np.full((coarse, coarse), 165.0, np.float32)
        for step, count in ((coarse, 12), (size // 2, 5), (size, 4)):
            u, v = grid(step)
            if r.shape[0] != step:
                r = look_up(r, u, v) + np.float32(0.6)
            d = directions(u, v)
            for _ in range(count):
                r = (r - 0.85 * self.distance(d[0] * r, d[1] * r, d[2] * r)).astype(np.float32)
        # The ears' rims are cliffs seen from the origin; a slope over a few texels keeps their outline
        # smooth.
        r = raster.blur(r, size / 500.0)
        aside = np.clip((np.abs(d[0]) - 0.84) * 12.0, 0.0, 1.0)
        return np.asarray((r + aside * (raster.blur(r, size / 100.0) - r)), np.float32)

    def front(self, x: F32, y: F32) -> F32:
        """Return z in mm of the skin straight before (x, y), seen from the front."""
        z = np.full(x.shape, 140.0, np.float32)
        for _ in range(40):
            z = (z - 0.8 * self.distance(x, y, z)).astype(np.float32)
        return z
