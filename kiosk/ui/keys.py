"""Tactile keys: next, previous, press, back — enough to use every screen without seeing or touching it."""

from __future__ import annotations

from enum import StrEnum

import pygame

from kiosk.ui.canvas import Target


class Key(StrEnum):
    """What a tactile key means."""

    NEXT = "next"
    PREVIOUS = "previous"
    PRESS = "press"
    BACK = "back"


_MEANINGS = {
    pygame.K_TAB: Key.NEXT,
    pygame.K_RIGHT: Key.NEXT,
    pygame.K_DOWN: Key.NEXT,
    pygame.K_LEFT: Key.PREVIOUS,
    pygame.K_UP: Key.PREVIOUS,
    pygame.K_RETURN: Key.PRESS,
    pygame.K_KP_ENTER: Key.PRESS,
    pygame.K_SPACE: Key.PRESS,
    pygame.K_ESCAPE: Key.BACK,
    pygame.K_BACKSPACE: Key.BACK,
}


def meaning(event: pygame.event.Event) -> Key | None:
    """Return what a key press means, or None for any other event or key."""
    if event.type != pygame.KEYDOWN:
        return None
    if event.key == pygame.K_TAB and getattr(event, "mod", 0) & pygame.KMOD_SHIFT:
        return Key.PREVIOUS
    return _MEANINGS.get(event.key)


def move(focused: str | None, key: Key, targets: tuple[Target, ...]) -> str | None:
    """Return what the keys point at after `key`: the primary target first, then round in the order drawn."""
    ids = [t.id for t in targets]
    if not ids:
        return None
    if focused not in ids:
        return next((t.id for t in targets if t.primary), ids[0])
    step = 1 if key is Key.NEXT else -1
    return ids[(ids.index(focused) + step) % len(ids)]
