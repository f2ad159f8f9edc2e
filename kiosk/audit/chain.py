"""The chain: each entry is bound to all before it by a hash, and sealed with a key that is forgotten at once.

    hash_n = SHA-256(0x00 ‖ hash_{n-1} ‖ entry_n)        hash_{-1} is 32 zero bytes
    mac_n  = HMAC-SHA-256(key_n, hash_n)
    key_{n+1} = SHA-256("evolve" ‖ key_n)                 key_0 is kept by the operator, never by the booth

Who takes the booth over before entry n knows key_n and no key before it, so nothing before entry n can be
written anew (forward security; the scheme of Schneier and Kelsey, 1999). `verify.py` does the same sums on
its own, without this module. All here is pure.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

KEY_BYTES: Final = 32
SHOWN_DIGITS: Final = 16
NO_HASH: Final = bytes(32)


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return the one spelling of a JSON object: sorted keys, no blanks, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def next_key(key: bytes | bytearray) -> bytearray:
    """Return the key after this one; there is no way back."""
    digest = hashlib.sha256(b"evolve")
    digest.update(key)
    return bytearray(digest.digest())


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry: its number and hash; `str` gives the short form for slips and metrics."""

    seq: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash.hex()[:SHOWN_DIGITS]}"


@dataclass(frozen=True, slots=True)
class Link:
    """Where the chain goes on: the number and key of the next entry, and the hash of the last one."""

    seq: int
    hash: bytes
    key: bytearray

    @property
    def head(self) -> Head | None:
        """The last entry, None before the first."""
        return Head(self.seq - 1, self.hash) if self.seq else None

    def after(self, hash_: bytes) -> Link:
        """Return the link after an entry with this hash; the caller forgets this one."""
        return Link(self.seq + 1, hash_, next_key(self.key))

    def forget(self) -> None:
        """Overwrite the key; Python may hold copies that it made itself."""
        self.key[:] = bytes(KEY_BYTES)


def sealed(link: Link, body: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """Return the line of the next entry, newline included, and its hash."""
    entry = {**body, "seq": link.seq}
    hash_ = hashlib.sha256(b"\0" + link.hash + canonical(entry)).digest()
    mac = hmac.digest(link.key, hash_, "sha256")
    line = canonical({"entry": entry, "hash": hash_.hex(), "mac": mac.hex()})
    return line + b"\n", hash_


def closing_line(link: Link) -> bytes:
    """Return the last line of an export: how many entries there were, sealed with the booth's key."""
    mac = hmac.digest(link.key, b"end" + link.hash, "sha256")
    return canonical({"end": {"entries": link.seq, "hash": link.hash.hex()}, "mac": mac.hex()}) + b"\n"


def opened(link: Link, line: bytes) -> tuple[dict[str, Any], bytes] | None:
    """Return entry and hash if this line is the very next entry of the chain, sealed with its key."""
    try:
        entry = json.loads(line)["entry"]
        body = {name: value for name, value in entry.items() if name != "seq"}
        line_again, hash_ = sealed(link, body)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return (entry, hash_) if hmac.compare_digest(line_again, line) else None
