"""What a printer on its paper makes of colours: its ICC profile, and pictures in its own colours.

Run as a program it tells whether a file is such a profile, so that who must not load it can ask.
"""

from __future__ import annotations

import io
import struct
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from kiosk.srgb_profile import srgb_profile

MOST_BYTES = 16 << 20
"""Profiles of photo printers have .5 to 3 MB."""

_HEADER_BYTES, _MOST_TAGS, _TAG_BYTES = 128, 200, 12
_CLASSES = (b"prtr", b"mntr", b"spac")
"""Printer, screen (many profiles of printers' own RGB say so) and colour space."""
_LEAST_RANGE = 90.0
"""Levels between a printer's black and white; real ones use some 220 or more."""


class BadProfile(Exception):
    """This is no profile to print photos with; the text says why."""


class PrintProfile:
    """Turns sRGB pictures into a printer's own RGB: relative colorimetric, with black-point compensation.

    White becomes the paper, black the printer's black, and what both can show stays the same colour. Raises
    BadProfile.
    """

    def __init__(self, icc: bytes) -> None:
        _check_form(icc)
        self.icc = icc
        try:
            self._transform = ImageCms.buildTransform(
                _profile(srgb_profile()),
                _profile(icc),
                "RGB",
                "RGB",
                _intent(icc),
                ImageCms.Flags.BLACKPOINTCOMPENSATION | ImageCms.Flags.HIGHRESPRECALC,
            )
        except (ImageCms.PyCMSError, OSError) as error:
            raise BadProfile(f"LittleCMS cannot convert to it: {error}") from None
        self._check_sense()

    def to_printer(self, bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return a picture (height, width, 3), blue-green-red, in the printer's colours."""
        picture = Image.fromarray(np.ascontiguousarray(bgr[..., ::-1]))
        ImageCms.applyTransform(picture, self._transform, inPlace=True)
        return np.ascontiguousarray(np.asarray(picture)[..., ::-1])

    def _check_sense(self) -> None:
        """Refuse a profile that loses or turns round the greys, whatever its form."""
        ramp = np.repeat(np.linspace(0, 255, 9).round().astype(np.uint8), 3).reshape(1, 9, 3)
        levels = self.to_printer(ramp).mean(axis=2).ravel()
        if (np.diff(levels) <= 0).any() or levels[-1] - levels[0] < _LEAST_RANGE:
            raise BadProfile("it does not keep dark and light apart")


def read_print_profile(path: Path) -> PrintProfile:
    """Return the profile in a file; raises BadProfile, which names the file."""
    try:
        with path.open("rb") as file:
            icc = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadProfile(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    try:
        return PrintProfile(icc)
    except BadProfile as bad:
        raise BadProfile(f"{path}: {bad}") from None


def _profile(icc: bytes) -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(io.BytesIO(icc))


def _intent(icc: bytes) -> ImageCms.Intent:
    """Return what to ask for: in profiles with one table for all LittleCMS finds black by this name only."""
    wanted = ImageCms.Intent.RELATIVE_COLORIMETRIC
    has_its_own = ImageCms.isIntentSupported(_profile(icc), wanted, ImageCms.Direction.OUTPUT) == 1
    return wanted if has_its_own else ImageCms.Intent.PERCEPTUAL


def _check_form(icc: bytes) -> None:
    """Look at header and table of tags (ICC.1:2022 §7) before a library does."""
    if len(icc) < _HEADER_BYTES + 4 or icc[36:40] != b"acsp":
        raise BadProfile("this is no ICC profile")
    (size,) = struct.unpack(">I", icc[:4])
    if len(icc) > MOST_BYTES or size != len(icc):
        raise BadProfile("it is cut off, or longer than it says")
    if icc[12:16] not in _CLASSES:
        raise BadProfile("it is not for a printer")
    if icc[16:20] != b"RGB ":
        space = icc[16:20].decode("ascii", "replace").strip()
        meant = space if space.isalnum() else "something unknown"
        raise BadProfile(f"it is for {meant}, but sheets are sent as RGB: get the printer's RGB profile")
    (count,) = struct.unpack(">I", icc[128:132])
    table_end = _HEADER_BYTES + 4 + _TAG_BYTES * count
    if count > _MOST_TAGS or table_end > size:
        raise BadProfile("its table of tags is damaged")
    for at in range(_HEADER_BYTES + 4, table_end, _TAG_BYTES):
        offset, length = struct.unpack(">II", icc[at + 4 : at + _TAG_BYTES])
        if offset < table_end or offset + length > size:
            raise BadProfile("its table of tags is damaged")


def main() -> None:
    """Say what is wrong with the profile that the command line names, if anything is."""
    try:
        read_print_profile(Path(sys.argv[1]))
    except BadProfile as bad:
        sys.exit(str(bad))


if __name__ == "__main__":
    main()
