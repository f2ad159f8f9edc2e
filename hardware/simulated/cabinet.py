"""The cabinet: a window in which a person plays the world outside the booth; for developers and training."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pygame

from hardware.simulated import cabinet_drawing
from hardware.simulated.cabinet_controls import WINDOW_PX, Button, Control, Slider, controls
from hardware.simulated.street_messages import Command, Done, Look, WorldState

if TYPE_CHECKING:
    from collections.abc import Callable

FRAMES_PER_S = 15


class Cabinet:
    """Turns presses and drags into commands and keeps the picture of the world up to date.

    `do` carries out a command and tells how the world is then, as `World.do` does.
    """

    def __init__(self, do: Callable[[Command], Done]) -> None:
        self._do = do
        self._dragged: Slider | None = None
        self._state = self._seen(Look())
        self._drawn: tuple[object, ...] | None = None

    def press(self, x_px: int, y_px: int) -> None:
        """Press what lies at a point: a button acts, a slider jumps there and can be dragged."""
        touched = next((found for found in self._controls() if found.box.holds(x_px, y_px)), None)
        if isinstance(touched, Button):
            for command in touched.commands:
                self._state = self._seen(command)
        elif isinstance(touched, Slider):
            self._dragged = touched
            self.drag(x_px)

    def drag(self, x_px: int) -> None:
        """Move the pressed slider, if there is one."""
        if self._dragged is not None:
            self._state = self._seen(self._dragged.command_at(x_px))

    def release(self) -> None:
        """Let go."""
        self._dragged = None

    def draw(self, surface: pygame.Surface) -> bool:
        """Draw the world as it is now; False when nothing has changed since the last time."""
        self._state = self._seen(Look())
        shown = _visible(self._state)
        if shown == self._drawn:
            return False
        self._drawn = shown
        cabinet_drawing.draw(surface, self._state, self._controls())
        return True

    def _controls(self) -> list[Control]:
        return controls(self._state)

    def _seen(self, command: Command) -> WorldState:
        return self._do(command).state or self._state


def _visible(state: WorldState) -> tuple[object, ...]:
    """Return what the window shows of a state, so coarse that breathing alone draws nothing anew."""
    coarse = {"lids": 1, "smile": 1, "motion": 1}
    sitter = tuple(
        round(value, coarse.get(name, 0)) if isinstance(value, float) else value
        for name, value in state.sitter
    )
    return (*(value for name, value in state if name != "sitter"), *sitter)


def run_cabinet(
    do: Callable[[Command], Done],
    ended: Callable[[], bool],
    size_px: tuple[int, int] | None = None,
    at_px: tuple[int, int] | None = None,
) -> None:
    """Show the window until it is closed or `ended`; drawn at `WINDOW_PX` and scaled to `size_px`."""
    # The click that brings this window before the booth's already counts.
    os.environ.setdefault("SDL_MOUSE_FOCUS_CLICKTHROUGH", "1")
    os.environ.setdefault("SDL_VIDEO_X11_WMCLASS", "Obscura")
    if at_px is not None:
        os.environ["SDL_VIDEO_WINDOW_POS"] = f"{at_px[0]},{at_px[1]}"
    pygame.display.init()
    pygame.font.init()
    try:
        pygame.display.set_caption("Obscura cabinet: the world outside the booth")
        pygame.display.set_icon(_coin())
        window = pygame.display.set_mode(size_px or WINDOW_PX)
        drawing = pygame.Surface(WINDOW_PX)
        cabinet, clock = Cabinet(do), pygame.time.Clock()
        while not ended() and _handle_events(cabinet, window.get_size()):
            if cabinet.draw(drawing):
                _show(drawing, window)
            clock.tick(FRAMES_PER_S)
    finally:
        cabinet_drawing.forget_fonts()
        pygame.quit()


def _coin() -> pygame.Surface:
    """Return the picture in the window's title bar."""
    coin = pygame.Surface((64, 64), pygame.SRCALPHA)
    pygame.draw.aacircle(coin, cabinet_drawing.SILVER, (32, 32), 31)
    pygame.draw.aacircle(coin, cabinet_drawing.BRASS, (32, 32), 20)
    return coin


def _show(drawing: pygame.Surface, window: pygame.Surface) -> None:
    if drawing.get_size() == window.get_size():
        window.blit(drawing, (0, 0))
    else:
        pygame.transform.smoothscale(drawing.convert(window), window.get_size(), window)
    pygame.display.flip()


def _handle_events(cabinet: Cabinet, window_px: tuple[int, int]) -> bool:
    """Pass pointer events on; False when the window was closed."""
    for event in pygame.event.get():
        if event.type == pygame.QUIT:
            return False
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == pygame.BUTTON_LEFT:
            cabinet.press(*_on_drawing(event.pos, window_px))
        elif event.type == pygame.MOUSEMOTION:
            cabinet.drag(_on_drawing(event.pos, window_px)[0])
        elif event.type == pygame.MOUSEBUTTONUP:
            cabinet.release()
    return True


def _on_drawing(at_px: tuple[int, int], window_px: tuple[int, int]) -> tuple[int, int]:
    """Return the point of the drawing that is seen at a point of the window."""
    return at_px[0] * WINDOW_PX[0] // window_px[0], at_px[1] * WINDOW_PX[1] // window_px[1]
