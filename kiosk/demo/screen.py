"""Is there a screen, how large is it, and where do the demo's two windows go?

Asked in a process of its own, so that a refusal costs nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass

from hardware.simulated.cabinet_controls import WINDOW_PX as CABINET_PX

_PROBE = """
import json, pygame
pygame.display.init()
try:
    pygame.mixer.init()
    sound = True
except pygame.error:
    sound = False
size = pygame.display.get_desktop_sizes()[0]
print(json.dumps({"driver": pygame.display.get_driver(), "size": size, "sound": sound}))
"""

GAP_PX = 16
"""Between the windows and beside them; leaves room for their borders."""
SHARE_OF_HEIGHT = 0.87
"""Of the desktop's height, for what is inside a window: the rest is for title bar and task bar."""
SMALL_CABINET = 0.6
SMALLEST_CABINET = 0.5
"""The booth may grow until the cabinet is small; at less than smallest the cabinet cannot be read."""

NARROWEST_PX = {False: 328, True: 576}
"""Narrower, portrait and landscape, the booth's screens are not made for."""

SizePx = tuple[int, int]
"""Width and height."""


@dataclass(frozen=True, slots=True)
class Desktop:
    """What windows can be opened on; `sound` is False where the machine has no sound device."""

    size_px: SizePx
    sound: bool


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Insides of the booth's window and of the cabinet's: size, and left and top on the desktop."""

    booth_px: SizePx
    booth_at_px: tuple[int, int]
    cabinet_px: SizePx
    cabinet_at_px: tuple[int, int]


def find_desktop() -> Desktop | None:
    """Return the desktop, or None where no window can be seen."""
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
    return Desktop((int(width_px), int(height_px)), bool(answer["sound"]))


def arrange(desktop_px: SizePx, *, landscape: bool = False) -> Arrangement:
    """Put the booth, 9:16 or 16:9 in whole 8-px steps, and the cabinet side by side, as large as they fit."""
    width_px, height_px = desktop_px
    high_px = int(height_px * SHARE_OF_HEIGHT)
    wide_px = width_px - 3 * GAP_PX
    beside_px = wide_px - int(CABINET_PX[0] * SMALL_CABINET)
    booth_px = _booth_size(max(beside_px, NARROWEST_PX[landscape]), high_px, landscape)
    scale = min(1.0, (wide_px - booth_px[0]) / CABINET_PX[0], high_px / CABINET_PX[1])
    scale = max(scale, SMALLEST_CABINET)
    cabinet_px = round(CABINET_PX[0] * scale), round(CABINET_PX[1] * scale)
    left_px = max((width_px - booth_px[0] - GAP_PX - cabinet_px[0]) // 2, 0)
    top_px = (height_px - max(booth_px[1], cabinet_px[1])) // 2
    return Arrangement(booth_px, (left_px, top_px), cabinet_px, (left_px + booth_px[0] + GAP_PX, top_px))


def _booth_size(widest_px: int, highest_px: int, landscape: bool) -> SizePx:
    if landscape:
        width_px = min(widest_px, highest_px * 16 // 9, 1920) // 16 * 16
        return width_px, width_px * 9 // 16 // 8 * 8
    height_px = min(highest_px, widest_px * 16 // 9, 1920) // 16 * 16
    return height_px * 9 // 16 // 8 * 8, height_px
