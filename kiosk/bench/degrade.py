"""Defects drawn into a picture of a face, each from none (0) to gross (1) and the same for the same seed.

Lengths are in millimetres of the face, taken from the 63 mm that lie between most people's pupils. Whatever
lies behind the person is changed behind the person mask, whatever lies before the face is drawn over it. The
defects are those of the FICV benchmark and of ICAO Doc 9303-3; how they look is our own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.compliance.face_points import (
    EYE_OUTLINES,
    LEFT_IRIS,
    RIGHT_IRIS,
    Points,
    eye_midpoint_px,
    inter_eye_distance_px,
)

Rgb = NDArray[np.uint8]
F32 = NDArray[np.float32]
Real = NDArray[np.floating[Any]]

PUPILS_MM = 63.0
_IRIS_MM = 5.9
_EIGHTH_PX_BITS = 3


@dataclass(frozen=True)
class Seen:
    """A picture (height, width, 3) RGB, the points (478, 2 or 3) and the person mask found in it."""

    rgb: Rgb
    points_px: Points
    person_mask: F32

    @cached_property
    def px_per_mm(self) -> float:
        """Pixels of the picture to a millimetre of the face."""
        return inter_eye_distance_px(self.points_px) / PUPILS_MM

    def at_mm(self, places: list[tuple[float, float]]) -> NDArray[np.float64]:
        """Return where places (n, 2) of the face lie in pixels.

        They count from midway between the eyes along the eye line (to the picture's right) and down.
        """
        axis = np.asarray(self.points_px[LEFT_IRIS, :2] - self.points_px[RIGHT_IRIS, :2], np.float64)
        axis /= np.linalg.norm(axis)
        turn = np.array([axis, [-axis[1], axis[0]]])
        moved: NDArray[np.float64] = (
            eye_midpoint_px(self.points_px) + np.array(places) @ turn * self.px_per_mm
        )
        return moved

    @cached_property
    def skin_rgb(self) -> NDArray[np.float64]:
        """The colour of the cheeks below the eyes, the median of a patch on either side."""
        patches = []
        for x, y in self.at_mm([(-31.0, 36.0), (31.0, 36.0)]).astype(int):
            half = max(2, round(5 * self.px_per_mm))
            patch = self.rgb[max(0, y - half) : y + half, max(0, x - half) : x + half]
            patches.append(patch.reshape(-1, 3))
        colour: NDArray[np.float64] = np.median(np.concatenate(patches), axis=0)
        return colour


def degraded(name: str, seen: Seen, strength: float, seed: int) -> Rgb:
    """Return the picture with one of `DEGRADATIONS` as strong as `strength` (0 leaves it as it is, 1 most).

    Raises KeyError for a name that is not known, ValueError for a strength outside 0 to 1.
    """
    if not 0.0 <= strength <= 1.0:
        raise ValueError("strength is a number from 0 to 1")
    change = DEGRADATIONS[name]
    return change(seen, strength, np.random.default_rng((seed, len(name)))) if strength else seen.rgb.copy()


# --- the whole picture ------------------------------------------------------------------------------------


def _blur(seen: Seen, strength: float, _rng: np.random.Generator) -> Rgb:
    return _as_rgb(cv2.GaussianBlur(seen.rgb, (0, 0), max(0.05, 1.2 * strength * seen.px_per_mm)))


def _motion(seen: Seen, strength: float, rng: np.random.Generator) -> Rgb:
    length_px = max(1.0, 5.0 * strength * seen.px_per_mm)
    side = 2 * round(length_px / 2) + 1
    turn = cv2.getRotationMatrix2D((side / 2 - 0.5, side / 2 - 0.5), float(rng.uniform(-30.0, 30.0)), 1.0)
    line = np.zeros((side, side), np.float32)
    line[side // 2] = 1.0
    kernel = cv2.warpAffine(line, turn, (side, side))
    return _as_rgb(cv2.filter2D(seen.rgb, -1, kernel / max(float(kernel.sum()), 1e-6)))


def _dark(seen: Seen, strength: float, _rng: np.random.Generator) -> Rgb:
    return _gain(seen.rgb, (0.05**strength,) * 3)


def _bright(seen: Seen, strength: float, _rng: np.random.Generator) -> Rgb:
    return _gain(seen.rgb, (6.0**strength,) * 3)


def _gamma(seen: Seen, strength: float, rng: np.random.Generator) -> Rgb:
    power = float(rng.choice([1.0 + 1.6 * strength, 1.0 / (1.0 + 1.6 * strength)]))
    return _through(seen.rgb, 255.0 * (np.arange(256) / 255.0) ** power)


def _washed_out(seen: Seen, strength: float, _rng: np.random.Generator) -> Rgb:
    return _through(seen.rgb, np.arange(256) + (190.0 - np.arange(256)) * 0.95 * strength)


def _noise(seen: Seen, strength: float, rng: np.random.Generator) -> Rgb:
    grain = rng.standard_normal(seen.rgb.shape, np.float32) * np.float32(40.0 * strength)
    return _as_rgb(seen.rgb + grain)


def _cast(seen: Seen, strength: float, rng: np.random.Generator) -> Rgb:
    red, blue = (2.2**strength, 0.45**strength) if rng.random() < 0.5 else (0.5**strength, 2.2**strength)
    return _gain(seen.rgb, (red, 1.0, blue))


def _pixelation(seen: Seen, strength: float, _rng: np.random.Generator) -> Rgb:
    height, width = seen.rgb.shape[:2]
    block_px = 1.0 + 5.0 * strength * seen.px_per_mm
    small = cv2.resize(
        seen.rgb, (int(width / block_px), int(height / block_px)), interpolation=cv2.INTER_AREA
    )
    return _as_rgb(cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST))


def _jpeg(seen: Seen, strength: float, _rng: np.random.Generator) -> Rgb:
    quality = jpeg_quality(strength)
    _, data = cv2.imencode(".jpg", seen.rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return _as_rgb(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1])


def jpeg_quality(strength: float) -> int:
    """Return the JPEG quality (libjpeg's scale) of a strength: 95 down to 10."""
    return round(95 - 85 * strength)


def _rotation(seen: Seen, strength: float, rng: np.random.Generator) -> Rgb:
    height, width = seen.rgb.shape[:2]
    x, y = (float(c) for c in eye_midpoint_px(seen.points_px))
    turn = cv2.getRotationMatrix2D((x, y), float(rng.choice([-30.0, 30.0])) * strength, 1.0)
    return _as_rgb(
        cv2.warpAffine(
            seen.rgb, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
    )


# --- light and what lies behind ---------------------------------------------------------------------------


def _side_shadow(seen: Seen, strength: float, rng: np.random.Generator) -> Rgb:
    """Darken one half of the person, with a soft edge along the nose."""
    side = float(rng.choice([-1.0, 1.0]))
    across, _ = _face_mm(seen)
    shade = 1.0 / (1.0 + np.exp(-side * across / 6.0))
    return _lit(seen.rgb, 1.0 - 0.88 * strength * shade * seen.person_mask)


def _shadow_behind(seen: Seen, strength: float, rng: np.random.Generator) -> Rgb:
    """Throw the person's own shadow on the wall, to one side and a little down."""
    side = float(rng.choice([-1.0, 1.0]))
    shift = np.array([[1.0, 0.0, side * 28.0 * seen.px_per_mm], [0.0, 1.0, 10.0 * seen.px_per_mm]])
    size = seen.rgb.shape[1::-1]
    thrown = cv2.warpAffine(seen.person_mask, shift, size, borderMode=cv2.BORDER_REPLICATE)
    thrown = cv2.GaussianBlur(thrown, (0, 0), 6.0 * seen.px_per_mm)
    return _lit(seen.rgb, 1.0 - 0.75 * strength * thrown * (1.0 - seen.person_mask))


def _uneven(seen: Seen, strength: float, rng: np.random.Generator) -> Rgb:
    """Let the wall fade from one side to the other, and give it folds."""
    across, down = _face_mm(seen)
    angle = rng.uniform(0.0, 2 * np.pi)
    along = (across * np.cos(angle) + down * np.sin(angle)).astype(np.float32)
    fade = np.clip(along / 240.0 + 0.5, 0.0, 1.0)
    folds = 0.5 + 0.5 * np.sin(along / rng.uniform(4.0, 9.0))
    return _lit(seen.rgb, 1.0 - strength * (0.45 * fade + 0.4 * folds) * (1.0 - seen.person_mask))


def _object(seen: Seen, strength: float, rng: np.random.Generator) -> Rgb:
    """Hang a framed picture and a shelf on the wall."""
    canvas = seen.rgb.copy()
    side = float(rng.choice([-1.0, 1.0]))
    for x, y, width, height in ((105.0, -60.0, 50.0, 70.0), (-100.0, 20.0, 60.0, 9.0)):
        middle = x * side
        box = [(middle - width / 2, y), (middle + width / 2, y), (middle + width / 2, y + height)]
        corners = seen.at_mm([*box, (middle - width / 2, y + height)])
        colour = tuple(float(c) for c in rng.uniform(10, 150, 3))
        _fill(canvas, corners, colour)
        inner = corners.mean(axis=0) + 0.8 * (corners - corners.mean(axis=0))
        _fill(canvas, inner, tuple(255.0 - c for c in colour))
    return _blend(seen.rgb, canvas, strength * (1.0 - seen.person_mask))


def _other_face(seen: Seen, strength: float, rng: np.random.Generator) -> Rgb:
    """Let a second, smaller person look in from the side."""
    height, width = seen.rgb.shape[:2]
    (left, top), (right, bottom) = seen.points_px[:, :2].min(axis=0), seen.points_px[:, :2].max(axis=0)
    margin_px = 0.15 * (right - left)
    box = np.clip([left - margin_px, top - 2 * margin_px, right + margin_px, bottom], 0, None).astype(int)
    face = seen.rgb[box[1] : box[3], box[0] : box[2], :][:, ::-1]
    scale = 0.2 + 0.45 * strength
    small = cv2.resize(face, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)[:height, : width // 2]
    canvas = seen.rgb.copy()
    x = 0 if rng.random() < 0.5 else width - small.shape[1]
    canvas[: small.shape[0], x : x + small.shape[1]] = small
    return canvas


# --- before the face --------------------------------------------------------------------------------------


def _hand(seen: Seen, strength: float, rng: np.random.Generator) -> Rgb:
    """Lay four fingers of the person's own skin over cheek and mouth, further up the stronger."""
    canvas = seen.rgb.copy()
    side = float(rng.choice([-1.0, 1.0]))
    tip_y = 78.0 - 62.0 * strength
    for finger in range(4):
        tone = seen.skin_rgb * rng.uniform(0.80, 0.98)
        start = (side * (62.0 - 17.0 * finger), 150.0)
        end = (side * (44.0 - 15.0 * finger), tip_y + (9.0, 0.0, 2.0, 12.0)[finger])
        for wide, shade in ((17.5, 0.62), (15.0, 1.0)):
            _line(canvas, seen, [start, end], wide, tuple(tone * shade))
    return canvas


def _hand_aside(seen: Seen, strength: float, rng: np.random.Generator) -> Rgb:
    """Lay four fingers of the person's own skin from the side over a cheek, an eye or the chin."""
    canvas = seen.rgb.copy()
    side = float(rng.choice([-1.0, 1.0]))
    top_y = float(rng.choice([24.0, -12.0, 64.0]))
    for finger in range(4):
        tone = seen.skin_rgb * rng.uniform(0.80, 0.98)
        start = (side * 100.0, top_y + 44.0 + 16.0 * finger)
        end = (side * (76.0 - 60.0 * strength + 4.0 * abs(finger - 1)), top_y + 14.0 * finger)
        for wide, shade in ((17.5, 0.62), (15.0, 1.0)):
            _line(canvas, seen, [start, end], wide, tuple(tone * shade))
    return canvas


def _held_aside(seen: Seen, strength: float, rng: np.random.Generator) -> Rgb:
    """Hold a phone, a white or a coloured cloth before one cheek, nearer to the nose the stronger."""
    canvas = seen.rgb.copy()
    side = float(rng.choice([-1.0, 1.0]))
    tones = [(25.0, 25.0, 28.0), (235.0, 235.0, 230.0), tuple(float(c) for c in rng.uniform(20.0, 220.0, 3))]
    inner = side * (72.0 - 60.0 * strength)
    corners = [(inner, 30.0), (side * 76.0, 20.0), (side * 78.0, 110.0), (inner + side * 8.0, 105.0)]
    _fill(canvas, seen.at_mm(corners), tones[int(rng.integers(len(tones)))])
    return canvas


def _mask(seen: Seen, strength: float, rng: np.random.Generator) -> Rgb:
    """Put a cloth over the lower face, up to the bridge of the nose when strongest."""
    canvas = seen.rgb.copy()
    colours = [(196.0, 214.0, 222.0), (238.0, 238.0, 236.0), (34.0, 34.0, 38.0)]
    tone = colours[int(rng.integers(len(colours)))]
    top = 96.0 - 84.0 * strength
    rim = [(-70.0, top + 6.0), (-30.0, top - 2.0), (0.0, top - 6.0), (30.0, top - 2.0), (70.0, top + 6.0)]
    _fill(canvas, seen.at_mm([*rim, (62.0, 96.0), (24.0, 128.0), (-24.0, 128.0), (-62.0, 96.0)]), tone)
    for fold in np.arange(top + 14.0, 112.0, 14.0):
        _line(
            canvas, seen, [(-60.0, fold), (0.0, fold + 4.0), (60.0, fold)], 1.2, tuple(0.8 * c for c in tone)
        )
    return _blend(seen.rgb, canvas, seen.person_mask)


def _fringe(seen: Seen, strength: float, rng: np.random.Generator) -> Rgb:
    """Let locks of hair hang over the eyes; more of them, and thicker, the stronger."""
    canvas = seen.rgb.copy()
    dark = float(rng.choice([22.0, 60.0, 120.0]))
    tone = np.array([dark * 1.1, dark * 0.85, dark * 0.65])
    for side in (-1.0, 1.0):
        for _ in range(round(4 + 36 * strength)):
            x = side * rng.uniform(12.0, 52.0)
            tip = (x + rng.uniform(-10.0, 10.0), rng.uniform(8.0, 16.0))
            lock = [(x * 0.8, -62.0), (x + rng.uniform(-4.0, 4.0), -22.0), tip]
            shade = tuple(tone * rng.uniform(0.75, 1.3))
            _line(canvas, seen, lock, 0.6 + 1.4 * strength, shade)
    return canvas


def _headwear(seen: Seen, strength: float, rng: np.random.Generator) -> Rgb:
    """Pull a knitted cap over the hair, down to the brows when strongest."""
    canvas = seen.rgb.copy()
    tone = rng.uniform(20.0, 200.0, 3)
    brim = -72.0 + 46.0 * strength
    rim = [(-88.0, brim + 20.0), (-45.0, brim), (0.0, brim - 5.0), (45.0, brim), (88.0, brim + 20.0)]
    dome = [(84.0, -80.0), (58.0, -128.0), (0.0, -146.0), (-58.0, -128.0), (-84.0, -80.0)]
    _fill(canvas, seen.at_mm([*rim, *dome]), tuple(tone))
    for x in np.arange(-80.0, 81.0, 6.0):
        _line(canvas, seen, [(x * 0.6, -136.0 + 0.006 * x * x), (x, brim + 2.0)], 1.0, tuple(0.82 * tone))
    return canvas


def _glare(seen: Seen, strength: float, rng: np.random.Generator) -> Rgb:
    """Mirror a lamp on both lenses, partly over the eyes."""
    canvas = seen.rgb.copy()
    aside, down = rng.uniform(-8.0, 8.0), rng.uniform(-6.0, 3.0)
    for eye in (-1.0, 1.0):
        middle = seen.at_mm([(eye * PUPILS_MM / 2 + aside, down)])[0]
        axes = np.array([2.0 + 12.0 * strength, 1.5 + 6.5 * strength]) * seen.px_per_mm
        _ellipse(canvas, middle, axes, 20.0, (255.0, 255.0, 253.0))
    return canvas


def _tint(seen: Seen, strength: float, _rng: np.random.Generator) -> Rgb:
    """Darken what a pair of lenses would cover."""
    lenses = np.zeros(seen.rgb.shape, np.uint8)
    for eye in (-1.0, 1.0):
        middle = seen.at_mm([(eye * PUPILS_MM / 2, 3.0)])[0]
        _ellipse(lenses, middle, np.array([25.0, 20.0]) * seen.px_per_mm, 0.0, (255.0, 255.0, 255.0))
    return _lit(seen.rgb, 1.0 - 0.92 * strength * lenses[..., 0].astype(np.float32) / 255.0)


def _frame_over_eyes(seen: Seen, strength: float, rng: np.random.Generator) -> Rgb:
    """Let the upper rim of a heavy pair of glasses sink from the brows over the pupils."""
    canvas = seen.rgb.copy()
    rim_y = -17.0 + 17.0 * strength
    tone = tuple(float(c) for c in rng.uniform(15.0, 60.0, 3))
    for eye in (-1.0, 1.0):
        outer, inner = eye * 58.0, eye * 10.0
        below = rim_y + 36.0
        rim = [(inner, rim_y), (outer, rim_y), (outer, below), (inner, below), (inner, rim_y)]
        _line(canvas, seen, rim, 5.0, tone)
    _line(canvas, seen, [(-10.0, rim_y + 4.0), (10.0, rim_y + 4.0)], 4.0, tone)
    return canvas


def _red_eyes(seen: Seen, strength: float, rng: np.random.Generator) -> Rgb:
    """Let the pupils shine red between the lids."""
    red = seen.rgb.copy()
    radius_px = _IRIS_MM * rng.uniform(0.5, 0.75) * seen.px_per_mm
    between = np.zeros(seen.rgb.shape[:2], np.uint8)
    for iris, outline in zip((RIGHT_IRIS, LEFT_IRIS), EYE_OUTLINES, strict=True):
        _ellipse(red, seen.points_px[iris, :2], np.array([radius_px, radius_px]), 0.0, (225.0, 40.0, 45.0))
        cv2.fillPoly(between, [np.round(seen.points_px[list(outline), :2]).astype(np.int32)], (255,))
    return _blend(seen.rgb, red, strength * between.astype(np.float32) / 255.0)


DEGRADATIONS: dict[str, Callable[[Seen, float, np.random.Generator], Rgb]] = {
    "blur": _blur,
    "motion": _motion,
    "dark": _dark,
    "bright": _bright,
    "gamma": _gamma,
    "washed_out": _washed_out,
    "noise": _noise,
    "cast": _cast,
    "pixelation": _pixelation,
    "jpeg": _jpeg,
    "rotation": _rotation,
    "side_shadow": _side_shadow,
    "shadow_behind": _shadow_behind,
    "uneven": _uneven,
    "object": _object,
    "other_face": _other_face,
    "hand": _hand,
    "hand_aside": _hand_aside,
    "held_aside": _held_aside,
    "mask": _mask,
    "fringe": _fringe,
    "headwear": _headwear,
    "glare": _glare,
    "tint": _tint,
    "frame_over_eyes": _frame_over_eyes,
    "red_eyes": _red_eyes,
}
"""Every defect by name."""


# --- drawing ----------------------------------------------------------------------------------------------


def _as_rgb(picture: Real | cv2.typing.MatLike) -> Rgb:
    return np.ascontiguousarray(np.clip(picture, 0, 255).astype(np.uint8))


def _through(rgb: Rgb, curve: Real) -> Rgb:
    return _as_rgb(cv2.LUT(rgb, np.clip(np.round(curve), 0, 255).astype(np.uint8)))


def _decoded(level: Real) -> Real:
    return np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)


def _encoded(linear: Real) -> Real:
    return np.where(
        linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 1e-9) ** (1 / 2.4) - 0.055
    )


def _gain(rgb: Rgb, factors: tuple[float, ...]) -> Rgb:
    """Multiply red, green and blue of linear light (sRGB, IEC 61966-2-1)."""
    linear = _decoded(np.arange(256) / 255.0)
    return _as_rgb(
        np.dstack(
            [
                _through(np.ascontiguousarray(rgb[..., channel]), 255.0 * _encoded(linear * factor))
                for channel, factor in enumerate(factors)
            ]
        )
    )


def _lit(rgb: Rgb, factor: Real) -> Rgb:
    """Multiply linear light pixel by pixel; (height, width) `factor`, by the power law of 2.2."""
    return _as_rgb(rgb * np.maximum(factor, 0.0)[..., None].astype(np.float32) ** np.float32(1 / 2.2))


def _blend(below: Rgb, above: Rgb, share: Real) -> Rgb:
    weight = share[..., None].astype(np.float32)
    return _as_rgb(below + (above.astype(np.float32) - below) * weight)


def _face_mm(seen: Seen) -> tuple[F32, F32]:
    """Return for every pixel how far it lies across and below the middle of the eyes, in mm of the face."""
    height, width = seen.rgb.shape[:2]
    origin, across, down = seen.at_mm([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)])
    x, y = np.meshgrid(np.arange(width) - origin[0], np.arange(height) - origin[1])
    per_px = 1.0 / seen.px_per_mm**2
    along = (x * (across - origin)[0] + y * (across - origin)[1]) * per_px
    below = (x * (down - origin)[0] + y * (down - origin)[1]) * per_px
    return along.astype(np.float32), below.astype(np.float32)


def _fixed(points_px: Real) -> NDArray[np.int32]:
    """Return places in OpenCV's fixed-point numbers of an eighth of a pixel."""
    return np.asarray(np.round(points_px * 2**_EIGHTH_PX_BITS), np.int32)


def _fill(canvas: Rgb, corners_px: NDArray[np.float64], rgb: tuple[float, ...]) -> None:
    cv2.fillPoly(canvas, [_fixed(corners_px)], rgb, cv2.LINE_AA, _EIGHTH_PX_BITS)


def _line(
    canvas: Rgb, seen: Seen, places_mm: list[tuple[float, float]], wide_mm: float, rgb: tuple[float, ...]
) -> None:
    thick = max(1, round(wide_mm * seen.px_per_mm))
    cv2.polylines(canvas, [_fixed(seen.at_mm(places_mm))], False, rgb, thick, cv2.LINE_AA, _EIGHTH_PX_BITS)  # noqa: FBT003


def _ellipse(
    canvas: Rgb,
    middle_px: Real,
    axes_px: Real,
    deg: float,
    rgb: tuple[float, ...],
) -> None:
    x, y = (int(c) for c in _fixed(middle_px))
    a, b = (max(1, int(c)) for c in _fixed(axes_px))
    cv2.ellipse(canvas, (x, y), (a, b), deg, 0.0, 360.0, rgb, -1, cv2.LINE_AA, _EIGHTH_PX_BITS)
