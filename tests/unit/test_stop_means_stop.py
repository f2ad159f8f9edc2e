"""Who stops, or takes the yes back, gets no picture taken, printed or paid for by what was under way."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import Future
from types import SimpleNamespace

import pytest

from kiosk.messages.from_visit import MoneyPaused, MoneyWanted, PrintNotSent, PrintStarting, VisitEnded
from kiosk.messages.to_visit import PrintAllowed
from kiosk.privacy.consent import Consent
from kiosk.visit import events
from kiosk.visit.flow import Place, Visit

CONSENT = Consent("0" * 64, "en", full_notice_opened=False, reprint="not_offered", stick="not_offered")
LIMIT_S = 5.0


def told(sitting) -> list[type]:
    """Return the kinds of messages that the supervisor got since the last call."""
    sitting.turn()
    kinds, sitting.heard[:] = [type(message) for message in sitting.heard], []
    return kinds


@pytest.fixture
def laying_out(sitting, monkeypatch) -> Future[bytes]:
    """Bring a visit to the moment at which its sheet is laid out; the result is the sheet."""
    sheet: Future[bytes] = Future()
    monkeypatch.setattr(sitting.album._studio, "sheet", lambda _shot: sheet)
    sitting.album.shots = (SimpleNamespace(),)
    sitting.visit._visit = Visit(place=Place.CHOOSE, shots=1, paid=True, consent=CONSENT)
    sitting.visit._happen(events.ShotChosen(0))
    sitting.album.shots = ()  # no picture to draw on the screens
    told(sitting)
    return sheet


@pytest.mark.parametrize("stops", [False, True])
def test_a_sheet_that_is_still_laid_out_is_not_printed(sitting, laying_out, stops: bool) -> None:
    if stops:
        sitting.visit._happen(events.StopConfirmed())
    laying_out.set_result(b"a sheet")
    assert told(sitting) == ([VisitEnded] if stops else [PrintStarting])
    assert sitting.album._sheet == (b"" if stops else b"a sheet")


@pytest.mark.parametrize("keeper", [False, True])
def test_a_word_to_print_that_comes_too_late_is_answered_with_no(sitting, laying_out, keeper: bool) -> None:
    laying_out.set_result(b"a sheet")
    assert told(sitting) == [PrintStarting]
    sitting.visit._happen(events.StopConfirmed())
    near, far = socket.socketpair()
    with near:
        sitting.supervisor.send(PrintAllowed(sheet="keep" if keeper else "fresh"), far if keeper else None)
        if not keeper:
            far.close()
        assert told(sitting) == [VisitEnded, PrintNotSent]
        near.settimeout(LIMIT_S)
        assert near.recv(1) == b"", "the keeper is told that no sheet comes"


class SlowCamera:
    """A camera that gives its first picture when it is allowed to."""

    def __init__(self) -> None:
        self.opened, self.closed, self.ready = threading.Event(), threading.Event(), threading.Event()

    def __enter__(self):
        self.opened.set()
        return self

    def __exit__(self, *exc: object) -> None:
        self.closed.set()

    def read(self, timeout_s: float) -> object:
        return object() if self.ready.wait(min(timeout_s, 0.01)) else None


@pytest.mark.parametrize("goes_back", [False, True])
def test_the_camera_that_is_looked_at_before_one_pays_is_let_go_by_who_goes_back(
    sitting, monkeypatch, goes_back: bool
) -> None:
    camera = SlowCamera()
    monkeypatch.setattr(sitting.album, "_open_camera", lambda: camera)
    sitting.album._clock = lambda: 0.0
    sitting.visit._visit = Visit(place=Place.TERMS, document_id="schengen-visa")
    sitting.visit._happen(events.Agreed(CONSENT))
    assert camera.opened.wait(LIMIT_S)
    if goes_back:
        sitting.visit._happen(events.Back())
        assert camera.closed.wait(LIMIT_S), "with no picture yet"
    camera.ready.set()
    assert camera.closed.wait(LIMIT_S)
    heard = []
    for _ in range(100):
        heard += told(sitting)
        if not sitting.album._jobs:
            break
    assert (MoneyPaused in heard, MoneyWanted in heard) == (goes_back, not goes_back)
