"""Where the demo's two windows go: beside each other, on the desktop, as large as they fit."""

from __future__ import annotations

import pytest

from hardware.simulated.cabinet_controls import WINDOW_PX
from kiosk.demo.screen import arrange

BORDER_PX = 2
TITLE_BAR_PX = 37
"""Of a common desktop; the window's place is that of its frame or of its inside, as the desktop likes."""


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize(
    "desktop_px", [(1920, 1080), (1366, 768), (1280, 800), (1440, 900), (2560, 1440), (3840, 2160)]
)
def test_both_windows_are_on_the_desktop_and_do_not_overlap(desktop_px, landscape):
    windows = arrange(desktop_px, landscape=landscape)
    booth_right = windows.booth_at_px[0] + windows.booth_px[0] + 2 * BORDER_PX
    assert windows.booth_at_px[0] >= 0
    assert booth_right <= windows.cabinet_at_px[0]
    assert windows.cabinet_at_px[0] + windows.cabinet_px[0] + 2 * BORDER_PX <= desktop_px[0]
    for (_, top), (_, height) in (
        (windows.booth_at_px, windows.booth_px),
        (windows.cabinet_at_px, windows.cabinet_px),
    ):
        assert top >= TITLE_BAR_PX
        assert top + height + TITLE_BAR_PX <= desktop_px[1]


@pytest.mark.parametrize("desktop_px", [(1920, 1080), (1366, 768), (3840, 2160)])
def test_neither_window_is_distorted(desktop_px):
    windows = arrange(desktop_px)
    assert windows.booth_px[0] / windows.booth_px[1] == pytest.approx(9 / 16, abs=0.01)
    assert windows.cabinet_px[0] / windows.cabinet_px[1] == pytest.approx(
        WINDOW_PX[0] / WINDOW_PX[1], abs=0.01
    )


def test_on_a_common_desktop_the_booth_is_as_high_as_it_can_be_and_the_cabinet_at_full_size():
    windows = arrange((1920, 1080))
    assert windows.booth_px == (520, 928)
    assert windows.cabinet_px == WINDOW_PX
