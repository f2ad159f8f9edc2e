"""Pose: the live view, large and mirrored, with one hint at a time."""

from __future__ import annotations

import math
from collections.abc import Hashable
from contextlib import nullcontext

import cv2
import numpy as np
import pygame

from kiosk.compliance.hints import HINTS
from kiosk.ui.box import Box
from kiosk.ui.canvas import Canvas, Language, Layer
from kiosk.ui.panels import PanelLook
from kiosk.ui.text import Style, Weight
from kiosk.ui.theme import (
    ACCENT,
    BODY,
    CARD,
    FLOATING,
    GROUND,
    HERO,
    INK,
    INK_SOFT,
    LEAD,
    PILL,
    RADIUS_LARGE,
    SUNKEN,
    VERDICTS,
    Tone,
    mix,
)
from kiosk.ui.widgets import chip, chip_w, primary, waiting
from kiosk.visit.events import BackdropChosen, Shoot
from kiosk.visit.screens.frame import footer, header, regions, title
from kiosk.visit.screens.override import ASKING, override_question, override_words
from kiosk.visit.screens.screen import Answer, Local, Screen
from kiosk.visit.screens.swatches import colour_in, swatches
from kiosk.visit.view import BgrImage, LiveView, Oval, View

HINT_ICONS = {
    "face": "head",
    "one-person": "person",
    "closer": "closer",
    "back": "farther",
    "arrow-left": "left",
    "arrow-right": "right",
    "arrow-up": "up",
    "arrow-down": "down",
    "hold-still": "still",
    "ready": "check_circle",
    "eyes-open": "eye",
    "mouth-closed": "mouth",
    "light-up": "sun",
    "light-down": "sun",
    "sharpness": "still",
    "resolution": "head",
}
"""Icon names of the coach to ours; those not here are `turn-left` for `turn_left` and so on."""

NUDGES = {
    "left": (-1.0, 0.0),
    "right": (1.0, 0.0),
    "up": (0.0, -1.0),
    "down": (0.0, 1.0),
    "turn_left": (-1.0, 0.0),
    "turn_right": (1.0, 0.0),
    "tilt_left": (-0.8, -0.8),
    "tilt_right": (0.8, -0.8),
    "chin_up": (1.0, -0.3),
    "chin_down": (1.0, 0.3),
    "closer": (0.0, 1.0),
    "back": (0.0, 1.0),
}
"""Arrow to the side of the oval where it stands and nudges, in the mirrored picture."""

ARROW = 176.0
WALLS_H = 120.0


def hint_text(language: Language, live: LiveView | None) -> str:
    """Return the hint in the customer's language."""
    _ = language.gettext
    if live is None or live.frame is None:
        return _("The camera is waking up")
    hint = HINTS.get(live.hint or "show_face")
    return _(hint.text) if hint else ""


def hint_more(language: Language, live: LiveView | None) -> str:
    """Return what is said beneath the hint to somebody whom it did not help so far; mostly nothing."""
    _ = language.gettext
    if live is None or live.frame is None or live.help == "hint" or live.hint in (None, "ready"):
        return ""
    if live.help == "way_out" and live.may_override:
        return _("Cannot do this? Touch “Take it anyway” to hear what that means.")
    hint = HINTS.get(live.hint or "show_face")
    return _(hint.more) if hint else ""


def hint_icon(live: LiveView | None) -> str:
    """Return the name of our icon for the hint."""
    hint = HINTS.get((live.hint if live else None) or "show_face")
    return HINT_ICONS.get(hint.icon, hint.icon.replace("-", "_")) if hint else "head"


class PoseScreen(Screen):
    """Keeps two picture buffers of the hero's size, written anew with every frame and wiped when left."""

    def __init__(self) -> None:
        self._mirror: BgrImage | None = None
        self._hero: BgrImage | None = None
        self._arrow: Layer | None = None
        self._tight = 0.0

    def key(self, view: View, local: Local) -> Hashable:
        """Depend on everything but the picture and the ring."""
        live = view.live
        if live is None:
            return None
        ready = live.ring > 0
        shown = (live.hint, live.arrow, live.countdown, live.may_override, live.lights, live.help)
        asked = live.ways_out if local.asking else ()
        visit = view.visit
        walls = (view.document and view.document.walls, visit.backdrop)
        return (*shown, asked, ready, live.flash, live.frame is None, visit.shooting, visit.shots, walls)

    def paint(self, canvas: Canvas, view: View, local: Local) -> None:
        """Draw all but the picture; what lies over the picture becomes layers."""
        self._arrow = None
        live = view.live
        if live is not None and live.flash:
            canvas.fill((255, 255, 255))
            return
        room = regions(canvas.box)
        canvas.fill(SUNKEN, room.hero)
        if room.portrait:
            with canvas.layer(Box(0, room.hero.bottom - 40, canvas.box.w, 40), spread=0):
                canvas.panel(
                    Box(0, room.hero.bottom - 40, canvas.box.w, 120), PanelLook(GROUND, RADIUS_LARGE)
                )
            with canvas.layer(room.header):
                header(canvas, view, floating=True)
        else:
            header(canvas, view)
            _ = canvas.gettext
            title(canvas, _("Look into the camera"), _("The photo takes itself when everything is right."))
        if live is not None and live.countdown is not None:
            _countdown(canvas, room.hero, live.countdown)
        else:
            _hint(canvas, room.hero, view)
        walls = () if view.document is None or view.visit.shooting else view.document.walls
        if walls:
            row, wall = _walls_row(canvas), view.visit.backdrop or walls[0]
            with canvas.layer(row) if room.portrait else nullcontext():
                swatches(canvas, row, walls, wall)
        if live is not None:
            _lights(canvas, live, above=WALLS_H + 24 if walls else 0)
            self._arrow = _arrow(canvas, live)
        self._buttons(canvas, view)
        footer(canvas)
        if local.asking == ASKING:
            override_question(canvas, view)

    def _buttons(self, canvas: Canvas, view: View) -> None:
        _ = canvas.gettext
        room = regions(canvas.box).primary
        live = view.live
        if view.visit.shooting:
            waiting(canvas, room, _("Hold still – taking your photo"), "shutter")
        elif live is not None and live.ring > 0:
            primary(canvas, "shutter", room, _("Take the photo"), "shutter")
        elif live is not None and live.may_override:
            primary(canvas, "shutter", room, _("Take it anyway"), "shutter")
        else:
            waiting(canvas, room, _("Follow the hint above – the photo takes itself"), "shutter")

    def moment(self, view: View, now_s: float) -> Hashable | None:
        """Draw anew with every frame, and while the arrow nudges."""
        live = view.live
        if live is None or live.flash:
            return None
        return (id(live.frame), live.ring, round(now_s * 25) if live.arrow else 0)

    def animate(self, canvas: Canvas, view: View, now_s: float) -> None:
        """Draw the mirrored picture, the oval, the ring and the nudging arrow."""
        live = view.live
        if live is None or live.flash:
            return
        hero = canvas.rect_px(regions(canvas.box).hero)
        if live.frame is None:
            canvas.surface.fill(SUNKEN, hero)
            return
        picture, oval = self._picture(live.frame, live.oval, hero.size)
        wanted = 1.0 if live.ring > 0 or live.countdown is not None else 0.0
        self._tight += (wanted - self._tight) * 0.25
        draw_oval(picture, oval, 1.07 - 0.07 * self._tight, live.ring, canvas.kit.scale)
        canvas.surface.blit(pygame.image.frombuffer(picture.data, hero.size, "BGR"), hero)
        if self._arrow is not None and live.arrow is not None and live.countdown is None:
            dx, dy = NUDGES[live.arrow]
            swing = 14 * canvas.kit.scale * math.sin(now_s * 5.0)
            at = (
                hero.x + oval.centre_x + dx * (oval.width * 0.5 + ARROW * 0.75 * canvas.kit.scale),
                hero.y + oval.centre_y + dy * (oval.height * 0.5 + ARROW * 0.62 * canvas.kit.scale),
            )
            self._blit_arrow(canvas, at, (dx * swing, dy * swing), hero)

    def _blit_arrow(
        self, canvas: Canvas, at: tuple[float, float], swing: tuple[float, float], hero: pygame.Rect
    ) -> None:
        if self._arrow is None:
            return
        sprite = self._arrow.surface
        rect = sprite.get_rect(center=(round(at[0] + swing[0]), round(at[1] + swing[1])))
        canvas.surface.blit(sprite, rect.clamp(hero))

    def _picture(self, frame: BgrImage, oval: Oval, size: tuple[int, int]) -> tuple[BgrImage, Oval]:
        """Return the frame mirrored, scaled to cover `size` (width, height), and the oval in its pixels."""
        width, height = size
        rows, columns = frame.shape[:2]
        scale = max(width / columns, height / rows)
        crop_w, crop_h = min(round(width / scale), columns), min(round(height / scale), rows)
        x0 = round(min(max((1 - oval.centre_x) * columns - crop_w / 2, 0), columns - crop_w))
        y0 = round(min(max(oval.centre_y * rows - crop_h * 0.52, 0), rows - crop_h))
        if self._mirror is None or self._mirror.shape[:2] != (crop_h, crop_w):
            self._mirror = np.empty((crop_h, crop_w, 3), np.uint8)
        if self._hero is None or self._hero.shape[:2] != (height, width):
            self._hero = np.empty((height, width, 3), np.uint8)
        cv2.flip(frame[y0 : y0 + crop_h, x0 : x0 + crop_w], 1, self._mirror)
        cv2.resize(self._mirror, size, self._hero, interpolation=cv2.INTER_LINEAR)
        left = columns - x0 - crop_w
        on_hero = Oval(
            (oval.centre_x * columns - left) * width / crop_w,
            (oval.centre_y * rows - y0) * height / crop_h,
            oval.width * columns * width / crop_w,
            oval.height * rows * height / crop_h,
        )
        return self._hero, on_hero

    def forget(self) -> None:
        """Overwrite the picture buffers."""
        for buffer in (self._mirror, self._hero):
            if buffer is not None:
                buffer.fill(0)

    def spoken(self, language: Language, view: View, local: Local) -> str:
        """Say the countdown, or the hint and what helps to follow it, or the warning."""
        live = view.live
        if live is not None and live.countdown is not None:
            return str(live.countdown)
        if local.asking == ASKING and live is not None:
            return override_words(language, view)
        more = hint_more(language, live)
        return f"{hint_text(language, live)}. {more}" if more else hint_text(language, live)

    def act(self, target_id: str, view: View, local: Local) -> Answer:
        """Take the picture; before everything is right, only after a fair warning."""
        live = view.live
        if target_id == "shutter" and live is not None:
            if live.ring > 0:
                return local, (Shoot(),)
            return Local(asking=ASKING), ()
        if target_id == "override_confirm":
            return Local(), (Shoot(),)
        if target_id == "override_decline":
            return Local(), ()
        colour = colour_in(target_id, view.document.walls if view.document else ())
        if colour is not None:
            return local, (BackdropChosen(colour),)
        return local, ()


def draw_oval(picture: BgrImage, oval: Oval, looseness: float, ring: float, scale: float) -> None:
    """Draw the fine oval and the ring that fills, clockwise from the top, into a picture (BGR, in place)."""
    shift = 3  # three binary digits of subpixels
    centre = (round(oval.centre_x * 8), round(oval.centre_y * 8))
    axes = (round(oval.width * looseness * 4), round(oval.height * looseness * 4))
    line = max(round(5 * scale), 1)

    def arc(end_deg: float, colour: tuple[int, int, int], width: int) -> None:
        cv2.ellipse(picture, centre, axes, 0, -90, end_deg - 90, colour[::-1], width, cv2.LINE_AA, shift)

    arc(360, mix(INK, CARD, 0.25), line + max(round(3 * scale), 1))
    arc(360, CARD, line)
    if ring > 0:
        arc(360 * min(ring, 1.0), CARD, round(24 * scale))
        arc(360 * min(ring, 1.0), VERDICTS[Tone.GOOD].mark, max(round(15 * scale), 2))


def _hint(canvas: Canvas, hero: Box, view: View) -> None:
    """Draw the hint near the top of the picture: beside the lens, where the eyes should be."""
    live = view.live
    text = hint_text(canvas.language, live)
    ready = live is not None and live.hint == "ready"
    y = 152 if regions(canvas.box).portrait else 40
    style = Style(LEAD, Weight.SEMIBOLD, INK, 1.1)
    room_w = min(hero.w - 2 * 56, 968)
    said = canvas.measure(text, style, room_w - 200, 128)
    more = hint_more(canvas.language, live)
    more_style = Style(BODY, Weight.REGULAR, INK_SOFT, 1.2)
    below = canvas.measure(more, more_style, room_w - 200) if more else None
    text_w = max(said.w, below.w if below else 0)
    said_h = 76 + said.h / 2 + 8
    box_h = said_h + below.h + 28 if below else 152
    box = Box(hero.x + (hero.w - text_w - 208) / 2, y, text_w + 208, box_h)
    look = VERDICTS[Tone.GOOD]
    with canvas.layer(box, spread=88):
        canvas.panel(box, PanelLook(CARD, RADIUS_LARGE, shadow=FLOATING))
        bubble = Box(box.x + 24, box.y + 24, 104, 104)
        canvas.panel(bubble, PanelLook(look.mark if ready else ACCENT, PILL))
        canvas.icon("check" if ready else hint_icon(live), bubble, 68, CARD)
        room = box.beside(152).left(text_w + 8)
        canvas.text(text, room.top(152), style, rise="middle")
        if below:
            canvas.text(more, room.below(said_h).top(below.h + 4), more_style)


def _countdown(canvas: Canvas, hero: Box, count: int) -> None:
    """Draw the number as near to the lens as the glass allows: that is where to look now."""
    box = Box(hero.x + hero.w / 2 - 112, 32, 224, 224)
    with canvas.layer(box, spread=88):
        canvas.panel(box, PanelLook(CARD, PILL, shadow=FLOATING))
        canvas.text(str(count), box, Style(HERO, Weight.BOLD, ACCENT, 1.0), align="centre", rise="middle")


def _walls_row(canvas: Canvas) -> Box:
    """Return where the wall's colour is chosen: over the lower edge of the picture, or in the left column."""
    room = regions(canvas.box)
    if not room.portrait:
        return room.second
    return Box(room.primary.x, room.hero.bottom - 60 - WALLS_H, room.primary.w, WALLS_H)


def _lights(canvas: Canvas, live: LiveView, above: float) -> None:
    """Draw the small check lights: over the lower edge of the picture, or in the left column.

    What stands there already is `above` high.
    """
    room = regions(canvas.box)
    if not live.lights:
        return
    if not room.portrait:
        h = 236 if not above else room.second.y - 436 - 16
        _light_rows(canvas, live, Box(room.title.x, 436, room.title.w, h), centred=False)
        return
    area = Box(room.primary.x, room.hero.bottom - 208 - above, room.primary.w, 140)
    with canvas.layer(area):
        _light_rows(canvas, live, area, centred=True)


def _light_rows(canvas: Canvas, live: LiveView, area: Box, *, centred: bool) -> None:
    """Draw the lights as chips, as many rows as there is room for; in portrait the last row stands lowest."""
    _ = canvas.gettext
    rows: list[list[tuple[str, bool, float]]] = [[]]
    used = 0.0
    for label, passed in live.lights:
        w = chip_w(canvas, _(label), icon=True)
        if rows[-1] and used + w > area.w:
            rows.append([])
            used = 0.0
        rows[-1].append((_(label), passed, w))
        used += w + 16
    rows = rows[: int(area.h // 70)]
    y = area.bottom - len(rows) * 76 + 12 if centred else area.y
    for row in rows:
        width = sum(w for _label, _passed, w in row) + 16 * (len(row) - 1)
        x = area.x + ((area.w - width) / 2 if centred else 0)
        for label, passed, w in row:
            chip(canvas, (x, y), label, tone=Tone.GOOD if passed else Tone.NOTE, raised=centred)
            x += w + 16
        y += 76


def _arrow(canvas: Canvas, live: LiveView) -> Layer | None:
    if live.arrow is None:
        return None
    box = Box(0, 0, ARROW, ARROW)
    with canvas.layer(box, spread=88):
        canvas.panel(box, PanelLook(CARD, PILL, shadow=FLOATING))
        canvas.icon("farther" if live.arrow == "back" else live.arrow, box, 112, ACCENT)
    return canvas.layers.pop()
