"""The window: opened hidden behind its predecessor, shown at once when its turn comes."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pygame

from kiosk.ui.theme import ACCENT, ON_ACCENT

BADGE_PX = 64
"""Width and height of the picture in the title bar."""


class Window:
    """One window of the process; pygame allows no second.

    With SDL_VIDEODRIVER=dummy or offscreen everything works except that nobody sees it.
    """

    def __init__(
        self,
        size_px: tuple[int, int],
        title: str,
        *,
        fullscreen: bool = False,
        hidden: bool = False,
        at_px: tuple[int, int] | None = None,
        icon: Path | None = None,
    ) -> None:
        # Touches as touches and the mouse as the mouse: see kiosk.ui.pointer.
        os.environ.setdefault("SDL_TOUCH_MOUSE_EVENTS", "0")
        os.environ.setdefault("SDL_MOUSE_TOUCH_EVENTS", "0")
        os.environ.setdefault("SDL_VIDEO_MINIMIZE_ON_FOCUS_LOSS", "0")
        # On a desktop with several windows the click that brings this one forward already counts.
        os.environ.setdefault("SDL_MOUSE_FOCUS_CLICKTHROUGH", "1")
        os.environ.setdefault("SDL_VIDEO_X11_WMCLASS", "Obscura")
        if at_px is not None and not fullscreen:
            os.environ["SDL_VIDEO_WINDOW_POS"] = f"{at_px[0]},{at_px[1]}"
        pygame.display.init()
        pygame.display.set_caption(title)
        if icon is not None and not fullscreen:
            pygame.display.set_icon(_badge(icon))
        flags = (pygame.FULLSCREEN if fullscreen else 0) | (pygame.HIDDEN if hidden else 0)
        self.surface = _open(size_px, flags)
        self._hidden = hidden
        pygame.event.set_allowed(None)
        pygame.event.set_blocked(pygame.MOUSEWHEEL)

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of what can be drawn on."""
        return self.surface.get_size()

    def reveal(self) -> None:
        """Show a window that was opened hidden, with what was last presented on it, before all others."""
        if not self._hidden:
            return
        self._hidden = False
        with _window() as window:
            window.show()
            window.focus()
        pygame.display.flip()

    def hide(self) -> None:
        """Take the window off the screen."""
        self._hidden = True
        with _window() as window:
            window.hide()

    def present(self) -> None:
        """Bring what was drawn onto the screen; waits for the screen where vsync was to be had."""
        pygame.display.flip()

    def events(self, timeout_s: float) -> tuple[pygame.event.Event, ...]:
        """Return what happened, asleep for up to `timeout_s` until something does."""
        first = pygame.event.wait(max(round(timeout_s * 1000), 1)) if timeout_s > 0 else None
        rest = tuple(pygame.event.get())
        return rest if first is None or first.type == pygame.NOEVENT else (first, *rest)

    def screenshot(self, path: Path) -> None:
        """Write what is drawn as a PNG; for the demo and for tests, never at a true booth."""
        pygame.image.save(self.surface, str(path))

    def close(self) -> None:
        """Close the window; may be called twice."""
        pygame.display.quit()


def _badge(svg: Path) -> pygame.Surface:
    """Return one of our line drawings in white on a disc, seen on light and dark task bars alike."""
    badge = pygame.Surface((BADGE_PX, BADGE_PX), pygame.SRCALPHA)
    middle_px = BADGE_PX // 2
    pygame.draw.aacircle(badge, ACCENT, (middle_px, middle_px), middle_px - 1)
    drawn = pygame.image.load_sized_svg(svg, (BADGE_PX * 3 // 4, BADGE_PX * 3 // 4))
    drawn.fill((*ON_ACCENT, 0), special_flags=pygame.BLEND_RGBA_MAX)
    badge.blit(drawn, (BADGE_PX // 8, BADGE_PX // 8))
    return badge


def _open(size_px: tuple[int, int], flags: int) -> pygame.Surface:
    """Open with vsync where the driver has it; pygame raises or warns where it has not."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return pygame.display.set_mode(size_px, flags, vsync=1)
        except (pygame.error, Warning):
            pass
    return pygame.display.set_mode(size_px, flags)


@contextmanager
def _window() -> Iterator[pygame.Window]:
    """Give the window behind pygame.display, which alone can be shown and hidden.

    pygame-ce deprecates this way to it, but its successor has no vsync (pygame-ce issue 3645).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield pygame.Window.from_display_module()
