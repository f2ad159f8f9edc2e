"""What papers and certificate make of a trail: of a whole one, a changed one, and one that was taken away."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.assets import assets_folder
from kiosk.audit.events import Value, load_events
from kiosk.audit.folder import DiskFolder
from kiosk.audit.trail import Trail
from kiosk.cli.main import main
from kiosk.privacy.papers.trail_summary import Verdict, Visits, summary_of
from kiosk.privacy.proof import machine, rehearsal
from kiosk.privacy.proof.claims import Outcome, rehearsed, trail_claims, wipes_proved

EVENTS = load_events(assets_folder() / "audit_events.toml")
Step = tuple[str, dict[str, Value]]
START: Step = ("booth_started", {"version": "0.1.0"})
BEGAN: Step = ("visit_began", {})
ENDED: Step = ("visit_ended", {"how": "finished"})
STOP: Step = ("booth_stopped", {})


def wiped(of: str, *, passed: bool = True) -> Step:
    return "wipe_checked", {"of": of, "passed": passed, "searched": True}


VISIT = (BEGAN, ENDED, wiped("visit"))


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The settings of a booth whose trail tells of a start, two visits, both proved, and a stop."""
    state = tmp_path / "state"
    path = tmp_path / "kiosk.toml"
    path.write_text(
        f'[privacy]\noperator = "Bright Booths Ltd"\ncontact = "us@booth.example"\n'
        f'[paths]\nstate = "{state}"\nrun = "{tmp_path / "run"}"\n'
    )
    state.mkdir(mode=0o700)
    folder = DiskFolder(state / "audit")
    trail = Trail(folder, EVENTS, lambda: 1_790_000_000.0)
    for event, fields in (START, *VISIT, *VISIT, STOP):
        trail.append(event, **fields)
    folder.close()
    return path


def kiosk(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["privacy", *map(str, arguments)])


@pytest.fixture
def proof(config: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, dict[str, str]]]:
    """Make a certificate; returns what it says of the trail and of the wipes."""
    monkeypatch.setattr(machine, "machine_claims", lambda _paths: [])
    monkeypatch.setattr(rehearsal, "rehearse", lambda: rehearsed(1, 0, 0))

    def ask(*arguments: object) -> dict[str, dict[str, str]]:
        answer = kiosk("proof", "--config", config, "--json", *arguments)
        return {claim["id"]: claim for claim in json.loads(answer.stdout)["claims"]}

    return ask


@pytest.mark.parametrize(
    ("steps", "outcome", "told"),
    [
        ((START, *VISIT, *VISIT), Outcome.HOLDS, "visits: 2; proved to have left nothing: 2"),
        ((START, wiped("console"), STOP), Outcome.NOT_SEEN, "knows of no visit"),
        ((START, *VISIT, BEGAN, ENDED, wiped("console"), STOP), Outcome.FAILS, "nobody looked for: 1"),
        ((START, *([BEGAN, ENDED] * 49), *VISIT, STOP), Outcome.FAILS, "nobody looked for: 49"),
        ((START, *([BEGAN, ENDED] * 49)), Outcome.FAILS, "nobody looked for: 47"),
        ((START, *VISIT, BEGAN), Outcome.NOT_SEEN, "not over, or being looked for just now: 1"),
        ((START, *VISIT, BEGAN, ENDED), Outcome.NOT_SEEN, "not over, or being looked for just now: 1"),
        ((START, BEGAN, START), Outcome.FAILS, "nobody looked for: 1"),  # killed, and not made up for
        ((START, BEGAN, START, wiped("visit")), Outcome.HOLDS, "left nothing: 1"),  # made up for
        ((START, wiped("unused", passed=False), *VISIT), Outcome.FAILS, "did not prove it: 1"),
        ((START, wiped("console", passed=False), *VISIT), Outcome.FAILS, "did not prove it: 1"),
        ((START, wiped("visit"), BEGAN, ENDED, STOP), Outcome.FAILS, "nobody looked for: 1"),  # no credit
        ((START, BEGAN, ENDED, BEGAN, wiped("visit"), ENDED), Outcome.NOT_SEEN, "just now: 1"),
        ((START, BEGAN, wiped("visit"), STOP), Outcome.HOLDS, "left nothing: 1"),  # stopped meanwhile
    ],
)
def test_every_visit_wants_a_proof_of_its_own(steps: Sequence[Step], outcome: Outcome, told: str) -> None:
    visits = Visits()
    for event, fields in steps:
        visits.take(event, EVENTS.body(event, fields, 0.0)["with"])
    claim = wipes_proved(visits)
    assert claim.outcome is outcome
    assert told in claim.found


def test_the_certificate_counts_visits_and_is_sure_of_the_trail_with_key_and_head_only(
    config: Path, proof: Callable[..., dict[str, dict[str, str]]]
) -> None:
    audit = config.parent / "state" / "audit"
    told = proof()
    assert told["visit.wipes"]["outcome"] == "holds"
    assert told["audit.trail"]["outcome"] == "not seen"
    assert "without the first key nobody can tell" in told["audit.trail"]["found"]
    head = CliRunner().invoke(main, ["audit", "head", str(audit)]).stdout.strip()
    assert proof("--head", head)["audit.trail"]["outcome"] == "not seen"
    sure = proof("--head", head, "--key-file", audit / "first.key")
    assert sure["audit.trail"]["outcome"] == "holds"
    assert f"audit trail at {head}" in kiosk("proof", "--config", config).stdout


def test_a_trail_that_was_taken_away_is_missed_as_long_as_its_key_state_is_there(
    config: Path, tmp_path: Path, proof: Callable[..., dict[str, dict[str, str]]]
) -> None:
    audit = tmp_path / "state" / "audit"
    for file in audit.glob("trail-*"):
        file.unlink()
    told = proof()
    assert (told["audit.trail"]["outcome"], told["visit.wipes"]["outcome"]) == ("fails", "not seen")
    out = tmp_path / "incident"
    assert kiosk("incident", "--config", config, "--out", out).exit_code == 0
    assert "BAD: entry 0: it and what followed was cut off: the booth wrote 8 entries" in (
        out / "incident.md"
    ).read_text(encoding="utf-8")
    assert "BAD: entry 0" in kiosk("report", "--config", config).stdout

    (audit / "key-state").unlink()
    told = proof()
    assert (told["audit.trail"]["outcome"], told["visit.wipes"]["outcome"]) == ("not seen", "not seen")
    assert "none was begun, or all of it was taken away" in kiosk("report", "--config", config).stdout
    named = kiosk("report", "--config", config, "--trail", audit)
    assert (named.exit_code, named.stderr.count("\n")) == (2, 1)
    assert "there is no audit trail" in named.stderr


def test_a_line_that_no_parser_gets_to_the_end_of_is_counted(config: Path, tmp_path: Path) -> None:
    (file,) = (tmp_path / "state" / "audit").glob("trail-*")
    file.write_bytes(file.read_bytes() + b"[" * 200_000 + b"\n")
    answer = kiosk("report", "--config", config)
    assert answer.exit_code == 0
    assert "Lines that are no entries: 1." in answer.stdout
    assert "BAD: entry 8" in answer.stdout


def test_what_a_changed_trail_tells_is_no_proof() -> None:
    lines = b"".join(
        json.dumps({"entry": {"at_s": 0, "event": event, "with": fields}}).encode() + b"\n"
        for event, fields in (START, *VISIT)
    )
    wipes, trail = trail_claims(summary_of(lines, Verdict("BAD: entry 1", good=False)))
    assert (wipes.outcome, trail.outcome) == (Outcome.NOT_SEEN, Outcome.FAILS)
    wipes, trail = trail_claims(summary_of(lines, Verdict("good", good=True, sure=True)))
    assert (wipes.outcome, trail.outcome) == (Outcome.HOLDS, Outcome.HOLDS)
