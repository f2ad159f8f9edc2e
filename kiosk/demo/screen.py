"""Is there a screen, and how large is it? Asked in a process of its own, so that a refusal costs nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys

_PROBE = """
import json, pygame
pygame.display.init()
print(json.dumps({"driver": pygame.display.get_driver(), "size": pygame.display.get_desktop_sizes()[0]}))
"""


def find_screen() -> tuple[int, int] | None:
    """Return width and height of the desktop in pixels, or None where no window can be seen."""
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        return None
    environment = {**os.environ, "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
    probe = subprocess.run(
        [sys.executable, "-c", _PROBE],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
        env=environment,
    )
    if probe.returncode != 0:
        return None
    answer = json.loads(probe.stdout.splitlines()[-1])
    if answer["driver"] in ("dummy", "offscreen"):
        return None
    width_px, height_px = answer["size"]
    return int(width_px), int(height_px)


def window_size(desktop_px: tuple[int, int]) -> tuple[int, int]:
    """Return the largest portrait 9:16 window, in whole 8-px steps, that leaves room for a title bar."""
    height_px = min(1920, int(desktop_px[1] * 0.9)) // 16 * 16
    return height_px * 9 // 16 // 8 * 8, height_px
