"""What the booth puts on the audit trail of visits and devices."""

from __future__ import annotations

from typing import Any, get_args

from hardware.printer.printer import PrinterState
from kiosk.assets import assets_folder
from kiosk.audit.events import Value, load_events
from kiosk.booth.audit_desk import WORKING, AuditDesk
from kiosk.booth.wipe_desk import Wiped
from kiosk.booth.wipes_due import WipeOf
from kiosk.messages.console import DeviceState
from kiosk.messages.from_visit import ConsentGiven

EVENTS = load_events(assets_folder() / "audit_events.toml")
NOTICE = "5e" * 32


class Paper:
    """Stands for the auditor: takes what is declared, keeps it in a list."""

    trouble: str | None = None

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []

    def record(self, event: str, **fields: Value) -> None:
        body = EVENTS.body(event, fields, 0.0)
        self.told.append((event, body["with"]))


def desk() -> tuple[AuditDesk, Paper]:
    paper = Paper()
    made = AuditDesk(paper, frozenset({NOTICE}))  # type: ignore[arg-type]
    assert paper.told == [("notice_offered", {"text": NOTICE})]
    paper.told.clear()
    return made, paper


def consent(digest: str) -> ConsentGiven:
    return ConsentGiven(
        text_sha256=digest, language="de", full_notice_opened=True, reprint="declined", stick="not_offered"
    )


def test_a_consent_is_recorded_by_text_and_choices_and_only_to_a_text_that_is_offered() -> None:
    """So no visit, whatever took it over, can write 32 bytes of its own onto the trail."""
    audit, paper = desk()
    audit.hear(consent("ab" * 32))
    assert paper.told == []
    audit.hear(consent(NOTICE))
    choices = {"reprint": "declined", "stick": "not_offered", "whole_notice_read": True}
    assert paper.told == [("consent_given", {"text": NOTICE, **choices})]


def test_a_wipe_tells_whose_it_was() -> None:
    audit, paper = desk()
    for of in get_args(WipeOf):
        audit.wiped(Wiped(pid=7, of=of, proof=None, passed=False, took_s=1.0))
    assert [fields["of"] for _event, fields in paper.told] == list(get_args(WipeOf))
    assert all(fields["searched"] is False for _event, fields in paper.told)


def test_a_device_is_told_of_when_it_breaks_breaks_otherwise_and_works_again() -> None:
    audit, paper = desk()
    for state in ("ready", "printing", "jam", "jam", "out_of_paper", "ready", "ready"):
        audit.look_at((DeviceState(name="printer", state=state),))
    assert paper.told == [
        ("device_failed", {"device": "printer", "state": "jam"}),
        ("device_failed", {"device": "printer", "state": "out_of_paper"}),
        ("device_restored", {"device": "printer"}),
    ]


def test_every_state_that_a_device_can_have_is_declared() -> None:
    audit, paper = desk()
    states = {str(state) for state in PrinterState} - WORKING
    for state in states:
        audit.look_at((DeviceState(name="printer", state=state),))
    for state in ("coins.lost", "coins.fault", "money.journal"):
        audit.look_at((DeviceState(name="coins", state=state),))
    audit.look_at((DeviceState(name="lights", state="lost"),))
    assert len(paper.told) == len(states) + 4
