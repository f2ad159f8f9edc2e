"""Reading a picture file into pixels, whatever camera or program wrote it, or saying plainly why not."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from kiosk.portrait.pixels import BgrImage

LARGEST_FILE_MB = 64
LARGEST_MEGAPIXEL = 80
SMALLEST_SIDE_PX = 120
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP")
MOVING = ("PNG", "WEBP")
"""Formats that can move. Further pictures in a JPEG (MPO) or TIFF are thumbnails, depth maps or pages."""

_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    struct.error,
    zlib.error,
)


class UnreadablePicture(Exception):
    """The picture cannot be used; the text is one line for the person who chose it."""


def read_picture(path: Path) -> BgrImage:
    """Read a picture file upright (EXIF orientation honoured) as 8-bit sRGB, order BGR.

    Colour profiles are converted, CMYK and grey become RGB, transparency is laid on white, 16 bit becomes 8.
    Raises UnreadablePicture for anything missing, foreign, broken, moving, smaller than 120 px on a side,
    larger than 64 MB or 80 megapixels.
    """
    name = _printable(path.name or str(path))
    data = _bytes(path, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of odd EXIF and of sizes that are judged below anyway
        try:
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                _judge_size(picture.size, name)
                if picture.format in MOVING and getattr(picture, "is_animated", False):
                    raise UnreadablePicture(f"{name} is a moving picture; save one of its pictures alone.")
                return _pixels(picture)
        except UnidentifiedImageError as error:
            kinds = "JPEG, PNG, WebP, TIFF or BMP"
            raise UnreadablePicture(f"{name} is not a picture this program can read; use {kinds}.") from error
        except Image.DecompressionBombError as error:
            raise UnreadablePicture(
                f"{name} has more than {LARGEST_MEGAPIXEL} megapixels; use a smaller copy."
            ) from error
        except _BROKEN as error:
            raise UnreadablePicture(
                f"{name} is damaged or incomplete; copy it again or use another picture."
            ) from error


def _printable(name: str) -> str:
    """Return a file's name for a message of one line: no line breaks, no endless names."""
    plain = "".join(sign if sign.isprintable() else "?" for sign in name)
    return plain if len(plain) <= 80 else f"{plain[:77]}…"


def _bytes(path: Path, name: str) -> bytes:
    try:
        if path.is_dir():
            raise UnreadablePicture(f"{name} is a folder; name a picture in it.")
        if not path.exists():
            if path.is_symlink():
                raise UnreadablePicture(f"{name} is a link that leads nowhere; name the picture itself.")
            raise UnreadablePicture(f"{name} does not exist; check its name and folder.")
        if not path.is_file():
            raise UnreadablePicture(f"{name} is not an ordinary file; name a picture file.")
        size = path.stat().st_size
        if size == 0:
            raise UnreadablePicture(f"{name} is empty; copy it again or use another picture.")
        if size > LARGEST_FILE_MB * 1024 * 1024:
            raise UnreadablePicture(f"{name} is larger than {LARGEST_FILE_MB} MB; use a smaller copy.")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not possible"
        raise UnreadablePicture(f"{name} cannot be opened: {reason}.") from error


def _judge_size(size: tuple[int, int], name: str) -> None:
    if size[0] * size[1] > LARGEST_MEGAPIXEL * 1_000_000:
        raise UnreadablePicture(
            f"{name} has {size[0]}×{size[1]} pixels, more than {LARGEST_MEGAPIXEL} megapixels; "
            "use a smaller copy."
        )
    if min(size) < SMALLEST_SIDE_PX:
        raise UnreadablePicture(
            f"{name} has only {size[0]}×{size[1]} pixels; {SMALLEST_SIDE_PX} a side are needed."
        )


def _pixels(picture: Image.Image) -> BgrImage:
    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I") or upright.mode == "F":
        upright = _eight_bit(upright)
    if upright.mode in ("P", "PA", "LA", "RGBa", "La") or "transparency" in upright.info:
        upright = upright.convert("RGBA")
    if upright.mode == "RGBA":
        white = Image.new("RGBA", upright.size, (255, 255, 255, 255))
        upright = Image.alpha_composite(white, upright).convert("RGB")
    rgb = _srgb(upright, profile)
    return np.asarray(cv2.cvtColor(np.asarray(rgb), cv2.COLOR_RGB2BGR), dtype=np.uint8)


def _eight_bit(picture: Image.Image) -> Image.Image:
    values = np.asarray(picture, dtype=np.float64)
    largest = values.max(initial=0.0)
    highest = 65535.0 if largest > 255 else 1.0 if picture.mode == "F" and largest <= 1 else 255.0
    return Image.fromarray(np.clip(values * (255.0 / highest), 0, 255).round().astype(np.uint8), mode=None)


def _srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if picture.mode == "RGB" and "sRGB" in ImageCms.getProfileDescription(source):
                return picture
            converted = ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            if converted is not None:
                return converted
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken or foreign profile: the plain conversion below is the best that is left
    return picture if picture.mode == "RGB" else picture.convert("RGB")
