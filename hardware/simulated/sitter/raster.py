"""The few picture operations of cv2 that the sitter is drawn with, with exact types.

cv2's own stubs give every result as "some array of numbers"; here bytes stay bytes and floats stay floats.
Pictures are (height, width[, channels]); sizes are (width, height), as cv2 has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
F32 = NDArray[np.float32]
T = TypeVar("T", np.uint8, np.float32)
Curves = Sequence[NDArray[np.int32]] | NDArray[np.int32]
_cv: Any = cv2


def resize(image: NDArray[T], size: tuple[int, ...], interpolation: int = cv2.INTER_LINEAR) -> NDArray[T]:
    """Return an image of another size."""
    out: NDArray[T] = _cv.resize(image, size, interpolation=interpolation)
    return out


def blur(image: NDArray[T], sigma: float, sigma_y: float = 0.0) -> NDArray[T]:
    """Return an image softened by a Gauss curve of deviation `sigma` pixels (and `sigma_y` along columns)."""
    out: NDArray[T] = _cv.GaussianBlur(image, (0, 0), sigma, sigmaY=sigma_y or sigma)
    return out


def remap(image: NDArray[T], x: F32, y: F32, border: int = cv2.BORDER_REPLICATE) -> NDArray[T]:
    """Return the image looked up bilinearly at places (x, y), each (h, w)."""
    out: NDArray[T] = _cv.remap(image, x, y, cv2.INTER_LINEAR, borderMode=border)
    return out


def warp(image: NDArray[T], affine: F32, size: tuple[int, int]) -> NDArray[T]:
    """Return the image moved by an affine map (2, 3); nothing beyond its edge."""
    out: NDArray[T] = _cv.warpAffine(image, affine, size, flags=cv2.INTER_LINEAR)
    return out


def multiply(a: Bytes, b: Bytes, scale: float) -> Bytes:
    """Return a · b · scale, rounded and kept within a byte."""
    out: Bytes = _cv.multiply(a, b, scale=scale)
    return out


def invert(image: Bytes) -> Bytes:
    """Return 255 − image."""
    out: Bytes = _cv.bitwise_not(image)
    return out


def merge(*planes: Bytes) -> Bytes:
    """Return (h, w, n) from n planes (h, w)."""
    out: Bytes = _cv.merge(planes)
    return out


def table(image: Bytes, entries: Bytes) -> Bytes:
    """Return (h, w, 3) with every byte replaced through its channel's table; `entries` is (256, 3)."""
    out: Bytes = _cv.LUT(image, entries.reshape(1, 256, 3))
    return out


def add(a: Bytes, b: Bytes) -> Bytes:
    """Return a + b, kept within a byte."""
    out: Bytes = _cv.add(a, b)
    return out


def power(field: F32, exponent: int) -> F32:
    """Return field ** exponent."""
    out: F32 = _cv.pow(field, exponent)
    return out


def put_over(image: Bytes, rest: Bytes, colour: Bytes) -> None:
    """Turn an image into image · rest ÷ 255 + colour, in place."""
    _cv.multiply(image, rest, dst=image, scale=1 / 255)
    _cv.add(image, colour, dst=image)


def light_up(image: Bytes, factors: Bytes, scale: float) -> None:
    """Multiply an image by factors · scale in place, kept within a byte."""
    _cv.multiply(image, factors, dst=image, scale=scale)


def brighten(image: Bytes, b: Bytes) -> None:
    """Add b to an image in place, kept within a byte."""
    _cv.add(image, b, dst=image)


def at_least(field: F32, low: float) -> F32:
    """Return the field, nowhere below `low`."""
    out: F32 = _cv.max(field, low)
    return out


def take(image: Bytes, b: Bytes) -> None:
    """Subtract b from an image in place, kept within a byte."""
    _cv.subtract(image, b, dst=image)


def drop_alpha(image: Bytes) -> Bytes:
    """Return the first three of four channels."""
    out: Bytes = _cv.cvtColor(image, cv2.COLOR_BGRA2BGR)
    return out


def channel(image: Bytes, index: int) -> Bytes:
    """Return one channel, packed."""
    out: Bytes = _cv.extractChannel(image, index)
    return out


def to_bytes(field: NDArray[T], factor: float = 1.0) -> Bytes:
    """Return |field · factor|, rounded and kept within a byte."""
    out: Bytes = _cv.convertScaleAbs(field, alpha=factor)
    return out


def length(x: F32, y: F32, z: F32) -> F32:
    """Return √(x² + y² + z²)."""
    square = x * x
    square += y * y
    square += z * z
    out: F32 = _cv.sqrt(square, dst=square)
    return out


def root(field: F32) -> F32:
    """Return the square root."""
    out: F32 = _cv.sqrt(field)
    return out


def clip(field: F32, low: float, high: float) -> F32:
    """Return the field kept within bounds."""
    out: F32 = _cv.min(_cv.max(field, low), high)
    return out


def slope(field: F32, *, across: bool) -> F32:
    """Return Sobel's derivative (· 8) along rows (`across`) or columns."""
    out: F32 = _cv.Sobel(field, cv2.CV_32F, int(across), int(not across), ksize=3)
    return out


def lines(image: Bytes, curves: Curves, tone: int | tuple[float, ...], width: int, shift: int) -> None:
    """Draw open curves (n, 2), fixed-point pixels, with smooth edges."""
    _cv.polylines(
        image, list(curves), isClosed=False, color=tone, thickness=width, lineType=cv2.LINE_AA, shift=shift
    )


def fill(image: Bytes, outline: NDArray[np.int32], grey: int, shift: int) -> None:
    """Fill an outline (n, 2), fixed-point pixels, with smooth edges."""
    _cv.fillPoly(image, [outline], grey, cv2.LINE_AA, shift)
