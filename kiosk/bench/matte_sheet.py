"""`kiosk bench --matte --sheet FILE`: one sitter's hair by every way, before four walls, at 200 %."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from kiosk.bench.matte import BACKGROUNDS, true_picture, ways_here
from kiosk.bench.matte_scenes import MattePictures, matte_scenes, photograph
from kiosk.matte.compositing import Background, composite
from kiosk.portrait.encoder import jpeg_bytes
from kiosk.portrait.pixels import BgrImage

SCENE = "curly1"
_CUT_PX = (210, 150)
"""Width and height of what is shown, before it is enlarged."""

_TIMES = 2
_CAPTION_PX = 32
_QUALITY = 80
_DPI = 96


def write_matte_sheet(path: Path) -> None:
    """Write a JPEG: a column each for the picture taken, the truth and every way, a row for each wall.

    Raises OSError, and kiosk.bench.matte.WaysBroken.
    """
    pictures = photograph(next(scene for scene in matte_scenes() if scene.name == SCENE))
    place = _place(pictures)
    with ways_here() as ways:
        mattes = {name: way(pictures) for name, way in ways.items()}
    columns = [_column("as taken", [pictures.lit[place]] * len(BACKGROUNDS))]
    columns.append(_column("truth", [true_picture(pictures, bgr)[place] for bgr in BACKGROUNDS.values()]))
    for name, matte in mattes.items():
        shown = [composite(matte, Background(bgr))[place] for bgr in BACKGROUNDS.values()]
        columns.append(_column(f"from {name}", shown))
    path.write_bytes(jpeg_bytes(np.hstack(columns), _DPI, _QUALITY))


def _place(pictures: MattePictures) -> tuple[slice, slice]:
    """Return the part of the picture with most mixed pixels: hair against the wall."""
    mixed = ((pictures.alpha > 0) & (pictures.alpha < 1)).astype(np.float32)
    width, height = _CUT_PX
    count = cv2.boxFilter(mixed, -1, _CUT_PX, anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
    y, x = np.unravel_index(int(count[:-height, :-width].argmax()), count[:-height, :-width].shape)
    return slice(int(y), int(y) + height), slice(int(x), int(x) + width)


def _column(caption: str, parts: list[BgrImage]) -> BgrImage:
    large = [np.repeat(np.repeat(part, _TIMES, axis=0), _TIMES, axis=1) for part in parts]
    title = np.full((_CAPTION_PX, large[0].shape[1], 3), 255, np.uint8)
    cv2.putText(title, caption, (8, 22), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (40, 40, 40), 1, cv2.LINE_AA)
    return np.vstack([title, *large])
