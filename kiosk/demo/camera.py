"""Does the camera that was asked for give a picture? Asked in a process of its own, which then is gone."""

from __future__ import annotations

import subprocess
import sys

_PROBE = """
import os, sys
os.environ["OPENCV_LOG_LEVEL"] = "SILENT"
from hardware.camera.frame import CameraError
from hardware.camera.opening import open_camera
try:
    with open_camera(sys.argv[1]) as camera:
        seen = any(camera.read(0.5) is not None for _ in range(10))
    print("seen" if seen else "it gives no picture")
except CameraError as error:
    print(error)
"""
LIMIT_S = 40.0


def why_no_picture(spec: str) -> str | None:
    """Return why the camera `spec` (see `hardware.camera.opening`) cannot be used, or None."""
    try:
        probe = subprocess.run(
            [sys.executable, "-c", _PROBE, spec],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=False,
            timeout=LIMIT_S,
        )
    except subprocess.TimeoutExpired:
        return "it does not answer"
    told = probe.stdout.strip().splitlines()
    if told and told[-1] == "seen":
        return None
    return told[-1] if told else "it cannot be opened"
