"""Tells the demo which screen shows, with what to touch, and saves a picture of each once."""

from __future__ import annotations

from pathlib import Path

from kiosk.messages.from_visit import ScreenShown
from kiosk.messages.to_visit import Prepare
from kiosk.ui.window import Window
from kiosk.visit.album import Album
from kiosk.visit.flow import Place, Visit
from kiosk.visit.stage import Stage
from kiosk.visit.view import Farewell
from kiosk.wire import Wire

TELL_EVERY_S = 0.1
"""The demo hears at most this often what shows; it must not cost what it watches."""


class ScreenTeller:
    """Silent unless the booth's settings ask for it, which those of a real booth cannot."""

    def __init__(self, wire: Wire, prepare: Prepare, stage: Stage, album: Album, window: Window) -> None:
        self._wire = wire
        self._stage = stage
        self._album = album
        self._window = window
        self._folder = Path(prepare.screens_dir) if prepare.screens_dir else None
        self._asked = prepare.remote_hand or prepare.tell_screens or self._folder is not None
        self._told: tuple[str, dict[str, tuple[int, int, int, int]], str | None] | None = None
        self._told_s = 0.0
        self._saved: set[str] = set()

    def forget(self) -> None:
        """Tell the next screen even if it is the one told last."""
        self._told = None

    def tell(
        self, visit: Visit, farewell: Farewell | None, out_of_service: tuple[str, ...], now_s: float
    ) -> None:
        """Tell what was just drawn, if it is news and asked for."""
        if not self._asked or now_s - self._told_s < TELL_EVERY_S:
            return
        self._told_s = now_s
        name = screen_name(visit, farewell, out_of_service)
        if self._folder is not None and name not in {"pose", *self._saved} and not self._stage.settled:
            return  # a simulated hand could be quicker than the picture of the screen
        targets = {key: (box.x, box.y, box.width, box.height) for key, box in self._stage.targets().items()}
        sight = self._album.eye.sight
        hint = sight.coaching.hint if sight is not None and name == "pose" else None
        if (name, targets, hint) != self._told:
            self._told = (name, targets, hint)
            self._wire.send(ScreenShown(screen=name, targets=targets, hint=hint))
        if self._folder is not None:
            self._save(f"pose-{self._moment(visit)}" if name == "pose" else name, self._folder)

    def _save(self, name: str, folder: Path) -> None:
        if name in self._saved or not self._stage.settled:
            return
        self._saved.add(name)
        self._album.save_screen(self._window.surface.copy(), folder / f"{name}.png")

    def _moment(self, visit: Visit) -> str:
        """Name what the pose screen shows."""
        sight = self._album.eye.sight
        if visit.shooting:
            return "countdown"
        if sight is None:
            return "start"
        return "right" if sight.coaching.ring > 0.5 else "hint"


def screen_name(visit: Visit, farewell: Farewell | None, out_of_service: tuple[str, ...]) -> str:
    """Return the name of the screen that shows, of whatever lies over it."""
    if farewell is not None:
        return "farewell" if farewell.settled else "deleting"
    if visit.place is Place.ATTRACT and out_of_service:
        return "out_of_service"
    if visit.asking_to_stop:
        return "stop"
    if visit.showing_notice:
        return "notice"
    return "timeout" if visit.warning_left_s is not None else visit.place.value
