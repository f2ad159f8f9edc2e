"""A visit's program and a kept sheet: sealed for its keeper, opened for the printer, never shown."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from hardware.printer.printer import Job
from kiosk.booth.compose import Booth
from kiosk.keeper.handover import hand_over, take_over
from kiosk.messages.from_visit import (
    CodeTyped,
    MoneyWanted,
    PrintNotSent,
    PrintSent,
    PrintStarting,
    VisitEnded,
)
from kiosk.messages.to_visit import (
    Balance,
    CodeAnswer,
    Deleted,
    NoticeFacts,
    PrintAllowed,
    PrintNews,
    Service,
    SheetsKept,
    Show,
)
from kiosk.privacy.canary import canary_of
from kiosk.privacy.consent import Consent, Extra
from kiosk.privacy.planting import plant_in_pdf
from kiosk.privacy.retained import Container, opened, seal
from kiosk.settings import Privacy, Settings
from kiosk.visit.flow import Place, Visit
from tests.unit.sitting import Sitting

PDF = b"%PDF-1.7 sheet %%EOF\n"
AGREED = Consent("0" * 64, "en", full_notice_opened=False, reprint="agreed", stick="not_offered")


class Printer:
    """Remembers what it was handed."""

    def __init__(self) -> None:
        self.sheets: list[bytes] = []

    def print_pdf(self, pdf: bytes, _copies: int) -> Job:
        self.sheets.append(pdf)
        return Job("job-1")


@pytest.fixture
def sitting() -> Iterator[Sitting]:
    sitting = Sitting(NoticeFacts(retention_minutes=10))
    sitting.album._printer = Printer()
    yield sitting
    sitting.close()


def heard(sitting: Sitting, kind: type) -> list:
    return [message for message in sitting.heard if isinstance(message, kind)]


def wait_for(sitting: Sitting, kind: type) -> None:
    for _turn in range(500):
        sitting.turn()
        if heard(sitting, kind):
            return
    raise AssertionError(f"no {kind.__name__}")


def test_a_sheet_goes_sealed_to_its_keeper_and_as_it_is_to_the_printer(sitting: Sitting) -> None:
    printing = Visit(place=Place.PRINTING, consent=AGREED, paid=True, shots=1, chosen=0)
    sitting.visit._visit = replace(printing, now_s=sitting.clock_s, print_started_s=sitting.clock_s)
    sitting.album._sheet = PDF
    keeper, way = socket.socketpair()
    with keeper:
        sitting.supervisor.send(PrintAllowed(sheet="keep"), way)
        wait_for(sitting, PrintSent)
        with opened(Container(*take_over(keeper, 5.0))) as sheet:
            assert [bytes(sheet)] == sitting.album._printer.sheets == [plant_in_pdf(PDF, canary_of(""))]
    sitting.supervisor.send(PrintNews(state="done", fraction=1.0))
    wait_for(sitting, VisitEnded)
    assert heard(sitting, VisitEnded)[0] == VisitEnded(reason="finished", keep=True)


@pytest.mark.parametrize("there", [True, False], ids=["in-time", "gone-meanwhile"])
def test_who_has_the_code_pays_and_gets_the_sheet_again(sitting: Sitting, there: bool) -> None:
    sitting.supervisor.send(SheetsKept(count=1, room=True))
    sitting.turn()
    sitting.touch("reprint")
    for digit in "047115":
        sitting.touch(f"digit:{digit}")
    assert heard(sitting, CodeTyped) == [CodeTyped(code="047115")]
    assert "047115" not in repr(sitting.heard) + repr(sitting.visit._visit)
    sitting.supervisor.send(CodeAnswer(answer="right", kept_minutes=8))
    sitting.turn()
    sitting.touch("again")
    assert heard(sitting, MoneyWanted), "at once: no camera is looked at"
    sitting.supervisor.send(Balance(inserted_cents=800, paid=True))
    sitting.turn()
    assert heard(sitting, PrintStarting)

    keeper, way = socket.socketpair()
    sitting.supervisor.send(PrintAllowed(sheet="again"), way)
    with keeper:
        if there:
            container = seal(PDF)
            hand_over(keeper, container.key, container.sealed, 5.0)
    wait_for(sitting, PrintSent if there else PrintNotSent)
    planted = plant_in_pdf(PDF, canary_of(""))  # with the mark that is looked for after this visit
    assert sitting.album._printer.sheets == ([planted] if there else [])
    assert sitting.wanted == [], "the camera stays shut"


def test_a_yes_is_taken_back_even_while_the_booth_is_out_of_service(sitting: Sitting) -> None:
    sitting.supervisor.send(Service(reasons=("printer.out_of_paper",)))
    sitting.supervisor.send(SheetsKept(count=1, room=True))
    sitting.turn()
    sitting.touch("reprint")
    for digit in "047115":
        sitting.touch(f"digit:{digit}")
    sitting.supervisor.send(CodeAnswer(answer="right", kept_minutes=8))
    sitting.turn()
    assert "again" not in sitting.stage.targets()
    sitting.touch("delete")
    assert heard(sitting, VisitEnded) == [VisitEnded(reason="cancelled", keep=False)]


def test_the_extra_is_offered_only_while_there_is_room(sitting: Sitting) -> None:
    recorded = Booth(Settings(privacy=Privacy(retention_minutes=10)))._notices()
    for room in (True, False):
        sitting.supervisor.send(SheetsKept(count=8, room=room))
        sitting.turn()
        notice = sitting.visit._view().notice
        assert notice.sha256 in recorded
        assert (Extra.REPRINT in dict(notice.extras)) is room
        assert ("10 minutes" in notice.text) is room


def test_the_code_is_on_the_screen_and_read_aloud_digit_by_digit(sitting: Sitting) -> None:
    sitting.supervisor.send(Show(after="finished", language="de"))
    sitting.supervisor.send(Deleted(sheet="kept", kept_minutes=10, code="047115"))
    sitting.turn()
    assert "0 4 7 , 1 1 5" in sitting.stage.spoken()
    assert "10 Minuten" in sitting.stage.spoken()
    assert "047115" not in repr(Deleted(code="047115"))
