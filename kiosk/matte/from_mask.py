"""A matte from a coarse person mask: always available, fine where person and backdrop differ in colour.

The mask tells roughly where the person is. What is surely wall and surely person around the outline gives
their colours there, and each pixel in between is placed on the line from the one to the other; where the two
are alike the mask is believed instead. All weights are variances, so the surer of the two wins.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.colour.srgb import LINEAR
from kiosk.matte.foreground import estimate_foreground
from kiosk.matte.matte import Alpha, Matte, NoMatte
from kiosk.matte.smooth_fields import Field, dot, read_tile, spread, tiles, times_smaller
from kiosk.portrait.pixels import BgrImage
from models.shrinking import averaged

_COPY_PX = 256
_CELLS = 256
"""The mask's network sees that many pixels along a side: lengths below are in these cells."""

_HAIR, _DEEP = 14.0, 3.0
"""Beyond the mask's outline hair is looked for so far; inside it, a firm mask is believed from there on."""

_WALL_FROM, _PERSON_FROM = 3.0, 1.5
"""Colours of the wall are taken so far outside of the outline, those of the person so far inside."""

_WALL_REACHES, _PERSON_REACHES = (24.0, 8.0, 3.0), (8.0, 2.5)
_STRAND_ROUNDS, _STRAND = 2, 1e-4
"""How often strands are told from the wall, and how far off its colour they are beyond its own noise."""

_NOISE = 1e-3
"""Least variance of a colour, in square roots of light 0 to 1: noise, and what a mean does not follow."""

_HIDDEN, _UNEVEN = 3.0, 4e-3
"""How much more the wall's colour varies unseen, in its mean variance; and the one that halves confidence."""

_UNEXPLAINED = 12.0
"""A colour this many times the wall's variance off it is not the wall's."""

_MASK_ERROR, _ERROR_INSIDE, _ERROR_OUTSIDE = 0.3, 1.2, 3.0
"""Variance of the mask at its outline, and the cells in which it falls to 1/e on either side."""

_SOFT_ERROR, _LEAST_ERROR = 0.3, 1e-3
_CLEAN = 0.03
"""So little of the one or the other is none."""

_FIRM, _UNSURE = 0.1, 0.3
_NO_DOUBT = 0.8
_LEAST_SHARE = 0.005
_ROOT = np.sqrt(LINEAR)
"""Square root of the light of each sRGB level: in it the noise of light is the same everywhere."""


class MaskMatter:
    """Makes a matte of a picture whose person mask is given: shape (height, width), 0 wall to 1 person.

    Our own method, in the spirit of sampling-based matting (Chuang et al. 2001). Its constants were chosen
    on rendered sitters of all hair styles. Confidence is the share of the outline at which person and wall
    can be told apart by colour, times the share of the person of which the mask is sure, and less before an
    uneven wall.
    """

    def __init__(self, mask: NDArray[np.float32]) -> None:
        self._mask = mask

    def matte(self, bgr: BgrImage) -> Matte:
        """Return the matte; raises NoMatte when the mask shows no person or no wall.

        Raises ValueError when mask and picture differ in size.
        """
        if self._mask.shape != bgr.shape[:2]:
            raise ValueError("the mask must have the picture's height and width")
        scene = _scene(bgr, self._mask)
        alpha = np.where(self._mask > 0.5, np.float32(1.0), np.float32(0.0))
        for tile in tiles(scene.open, alpha.shape, scene.times):
            alpha[tile] = _alpha(bgr[tile], self._mask[tile], scene, tile)
        confidence, doubt = _confidence(scene)
        return Matte(alpha, estimate_foreground(bgr, alpha), confidence, "mask", doubt)


@dataclass(frozen=True, slots=True, eq=False)
class _Scene:
    """What the small copy shows: shapes (h, w) and (h, w, 3), `times` smaller than the picture.

    `person` and `wall` are square roots of light, BGR, their variances are in `spread_of`: channels wall,
    person, then `depth`, the distance to the mask's outline in cells, negative outside, and `soft`, 1 where
    the mask is undecided to 0. `open` is where the mask does not decide alone;
    `uneven` is the wall's mean variance near the person.
    """

    times: int
    person: Field
    wall: Field
    spread_of: Field
    open: NDArray[np.bool_]
    uneven: float

    @property
    def depth(self) -> Field:
        return self.spread_of[..., 2]

    @property
    def soft(self) -> Field:
        return self.spread_of[..., 3]


def _scene(bgr: BgrImage, mask: NDArray[np.float32]) -> _Scene:
    times = times_smaller(mask.shape, _COPY_PX)
    root: Field = _root(averaged(bgr, times))
    height, width = root.shape[:2]
    even = mask[: height * times, : width * times]
    coarse = cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)
    cell_px = max(1.0, max(height, width) / _CELLS)
    is_person = (coarse > 0.5).astype(np.uint8)
    if not _LEAST_SHARE < is_person.mean() < 1.0 - _LEAST_SHARE:
        raise NoMatte("the person mask shows " + ("no background" if is_person.mean() > 0.5 else "nobody"))
    inside = cv2.distanceTransform(is_person, cv2.DIST_L2, 3)
    outside = cv2.distanceTransform(1 - is_person, cv2.DIST_L2, 3)
    depth: Field = (inside - outside) / np.float32(cell_px)
    soft = cv2.dilate(4.0 * coarse * (1.0 - coarse), np.ones((3, 3), np.uint8)).astype(np.float32)

    surely_wall = ((depth < -_WALL_FROM) & (soft < _FIRM)).astype(np.float32)
    surely_person = ((depth > _PERSON_FROM) & (soft < _UNSURE)).astype(np.float32)
    if not surely_wall.any() or not surely_person.any():
        raise NoMatte("the person mask is undecided everywhere")
    wall_px = [reach * cell_px for reach in _WALL_REACHES]
    person_px = [reach * cell_px for reach in _PERSON_REACHES]

    # Strands of hair reach over the wall: what is off its colour near the person is not taken for wall.
    # The better the wall is known the more of them are told from it.
    bare = surely_wall
    for _ in range(_STRAND_ROUNDS):
        wall = spread(root, bare, wall_px)
        off = dot(root - wall, root - wall)
        usual = float(np.median(off[bare > 0.0]))
        bare = surely_wall * ((off < 9.0 * usual + _STRAND) | (depth < -_HAIR))
    wall = spread(root, bare, wall_px)
    wall_variance = spread(dot(root - wall, root - wall), bare, wall_px[:2])
    uneven = float(wall_variance[(depth < 0.0) & (depth > -_HAIR)].mean())
    # An uneven wall has more in store behind the person than what is seen beside them.
    wall_variance += np.float32(_HIDDEN * uneven)

    person = spread(root, surely_person, person_px)
    across = person - wall
    apart = np.maximum(dot(across, across), 1e-6)
    along = np.square(dot(root - person, across)) / apart
    person_variance = spread(along, surely_person, person_px)

    undecided = (depth > -_HAIR) & ((depth < _DEEP) | (soft >= _FIRM))
    fields = np.dstack((wall_variance + _NOISE, person_variance + _NOISE, depth, soft)).astype(np.float32)
    return _Scene(times, person, wall, fields, undecided, uneven)


def _alpha(bgr: BgrImage, mask: NDArray[np.float32], scene: _Scene, tile: tuple[slice, slice]) -> Alpha:
    """Return alpha of one tile: the mean of what colour says and what the mask says, by their variances."""
    root = _root(bgr)
    person, wall = read_tile(scene.person, tile, scene.times), read_tile(scene.wall, tile, scene.times)
    wall_variance, person_variance, depth, soft = cv2.split(read_tile(scene.spread_of, tile, scene.times))

    across, seen = person - wall, root - wall
    apart = np.maximum(dot(across, across), 1e-5)
    at, off = dot(seen, across) / apart, dot(seen, seen)
    aside = off - np.square(np.maximum(at, 0.0)) * apart
    # A pixel is a mixture in light itself, of which the fields are square roots.
    light_wall = wall * wall
    light_across = person * person - light_wall
    mixed = dot(root * root - light_wall, light_across) / np.maximum(dot(light_across, light_across), 1e-5)
    unlike = 1.0 - cv2.exp(aside / (-_UNEXPLAINED * wall_variance))
    colour = np.maximum(np.clip(mixed, 0.0, 1.0), unlike)

    colour_error = (wall_variance * np.square(1.0 - colour) + person_variance * np.square(colour)) / apart
    colour_error += 0.5 * cv2.exp(-0.5 * apart / (wall_variance + person_variance))
    away = np.maximum(depth * (1.0 / _ERROR_INSIDE), depth * (-1.0 / _ERROR_OUTSIDE))
    mask_error = _MASK_ERROR * cv2.exp(-np.square(away)) + _SOFT_ERROR * soft + _LEAST_ERROR
    alpha = (colour * mask_error + mask * colour_error) / (mask_error + colour_error)
    alpha = np.clip((alpha - _CLEAN) / (1.0 - 2.0 * _CLEAN), 0.0, 1.0)
    alpha[depth <= -_HAIR] = 0.0
    alpha[(depth >= _DEEP) & (soft < _FIRM)] = 1.0
    return np.asarray(alpha, np.float32)


def _confidence(scene: _Scene) -> tuple[float, str | None]:
    across = scene.person - scene.wall
    apart = dot(across, across)
    variance = scene.spread_of[..., 0] + scene.spread_of[..., 1]
    away = np.abs(scene.depth)
    alike = float(np.exp(-0.5 * apart / variance)[away <= away.min() + 1.0].mean())
    unsure = float(scene.soft[scene.depth > _DEEP].mean()) if (scene.depth > _DEEP).any() else 1.0
    uneven = scene.uneven / (scene.uneven + _UNEVEN)
    confidence = round((1.0 - alike) * (1.0 - unsure) * (1.0 - uneven), 3)
    if confidence >= _NO_DOUBT:
        return confidence, None
    reasons = {
        f"person and background have much the same colour along {alike:.0%} of the outline": alike,
        f"the person mask is unsure of {unsure:.0%} of the person": unsure,
        "the background is uneven near the person": uneven,
    }
    return confidence, max(reasons, key=lambda reason: reasons[reason])


def _root(bgr: BgrImage) -> Field:
    root: Field = cv2.LUT(bgr, _ROOT).astype(np.float32, copy=False)
    return root
