"""A whole visit's program, with every way to the camera watched: none is taken before the customer agrees."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from types import SimpleNamespace

import pygame
import pytest

from hardware.camera.frame import CameraError
from kiosk.assets import assets_folder
from kiosk.documents.rulebook import Rulebook
from kiosk.messages.from_visit import ConsentGiven
from kiosk.messages.to_visit import Balance, NoticeFacts, Prepare, Show
from kiosk.privacy.canary import canary_of
from kiosk.privacy.policy_text import read_policy
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
FACTS = NoticeFacts(stick=True)
BEFORE = {Place.ATTRACT, Place.LANGUAGE, Place.DOCUMENT, Place.TERMS}


class Sitting:
    """A visit's program whose camera only notes that somebody wanted to open it."""

    def __init__(self) -> None:
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
            privacy=FACTS,
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
            Wire(ours), prepare, self.window, self.stage, self.album, catalogue, lambda: self.clock_s
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


@pytest.fixture
def sitting():
    sitting = Sitting()
    yield sitting
    sitting.close()


def test_the_camera_is_not_touched_before_the_customer_agrees(sitting):
    sitting.touch("start")
    sitting.touch("language:en")
    sitting.touch("document:schengen-visa")
    assert sitting.place is Place.TERMS
    for target_id in ("shield", "notice_close", "read", "notice_close", "extra:stick", "listen", "languages"):
        sitting.touch(target_id)
    sitting.touch("language:de")
    sitting.supervisor.send(Balance(inserted_cents=800, paid=True))  # even somebody who paid already
    sitting.turn()
    sitting.touch("back")
    sitting.touch("document:schengen-visa")
    assert sitting.place in BEFORE
    assert sitting.wanted == []
    assert not any(isinstance(message, ConsentGiven) for message in sitting.heard)

    sitting.touch("agree")
    consents = [message for message in sitting.heard if isinstance(message, ConsentGiven)]
    notice = read_policy(assets_folder() / "policies", "de").notice(FACTS)
    assert [consent.text_sha256 for consent in consents] == [notice.sha256]
    assert (consents[0].language, consents[0].full_notice_opened) == ("de", True)
    assert (consents[0].reprint, consents[0].stick) == ("not_offered", "declined")
    until_s = time.monotonic() + 20.0
    while not sitting.wanted and time.monotonic() < until_s:
        sitting.turn()
    assert sitting.wanted, "the yes opens it: this test would have noticed"
    assert not set(sitting.wanted) & BEFORE
