"""The events that the trail may hold, as `assets/audit_events.toml` declares them.

The types leave no room for anything personal: words of closed lists, small whole numbers, sums of money,
sizes, digests of the operator's own texts. A field for free text cannot be declared.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

_WORD: Final = re.compile(r"[a-z][a-z0-9_.]{0,39}")
_VERSION: Final = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}")
_LARGEST: Final = {"count": 9_999, "cents": 10_000_000, "bytes": 16_777_216}
_SIMPLE: Final = frozenset({*_LARGEST, "flag", "version", "digest"})
_ROUND_TO_S: Final = {"second": 1, "hour": 3_600}


class BadDeclaration(Exception):
    """The file of events cannot be used; the text names the event and what is wrong."""


class Undeclared(ValueError):
    """An event, field or value that is not declared; the text never repeats the value."""


@dataclass(frozen=True, slots=True)
class TextDigest:
    """The SHA-256 of a text or settings of the operator; made by `digest_of` only."""

    hex: str


def digest_of(text: str) -> TextDigest:
    """Return the digest of a text of the operator, never of anything a customer gave."""
    return TextDigest(hashlib.sha256(text.encode()).hexdigest())


Value = str | int | bool | TextDigest


class Record(Protocol):
    """Puts an event on the trail; given to whatever has something to record."""

    def __call__(self, event: str, **fields: Value) -> None:
        """Record an event that happened now; raises Undeclared."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """One event: what it means, how exactly its time is kept, and the type of each field."""

    meaning: str
    round_to_s: int
    fields: Mapping[str, str | frozenset[str]]


@dataclass(frozen=True, slots=True)
class Events:
    """All declared events by id."""

    by_id: Mapping[str, Declaration]

    def body(self, event: str, fields: Mapping[str, Value], at_s: float) -> dict[str, Any]:
        """Return what the trail keeps of an event, before it has a place in it; raises Undeclared."""
        declared = self.by_id.get(event)
        if declared is None:
            raise Undeclared("an event that is not declared in assets/audit_events.toml")
        if fields.keys() != declared.fields.keys():
            raise Undeclared(f"{event} has exactly the fields: {', '.join(declared.fields) or 'none'}")
        kept = {name: _checked(event, name, declared.fields[name], fields[name]) for name in sorted(fields)}
        return {"at_s": int(at_s) // declared.round_to_s * declared.round_to_s, "event": event, "with": kept}


def load_events(path: Path) -> Events:
    """Read the declarations; raises BadDeclaration."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadDeclaration(f"{path}: cannot be read: {error}") from None
    return Events({event: _declaration(event, declared) for event, declared in content.items()})


def _declaration(event: str, declared: Any) -> Declaration:  # noqa: ANN401 - whatever the file holds
    if not _WORD.fullmatch(event) or not isinstance(declared, dict):
        raise BadDeclaration(f"{event}: not an event")
    if declared.keys() - {"meaning", "time", "fields"}:
        raise BadDeclaration(f"{event}: known are meaning, time and fields")
    if not isinstance(declared.get("meaning"), str) or declared.get("time") not in _ROUND_TO_S:
        raise BadDeclaration(f"{event}: needs a meaning, and a time of second or hour")
    fields: dict[str, str | frozenset[str]] = {}
    for name, form in declared.get("fields", {}).items():
        if isinstance(form, list) and form and all(isinstance(w, str) and _WORD.fullmatch(w) for w in form):
            fields[name] = frozenset(form)
        elif isinstance(form, str) and form in _SIMPLE:
            fields[name] = form
        else:
            raise BadDeclaration(f"{event}.{name}: a list of words, or one of {', '.join(sorted(_SIMPLE))}")
    return Declaration(declared["meaning"], _ROUND_TO_S[declared["time"]], fields)


def _checked(event: str, name: str, form: str | frozenset[str], value: Value) -> str | int | bool:
    match form, value:
        case frozenset(), str() if value in form:
            return str(value)
        case "flag", bool():
            return value
        case ("count" | "cents" | "bytes") as kind, int() if not isinstance(value, bool):
            if 0 <= value <= _LARGEST[kind]:
                return value
        case "version", str() if _VERSION.fullmatch(value):
            return value
        case "digest", TextDigest(hex=digits):
            return digits
    raise Undeclared(f"{event}.{name}: the value is not what is declared")
