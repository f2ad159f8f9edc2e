"""Compliance papers: filled from what is, nothing blank, and an incident that freezes the trail as it was."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.assets import assets_folder
from kiosk.audit.events import digest_of, load_events
from kiosk.audit.folder import DiskFolder
from kiosk.audit.trail import Trail
from kiosk.cli.main import main
from kiosk.documents.rulebook import Rulebook
from kiosk.privacy.papers.booth_facts import settings_sha256
from kiosk.privacy.papers.incident import BadTime, aware_at, clock_values
from kiosk.privacy.papers.kept_files import KNOWN, kept_table, unknown_in
from kiosk.privacy.papers.paper import DISCLAIMER, NotFilled, fill
from kiosk.privacy.papers.trail_summary import Verdict, summary_of
from kiosk.settings import Sale, Settings
from models.registry import Task

PAPERS = ("report", "ropa", "dpia", "incident")
TEMPLATES = assets_folder() / "policies" / "templates"
NOW = datetime(2026, 5, 4, 16, 30, tzinfo=UTC)


@pytest.fixture
def booth(tmp_path: Path) -> Path:
    """A booth's settings, and a trail of two visits in its state folder."""
    config = tmp_path / "kiosk.toml"
    config.write_text(
        'languages = ["en", "de"]\n[privacy]\noperator = "Bright Booths Ltd"\n'
        f'contact = "us@booth.example"\nretention_minutes = 10\n[paths]\nstate = "{tmp_path / "state"}"\n'
    )
    folder = DiskFolder(tmp_path / "state" / "audit")
    trail = Trail(folder, load_events(assets_folder() / "audit_events.toml"), NOW.timestamp)
    for _visit in range(2):
        trail.append("visit_began")
        trail.append("visit_ended", how="finished")
    folder.close()
    return config


def kiosk(*arguments: object):
    return CliRunner().invoke(main, ["privacy", *map(str, arguments)])


def paper(name: str, config: Path, tmp_path: Path) -> str:
    out = tmp_path / name
    if name == "incident":
        assert kiosk(name, "--config", config, "--out", out).exit_code == 0
        return (out / "incident.md").read_text()
    assert kiosk(name, "--config", config, "--out", out).exit_code == 0
    return out.read_text()


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_is_whole_and_says_what_it_was_made_from(name, booth, tmp_path):
    text = paper(name, booth, tmp_path)
    assert "$" not in text
    assert text.endswith(f"*{DISCLAIMER}*\n")
    assert "Bright Booths Ltd" in text
    assert re.search(r"settings \| `[0-9a-f]{64}`", text)
    notices = re.findall(r"\| (en|de) \| `([0-9a-f]{12})` \| `([0-9a-f]{64})` \|", text)
    assert [language for language, _short, _hash in notices] == ["en", "de"]
    assert "10 minutes" in text
    if name in ("report", "incident"):
        assert "| `visit_began` | 2 |" in text
        assert "Verified: good: 4 entries" in text


def test_the_papers_hold_what_the_law_asks_for():
    texts = {name: (TEMPLATES / f"{name}.md").read_text() for name in PAPERS}
    for point in (
        "controller",
        "purpose",
        "whose data",
        "recipients",
        "third countries",
        "erasure",
        "security",
    ):
        assert point in texts["ropa"], "Art. 30 (1)"
    for risk in ("ribbon", "Glimpses", "Theft", "Staff"):
        assert f"**{risk}" in texts["dpia"] or f"{risk}**" in texts["dpia"] or risk in texts["dpia"]
    for point in ("(a)", "(b)", "(c)", "(d)", "Art. 34"):
        assert point in texts["incident"], "Art. 33 (3)"


def test_every_test_that_is_named_as_a_proof_exists():
    root = assets_folder().parent
    texts = [path.read_text() for path in (*TEMPLATES.glob("*.md"), root / "docs" / "threat-model.md")]
    named = {name for text in texts for name in re.findall(r"`(tests/[\w/]+\.py)`", text)}
    assert len(named) > 8
    assert [name for name in sorted(named) if not (root / name).is_file()] == []


def test_the_papers_name_what_lies_in_the_state_folder_and_what_they_do_not_know(booth, tmp_path):
    for name in ("backdrop.npz", "day_counters.new", "journal.sqlite-wal", "holiday.jpg"):
        (tmp_path / "state" / name).touch()
    assert unknown_in(tmp_path / "state") == ("holiday.jpg",)
    for name in ("report", "dpia", "incident"):
        there = dict(re.findall(r"\| `([\w.]+)` \|.*\| (yes|no) \|\n", paper(name, booth, tmp_path)))
        assert set(there) == {*KNOWN, "holiday.jpg"}
        assert {name for name, is_there in there.items() if is_there == "yes"} == {
            "audit",
            "backdrop.npz",
            "holiday.jpg",
        }
    assert "not seen" in kept_table(tmp_path / "elsewhere")


def test_the_papers_count_what_software_does_to_backgrounds(booth, tmp_path):
    """What the notice says in a sentence: only pictures for no document are painted."""
    text = paper("ropa", booth, tmp_path)
    rules = Rulebook.load(assets_folder() / "documents").with_variants()
    told = re.search(
        r"(\d+) rules leave .*, (\d+) make .*, (\d+) paint it; for no document, (\d+) kinds", text
    )
    kept, *touched, painted = map(int, told.groups())
    assert kept == sum(not rule.free and rule.background is not None for rule in rules)
    assert (touched, painted) == ([0, 0], sum(rule.free for rule in rules))


def test_no_network_that_can_be_added_knows_faces_apart():
    assert set(get_args(Task)) == {"matting", "person-mask", "face-landmarks"}


def test_a_value_that_is_missing_is_named(booth):
    with pytest.raises(NotFilled, match="ropa: nothing is known for colour"):
        fill("ropa", "The ${colour} booth", {"operator": "x"})
    with pytest.raises(NotFilled, match=r"begins no \$\{value\}"):
        fill("ropa", "5 $ each", {})
    booth.write_text("")
    refused = kiosk("ropa", "--config", booth)
    assert refused.exit_code == 2
    assert "ropa: nothing is known for operator; set operator under [privacy]" in refused.output


def test_the_hash_of_the_settings_is_the_one_on_the_trail():
    told = Settings(sale=Sale(price_cents=801))
    assert settings_sha256(told) == digest_of(told.model_dump_json()).hex
    assert settings_sha256(told) != settings_sha256(Settings())


def test_an_incident_freezes_the_trail_as_it_is(booth, tmp_path):
    trail = tmp_path / "state" / "audit"
    before = {path.name: path.read_bytes() for path in trail.iterdir()}
    out = tmp_path / "incident"
    assert (
        kiosk("incident", "--config", booth, "--aware", "2026-05-04T18:30+02:00", "--out", out).exit_code == 0
    )
    frozen = {path.name: path for path in out.iterdir() if path.name.startswith("trail-")}
    assert frozen
    for name, path in frozen.items():
        assert path.read_bytes() == before[name]
        assert path.stat().st_mode & 0o777 == 0o400
        digest = hashlib.sha256(before[name]).hexdigest()
        assert f"{digest}  {name}\n" in (out / "SHA256SUMS").read_text()
        assert digest in (out / "incident.md").read_text()
    assert {path.name for path in out.iterdir()} == {*frozen, "SHA256SUMS", "incident.md"}, "no key is copied"
    assert {path.name: path.read_bytes() for path in trail.iterdir()} == before
    text = (out / "incident.md").read_text()
    assert "**2026-05-07 18:30+02:00 (2026-05-07 16:30 UTC)**" in text
    again = kiosk("incident", "--config", booth, "--out", out)
    assert (again.exit_code, "is never written over" in again.output) == (2, True)


def test_an_incident_tells_that_the_trail_was_altered(booth, tmp_path):
    (file,) = (tmp_path / "state" / "audit").glob("trail-*.jsonl")
    file.write_bytes(file.read_bytes().replace(b"finished", b"failed", 1))
    assert "Verified: BAD: entry 1: " in paper("incident", booth, tmp_path)


def test_a_booth_without_a_trail_says_so(booth, tmp_path):
    out = tmp_path / "incident"
    shutil.rmtree(tmp_path / "state" / "audit")
    assert kiosk("incident", "--config", booth, "--out", out).exit_code == 0
    assert "No audit trail was found" in (out / "incident.md").read_text()
    assert [path.name for path in out.iterdir()] == ["incident.md"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("yesterday", "is no time"),
        ("2026-05-04T16:30", r"add the offset, such as 2026-05-04T16:30\+02:00$"),
        ("2026-05-04", r"add the offset, such as 2026-05-04T00:00\+02:00$"),
        ("0001-01-01T00:00+14:00", "is no time"),
        ("2026-05-04T16:31+00:00", "yet to come"),
    ],
)
def test_a_time_that_cannot_be_used_is_named(text, told):
    with pytest.raises(BadTime, match=told):
        aware_at(text, NOW)


@settings(deadline=None)
@given(st.integers(0, 10**9), st.integers(-12, 14), st.integers(0, 200 * 3600))
def test_the_clock_is_72_hours_wherever_it_is_read(since_2001_s, offset_h, passed_s):
    aware = datetime.fromtimestamp(10**9 + since_2001_s, timezone(timedelta(hours=offset_h)))
    told = clock_values(aware, aware.astimezone(UTC) + timedelta(seconds=passed_s))
    due = datetime.strptime(told["due"].partition("(")[2], "%Y-%m-%d %H:%M UTC)").replace(tzinfo=UTC)
    assert due == aware.replace(second=0) + timedelta(hours=72)
    left = timedelta(hours=72) - timedelta(seconds=passed_s)
    hours = str(abs(left) // timedelta(hours=1))
    assert (
        told["left"].startswith(hours)
        if left > timedelta(0)
        else told["left"].endswith(f"{hours} full hours")
    )


@given(st.lists(st.binary(max_size=40), max_size=5))
def test_whatever_a_trail_holds_it_is_counted(lines):
    good = json.dumps({"entry": {"event": "visit_began", "at_s": 0, "seq": 0}}).encode()
    junk = b"\n".join(line.replace(b"\n", b"").replace(b"\r", b"") or b"?" for line in lines)
    summary = summary_of(good + b"\n" + junk, Verdict("good", good=True))
    assert summary.counts["visit_began"] == 1
    assert summary.unreadable == len(junk.splitlines())
    assert summary.first_day == datetime(1970, 1, 1, tzinfo=UTC).date()
