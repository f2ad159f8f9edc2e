"""Hair and hats as volume: how thick, where, and which way the strands run."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from hardware.simulated.sitter import raster
from hardware.simulated.sitter.anatomy import HeadShape
from hardware.simulated.sitter.description import Look
from hardware.simulated.sitter.directions import F32, directions, grid, look_up
from hardware.simulated.sitter.noise import grain, smoothstep

_TILE = 1024


@dataclass(frozen=True, slots=True)
class Style:
    """How a style is cut: thickness (mm) on top and at the sides, and where its strands start (`pole`)."""

    top_mm: float
    side_mm: float
    pole: tuple[float, float, float] = (0.0, 0.62, -0.78)
    lumps_mm: float = 0.0
    lumps_texels: float = 6.0
    curl: float = 0.0
    length_mm: float = 0.0
    """How far below the eyes curtains hang beside the face; 0 for none."""


STYLES: dict[str, Style] = {
    "bald": Style(0.0, 0.0),
    "crop": Style(3.0, 2.0),
    "short": Style(17.0, 4.0, lumps_mm=0.8),
    "side": Style(19.0, 6.0, pole=(0.52, 0.80, 0.05), lumps_mm=1.0),
    "curly": Style(24.0, 15.0, lumps_mm=4.0, lumps_texels=4.0, curl=1.0),
    "afro": Style(44.0, 36.0, lumps_mm=2.5, lumps_texels=3.0, curl=1.4),
    "bob": Style(12.0, 13.0, pole=(0.0, 0.93, 0.36), length_mm=100.0),
    "long": Style(10.0, 9.0, pole=(0.0, 0.93, 0.36), length_mm=122.0),
    "wavy": Style(
        14.0, 13.0, pole=(0.25, 0.93, 0.28), length_mm=118.0, lumps_mm=2.0, lumps_texels=7.0, curl=0.5
    ),
    "bun": Style(5.0, 4.0, pole=(0.0, 0.95, -0.30)),
}


def hairline_mm(x: F32, y: F32, z: F32) -> F32:
    """Return how far (mm) a place of the average head lies behind the hairline; negative on bare skin."""
    ax = np.abs(x)
    top = y - (75.0 - 0.0042 * ax * ax)
    edge = np.interp(
        y.reshape(-1),
        [-70.0, -45.0, -16.0, -9.0, 6.0, 22.0, 48.0, 72.0],
        [-75.0, -45.0, -26.0, 6.0, 15.0, 24.0, 38.0, 52.0],
    ).astype(np.float32)
    side = np.minimum(edge.reshape(y.shape) - z, (ax - 40.0) * 2.0)
    k = 14.0
    h = np.maximum(k - np.abs(top - side), 0.0)
    return np.asarray((np.maximum(top, side) + h * h * (0.25 / k)), np.float32)


def curtain_mm(look: Look, x: F32, y: F32, z: F32) -> F32:
    """Return how far (mm) a place of the average head lies inside hanging hair; negative outside."""
    if STYLES[look.hair].length_mm <= 0.0:
        return np.full(x.shape, -50.0, np.float32)
    edge = np.interp(y.reshape(-1), [-110.0, -60.0, -10.0, 40.0, 70.0], [16.0, 18.0, 26.0, 36.0, 52.0])
    return np.minimum(edge.reshape(y.shape) - z, (np.abs(x) - 30.0) * 2.0).astype(np.float32)


def grow(look: Look, shape: HeadShape, skin: F32) -> tuple[F32, F32]:
    """Return (radius of what is seen in mm, cover 0 skin to 1 hair or hat), maps like `skin`."""
    size = skin.shape[0]
    u, v = grid(size)
    d = directions(u, v)
    x, y, z = shape.to_template(tuple(d * skin))
    style = STYLES[look.hair]
    depth = hairline_mm(x, y, z)
    cover = smoothstep(-1.0, 5.0, depth) if look.hair != "bald" else np.zeros_like(skin)
    high = smoothstep(-10.0, 110.0, y)
    thick = style.side_mm + (style.top_mm - style.side_mm) * high
    ramp = 1.0 - np.exp(-np.maximum(depth, 0.0) / np.float32(4.0 + 0.45 * style.top_mm))
    if look.hair == "side":
        thick = thick + 7.0 * np.exp(-(((x + 18.0) / 34.0) ** 2 + ((z - 70.0) / 40.0) ** 2)) * high
        thick = thick - 9.0 * np.exp(-(((x - 40.0) / 5.0) ** 2)) * high
    if style.lumps_mm > 0.0:
        lumps = grain(np.random.default_rng(look.detail_seed), size, style.lumps_texels)
        thick = thick + style.lumps_mm * lumps
    grown = skin + np.maximum(thick, 0.0) * ramp * cover
    if look.hair == "bun":
        grown = np.maximum(grown, _ball(d, (0.0, 126.0, -22.0), 31.0))
    if style.length_mm > 0.0:
        hanging, share = _curtains(look, style, d, (x, y, z), skin)
        grown = np.maximum(grown, hanging)
        cover = np.maximum(cover, share)
    if look.beard in ("short", "full"):
        jaw = smoothstep(-62.0, -84.0, y) * smoothstep(5.0, 40.0, z)
        grown = grown + (6.0 if look.beard == "full" else 2.0) * jaw
    if look.hat in ("beanie", "cap", "scarf"):
        grown, cover = _hat(look, (x, y, z), skin, grown, cover)
    # Ears and the ends of thick hair are cliffs as seen from the origin: they need a slope to be traced well.
    aside = np.clip((np.abs(d[0]) - 0.72) * 8.0, 0.0, 1.0)
    grown = raster.blur(grown.astype(np.float32), 0.6)
    grown = grown + aside * (raster.blur(grown, 3.0) - grown)
    return grown.astype(np.float32), cover.astype(np.float32)


def _ball(d: F32, centre: tuple[float, float, float], radius_mm: float) -> F32:
    """Return the far crossing of every direction with a ball, 0 where it is missed."""
    c = np.array(centre, np.float32)
    along = np.tensordot(c, d, 1)
    inside = radius_mm * radius_mm - float(c @ c) + along * along
    return np.where((inside > 0.0) & (along > 0.0), along + np.sqrt(np.maximum(inside, 0.0)), 0.0).astype(
        np.float32
    )


def _curtains(look: Look, style: Style, d: F32, at: tuple[F32, F32, F32], skin: F32) -> tuple[F32, F32]:
    """Return (radius, cover) of hair that hangs beside the face: an upright cylinder about the head."""
    depth = curtain_mm(look, *at)
    ring = np.sqrt(d[0] * d[0] / (86.0 * 86.0) + d[2] * d[2] / (98.0 * 98.0))
    cylinder = 1.0 / np.maximum(ring, 1e-3)
    floor = np.float32(style.length_mm - 15.0) / np.maximum(-d[1], 1e-3)
    h = np.maximum(34.0 - np.abs(cylinder - floor), 0.0)
    hanging = np.minimum(np.minimum(cylinder, floor) - h * h * (0.25 / 34.0), 200.0)
    below = smoothstep(0.25, -0.15, d[1])
    inside = smoothstep(-1.0, 7.0, depth)
    share = smoothstep(-1.0, 4.0, depth) * smoothstep(0.7, 0.2, d[1])
    return (skin + (np.maximum(hanging - skin, 7.0) * below + style.side_mm * (1 - below)) * inside), share


def _hat(look: Look, at: tuple[F32, F32, F32], skin: F32, grown: F32, cover: F32) -> tuple[F32, F32]:
    depth = hat_mm(look, *at)
    share = smoothstep(-0.8, 0.8, depth)
    thick = {"beanie": 9.0, "cap": 8.0, "scarf": 8.0}[look.hat]
    body = skin + thick * smoothstep(-1.0, 3.0, depth)
    if look.hat == "beanie":
        body = (
            body
            + 10.0 * smoothstep(90.0, 125.0, at[1])
            + 2.5 * smoothstep(0.0, 1.0, depth) * smoothstep(24.0, 21.0, depth)
        )
    if look.hat == "scarf":
        body = body + raster.blur(skin, 11.0) - raster.blur(skin, 0.8)
        body = body + 9.0 * smoothstep(-20.0, -70.0, at[1]) * smoothstep(0.0, 12.0, depth)
        grown = skin
    squeezed = np.minimum(grown, skin + 9.0)
    return (body * share + squeezed * (1.0 - share)), np.maximum(cover, share)


def hat_mm(look: Look, x: F32, y: F32, z: F32) -> F32:
    """Return how far (mm) a place of the average head lies under the hat; negative outside."""
    if look.hat == "none":
        return np.full(x.shape, -50.0, np.float32)
    if look.hat == "scarf":
        oval = np.sqrt((x / 56.0) ** 2 + ((y + 14.0) / 84.0) ** 2)
        return np.where(z > 0.0, (oval - 1.0) * 60.0, 30.0).astype(np.float32)
    rim = 50.0 if look.hat == "beanie" else 62.0
    return (y - rim + 0.12 * (90.0 - z)).astype(np.float32)


class Strokes:
    """The pattern of one head's strands.

    They run along meridians of the style's pole (the whorl, the parting, the bun); curls break them up.
    """

    def __init__(self, look: Look, rng: np.random.Generator) -> None:
        self._style = STYLES[look.hair]
        pole = np.array(self._style.pole, np.float32)
        pole /= np.float32(np.linalg.norm(pole))
        east = np.cross(pole, np.array([0.0, 0.3, 1.0], np.float32))
        east /= np.float32(np.linalg.norm(east))
        self._axes = (east, np.cross(east, pole), pole)
        self._wave = grain(rng, 256, 9.0)
        curl = self._style.curl
        if curl >= 1.0:
            self._tiles = grain(rng, 512, 5.0 / curl), grain(rng, 512, 3.2 / curl)
        else:
            self._tiles = grain(rng, _TILE, 0.55, 26.0), grain(rng, _TILE, 3.2, 60.0)

    def brightness(self, direction: F32) -> F32:
        """Return about −1 to 1 (h, w) for unit directions (3, h, w)."""
        if self._style.curl >= 1.0:
            return self._curls(direction)
        a, b, c = (np.tensordot(axis, direction, 1).astype(np.float32) for axis in self._axes)
        azimuth = cv2.phase(a, b)
        polar = np.arccos(np.clip(c, -1.0, 1.0))
        bend = look_up(self._wave, direction[0] * 0.9, direction[1] * 0.9)
        across = azimuth * np.float32(_TILE / (2.0 * np.pi)) + bend * np.float32(
            5.0 + 30.0 * self._style.curl
        )
        along = polar * np.float32(170.0) + bend * 12.0
        fine, clump = self._tiles
        out = 0.62 * _wrap(fine, across, along) + 0.55 * _wrap(clump, across, along * 0.7)
        return (out * 0.7).astype(np.float32)

    def _curls(self, direction: F32) -> F32:
        """Return a pattern of small rings: the phase of a wave runs round the heights of two noises."""
        height, second = self._tiles
        x = direction[0] * 330.0 + 256.0
        y = direction[1] * 330.0 + 256.0
        h = _wrap(height, x, y)
        s = _wrap(second, x + 90.0, y)
        rings = np.sin(h * 9.0 + s * 4.0)
        return (0.62 * rings + 0.3 * s).astype(np.float32)


def _wrap(tile: F32, x: F32, y: F32) -> F32:
    return raster.remap(tile, x.astype(np.float32), y.astype(np.float32), border=cv2.BORDER_WRAP)
