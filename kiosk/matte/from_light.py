"""A matte from the booth's own light: one picture with the backdrop lit, one with it dark.

Where the lit picture L and the dark one D show the person alike and the wall by a known light B apart, a
pixel of which the person covers alpha has L - D = (1 - alpha) · B: no network, no guess, every single hair
(Smith & Blinn 1996, "Blue screen matting", triangulation). All of it in linear light; the front light, which
reaches the wall as well and bears the person's shadow, is the same in both and falls out.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.colour.srgb import LINEAR, to_srgb
from kiosk.matte.light_fit import CELL_PX, LightFit, fit_light
from kiosk.matte.light_reference import LightReference
from kiosk.matte.matte import Alpha, Matte, NoMatte
from kiosk.portrait.pixels import BgrImage

F32 = NDArray[np.float32]
Index = NDArray[np.intp]

_BATCH = 8192
"""So many cells are solved at once: what a step needs at most is then some megabytes."""

_RIM_PX = 1
_COLOUR_SPREAD = (0.03, 0.3)
"""How far a hair's colour may leave that of its surroundings: linear light, and a share of it besides."""

_CLEAN = 2.5
"""Deviations of the noise: so little wall in a pixel, or so little person, is none."""

_INNER = np.s_[:, _RIM_PX:-_RIM_PX, _RIM_PX:-_RIM_PX]


@dataclass(frozen=True, slots=True, eq=False)
class LightFrames:
    """Two pictures of one person within 150 ms: the backdrop's lamp on, and off; all else alike."""

    lit: BgrImage
    dark: BgrImage


class LightMatter:
    """Cuts people out of pairs of pictures, against what the empty booth looked like."""

    def __init__(self, reference: LightReference | None) -> None:
        self._reference = reference

    def matte(self, frames: LightFrames) -> Matte:
        """Return the matte of the lit picture.

        Raises NoMatte without a reference, where the pictures do not fit it in shape, where the dark one is
        not dark, and where no bare wall is seen. Where the calibration does not fit any more the matte bears
        a doubt, and its confidence is below a half.
        """
        if self._reference is None:
            raise NoMatte("the backdrop has not been calibrated")
        fit = fit_light(frames.lit, frames.dark, self._reference)
        alpha, foreground = _solved(frames, fit, self._reference.noise)
        worst = max(fit.strains, key=lambda text: fit.strains[text])
        strain = fit.strains[worst]
        return Matte(alpha, foreground, 1 / (1 + strain * strain), "light", worst if strain > 1 else None)


def _solved(frames: LightFrames, fit: LightFit, noise: float) -> tuple[Alpha, BgrImage]:
    """Return (alpha, foreground): cells that are surely one or the other as they are, the others by pixel."""
    rows, columns = fit.wall.shape
    height, width = frames.lit.shape[:2]
    blocks = np.empty((rows, CELL_PX, columns, CELL_PX), np.float32)
    blocks[:] = np.where(fit.wall, np.float32(0), np.float32(1))[:, None, :, None]
    foreground = frames.lit.copy()
    row, column = np.nonzero(~(fit.wall | fit.person))
    for first in range(0, len(row), _BATCH):
        at = row[first : first + _BATCH], column[first : first + _BATCH]
        x, y, lit, dark = _pixels(*at, frames, fit.shift)
        share, left = _share(lit, dark, fit, at, noise)
        blocks[at[0], :, at[1], :] = share
        cell, down, right = np.nonzero((share > 0) & (share < 1) & (y < height) & (x < width))
        mixed = cell, down + _RIM_PX, right + _RIM_PX
        colour = _colour(
            (lit[mixed], dark[mixed]),
            share[cell, down, right],
            left[cell, down, right],
            fit,
            (at[0][cell], at[1][cell]),
            noise,
        )
        if len(cell):
            foreground[y[cell, down, right], x[cell, down, right]] = to_srgb(colour)
    return blocks.reshape(rows * CELL_PX, columns * CELL_PX)[:height, :width], foreground


def _pixels(row: Index, column: Index, frames: LightFrames, shift: F32) -> tuple[Index, Index, F32, F32]:
    """Return (x, y, lit, dark) of these cells' pixels: their places (cells, side, side), their linear light.

    The light, (cells, side, side, 3), has _RIM_PX more on every side; the dark one is from where the person
    was in that picture.
    """
    height, width = frames.lit.shape[:2]
    around = np.arange(-_RIM_PX, CELL_PX + _RIM_PX)
    shape = len(row), len(around), len(around)
    x = np.broadcast_to((column * CELL_PX)[:, None, None] + around, shape)
    y = np.broadcast_to((row * CELL_PX)[:, None, None] + around[:, None], shape)
    lit = frames.lit[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)]
    moved = shift[row, column][:, None, None]
    to_x, to_y = (
        (places + moved[..., axis]).reshape(len(row), -1).astype(np.float32)
        for axis, places in enumerate((x, y))
    )
    dark = cv2.remap(frames.dark, to_x, to_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return x[_INNER], y[_INNER], LINEAR[lit], LINEAR[np.asarray(dark, np.uint8)].reshape(*shape, 3)


def _share(lit: F32, dark: F32, fit: LightFit, at: tuple[Index, Index], noise: float) -> tuple[F32, F32]:
    """Return (share, its variance) of the cells' own pixels: the triangulation, freed of noise.

    A pixel is drawn to the mean around it as far as its neighbours differ by no more than noise does (Lee
    1980's filter: Wiener's with local statistics), so single hairs stay and what is flat is made clean.
    """
    one, two = lit @ fit.weights, dark @ fit.weights * np.float32(fit.front)
    lamp = fit.lamp[at][:, None, None]
    raw = 1 - (one - two) / lamp
    spread = float((fit.weights**2).sum())
    variance = (spread * (_variance(one, noise) + fit.front * _variance(two, noise)) / (lamp * lamp))[_INNER]
    mean = _around(raw)
    apart = np.maximum(_around(raw * raw) - mean * mean - variance, 0)
    kept = apart / (apart + variance)
    share = mean + kept * (raw[_INNER] - mean)
    left = variance * (kept + (1 - kept) / 9)
    limit = _CLEAN * np.sqrt(left)
    share = np.where(share < limit, 0, np.where(share > 1 - limit, 1, share))
    return np.asarray(share, np.float32), np.asarray(left, np.float32)


def _colour(
    light: tuple[F32, F32], share: F32, left: F32, fit: LightFit, at: tuple[Index, Index], noise: float
) -> F32:
    """Return the linear colour (n, 3) of n mixed pixels, each in the cell `at`.

    Both pictures less their wall give colour · share, each as surely as its noise and its wall let it (least
    squares); where that says little, the colour is drawn to that of the surroundings.
    """
    lit, dark = light[0], light[1] * np.float32(fit.front)
    wall_lit, wall_dark, own = fit.lit[at], fit.dark[at] * np.float32(fit.front), fit.own[at]
    share, rest, left = share[:, None], 1 - share[:, None], left[:, None]
    sure_one = 1 / (_variance(lit, noise) + left * wall_lit**2)
    sure_two = 1 / (_variance(dark, noise) + left * wall_dark**2)
    seen = (lit - rest * wall_lit) * sure_one + (dark - rest * wall_dark) * sure_two
    usual = 1 / (_COLOUR_SPREAD[0] + _COLOUR_SPREAD[1] * own) ** 2
    colour = (share * seen + usual * own) / (share * share * (sure_one + sure_two) + usual)
    return np.asarray(colour, np.float32)


def _around(values: F32) -> F32:
    """Return the mean of each pixel and its eight neighbours (cells, side, side); a rim of one is lost."""
    rows = values[:, :-2] + values[:, 1:-1] + values[:, 2:]
    return np.asarray((rows[:, :, :-2] + rows[:, :, 1:-1] + rows[:, :, 2:]) / np.float32(9), np.float32)


def _variance(light: F32, noise: float) -> F32:
    """Return the variance of linear light whose sRGB value has the deviation `noise` (power of 2.2)."""
    return np.asarray((2.2 * noise) ** 2 * np.maximum(light, 0.004) + 1e-8, np.float32)
