"""A random mark that every visit carries, so that looking for what is left of it means something.

The supervisor only knows a seed. The mark itself is worked out in the visit, which plants it beside its
pictures, and in the short-lived program that looks for it (`kiosk.privacy.proving`): were it in the memory of
the supervisor, the search would always find it there.
"""

from __future__ import annotations

import hashlib
import secrets

CANARY_BYTES = 24


def new_seed() -> str:
    """Return 128 random bits as hexadecimal digits, for one visit."""
    return secrets.token_hex(16)


def canary_of(seed: str) -> bytes:
    """Return the mark of the visit with this seed, `CANARY_BYTES` long."""
    return hashlib.sha256(b"obscura canary " + seed.encode("ascii")).digest()[:CANARY_BYTES]


def patterns_of(canary: bytes) -> tuple[bytes, ...]:
    """Return what to look for: the mark as it is, and as the text it is in a PDF."""
    return (canary, canary.hex().encode("ascii"))
