"""What is left of a visit that can be seen without looking into memory: its processes and its folder."""

from __future__ import annotations

import shutil
from pathlib import Path


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


def remove_private_folder(folder: Path) -> None:
    """Remove the visit's folder, which lies on a memory file system and is empty in a visit that went well.

    What cannot be removed is found by the proof that follows (`kiosk.privacy.proving`).
    """
    shutil.rmtree(folder, ignore_errors=True)
