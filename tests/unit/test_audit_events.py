"""What the audit trail may hold: declared events, closed types, nothing that could tell who somebody is."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.assets import assets_folder
from kiosk.audit.events import BadDeclaration, Events, TextDigest, Undeclared, digest_of, load_events

ROOT = Path(__file__).parents[2]
EVENTS = load_events(assets_folder() / "audit_events.toml")
RECORDERS = {"record", "_record", "record_if_new"}
"""Names under which code that records events knows the recorder."""


def declared(folder: Path, text: str) -> Events:
    path = folder / "events.toml"
    path.write_text(text, encoding="utf-8")
    return load_events(path)


def test_a_declared_event_is_taken_and_its_time_kept_as_exactly_as_declared() -> None:
    at_s = 1_790_000_000.9
    staff = EVENTS.body("staff_locked", {"seconds": 30}, at_s)
    assert staff == {"at_s": 1_790_000_000, "event": "staff_locked", "with": {"seconds": 30}}
    assert EVENTS.body("visit_began", {}, at_s)["at_s"] == 1_790_000_000 // 3600 * 3600


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        ("visitor_named", {}),
        ("visit_began", {"name": "Smith"}),
        ("visit_ended", {}),
        ("visit_ended", {"how": "Smith"}),
        ("staff_locked", {"seconds": "30"}),
        ("staff_locked", {"seconds": True}),
        ("staff_locked", {"seconds": 10_000}),
        ("staff_locked", {"seconds": -1}),
        ("sale_ended", {"outcome": "owed", "owed": 1.5}),
        ("calibration_kept", {"device": "printer", "kept": 1}),
        ("booth_started", {"version": "0.1.0-smith"}),
        ("notice_offered", {"text": "0" * 64}),
    ],
)
def test_what_is_not_declared_is_refused_and_never_repeated(event: str, fields: dict[str, object]) -> None:
    with pytest.raises(Undeclared) as caught:
        EVENTS.body(event, fields, 0.0)  # type: ignore[arg-type]
    assert "Smith" not in str(caught.value)


@given(text=st.text())
def test_no_text_of_a_stranger_gets_into_any_field_of_any_event(text: str) -> None:
    for event, declaration in EVENTS.by_id.items():
        for name, form in declaration.fields.items():
            if isinstance(form, frozenset) and text in form:
                continue
            others = {other: "" for other in declaration.fields if other != name}
            with pytest.raises(Undeclared):
                EVENTS.body(event, {**others, name: text}, 0.0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[a]\nmeaning = "m"\ntime = "second"\nfields.note = "text"\n', "a.note: a list of words, or one of"),
        ('[a]\nmeaning = "m"\ntime = "second"\nfields.note = ["John Smith"]\n', "a.note: a list of words"),
        ('[a]\nmeaning = "m"\ntime = "minute"\n', "a: needs a meaning, and a time"),
        ('[a]\ntime = "second"\n', "a: needs a meaning"),
        ('[a]\nmeaning = "m"\ntime = "second"\nwho = "me"\n', "a: known are meaning, time and fields"),
        ("[a\n", "cannot be read"),
    ],
)
def test_a_type_that_could_hold_a_person_cannot_be_declared(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadDeclaration, match=told):
        declared(tmp_path, text)


def test_a_customers_visit_is_kept_to_the_hour() -> None:
    of_visits = ("visit_", "consent_", "wipe_", "sale_", "stray_", "books_", "device_", "reprint_")
    for event, declaration in EVENTS.by_id.items():
        assert declaration.round_to_s == (3600 if event.startswith(of_visits) else 1), event


def recorded_in_the_code() -> dict[str, set[frozenset[str]]]:
    """Return every event that some code records, with the fields it gives."""
    found: dict[str, set[frozenset[str]]] = {}
    for path in sorted((ROOT / "kiosk").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if "kiosk.audit" in text else ():
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0]
            named = isinstance(first, ast.Constant) and isinstance(first.value, str)
            if name in RECORDERS and named:
                fields = frozenset(str(keyword.arg) for keyword in node.keywords)
                found.setdefault(str(first.value), set()).add(fields)
    return found


def test_every_event_that_is_recorded_is_declared_with_its_fields_and_every_declared_one_recorded() -> None:
    by_recovery = {"line_torn": {frozenset({"size", "text"})}}
    recorded = recorded_in_the_code() | by_recovery
    assert recorded == {event: {frozenset(declaration.fields)} for event, declaration in EVENTS.by_id.items()}


def test_a_digest_is_of_a_text_not_a_text() -> None:
    digest = digest_of("Do you agree?")
    assert EVENTS.body("notice_offered", {"text": digest}, 0.0)["with"] == {"text": digest.hex}
    assert digest != TextDigest("Do you agree?")
