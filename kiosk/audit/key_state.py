"""The key state: one small file that says where the chain goes on, made so that an old key is overwritten.

Two slots of 512 bytes. A new state goes into the slot that is all blanks, and only once it is on the disk the
old slot is blanked. Whatever is interrupted when, at least one slot is whole; of two the higher one counts.
(On flash memory the controller may keep the old cells: see docs/audit.md.)
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Final

from kiosk.audit.chain import Link, canonical

SLOT_BYTES: Final = 512
BLANK: Final = b" " * (SLOT_BYTES - 1) + b"\n"


@dataclass(frozen=True, slots=True)
class KeyState:
    """The next link, and the trail file and its size in bytes that belong to it."""

    link: Link
    file: str
    size: int

    @property
    def slot(self) -> int:
        """Which slot this state belongs into."""
        return self.link.seq % 2


def slot_of(state: KeyState) -> bytes:
    """Return the slot's bytes."""
    kept = {
        "file": state.file,
        "hash": state.link.hash.hex(),
        "key": state.link.key.hex(),
        "seq": state.link.seq,
        "size": state.size,
    }
    check = hashlib.sha256(canonical(kept)).hexdigest()
    return canonical({**kept, "check": check}).ljust(SLOT_BYTES - 1) + b"\n"


def newest(data: bytes) -> KeyState | None:
    """Return the state in the two slots, None when neither is whole."""
    slots = (_read(data[:SLOT_BYTES]), _read(data[SLOT_BYTES : 2 * SLOT_BYTES]))
    whole = [state for index, state in enumerate(slots) if state is not None and state.slot == index]
    return max(whole, key=lambda state: state.link.seq, default=None)


def _read(slot: bytes) -> KeyState | None:
    try:
        kept = json.loads(slot)
        check = kept.pop("check")
        is_whole = {"file": str, "hash": str, "key": str, "seq": int, "size": int} == {
            name: type(value) for name, value in kept.items()
        }
        if not is_whole or check != hashlib.sha256(canonical(kept)).hexdigest():
            return None
        link = Link(kept["seq"], bytes.fromhex(kept["hash"]), bytearray.fromhex(kept["key"]))
        return KeyState(link, kept["file"], kept["size"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
