"""Reading a picture file and having the networks look at it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kiosk.matte.from_network import NetworkMatter
from kiosk.matte.ways import Cutter
from kiosk.portrait.picture_file import read_picture
from kiosk.portrait.pixels import BgrImage
from kiosk.still.refusing import PictureRefused
from models.face import FaceLandmarks

if TYPE_CHECKING:
    from models.onnx_matte import OnnxMatteNetwork

Mask = NDArray[np.float32]
"""A person mask, 0 background to 1 person."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A picture and what the networks saw in it: BGR, faces in its pixels, person mask in its size."""

    bgr: NDArray[np.uint8]
    faces: tuple[FaceLandmarks, ...]
    mask: NDArray[np.float32]
    timings_ms: dict[str, float]


class StillNetworks:
    """The networks that look at stills, loaded when they are first needed and then kept; `close` frees them.

    Raises MediapipeUnavailableError when made.
    """

    def __init__(self) -> None:
        from models.backend import make_face_finder, make_person_masker

        self.finder = make_face_finder(streaming=False)
        self.masker = make_person_masker()
        self._matting: OnnxMatteNetwork | None = None
        self._cutter: Cutter | None = None

    def cutter(self) -> Cutter:
        """Return what there is to cut people out with; raises PictureRefused for a network that is broken."""
        from models.onnx_file import BadNetwork
        from models.onnx_matte import installed_network
        from models.store import NotThatModel

        if self._cutter is None:
            try:
                self._matting = installed_network()
            except (NotThatModel, BadNetwork) as error:
                raise PictureRefused(f"{error}; run `kiosk models verify`") from None
            self._cutter = Cutter(network=None if self._matting is None else NetworkMatter(self._matting))
        return self._cutter

    def close(self) -> None:
        """Free every network."""
        self.finder.close()
        self.masker.close()
        if self._matting is not None:
            self._matting.close()


@contextlib.contextmanager
def networks_for(given: StillNetworks | None) -> Iterator[StillNetworks]:
    """Give the networks given, else load some and free them afterwards."""
    from models.bare_packages import MediapipeUnavailableError

    if given is not None:
        yield given
        return
    try:
        networks = StillNetworks()
    except MediapipeUnavailableError as error:
        raise PictureRefused(str(error)) from None
    with contextlib.closing(networks):
        yield networks


def look(
    image: Path,
    networks: StillNetworks,
    on_mask: Callable[[BgrImage, Mask], None] = lambda _bgr, _mask: None,
) -> Looked:
    """Read a picture file and look at it; `on_mask` gets picture and mask before the faces are done.

    Raises UnreadablePicture.
    """
    from models.still_look import look_at_still

    began_s = time.perf_counter()
    bgr = read_picture(image)
    read_s = time.perf_counter()
    faces, mask = look_at_still(bgr, networks.finder, networks.masker, partial(on_mask, bgr))
    looked_s = time.perf_counter()
    return Looked(
        bgr, faces, mask, {"read": elapsed_ms(began_s, read_s), "look": elapsed_ms(read_s, looked_s)}
    )


def elapsed_ms(from_s: float, to_s: float) -> float:
    """Return the time between two moments, in ms with two decimals, as the report tells it."""
    return round(1e3 * (to_s - from_s), 2)
