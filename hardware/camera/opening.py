"""From a word in the settings to a camera."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hardware.camera.frame import CameraError
from hardware.camera.opencv_camera import OpencvCamera
from hardware.camera.picture_camera import LIVE_SIZE_PX, PictureCamera, SizePx, pictures_in
from hardware.camera.street_camera import StreetCamera

if TYPE_CHECKING:
    from hardware.camera.frame import Camera

SPECS = "street:SOCKET, picture:FILE, folder:DIRECTORY, device:NUMBER or /dev/video0"


def open_camera(spec: str, size_px: SizePx = LIVE_SIZE_PX) -> Camera:
    """Return the camera that a specification names, not streaming yet; raises CameraError.

    `size_px` (width, height) is the size of live pictures where the camera can choose it, else its
    proportions.
    """
    kind, _, rest = spec.partition(":")
    if spec.startswith("/dev/"):
        return OpencvCamera(spec, aspect_px=size_px)
    if not rest:
        raise CameraError(f"unknown camera {spec!r}; known are {SPECS}")
    if kind == "street":
        return StreetCamera(Path(rest))
    if kind == "picture":
        if not Path(rest).is_file():
            raise CameraError(f"no picture at {rest}")
        return PictureCamera([Path(rest)], size_px)
    if kind == "folder":
        return PictureCamera(pictures_in(Path(rest)), size_px)
    if kind == "device":
        return OpencvCamera(int(rest) if rest.isdecimal() else rest, aspect_px=size_px)
    raise CameraError(f"unknown camera {spec!r}; known are {SPECS}")
