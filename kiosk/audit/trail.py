"""The trail: appends entries durably, and finds its way after a power cut.

The steps of an entry, each on the disk before the next: the line, the key for the next entry, the old key
overwritten. A start after an interruption goes on where they stopped. A line that was half written stays in
the file, and the entry `line_torn` after it tells its size and digest. Nothing is ever taken off a trail.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from typing import Any, Final

from kiosk.audit.chain import KEY_BYTES, NO_HASH, Head, Link, opened, sealed
from kiosk.audit.events import Events, TextDigest, Value
from kiosk.audit.folder import FIRST_KEY, STATE, Folder
from kiosk.audit.key_state import BLANK, SLOT_BYTES, KeyState, newest, slot_of

FILE_LIMIT_BYTES: Final = 4 * 2**20
"""A trail file this large is followed by a new one, on which the chain goes on."""


class TrailBroken(Exception):
    """The trail is not as it was left, or cannot be written; the text says what is wrong."""


def trail_name(seq: int) -> str:
    """Return the name of the trail file that begins with this entry."""
    return f"trail-{seq:010d}.jsonl"


def begin(folder: Folder, keep_first_key: Callable[[bytes], None]) -> None:
    """Start a trail in an empty folder; the first key is handed over before anything is sealed with it."""
    if folder.trails() or folder.read(STATE):
        raise TrailBroken("there is a trail already")
    key = bytearray(secrets.token_bytes(KEY_BYTES))
    keep_first_key(key.hex().encode() + b"\n")
    state = KeyState(Link(0, NO_HASH, key), trail_name(0), 0)
    folder.put(STATE, slot_of(state) + BLANK)


class Trail:
    """An open trail. A folder without one gets one, and the first key for the operator to take away.

    Raises TrailBroken; after that nothing more can be written, and a fresh Trail must look at what is there.
    """

    def __init__(
        self,
        folder: Folder,
        events: Events,
        wall_clock: Callable[[], float],
        limit_bytes: int = FILE_LIMIT_BYTES,
    ) -> None:
        self._folder = folder
        self._events = events
        self._wall_clock = wall_clock
        self._limit_bytes = limit_bytes
        self._broken = False
        try:
            if not folder.trails() and not folder.read(STATE):
                begin(folder, lambda key: folder.put(FIRST_KEY, key))
            self._state = self._find_state()
            self._take_up_tail()
        except OSError as error:
            raise TrailBroken(f"the audit trail cannot be kept: {error.strerror}") from None

    @property
    def head(self) -> Head | None:
        """The last entry, None before there is one."""
        return self._state.link.head

    @property
    def first_key_is_here(self) -> bool:
        """Whether the first key still lies beside the trail, where it proves nothing."""
        return bool(self._folder.read(FIRST_KEY))

    def append(self, event: str, **fields: Value) -> None:
        """Put an event that happened now on the disk; raises Undeclared and TrailBroken."""
        self.append_body(self._events.body(event, fields, self._wall_clock()))

    def append_body(self, body: dict[str, Any]) -> None:
        """Put what `Events.body` returned on the disk; raises TrailBroken."""
        if self._broken:
            raise TrailBroken("the audit trail stopped after an error and must be opened anew")
        state = self._state
        line, hash_ = sealed(state.link, body)
        name, size = state.file, state.size
        if size >= self._limit_bytes:
            name, size = trail_name(state.link.seq), 0
        self._broken = True
        try:
            self._folder.append(name, line)
            self._go_on(KeyState(state.link.after(hash_), name, size + len(line)))
        except OSError as error:
            raise TrailBroken(f"the audit trail cannot be written: {error.strerror}") from None
        self._broken = False

    def backwards(self) -> Iterator[tuple[dict[str, Any], Head]]:
        """Yield the entries with their heads, the newest first."""
        for name in reversed(self._folder.trails()):
            for line in reversed(self._folder.read(name).splitlines()):
                if (found := _entry_in(line)) is not None:
                    yield found

    # --- interrupted and taken up again -------------------------------------------------------------------

    def _find_state(self) -> KeyState:
        state = newest(self._folder.read(STATE))
        if state is None:
            raise TrailBroken("the key state is missing or damaged")
        return state

    def _go_on(self, state: KeyState) -> None:
        """Make the trail durable, then the new key, then overwrite the old one."""
        old = self._state
        self._folder.sync(state.file)
        self._folder.overwrite(STATE, state.slot * SLOT_BYTES, slot_of(state))
        self._folder.sync(STATE)
        self._state = state
        self._blank_other_slot()
        old.link.forget()

    def _blank_other_slot(self) -> None:
        self._folder.overwrite(STATE, (1 - self._state.slot) * SLOT_BYTES, BLANK)
        self._folder.sync(STATE)

    def _take_up_tail(self) -> None:
        """Finish the entry that was interrupted, or record the line that it left half written."""
        self._blank_other_slot()
        state = self._state
        name, size = self._place(state)
        tail = self._folder.read(name)[size:]
        if not tail:
            return
        end = b"" if tail.endswith(b"\n") else b"\n"
        before, _, last = (tail + end).removesuffix(b"\n").rpartition(b"\n")
        before += b"\n" if before else b""
        found = opened(state.link, last + b"\n")
        if found is not None and (not before or found[0]["with"] == _torn_fields(before)):
            if end:
                self._folder.append(name, end)
            self._go_on(KeyState(state.link.after(found[1]), name, size + len(tail + end)))
            return
        torn = _torn_fields(tail + end)
        fields: dict[str, Value] = {"size": int(torn["size"]), "text": TextDigest(torn["text"])}
        line, hash_ = sealed(state.link, self._events.body("line_torn", fields, self._wall_clock()))
        self._folder.append(name, end + line)
        self._go_on(KeyState(state.link.after(hash_), name, size + len(tail + end + line)))

    def _place(self, state: KeyState) -> tuple[str, int]:
        """Return where the next entry's bytes would be; checks that the last entry is where it was."""
        data = self._folder.read(state.file)
        last = data[: state.size].removesuffix(b"\n").rpartition(b"\n")[2]
        if len(data) < state.size or (state.size and state.link.hash.hex().encode() not in last):
            raise TrailBroken(f"{state.file} is not as it was left: run `kiosk audit verify`")
        next_name = trail_name(state.link.seq)
        later = [name for name in self._folder.trails() if name > state.file]
        if later and (later != [next_name] or len(data) > state.size):
            raise TrailBroken(f"{later[-1]} is not of this trail: run `kiosk audit verify`")
        return (next_name, 0) if later else (state.file, state.size)


def _entry_in(line: bytes) -> tuple[dict[str, Any], Head] | None:
    """Return the entry in a line, None where there is none: it is torn, and the entry after it tells so."""
    try:
        kept = json.loads(line)
        entry = kept["entry"]
        is_whole = {"at_s": int, "event": str, "seq": int, "with": dict} == {
            name: type(value) for name, value in entry.items()
        }
        return (entry, Head(entry["seq"], bytes.fromhex(kept["hash"]))) if is_whole else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _torn_fields(torn: bytes) -> dict[str, Any]:
    return {"size": len(torn), "text": hashlib.sha256(torn).hexdigest()}
