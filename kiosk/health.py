"""The health snapshot: what the supervisor writes and the exporter reads, a file in memory.

It counts and names states; it holds no time of a visit, no document and nothing of a person.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

OF_A_VISIT = {"printing": "ready", "doubtful": "ready"}
"""What a device is while a visit goes well, or because of one, and what it is called instead."""


class NoSnapshot(Exception):
    """There is no usable snapshot; the text says why."""


class Component(BaseModel):
    """One part of the booth and how it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    state: str
    up: bool


class Snapshot(BaseModel):
    """The whole booth at one moment; `written_s` is Unix time."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: str
    written_s: float
    in_service: bool
    components: tuple[Component, ...] = ()
    counters: dict[str, int] = Field(default_factory=dict)
    audit_head: str | None = None


def untimed(state: str) -> str:
    """Return a device's state without what would tell a scraper when somebody sits in the booth."""
    return OF_A_VISIT.get(state, state)


def write_snapshot(path: Path, snapshot: Snapshot) -> None:
    """Replace the file in one step, so that a reader never sees half of it."""
    draft = path.with_suffix(".new")
    draft.write_text(snapshot.model_dump_json(), encoding="utf-8")
    draft.replace(path)


def read_snapshot(path: Path) -> Snapshot:
    """Read the file; raises NoSnapshot."""
    try:
        return Snapshot.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoSnapshot("the supervisor has not written one yet") from None
    except (OSError, ValidationError) as error:
        raise NoSnapshot(f"unreadable: {type(error).__name__}") from None
