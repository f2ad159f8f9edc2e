"""What lies in a booth's state folder: every file that a booth may keep, and any other by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Final

KNOWN: Final = {
    "journal.sqlite": (
        "money: sums, coins and voucher codes, to the second",
        "nobody's: no name goes with it",
    ),
    "audit": ("audit trail: words of closed lists, numbers, hashes; visits to the hour", "nobody's"),
    "day_counters.json": ("counts of today and of the last full day", "nobody's"),
    "keys": (
        "sealed: the hash of the staff PIN; with its key, where systemd has none",
        "staff's, shared by all",
    ),
    "pin_lock.json": ("wrong PINs in a row, and until when none is looked at", "staff's, shared by all"),
    "wipes_due.json": ("which programs are still to be proved gone, and since when", "nobody's"),
    "wipe_failed.json": ("that a visit could not be proved gone, nothing of it", "nobody's"),
    "calibration.json": ("how sheets are drawn on the printer", "nobody's"),
    "camera.json": (
        "the camera's lens, and three angles of a face that looked straight into it",
        "a member of staff's; too little to know anybody by",
    ),
    "colour.json": ("how the camera's colours are made true", "nobody's"),
    "backdrop.npz": (
        "pictures of the empty booth, its wall lit and dark",
        "nobody's: refused with a face or a thing",
    ),
}
"""By name in the folder: what it is, and whose."""

_IN_THE_MAKING: Final = (".new", "-wal", "-shm")
"""Endings of drafts, and of what SQLite keeps beside its file."""


def unknown_in(folder: Path) -> tuple[str, ...]:
    """Return the names that no booth of this version keeps; raises OSError."""
    return tuple(sorted(path.name for path in folder.iterdir() if not _is_known(path.name)))


def kept_table(folder: Path) -> str:
    """Return rows of a Markdown table: what is kept, its name, whose it is, whether it is there now."""
    try:
        there = {path.name for path in folder.iterdir()}
        strange = unknown_in(folder)
    except OSError:
        return "\n".join(
            f"| {what} | `{name}` | {whose} | not seen |" for name, (what, whose) in KNOWN.items()
        )
    known = (
        f"| {what} | `{name}` | {whose} | {'yes' if name in there else 'no'} |"
        for name, (what, whose) in KNOWN.items()
    )
    return "\n".join((*known, *(f"| **unknown: find out** | `{name}` | ? | yes |" for name in strange)))


def _is_known(name: str) -> bool:
    for ending in _IN_THE_MAKING:
        name = name.removesuffix(ending)
    return name in KNOWN or f"{name}.json" in KNOWN
