"""What breaks during a visit: money goes back, the booth goes on or says that it cannot."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from prometheus_client.samples import Sample

from hardware.simulated.street_messages import LoadPaper, SetCameraFault, SetPrinterFault
from kiosk.audit import verify
from kiosk.booth.compose import Booth, BoothOptions
from kiosk.booth.supervisor import DEATHS_IN_A_ROW
from kiosk.demo.customer import Wishes
from kiosk.demo.run import DemoOptions, Pilot, VisitRecord, demo_settings, demo_wipe_scope
from kiosk.demo.street import Street
from kiosk.health import read_snapshot
from kiosk.ops.exporter import BoothCollector
from kiosk.privacy.papers.trail_summary import Verdict, summary_of

pytestmark = [pytest.mark.booth_stays, pytest.mark.timeout(280)]

WISHES = Wishes(language="en", document_id="schengen-visa", price_cents=800, pace=0.5)


@dataclass
class Stand:
    booth: Booth
    street: Street
    pilot: Pilot
    root: Path

    def visit_pid(self, role: str = "visit") -> int | None:
        return next((pid for pid, has in self.booth.pids.items() if has == role), None)

    def scrape(self) -> list[Sample]:
        """Return what an operator's scraper would get now."""
        self.booth._write_snapshot()
        families = BoothCollector(self.root / "run" / "health.json").collect()
        return [sample for family in families for sample in family.samples]

    def visit(self, wishes: Wishes = WISHES) -> VisitRecord:
        for _ in self.pilot.visit(wishes):
            pass
        return self.pilot.records[-1]

    def step_until_screen(self, screen: str) -> None:
        for _ in range(1500):
            if self.pilot.screen == screen:
                return
            self.booth.step()
        pytest.fail(f"the screen stayed '{self.pilot.screen}' and never became '{screen}'")


@pytest.fixture(scope="module")
def stand(
    tmp_path_factory: pytest.TempPathFactory,
    module_leaves_nothing_behind: None,  # noqa: ARG001 -- looks when all is over
) -> Iterator[Stand]:
    root = tmp_path_factory.mktemp("booth")
    out = root / "out"
    out.mkdir()
    devices = root / "devices"
    with Street(devices, root / "tray", seconds_per_sheet=1.0) as street:
        settings = demo_settings(root, devices, DemoOptions(out=out, screen_px=(540, 960)))
        with Booth(
            settings, BoothOptions(remote_hand=True, wipe_scope=demo_wipe_scope(settings, street.pid))
        ) as booth:
            stand = Stand(booth, street, Pilot(booth, street, out), root)
            stand.step_until_screen("attract")
            yield stand


def test_a_jam_while_printing_gives_the_money_back_and_closes_the_booth_until_it_is_cleared(
    stand: Stand,
) -> None:
    stand.street.control.do(SetPrinterFault(fault="jam", at_progress=0.4))
    for _ in stand.pilot.visit(WISHES):
        if stand.pilot.screen == "out_of_service":
            break
    record = stand.pilot.records[-1]
    assert (record.outcome, record.deleted, record.owed_cents) == ("failed", True, 800)
    assert not stand.booth.in_service
    stand.street.control.do(SetPrinterFault(fault="none"))
    stand.step_until_screen("attract")
    assert stand.booth.in_service


def test_without_paper_nobody_is_asked_for_money(stand: Stand) -> None:
    stand.street.control.do(LoadPaper(sheets=0))
    stand.step_until_screen("out_of_service")
    snapshot = read_snapshot(stand.root / "run" / "health.json")
    assert not snapshot.in_service
    assert {part.name: part.state for part in snapshot.components}["printer"] == "out_of_paper"
    stand.street.control.do(LoadPaper(sheets=50))
    stand.step_until_screen("attract")


def test_a_camera_that_is_gone_ends_the_visit_before_money_is_asked_for(stand: Stand) -> None:
    stand.street.control.do(SetCameraFault(fault="unplug"))
    record = stand.visit()
    stand.street.control.do(SetCameraFault(fault="none"))
    assert (record.outcome, record.inserted_cents, record.owed_cents) == ("failed", 0, 0)
    assert "pose" not in record.screens


def test_a_visit_killed_while_its_sheet_prints_is_sold_when_the_sheet_comes(stand: Stand) -> None:
    before, scraped_before = stand.booth.counters(), stand.scrape()
    killed = printing = False
    looked_at = ""
    for _ in stand.pilot.visit(WISHES):
        prints = stand.booth._devices.printer_status.state == "printing"
        if stand.pilot.screen != looked_at or prints:
            assert stand.scrape() == scraped_before, "no scrape tells when somebody sat in the booth"
        looked_at, printing = stand.pilot.screen, printing or prints
        pid = stand.visit_pid()
        if stand.pilot.screen == "printing" and stand.booth.prints and not killed and pid is not None:
            killed = True
            os.kill(pid, signal.SIGKILL)
    assert killed
    record = stand.pilot.records[-1]
    assert (record.outcome, record.deleted, record.owed_cents) == ("failed", True, 0)
    while stand.booth.prints:
        assert not stand.booth.in_service, "one sale ends before the next begins"
        stand.booth.step()
    assert printing, "there was something to tell"
    assert stand.booth.counters()["sales"] == before["sales"] + 1


def test_successors_that_die_while_waiting_are_replaced_and_operators_hear_of_it(stand: Stand) -> None:
    killed: set[int] = set()
    for _ in range(1500):
        stand.booth.step()
        successor = stand.visit_pid("next_visit")
        if len(killed) < DEATHS_IN_A_ROW and successor is not None and successor not in killed:
            os.kill(successor, signal.SIGKILL)
            killed.add(successor)
        if not stand.booth.in_service:
            break
    assert len(killed) == DEATHS_IN_A_ROW
    stand.step_until_screen("out_of_service")
    snapshot = read_snapshot(stand.root / "run" / "health.json")
    assert not snapshot.in_service
    stand.step_until_screen("attract")
    assert stand.booth.in_service, "one that is ready ends it"


def test_after_all_that_a_visit_still_works(stand: Stand) -> None:
    record = stand.visit(replace(WISHES, retakes=1))
    assert (record.outcome, record.deleted, record.owed_cents) == ("finished", True, 0)
    assert record.screens.count("choose") == 2


def test_the_audit_trail_tells_all_that_and_nothing_of_when(stand: Stand) -> None:
    trail = stand.root / "state" / "audit"
    key = verify.key_from((trail / "first.key").read_text(encoding="ascii"))
    report = verify.check_path(trail, key, ())
    assert report.good, report.told
    entries = [json.loads(line)["entry"] for line in verify.read_folder(trail).splitlines()]
    told = [(entry["event"], entry["with"]) for entry in entries]
    assert ("device_failed", {"device": "printer", "state": "jam"}) in told
    assert ("device_failed", {"device": "printer", "state": "out_of_paper"}) in told
    assert told.count(("device_restored", {"device": "printer"})) == 2
    assert told.count(("sale_ended", {"outcome": "owed", "owed": 800})) == 1
    assert told.count(("sale_ended", {"outcome": "sold", "owed": 0})) == 2
    began = [entry for entry in entries if entry["event"] == "visit_began"]
    assert len(began) == 4
    ended = [fields["how"] for event, fields in told if event == "visit_ended"]
    assert ended == ["failed", "failed", "failed", "finished"]
    assert all(entry["at_s"] % 3600 == 0 for entry in began)
    assert all(fields["passed"] for event, fields in told if event == "wipe_checked")
    visits = summary_of(verify.read_folder(trail), Verdict(report.told, good=True)).visits
    assert (visits.begun, visits.proved, visits.unproved) == (4, 4, 0), "each has a proof of its own"
