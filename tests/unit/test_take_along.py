"""From a shot to the stick: the helper is handed the photo, plain or behind the password on the screen."""

from __future__ import annotations

import io
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from kiosk.assets import assets_folder
from kiosk.documents.rulebook import Rulebook
from kiosk.messages.from_visit import VisitEnded
from kiosk.messages.to_visit import NoticeFacts, PrintNews
from kiosk.portability.password import Password
from kiosk.portability.stick import Outcome
from kiosk.privacy.consent import Consent
from kiosk.sheet.calibration import Calibration
from kiosk.sheet.paper import paper_named
from kiosk.sheet.press import Press
from kiosk.visit.album import Album
from kiosk.visit.flow import Place, Visit
from tests.unit.sitting import Sitting

PASSWORD = Password("4711081512345678")
PHOTO = np.full((531, 413, 3), (90, 160, 220), np.uint8)


@pytest.fixture
def album(tmp_path: Path):
    networks = SimpleNamespace(live=(None, None), still=(None, None), optics=None, close=lambda: None)
    made = Album(
        rulebook=Rulebook.load(assets_folder() / "documents"),
        open_camera=lambda: None,
        networks=networks,
        printer=None,
        press=Press(paper_named("10x15"), 300, Calibration(), ruler=False),
        stick_helper=tmp_path / "helper",
        canary=bytes(24),
        clock=lambda: 0.0,
    )
    made.shots = (SimpleNamespace(photo=PHOTO),)
    yield made
    made.close()


def taken(album: Album, helper: Path, password: Password | None, outcome: Outcome) -> tuple[str, bytes]:
    """Have a helper answer with `outcome`; return the name and the file it was handed."""

    def take() -> None:
        album.take_along(0, password)
        while "stick" not in (news := list(album.news())):
            assert news == []

    return handed_over(helper, outcome, take)


def handed_over(helper: Path, outcome: Outcome, act: Callable[[], None]) -> tuple[str, bytes]:
    """Be the helper while `act` runs; return the name and the file it was handed."""
    heard: list[bytes] = []
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(helper))
        listener.listen()

        def serve() -> None:
            line, _ = listener.accept()
            with line, line.makefile("rb") as asked:
                heard.append(asked.read())
                line.sendall(json.dumps({"outcome": outcome, "name": "photo-2.jpg"}).encode() + b"\n")

        server = threading.Thread(target=serve)
        server.start()
        act()
        server.join()
    helper.unlink()
    head, _, file = heard[0].partition(b"\n")
    name, length = head.decode().split()
    assert int(length) == len(file)
    return name, file


def test_the_photo_goes_to_the_helper_plain_or_behind_the_password(album: Album, tmp_path: Path) -> None:
    name, plain = taken(album, tmp_path / "helper", None, Outcome.WRITTEN)
    assert (name, album.stick_outcome) == ("photo.jpg", Outcome.WRITTEN)
    with Image.open(io.BytesIO(plain)) as picture:
        assert (picture.format, picture.size, picture.getpixel((200, 200))) == (
            "JPEG",
            (413, 531),
            (220, 160, 90),
        )

    name, locked = taken(album, tmp_path / "helper", PASSWORD, Outcome.FULL)
    assert (name, album.stick_outcome) == ("photo.pdf", Outcome.FULL)
    reader = PdfReader(io.BytesIO(locked), password=PASSWORD.for_people)
    assert reader.attachments["photo.jpg"] == [plain]


def test_without_a_helper_it_is_said_to_have_failed(album: Album) -> None:
    album.take_along(0, None)
    while "stick" not in list(album.news()):
        pass
    assert album.stick_outcome is Outcome.FAILED


def test_when_the_sheet_is_out_the_screen_offers_it_shows_the_password_and_ends_as_finished(tmp_path) -> None:
    agreed = Consent("0" * 64, "en", full_notice_opened=False, reprint="not_offered", stick="agreed")
    sitting = Sitting(NoticeFacts(stick=True))
    try:
        sitting.album._stick_helper = tmp_path / "helper"
        sitting.album.shots = (SimpleNamespace(photo=PHOTO),)
        printing = Visit(place=Place.PRINTING, consent=agreed, paid=True, shots=1, chosen=0)
        sitting.visit._visit = replace(printing, now_s=sitting.clock_s, print_started_s=sitting.clock_s)
        sitting.visit._viewer._shots = lambda _language: ()  # made of true shots only
        sitting.supervisor.send(PrintNews(state="done", fraction=1.0))
        sitting.turn()
        assert sitting.place is Place.TAKE

        def press() -> None:
            sitting.touch("take:locked")
            while sitting.visit._visit.writing:
                sitting.visit.turn()
            sitting.turn()

        name, locked = handed_over(tmp_path / "helper", Outcome.WRITTEN, press)
        shown = sitting.visit._view().password
        assert (name, PdfReader(io.BytesIO(locked), password=shown).attachments["photo.jpg"][0][:2]) == (
            "photo.pdf",
            b"\xff\xd8",
        )
        assert " ".join(shown.replace(" ", ",")) in sitting.stage.spoken()
        sitting.touch("taken")
        assert [message.reason for message in sitting.heard if isinstance(message, VisitEnded)] == [
            "finished"
        ]
        assert shown.replace(" ", "") not in str(sitting.heard)
    finally:
        sitting.close()
