"""Holding two pictures of a visit against the empty booth: who is where, roughly, and how the lights drifted.

Everything here is done on cells of CELL_PX × CELL_PX pixels, whose noise is a quarter of a pixel's, so that a
single hair is seen as well as where there surely is none.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.colour.srgb import LINEAR
from kiosk.matte.following import FEWEST_POINTS, Grey, follow
from kiosk.matte.light_reference import LightReference
from kiosk.matte.matte import NoMatte
from kiosk.portrait.pixels import BgrImage

F32 = NDArray[np.float32]
Cells = NDArray[np.bool_]

CELL_PX = 4
LEAST_GAIN = 0.5
"""Share of the calibrated light of the backdrop's lamp, below which the dark picture was not dark."""

LEAST_WALL = 0.03
"""Share of the picture that must show bare wall: without, no drift can be told."""

LEAST_PERSON = 0.02
"""Share of the picture that must be surely person, or nobody is there."""

CLIPPED_OK = 0.02
"""Share of the bare wall that may be at the sensor's limit in the lit picture."""

GAIN_OK = 0.16
"""How far the lamp may be from its calibrated strength, as a share: five deviations of the bench's drift."""

FRONT_OK = 0.08
"""How far the front light's strength may be apart in the two pictures, as a share."""

COLOUR_OK = 0.05
"""How far the lamp's red, green and blue may have drifted apart, as a share."""

UNEVEN_OK = 0.08
"""How far the wall's light may be from the calibrated shape (5th to 95th percentile), as a share."""

ROUGH_OK = 0.03
"""Deviation of a cell of bare wall from its surroundings, as a share; 1 % noise makes 0.006."""

BETWEEN_OK = 0.08
"""Share of the picture that may be neither wall nor person by far; a full head of fuzzy curls makes 0.02."""

MOTION_OK = 0.006
"""How far the person may move between the pictures, as a share of the long side: 8 of 1280 pixels."""

_BY_FAR = 0.15
_CLIPPED = 0.97
_LEAST_LAMP = 0.02
_WALL_SPREAD = 0.04
_PERSON_TO = 0.04
_FULL = 65535
_LINEAR_16 = np.rint(LINEAR * _FULL).astype(np.uint16)
_DRIFT_GRID = 48
_OWN_CELLS = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class LightFit:
    """What the cells tell; fields are (rows, columns[, 3]) of cells.

    `weights` (3,) turn blue-green-red light into one number, of which `lamp` is what the backdrop's lamp
    adds in this visit; `lit` and `dark` are the wall behind the person in both pictures, `own` the person's
    colour around there. `front` is how many times more front light there was in the lit picture than in the
    dark one. `wall` and `person` are where a cell surely is nothing else; `shift` (x, y) is how many pixels a
    place moved from the lit picture to the dark one. `strains` tells of each thing that may go wrong how far
    it goes: 1 is the limit.
    """

    weights: F32
    lamp: F32
    lit: F32
    dark: F32
    own: F32
    front: float
    wall: Cells
    person: Cells
    shift: F32
    strains: dict[str, float]


def fit_light(lit: BgrImage, dark: BgrImage, reference: LightReference) -> LightFit:
    """Return the fit; raises NoMatte where the pictures allow none."""
    _same_view(lit, dark, reference)
    height, width = lit.shape[:2]
    size = (-(-width // CELL_PX), -(-height // CELL_PX))
    bright, black = (_cells(picture, size) for picture in (lit, dark))
    added = _resized(reference.lit - reference.dark, size)
    mean = added.mean(axis=(0, 1))
    weights = np.asarray(mean / mean.sum(), np.float32)
    lamp = np.maximum(grey(added, weights), _LEAST_LAMP)

    # First as if nobody had moved and no light had drifted: enough to know where the person is.
    share = grey(bright - black, weights) / lamp
    lit_up = share > LEAST_GAIN * 0.8
    gain = float(np.median(share[lit_up])) if lit_up.mean() > LEAST_WALL else 0.0
    if gain < LEAST_GAIN:
        raise NoMatte("the dark picture is not dark, or no bare wall is seen")
    inside = shrunk(share < 0.3 * gain, 3)
    motion = follow(_luma(lit), _luma(dark), _pixels(inside, (width, height)))
    shift = _resized(motion.shift, size)
    black = _carried(black, shift)
    front = _front_ratio(bright, black, inside)

    # What the lamp adds is what it added then, times a slowly changing drift; the front light, with the
    # person's shadow in it, is in both pictures and falls out.
    difference = grey(bright - front * black, weights)
    share = difference / lamp
    candidates = np.abs(share / gain - 1) < 0.4
    drift = _slow(share, candidates, gain)
    near = np.abs(share / drift - 1) < 3 * _WALL_SPREAD
    drift = _slow(share, shrunk(near, 3), gain)
    left = share / drift
    wall = shrunk(np.abs(left - 1) < _WALL_SPREAD, 3)
    if wall.mean() < LEAST_WALL:
        raise NoMatte("too little bare wall is seen that looks as it did when calibrated")
    person = shrunk(np.abs(left) < _PERSON_TO, 3)
    if person.mean() < LEAST_PERSON:
        raise NoMatte("nobody is seen before the backdrop")
    behind = filled(black, wall)
    changed = added * drift[..., None]
    seen = np.flatnonzero(mean > 0.1 * mean.max())  # a coloured lamp says nothing of the colours it lacks
    tones = np.median(
        (bright - front * black)[wall][:, seen] / np.maximum(added[wall][:, seen], 1e-3), axis=0
    )
    low, high = np.percentile(drift[candidates] / gain, (5, 95))
    strains = {
        "the backdrop's light is stronger or weaker than when calibrated": abs(np.log(gain)) / GAIN_OK,
        "the backdrop's light has another colour than when calibrated": float(np.ptp(tones))
        / gain
        / COLOUR_OK,
        "the backdrop's light falls elsewhere than when calibrated": float(high - low) / UNEVEN_OK,
        "the wall looks otherwise than when calibrated": 1.48
        * float(np.median(np.abs(left[candidates] - 1)))
        / ROUGH_OK,
        "the lit backdrop is overexposed": float((bright[wall].max(axis=1) > _CLIPPED).mean()) / CLIPPED_OK,
        "much is neither wall nor person": float(
            (np.minimum(np.abs(left), np.abs(left - 1)) > _BY_FAR).mean()
        )
        / BETWEEN_OK,
        "the front light changed between the two pictures": abs(np.log(front)) / FRONT_OK,
        "the person moved much between the two pictures": motion.most_px / max(lit.shape) / MOTION_OK,
        "how the person moved between the two pictures was not seen": 1.5 * (motion.points < FEWEST_POINTS),
    }
    return LightFit(
        weights,
        np.asarray(drift * lamp, np.float32),
        np.asarray(changed + front * behind, np.float32),
        behind,
        _own_colour(front * (black - behind * np.clip(left, 0, 1)[..., None]), np.clip(1 - left, 0, 1), wall),
        front,
        wall,
        person,
        shift,
        strains,
    )


def grey(light: F32, weights: F32) -> F32:
    """Return (h, w): light (h, w, 3) as one number."""
    return np.asarray(cv2.transform(light, weights.reshape(1, 3)), np.float32).reshape(light.shape[:2])


def shrunk(cells: Cells, side: int) -> Cells:
    """Return the cells all of whose side × side neighbours are among them, or beyond the picture."""
    kernel = np.ones((side, side), np.uint8)
    return np.asarray(cv2.erode(cells.astype(np.uint8), kernel) > 0, np.bool_)


def filled(values: F32, known: Cells) -> F32:
    """Return values (h, w, 3) carried on smoothly to where they are not known, out of ever coarser copies."""
    weight = known.astype(np.float32)
    if known.all() or min(known.shape) <= 2:
        mean = values[known].mean(axis=0) if known.any() else np.zeros(3, np.float32)
        return np.asarray(np.where(known[..., None], values, mean), np.float32)
    size = (-(-known.shape[1] // 2), -(-known.shape[0] // 2))
    less = np.asarray(cv2.resize(weight, size, interpolation=cv2.INTER_AREA), np.float32)
    total = cv2.resize(values * weight[..., None], size, interpolation=cv2.INTER_AREA)
    coarse = np.asarray(total / np.maximum(less, 1e-6)[..., None], np.float32)
    below = _resized(filled(coarse, less > 0), known.shape[::-1])
    return np.asarray(np.where(known[..., None], values, below), np.float32)


def _same_view(lit: BgrImage, dark: BgrImage, reference: LightReference) -> None:
    if lit.shape != dark.shape:
        raise NoMatte("the lit and the dark picture differ in size")
    width, height = reference.camera_px
    if abs(lit.shape[1] * height / (lit.shape[0] * width) - 1) > 0.01:
        raise NoMatte("the backdrop was calibrated with pictures of another shape")


def _own_colour(light: F32, share: F32, wall: Cells) -> F32:
    """Return the person's colour (h, w, 3) around every cell; `light` is colour · share."""
    weight = np.where(wall, 0, share * share).astype(np.float32)
    total = cv2.GaussianBlur(light * (weight / np.maximum(share, 0.05))[..., None], (0, 0), _OWN_CELLS)
    count = cv2.GaussianBlur(weight, (0, 0), _OWN_CELLS)
    colour = np.asarray(total / np.maximum(count, 1e-6)[..., None], np.float32)
    return np.asarray(np.clip(filled(colour, count > 1e-3), 0, 1), np.float32)


def _front_ratio(bright: F32, black: F32, inside: Cells) -> float:
    """Return how many times brighter what is surely person is in the lit picture."""
    one, two = bright[inside].sum(axis=1), black[inside].sum(axis=1)
    seen = (two > 0.05) & (two < 2.7)
    return float(np.median(one[seen] / two[seen])) if seen.sum() > 100 else 1.0


def _slow(values: F32, known: Cells, otherwise: float) -> F32:
    """Return what slowly changes in values (h, w) where they are known; far from there `otherwise`."""
    height, width = values.shape
    scale = min(1.0, _DRIFT_GRID / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    weight = known.astype(np.float32)
    total = cv2.resize(values * weight, size, interpolation=cv2.INTER_AREA)
    count = cv2.resize(weight, size, interpolation=cv2.INTER_AREA)
    sigma = _DRIFT_GRID / 10
    total, count = (cv2.GaussianBlur(part, (0, 0), sigma) for part in (total, count))
    slow = np.asarray((total + 0.02 * otherwise) / (count + 0.02), np.float32)
    return _resized(slow, (width, height))


def _carried(cells: F32, shift: F32) -> F32:
    """Return the second picture's cells with the person where they are in the first."""
    height, width = cells.shape[:2]
    x = shift[..., 0] / np.float32(CELL_PX) + np.arange(width, dtype=np.float32)
    y = shift[..., 1] / np.float32(CELL_PX) + np.arange(height, dtype=np.float32)[:, None]
    return np.asarray(cv2.remap(cells, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _cells(picture: BgrImage, size: tuple[int, int]) -> F32:
    """Return the mean light of each cell; at the right and lower edge the last pixels are repeated."""
    down, right = size[1] * CELL_PX - picture.shape[0], size[0] * CELL_PX - picture.shape[1]
    if down or right:
        picture = np.asarray(cv2.copyMakeBorder(picture, 0, down, 0, right, cv2.BORDER_REPLICATE), np.uint8)
    light = cv2.LUT(picture, _LINEAR_16)
    cells = cv2.resize(light, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    return np.asarray(cells * np.float32(1 / _FULL), np.float32)


def _luma(picture: BgrImage) -> Grey:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def _pixels(cells: Cells, size: tuple[int, int]) -> Grey:
    return np.asarray(cv2.resize(cells.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST), np.uint8)


def _resized(values: F32, size: tuple[int, ...]) -> F32:
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_LINEAR), np.float32)
