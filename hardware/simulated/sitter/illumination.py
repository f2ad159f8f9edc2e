"""How light reaches a surface: baked once for a few directions, summed up for any light and pose.

Light comes from `DIRECTIONS`, fixed in the head's frame. For each of them the bake stores how much of it a
place receives (its slope, times whether nose, brow, chin or hair stand in the way), so a frame needs one
product of that matrix with the weights of the room's light as it stands to the turned head. Soft shadows come
with it.
"""

from __future__ import annotations

import math
from functools import lru_cache

import cv2
import numpy as np

from hardware.simulated.sitter import raster
from hardware.simulated.sitter.description import Light
from hardware.simulated.sitter.directions import F32, directions, grid, look_up, project

COUNT = 26
_REACH_MM = (2.5, 5.0, 9.0, 15.0, 24.0, 36.0, 52.0)
KEY_ELEVATION_DEG = 24.0


@lru_cache(maxsize=1)
def light_directions() -> F32:
    """Return (COUNT, 3) unit directions, a Fibonacci spiral over all but the cone behind the head."""
    k = np.arange(COUNT, dtype=np.float64)
    z = 1.0 - (k + 0.5) / COUNT * 1.45
    ring = np.sqrt(1.0 - z * z)
    turn = k * math.pi * (3.0 - math.sqrt(5.0))
    return np.asarray(np.stack([ring * np.cos(turn), ring * np.sin(turn), z], 1), np.float32)


def radiance(light: Light, toward: F32) -> F32:
    """Return the light (n,) that comes from directions (n, 3) in the camera's frame; the level is not in it.

    A wide soft key at `direction_deg` and a broad fill around the camera, with a little from below (the
    counter's reflection) and from everywhere else (the room).
    """
    azimuth, elevation = math.radians(light.direction_deg), math.radians(KEY_ELEVATION_DEG)
    key = np.array(
        [
            math.sin(azimuth) * math.cos(elevation),
            math.sin(elevation),
            math.cos(azimuth) * math.cos(elevation),
        ],
        np.float32,
    )
    fill = np.array([0.0, 0.05, 1.0], np.float32)
    key_part = np.exp((toward @ key - 1.0) * 6.0)
    fill_part = 0.26 * np.exp((toward @ fill - 1.0) * 2.2) + 0.025
    return np.asarray(
        ((1.0 - 0.62 * light.evenness) * key_part + light.evenness * fill_part + 0.02), np.float32
    )


def weights(light: Light, to_camera: F32) -> F32:
    """Return the weight (COUNT,) of each baked direction for a head turned by `to_camera` (3, 3).

    Scaled so that a surface facing the camera in the default light receives 1.
    """
    raw = radiance(light, light_directions() @ to_camera.T)
    return (raw * _exposure()).astype(np.float32)


@lru_cache(maxsize=1)
def _exposure() -> float:
    d = light_directions()
    facing = np.maximum(d[:, 2], 0.0)
    return float(1.0 / (radiance(Light(), d) * facing).sum())


def transfer(normals: F32, visible: F32 | None = None) -> F32:
    """Return the matrix (places, COUNT) of received light for unit normals (3, places).

    A slight wrap (light creeps round the edge of skin and cloth) softens the terminator.
    """
    slope = normals.T @ light_directions().T
    slope = np.maximum((slope + 0.06) * (1.0 / 1.06), 0.0)
    if visible is not None:
        slope *= visible
    return slope.astype(np.float32)


def visibility(radius: F32, size: int) -> F32:
    """Return (size·size, COUNT): 0 hidden to 1 open, for every texel of a map and every direction of light.

    `radius` is the map of the whole surface, hair included. Each ray is followed for 52 mm; one that only
    grazes an obstacle counts as partly open, which gives the shadow of a light with some width.
    """
    u, v = grid(size)
    d = directions(u, v)
    base = d * look_up(radius, u, v)
    out = np.empty((size * size, COUNT), np.float32)
    for i, toward in enumerate(light_directions()):
        open_share = np.ones((size, size), np.float32)
        for reach in _REACH_MM:
            p = base * np.float32(1.0 + 0.8 / 100.0) + (toward * np.float32(reach))[:, None, None]
            pu, pv = project(p)
            clear = np.sqrt((p * p).sum(0)) - look_up(radius, pu, pv)
            np.minimum(open_share, 0.5 + clear * np.float32(2.2 / reach), out=open_share)
        out[:, i] = cv2.blur(np.clip(open_share, 0.0, 1.0), (3, 3)).reshape(-1)
    return out


def normals(radius: F32) -> F32:
    """Return the outward unit normals (3, size, size) of a map of radii."""
    size = radius.shape[0]
    u, v = grid(size)
    p = directions(u, v) * radius
    du = np.stack([raster.slope(c, across=True) for c in p])
    dv = np.stack([raster.slope(c, across=False) for c in p])
    n = np.cross(du, dv, axis=0)
    return np.asarray((n / np.maximum(np.sqrt((n * n).sum(0)), 1e-9)), np.float32)
