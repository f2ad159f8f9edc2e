"""What the empty booth looks like with its backdrop lit and dark: measured by staff, kept in one file.

A reference shows a bare wall and nobody: no visit ever writes one. That is why it may lie on the disk, and
why `reference_of` refuses pictures with somebody or something in them.
"""

from __future__ import annotations

import io
import itertools
import tokenize
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.colour.srgb import to_linear
from kiosk.durable import write_durably
from kiosk.portrait.pixels import BgrImage

Light = NDArray[np.float32]
"""Shape (height, width, 3), linear light 0 to 1, blue-green-red."""

LONG_SIDE_PX = 640
"""Longest side kept: a wall is smooth, and every value is the mean of many pixels of many pictures."""

FEWEST_FRAMES = 3
LEAST_LIGHT = 0.12
"""Linear light that the backdrop's own lamp must add everywhere: less drowns in 1 % noise. Own choice."""

MOST_CLIPPED = 0.01
"""Share of the lit wall that may be at the sensor's limit: there the light cannot be told."""

_CLIPPED_LEVEL = 252
_STILL = 0.05
"""Linear light by which a place may differ between the first and the last picture, lights flickering."""

_ROUNDING = 0.29
"""Deviation in levels that 8 bits make of anything: a twelfth's root."""

_MOST_BYTES = 8 << 20
_DAMAGE = (
    EOFError,
    KeyError,
    MemoryError,
    RuntimeError,
    SyntaxError,
    ValueError,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What zipfile and NumPy raise at damaged files, all seen."""

_FORM = 1
_FULL = 65535


class Flaw(StrEnum):
    """Why pictures make no reference, or a file holds none."""

    FEW = "few"
    SIZES = "sizes"
    SOMEBODY = "somebody"
    OVEREXPOSED = "overexposed"
    UNSTEADY = "unsteady"
    ALIKE = "alike"
    FILE = "file"


class NoReference(Exception):
    """The pictures make no reference, or the file holds none; the text is one line that says what to do."""

    def __init__(self, text: str, flaw: Flaw = Flaw.FILE) -> None:
        self.flaw = flaw
        super().__init__(text)


@dataclass(frozen=True, slots=True, eq=False)
class LightReference:
    """The empty booth: `lit` and `dark` of one shape, at most LONG_SIDE_PX long.

    `noise` is the deviation of one picture's levels, as a share of the 8-bit scale; `camera_px` (width,
    height) is what it was taken with: a matte needs pictures of that shape, at whatever size.
    """

    lit: Light
    dark: Light
    noise: float
    camera_px: tuple[int, int]


def reference_of(
    lit: Sequence[BgrImage],
    dark: Sequence[BgrImage],
    person_seen: Callable[[BgrImage], bool] | None = None,
) -> LightReference:
    """Return the reference that several pictures of the empty booth make, FEWEST_FRAMES or more of each kind.

    `lit` should begin before `dark` and end after it. Raises NoReference where somebody is in a picture
    (`person_seen`, if given, says so; but what is before the wall all the time is noticed anyhow, as the
    backdrop's light does not change there), where something moves, comes or goes, where the lit wall is
    clipped, and where lit and dark differ too little.
    """
    frames = [*lit, *dark]
    if min(len(lit), len(dark)) < FEWEST_FRAMES:
        raise NoReference(
            f"take at least {FEWEST_FRAMES} pictures with the backdrop lit and as many dark", Flaw.FEW
        )
    if len({frame.shape for frame in frames}) > 1:
        raise NoReference(
            "the pictures differ in size: take all of them with the same camera settings", Flaw.SIZES
        )
    if person_seen is not None and any(person_seen(frame) for frame in (lit[0], lit[-1], dark[0], dark[-1])):
        raise NoReference("somebody is in the picture: leave the booth and calibrate again", Flaw.SOMEBODY)
    if float((lit[0] >= _CLIPPED_LEVEL).any(axis=2).mean()) > MOST_CLIPPED:
        raise NoReference(
            "the lit backdrop is overexposed: dim its light or shorten the exposure", Flaw.OVEREXPOSED
        )
    small_lit, small_dark = ([_shrunk(frame) for frame in kind] for kind in (lit, dark))
    for kind in (small_lit, small_dark):
        if float(np.abs(_soft(kind[-1]) - _soft(kind[0])).max()) > _STILL:
            raise NoReference(
                "something moved, or the light was not steady: wait and calibrate again", Flaw.UNSTEADY
            )
    bright, black = (np.mean(kind, axis=0, dtype=np.float32) for kind in (small_lit, small_dark))
    if float((_soft(bright) - _soft(black)).max(axis=2).min()) < LEAST_LIGHT:
        raise NoReference(
            "lit and dark differ too little in places: the backdrop must fill the picture, with nothing "
            "before it, and its light must go on and off",
            Flaw.ALIKE,
        )
    height, width = frames[0].shape[:2]
    return LightReference(bright, black, _noise([lit, dark]), (width, height))


def write_reference(path: Path, reference: LightReference) -> None:
    """Keep a reference in a file (NumPy's .npz, 16 bit); raises OSError."""
    data = io.BytesIO()
    np.savez(
        data,
        form=np.array([_FORM, *reference.camera_px], np.int64),
        noise=np.array(reference.noise, np.float64),
        lit=_as_16_bit(reference.lit),
        dark=_as_16_bit(reference.dark),
    )
    write_durably(path, data.getvalue())


def read_reference(path: Path) -> LightReference:
    """Return the reference of a file; raises NoReference where there is none, or a broken or foreign one."""
    again = "calibrate the backdrop again"
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise NoReference(f"{path.name} is too large for a backdrop's reference: {again}")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise NoReference("the backdrop has not been calibrated yet") from None
    except OSError as error:
        raise NoReference(f"{path.name} cannot be read ({error.strerror}): {again}") from None
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(member.file_size for member in packed.infolist()) > _MOST_BYTES:
                raise NoReference(f"{path.name} unpacks to too much: {again}")
        with np.load(io.BytesIO(raw), allow_pickle=False) as stored:
            form, noise, lit, dark = (stored[name] for name in ("form", "noise", "lit", "dark"))
    except _DAMAGE as error:
        raise NoReference(f"{path.name} is broken ({type(error).__name__}): {again}") from None
    flaw = _flaw(form, noise, lit, dark)
    if flaw:
        raise NoReference(f"{path.name} is no backdrop's reference ({flaw}): {again}")
    light, black = (part.astype(np.float32) / np.float32(_FULL) for part in (lit, dark))
    return LightReference(light, black, float(noise), (int(form[1]), int(form[2])))


def _flaw(
    form: NDArray[np.int64],
    noise: NDArray[np.float64],
    lit: NDArray[np.uint16],
    dark: NDArray[np.uint16],
) -> str:
    """Return what is wrong with stored arrays, empty if nothing."""
    if not all(isinstance(part, np.ndarray) for part in (form, noise, lit, dark)):
        return "no arrays"
    if form.shape != (3,) or form.dtype != np.int64 or form[0] != _FORM:
        return "unknown form"
    if form[1:].min() < 1:
        return "no camera size"
    if lit.dtype != np.uint16 or dark.dtype != np.uint16 or lit.shape != dark.shape or lit.ndim != 3:
        return "wrong pictures"
    if lit.shape[2] != 3 or not 8 <= max(lit.shape[:2]) <= LONG_SIDE_PX or min(lit.shape[:2]) < 8:
        return "wrong size"
    if noise.shape != () or noise.dtype != np.float64 or not 0.0 <= float(noise) < 0.1:
        return "impossible noise"
    if int(np.max(lit.astype(np.int32) - dark, axis=2).min()) < LEAST_LIGHT / 2 * _FULL:
        return "lit is not lighter than dark"
    return ""


def _shrunk(frame: BgrImage) -> Light:
    height, width = frame.shape[:2]
    scale = min(1.0, LONG_SIDE_PX / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    return np.asarray(cv2.resize(to_linear(frame), size, interpolation=cv2.INTER_AREA), np.float32)


def _soft(light: Light) -> Light:
    return np.asarray(cv2.GaussianBlur(light, (0, 0), 3.0), np.float32)


def _noise(kinds: Sequence[Sequence[BgrImage]]) -> float:
    """Return the deviation between pictures of the same thing, as a share of the 8-bit scale."""
    squares = []
    for kind in kinds:
        for before, after in itertools.pairwise(kind):
            apart = after[::2, ::2].astype(np.float32) - before[::2, ::2]
            apart -= apart.mean(axis=(0, 1))
            squares.append(float(np.mean(apart * apart)) / 2)
    return max(_ROUNDING, float(np.sqrt(np.mean(squares)))) / 255


def _as_16_bit(light: Light) -> NDArray[np.uint16]:
    return np.asarray(np.rint(np.clip(light, 0.0, 1.0) * _FULL), np.uint16)
