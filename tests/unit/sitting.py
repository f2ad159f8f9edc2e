"""A visit's program with a window and no booth around it."""

from __future__ import annotations

import socket
from pathlib import Path
from types import SimpleNamespace

import pygame

from hardware.camera.frame import CameraError
from kiosk.assets import assets_folder
from kiosk.documents.rulebook import Rulebook
from kiosk.messages.to_visit import NoticeFacts, Prepare, Show
from kiosk.privacy.canary import canary_of
from kiosk.sheet.calibration import Calibration
from kiosk.sheet.paper import paper_named
from kiosk.sheet.press import Press
from kiosk.ui.catalogue import Catalogue
from kiosk.ui.speech import SilentSpeaker
from kiosk.ui.window import Window
from kiosk.visit.album import Album
from kiosk.visit.flow import Place
from kiosk.visit.process import VisitProgram
from kiosk.visit.stage import Stage
from kiosk.wire import Wire

SIZE = (540, 960)


class Sitting:
    """A visit's program whose camera only notes that somebody wanted to open it."""

    def __init__(self, facts: NoticeFacts) -> None:
        ours, theirs = socket.socketpair()
        self.supervisor = Wire(theirs)
        self.wanted: list[Place] = []
        self.heard: list[object] = []
        self.clock_s = 100.0
        prepare = Prepare(
            width_px=SIZE[0],
            height_px=SIZE[1],
            fullscreen=False,
            languages=("en", "de"),
            favourites=("schengen-visa",),
            price_cents=800,
            currency="EUR",
            camera="device:0",
            printer="",
            paper="10x15",
            privacy=facts,
        )
        catalogue = Catalogue.load(assets_folder() / "languages")
        networks = SimpleNamespace(live=(None, None), optics=None, close=lambda: None)
        self.album = Album(
            rulebook=Rulebook.load(assets_folder() / "documents"),
            open_camera=self.open_camera,
            networks=networks,
            printer=None,
            press=Press(paper_named("10x15"), 300, Calibration(), ruler=False),
            clock=lambda: self.clock_s,
            stick_helper=Path("no-such-socket"),
            canary=canary_of(""),
        )
        self.window = Window(SIZE, "visit", fullscreen=False, hidden=True)
        self.stage = Stage(SIZE, catalogue, SilentSpeaker(), lambda: self.clock_s)
        self.visit = VisitProgram(
            Wire(ours, takes_sockets=True),
            prepare,
            self.window,
            self.stage,
            self.album,
            catalogue,
            lambda: self.clock_s,
        )
        self.supervisor.send(Show())
        self.turn()

    def open_camera(self):
        self.wanted.append(self.place)
        raise CameraError("no camera in this test")

    @property
    def place(self) -> Place:
        return self.visit._visit.place

    def turn(self) -> None:
        self.clock_s += 0.7
        self.visit.turn()
        self.heard += self.supervisor.receive()

    def touch(self, target_id: str) -> None:
        at = self.stage.targets()[target_id].center
        for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
            pygame.event.post(pygame.event.Event(kind, pos=at, button=1, touch=False))
            self.turn()

    def close(self) -> None:
        self.album.close()
        self.window.close()
        self.supervisor.close()
        self.visit._wire.close()
