"""Is a visit gone? Looked at after its process was told to die, before its customer is told so."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Remains:
    """What is still there of a visit; the booth may go on only when nothing is."""

    processes: tuple[int, ...] = ()
    files: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.processes or self.files)

    def __str__(self) -> str:
        return f"{len(self.processes)} processes and {len(self.files)} files of the visit are left"


def processes_of_session(session_id: int) -> tuple[int, ...]:
    """Return the living processes of a session (a visit leads its own; its children stay in it)."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        state, _parent, _group, session = stat.rpartition(")")[2].split()[:4]
        if int(session) == session_id and state not in "ZX":
            found.append(int(entry.name))
    return tuple(found)


def wipe(session_id: int, private_dir: Path) -> Remains:
    """Remove the visit's private folder and say what is left of the visit.

    The folder lies on a memory file system and is empty in a visit that went well.
    """
    shutil.rmtree(private_dir, ignore_errors=True)
    files = tuple(str(path) for path in private_dir.rglob("*")) if private_dir.exists() else ()
    return Remains(processes_of_session(session_id), files)
