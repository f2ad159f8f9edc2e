"""The booth's lights: scenes, and the driver that shows them over DMX."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hardware.lights.dmx_codec import (
    LABEL_SERIAL,
    MAX_CHANNELS,
    FrameParser,
    WidgetFrame,
    encode,
    output_frame,
    serial_number,
)
from hardware.serial_link import LinkLost

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hardware.serial_link import SerialLink

Rgb = tuple[float, float, float]
"""Red, green and blue lamp levels, 0 dark to 1 full."""

RESEND_S = 1.0
"""How often the scene is sent again, so that a widget that lost power shows it again within a second."""

ANSWER_S = 3.0
"""A widget that said nothing for this long while it was asked once a second is not there."""

REOPEN_S = 1.0


@dataclass(frozen=True, slots=True)
class Scene:
    """How every lamp of the booth stands, each level 0 dark to 1 full.

    `key` is the light in front of the sitter, `fill` the one that softens the shadows beside and below, and
    `backdrop` the three colours of the wall behind; `white` shows equal red, green and blue.
    """

    key: float
    fill: float
    backdrop: Rgb

    def __post_init__(self) -> None:
        if not all(0.0 <= level <= 1.0 for level in (self.key, self.fill, *self.backdrop)):
            raise ValueError("light levels are between 0 and 1")

    def before(self, backdrop: Rgb) -> Scene:
        """Return the same light on the sitter before a backdrop of another colour."""
        return replace(self, backdrop=backdrop)


DARK: Rgb = (0.0, 0.0, 0.0)
LIGHT_GREY: Rgb = (0.85, 0.85, 0.85)

BACKDROPS: Mapping[str, Rgb] = {
    "white": (1.0, 1.0, 1.0),
    "off-white": (0.98, 0.97, 0.94),
    "cream": (0.98, 0.94, 0.82),
    "beige": (0.92, 0.86, 0.74),
    "light-brown": (0.82, 0.72, 0.58),
    "light": LIGHT_GREY,
    "light-grey": LIGHT_GREY,
    "grey": (0.65, 0.65, 0.65),
    "light-blue": (0.70, 0.82, 0.95),
    "blue": (0.15, 0.35, 0.75),
    "red": (0.75, 0.12, 0.12),
}
"""What issuers call a background, as lamp levels; read only. Our own choice."""

IDLE = Scene(key=0.35, fill=0.30, backdrop=(0.4, 0.4, 0.4))
POSE = Scene(key=0.70, fill=0.70, backdrop=LIGHT_GREY)
FLASH = Scene(key=0.80, fill=0.80, backdrop=LIGHT_GREY)
DARK_BACKDROP = FLASH.before(DARK)
"""The flash's light on the sitter: between the two pictures of a matte nothing but the wall may change."""

SCENES: Mapping[str, Scene] = {
    "idle": IDLE,
    "pose": POSE,
    "flash": FLASH,
    "dark_backdrop": DARK_BACKDROP,
}
"""The scenes by name; read only."""


@dataclass(frozen=True, slots=True)
class ChannelMap:
    """Which DMX channel, counted from 1, drives which lamp."""

    key: int = 1
    fill: int = 2
    backdrop_red: int = 3
    backdrop_green: int = 4
    backdrop_blue: int = 5

    def __post_init__(self) -> None:
        numbers = (self.key, self.fill, self.backdrop_red, self.backdrop_green, self.backdrop_blue)
        if not all(1 <= number <= MAX_CHANNELS for number in numbers) or len(set(numbers)) != len(numbers):
            raise ValueError(f"DMX channels are different numbers from 1 to {MAX_CHANNELS}")

    def levels(self, scene: Scene) -> bytes:
        """Return one byte per channel, from channel 1 to the highest in use."""
        red, green, blue = scene.backdrop
        wanted = {
            self.key: scene.key,
            self.fill: scene.fill,
            self.backdrop_red: red,
            self.backdrop_green: green,
            self.backdrop_blue: blue,
        }
        return bytes(round(255 * wanted.get(number, 0.0)) for number in range(1, max(wanted) + 1))

    def scene(self, levels: bytes) -> Scene:
        """Return the scene that these channel levels make; channels that were not sent are dark."""

        def at(number: int) -> float:
            return levels[number - 1] / 255 if number <= len(levels) else 0.0

        backdrop = (at(self.backdrop_red), at(self.backdrop_green), at(self.backdrop_blue))
        return Scene(key=at(self.key), fill=at(self.fill), backdrop=backdrop)


class Lights:
    """Shows a scene and keeps showing it, through unplugged cables and widgets that lost power.

    Nothing here raises when the widget is gone: a sale must not end because of a lamp. `working` tells
    whether the widget answered lately, so that the booth can refuse to start a visit in the dark. The owner
    calls `tick` several times a second; no call waits for the widget.
    """

    def __init__(
        self, open_link: Callable[[], SerialLink], channels: ChannelMap, clock: Callable[[], float]
    ) -> None:
        self._open_link = open_link
        self._channels = channels
        self._clock = clock
        self._scene = IDLE
        self._link: SerialLink | None = None
        self._parser = FrameParser()
        self._next_open_s = clock()
        self._next_send_s = clock()
        self._answered_s: float | None = None
        self.serial_number: int | None = None
        """The widget's number once it has told it."""

    @property
    def scene(self) -> Scene:
        """The scene that is meant to be seen."""
        return self._scene

    @property
    def working(self) -> bool:
        """True while the widget is there and answered within `ANSWER_S`."""
        return (
            self._link is not None
            and self._answered_s is not None
            and self._clock() - self._answered_s < ANSWER_S
        )

    def set_scene(self, scene: Scene) -> None:
        """Show a scene at once, and from now on."""
        self._scene = scene
        self._next_send_s = self._clock()
        self.tick()

    def tick(self) -> None:
        """Open the port if it is not, send the scene when it is due, and listen for the widget's answer."""
        now_s = self._clock()
        try:
            if self._link is None and now_s >= self._next_open_s:
                self._next_open_s = now_s + REOPEN_S
                self._parser = FrameParser()
                self._link = self._open_link()
                self._next_send_s = now_s
            if self._link is None:
                return
            if now_s >= self._next_send_s:
                self._next_send_s = now_s + RESEND_S
                self._link.write(encode(output_frame(self._channels.levels(self._scene))))
                self._link.write(encode(WidgetFrame(LABEL_SERIAL)))
            for frame in self._parser.feed(self._link.read(256, 0.0)):
                number = serial_number(frame)
                if number is not None:
                    self.serial_number, self._answered_s = number, now_s
        except LinkLost:
            self._drop()

    def close(self) -> None:
        """Leave the booth in its idle light and let go of the port."""
        if self._link is not None:
            self.set_scene(IDLE)
            self._drop()

    def _drop(self) -> None:
        if self._link is not None:
            self._link.close()
        self._link, self._answered_s = None, None
