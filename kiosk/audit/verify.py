"""Checks an audit trail of a photo booth. Needs Python 3.9 or later, nothing else; made to be read first.

    python verify.py TRAIL [--key-file FIRST_KEY] [--head SEQ:HASH] ...

TRAIL is an exported trail.jsonl, or the audit folder of a booth. FIRST_KEY is the key that the booth handed
over when the trail began. A head is what a cash slip or the metrics showed at some time; give all you have.

Every line of a trail is {"entry": {...}, "hash": ..., "mac": ...} in canonical JSON, and

    hash_n = SHA-256(0x00 + hash_{n-1} + entry_n)     hash_{-1} = 32 zero bytes
    mac_n  = HMAC-SHA-256(key_n, hash_n)              key_{n+1} = SHA-256("evolve" + key_n)

Exit status: 0 nothing was tampered with, 1 something was, or it cannot be told, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

SLOT_BYTES = 512
BEGINNING = b'{"entry":{"at_s":'
NO_ENTRY = "what stands in its place is no entry"
HEX = frozenset("0123456789abcdef")


class Bad(Exception):
    """The first entry that is not as it was written."""

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(why)
        self.seq = seq


class Head(NamedTuple):
    """What was seen elsewhere: the entry's number and the first digits of its hash."""

    seq: int
    digits: str


class State(NamedTuple):
    """The booth's key state: `seq` entries were written; the hash of the last, the key of the next."""

    seq: int
    hash: bytes
    key: bytes


@dataclass
class Report:
    """The verdict; `first_bad` is the number of the first bad entry, `head` the last one of a good trail."""

    good: bool
    told: str
    first_bad: int | None = None
    head: str = ""
    notes: list[str] = field(default_factory=list)


def canonical(value: dict[str, Any]) -> bytes:
    """Return the one spelling of a JSON value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def evolved(key: bytes) -> bytes:
    """Return the key after this one."""
    return hashlib.sha256(b"evolve" + key).digest()


def parsed(line: bytes) -> dict[str, Any]:
    """Return the object in a line, {} where the line is not exactly as a booth writes it."""
    try:
        value = json.loads(line.decode("ascii"))
        return value if isinstance(value, dict) and canonical(value) == line else {}
    except (ValueError, RecursionError):
        return {}


def is_torn(line: bytes) -> bool:
    """Tell whether a line is what a power cut leaves: the beginning of an entry; a disk may add zeros."""
    begun = line.rstrip(b"\0")
    return begun.startswith(BEGINNING) or BEGINNING.startswith(begun)


class Chain:
    """Follows the chain line by line."""

    def __init__(self, first_key: bytes | None) -> None:
        self.seq = 0
        self.hash = bytes(32)
        self.key = first_key
        self.hashes: list[str] = []
        self.stray = b""
        self.torn: list[int] = []
        self.closed = False

    def take(self, line: bytes) -> None:
        """Check the next line; raises Bad."""
        if self.closed:
            raise Bad(self.seq, "there are lines after the closing line")
        value = parsed(line)
        if value.keys() == {"end", "mac"} and not self.stray:
            self.close(value)
        elif value.keys() == {"entry", "hash", "mac"} and isinstance(value["entry"], dict):
            self.follow(value["entry"], value["hash"], value["mac"])
        else:
            self.stray += line + b"\n"
            if not line or not is_torn(line) or self.stray.count(b"\n") > 2:
                raise Bad(self.seq, NO_ENTRY)

    def follow(self, entry: dict[str, Any], hash_hex: object, mac_hex: object) -> None:
        """Check that this entry is the next one; raises Bad."""
        seq = entry.get("seq")
        if self.stray and (entry.get("event") != "line_torn" or entry.get("with") != torn_fields(self.stray)):
            raise Bad(self.seq, NO_ENTRY)
        if not self.stray and entry.get("event") == "line_torn":
            raise Bad(self.seq, "the torn line that it tells of is not there")
        if seq != self.seq:
            raise Bad(self.seq, f"it is not there; entry {json.dumps(seq)[:20]} stands in its place")
        hash_ = hashlib.sha256(b"\0" + self.hash + canonical(entry)).digest()
        if hash_hex != hash_.hex():
            raise Bad(self.seq, "it was changed, or does not follow from the entry before")
        if self.key is not None:
            if mac_hex != hmac.new(self.key, hash_, "sha256").hexdigest():
                raise Bad(self.seq, "its seal is wrong: it was not written by the booth at its time")
            self.key = evolved(self.key)
        if self.stray:
            self.torn.append(seq)
        self.seq, self.hash, self.stray = self.seq + 1, hash_, b""
        self.hashes.append(hash_.hex())

    def close(self, value: dict[str, Any]) -> None:
        """Check the closing line of an export; raises Bad."""
        if value["end"] != {"entries": self.seq, "hash": self.hash.hex()}:
            raise Bad(self.seq, "entries are missing before the closing line, or it is another trail's")
        if self.key is not None:
            seal = hmac.new(self.key, b"end" + self.hash, "sha256").hexdigest()
            if value["mac"] != seal:
                raise Bad(self.seq, "the seal of the closing line is wrong: entries may be missing before it")
        self.closed = True


def torn_fields(stray: bytes) -> dict[str, Any]:
    """Return what the entry after a torn line tells of it."""
    return {"size": len(stray), "text": hashlib.sha256(stray).hexdigest()}


def check(
    trail: bytes,
    first_key: bytes | None = None,
    heads: tuple[Head, ...] = (),
    state: State | None = None,
    written_since: int = 0,
) -> Report:
    """Return the verdict on the bytes of a trail.

    `written_since` is how many entries a running booth wrote while the files were read.
    """
    chain = Chain(first_key)
    *lines, rest = trail.split(b"\n")
    try:
        for line in lines:
            chain.take(line)
        torn = chain.stray + rest
        is_end = state is not None and chain.seq >= state.seq
        if torn and not (is_end and chain.stray.count(b"\n") < 2 and is_torn(rest)):
            raise Bad(chain.seq, NO_ENTRY)
        if chain.seq == 0 and state is None:
            raise Bad(0, "there is no entry at all")
        for head in heads:
            check_head(chain, head)
        if state is not None:
            check_state(chain, state, first_key, written_since)
        elif not (heads or chain.closed):
            raise Bad(chain.seq, "nothing says that the trail ends here: no head, closing line, key state")
    except Bad as bad:
        return Report(good=False, told=f"entry {bad.seq}: {bad}", first_bad=bad.seq)
    notes = []
    if chain.torn:
        told = ", ".join(map(str, chain.torn))
        notes.append(f"lines torn by a power cut, or put there by somebody, stand before entry {told}")
    if torn:
        notes.append(f"{len(torn)} bytes at the end are a torn line; the booth records it at its next start")
    if first_key is None:
        since = f"what follows entry {max(head.seq for head in heads)}" if heads else "all of it"
        notes.append(f"without the first key nobody can tell whether {since} was written anew")
    if not heads:
        notes.append("no head was given: who copied the key state earlier could have gone back to that time")
    if heads and not (chain.closed or state is not None):
        notes.append(f"what came after entry {max(head.seq for head in heads)} may have been cut off")
    last = f"{chain.seq - 1}:{chain.hash.hex()[:16]}" if chain.seq else ""
    told = f"{chain.seq} entries{', the last is ' if last else ''}{last}"
    return Report(good=True, told=told, head=last, notes=notes)


def check_head(chain: Chain, head: Head) -> None:
    """Compare with a head that was seen elsewhere; raises Bad."""
    if head.seq >= chain.seq:
        raise Bad(chain.seq, f"it and what followed was cut off: entry {head.seq} was seen elsewhere")
    if not chain.hashes[head.seq].startswith(head.digits):
        raise Bad(head.seq, "another one was seen elsewhere: it, or one before it, was written anew")


def check_state(chain: Chain, state: State, first_key: bytes | None, written_since: int) -> None:
    """Compare with the booth's key state; raises Bad."""
    if chain.seq < state.seq:
        raise Bad(chain.seq, f"it and what followed was cut off: the booth wrote {state.seq} entries")
    if chain.seq > state.seq + 1 + written_since:
        raise Bad(state.seq + 1, "the booth's key state knows nothing of it")
    if state.seq and chain.hashes[state.seq - 1] != state.hash.hex():
        raise Bad(state.seq - 1, "the booth's key state knows another one")
    if first_key is not None:
        key = first_key
        for _ in range(state.seq):
            key = evolved(key)
        if key != state.key:
            raise Bad(state.seq, "the key state is of another place: what followed was cut off or rewritten")


def read_state(data: bytes) -> State | None:
    """Return the newer of the two slots of a key state, None when neither is whole."""
    found = []
    for start in (0, SLOT_BYTES):
        try:
            kept = json.loads(data[start : start + SLOT_BYTES].decode("ascii"))
            told = kept.pop("check")
            if told == hashlib.sha256(canonical(kept)).hexdigest() and isinstance(kept["seq"], int):
                found.append(State(kept["seq"], bytes.fromhex(kept["hash"]), bytes.fromhex(kept["key"])))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
    return max(found, key=lambda state: state.seq, default=None)


def check_path(path: Path, first_key: bytes | None, heads: tuple[Head, ...]) -> Report:
    """Check an exported file or a booth's folder; raises OSError."""
    if not path.is_dir():
        return check(path.read_bytes(), first_key, heads)
    file = path / "key-state"
    if not file.exists():
        return check(read_folder(path), first_key, heads)
    state = read_state(file.read_bytes())
    trail = read_folder(path)
    now = read_state(file.read_bytes())
    if state is None or now is None:
        return Report(good=False, told="the key state is damaged: nothing says where the trail ended")
    return check(trail, first_key, heads, state, now.seq - state.seq)


def read_folder(path: Path) -> bytes:
    """Return the trail files of a booth's folder, one after the other; raises OSError."""
    return b"".join(file.read_bytes() for file in sorted(path.iterdir()) if file.match("trail-*.jsonl"))


def head_from(text: str) -> Head:
    """Read a head as it is printed; raises ValueError."""
    seq, _, digits = text.replace(" ", "").lower().partition(":")
    if not (seq.isascii() and seq.isdigit() and len(seq) < 19 and len(digits) >= 8 and set(digits) <= HEX):
        raise ValueError("a head looks like 1042:9f3a07c25d1be844")
    return Head(int(seq), digits)


def key_from(text: str) -> bytes:
    """Read the first key; raises ValueError."""
    key = bytes.fromhex(text.strip())
    if len(key) != 32:
        raise ValueError("a first key has 64 hex digits")
    return key


def main(arguments: list[str]) -> int:
    """Run as a program; returns the exit status."""
    parser = argparse.ArgumentParser(description="Checks an audit trail of a photo booth.")
    parser.add_argument("trail", type=Path, metavar="TRAIL")
    parser.add_argument("--key-file", type=Path, help="the first key, as handed over when the trail began")
    parser.add_argument("--head", action="append", default=[], help="SEQ:HASH seen elsewhere; repeatable")
    asked = parser.parse_args(arguments)
    try:
        heads = tuple(head_from(head) for head in asked.head)
        first_key = key_from(asked.key_file.read_text(encoding="ascii")) if asked.key_file else None
        report = check_path(asked.trail, first_key, heads)
    except (OSError, ValueError) as error:
        print(f"cannot be used: {error}", file=sys.stderr)
        return 2
    print(f"{'good' if report.good else 'BAD'}: {report.told}")
    for note in report.notes:
        print(f"note: {note}")
    return 0 if report.good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
