"""A camera whose every picture has true colours: live view, checks and photo see the same."""

from __future__ import annotations

from functools import partial

from hardware.camera.changing_camera import ChangingCamera
from hardware.camera.frame import Camera
from kiosk.colour.camera_profile import CameraProfile, apply


def profiled(camera: Camera, profile: CameraProfile) -> Camera:
    """Return the camera with this profile; with a neutral one that very camera."""
    return camera if profile.is_neutral else ChangingCamera(camera, partial(apply, profile))
