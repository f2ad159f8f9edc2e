"""Single hairs finer than a pixel around the bench's sitters: on them a matte shows what it can do."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.simulated.sitter.description import Look
from hardware.simulated.sitter.hair import STYLES
from hardware.simulated.sitter.palette import HAIR
from kiosk.colour.srgb import LINEAR

F32 = NDArray[np.float32]

_HAIRS = {"crop": 250, "bun": 500}
_MOST = 900
_LAYERS = 6
_SHIFT = 4


def loose_hair(light: F32, share: F32, look: Look, chin_y_px: float, seed: int) -> tuple[F32, F32]:
    """Return (light · share, share) with hairs behind the person's outline above the chin.

    `light` is linear, (height, width, 3), blue-green-red. A hair is a quarter to three quarters of a pixel
    of the picture wide where that is half the size given here; it curls as the style does.
    """
    if look.hair == "bald" or look.hat != "none":
        return light, share
    rng = np.random.default_rng(seed + 17)
    roots, outward = _outline(share, chin_y_px)
    style = STYLES[look.hair]
    size_px = share.shape[0] / 2560
    count = _HAIRS.get(look.hair, _MOST)
    light, share = light.copy(), share.copy()
    tone = LINEAR[list(HAIR[look.hair_tone][::-1])]
    for _ in range(_LAYERS):
        cover = np.zeros(share.shape, np.uint8)
        for at in rng.integers(0, len(roots), count // _LAYERS):
            curve = _hair(roots[at], outward[at], style.curl, size_px, rng)
            width_px = rng.uniform(0.5, 1.5)
            cv2.polylines(
                cover,
                [np.rint(curve * (1 << _SHIFT)).astype(np.int32)],
                isClosed=False,
                color=(255 * min(1.0, 0.8 * width_px),),
                thickness=1,
                lineType=cv2.LINE_AA,
                shift=_SHIFT,
            )
        behind = cover.astype(np.float32) / 255 * (1 - share)
        light += behind[..., None] * (tone * np.float32(rng.uniform(0.6, 1.6)))
        share += behind
    return light, share


def _outline(share: F32, chin_y_px: float) -> tuple[F32, F32]:
    """Return (places (n, 2), directions away from the person (n, 2)) along the outline above the chin."""
    solid = (share > 0.5).astype(np.uint8)
    contours, _ = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    places = np.asarray(max(contours, key=len).reshape(-1, 2), np.float32)
    places = places[places[:, 1] < chin_y_px - 0.02 * share.shape[0]]
    soft = cv2.GaussianBlur(solid.astype(np.float32), (0, 0), 6.0)
    x, y = places.T.astype(int)
    away = -np.stack(
        [cv2.Sobel(soft, cv2.CV_32F, 1, 0)[y, x], cv2.Sobel(soft, cv2.CV_32F, 0, 1)[y, x]], axis=1
    )
    return places, np.asarray(
        away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-6), np.float32
    )


def _hair(root: F32, outward: F32, curl: float, size_px: float, rng: np.random.Generator) -> F32:
    """Return one hair's course (points, 2): it leans along the outline, sags, and curls."""
    length = rng.gamma(2.0, 14.0) * size_px
    steps = np.linspace(0.0, 1.0, 24)[:, None]
    along = np.array([-outward[1], outward[0]]) * rng.normal(0.0, 1.2)
    heading = outward * rng.uniform(0.3, 1.0) + along
    heading /= np.linalg.norm(heading)
    aside = np.array([-heading[1], heading[0]])
    bend = rng.normal(0.0, 0.35) * length
    sag = np.array([0.0, 0.25 * length])
    course = (
        root - 3.0 * outward * size_px + heading * length * steps + aside * bend * steps**2 + sag * steps**2
    )
    if curl > 0:
        turn = 2 * np.pi * rng.uniform(1.0, 2.5) * steps + rng.uniform(0, 6.28)
        ring = rng.uniform(3.0, 7.0) * min(1.0, curl) * size_px
        course = course + ring * np.concatenate([np.cos(turn), np.sin(turn)], axis=1)
    return np.asarray(course, np.float32)
