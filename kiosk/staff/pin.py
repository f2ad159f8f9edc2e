"""The staff menu's PIN: how it is kept, checked, and how often it may be tried."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

FREE_TRIES = 5
FIRST_LOCK_S = 30.0
LONGEST_LOCK_S = 3600.0
"""Five tries, then 30 s doubling to one hour (stricter than PCI DSS 4.0 8.3.4 and NIST SP 800-63B)."""

_COST = 2**15
_BLOCK = 8
_LANES = 1


def hash_pin(pin: str, salt: bytes | None = None) -> str:
    """Return the text to keep in the settings: scrypt with a fresh 16-byte salt (RFC 7914)."""
    salt = salt or os.urandom(16)
    digest = _scrypt(salt).derive(pin.encode())
    return f"scrypt${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def pin_matches(pin: str, kept: str) -> bool:
    """Tell whether the PIN is the one behind `kept`; an empty or damaged `kept` matches nothing."""
    try:
        scheme, salt, digest = kept.split("$")
        if scheme != "scrypt":
            return False
        _scrypt(base64.b64decode(salt, validate=True)).verify(
            pin.encode(), base64.b64decode(digest, validate=True)
        )
    except (ValueError, InvalidKey):
        return False
    return True


def _scrypt(salt: bytes) -> Scrypt:
    return Scrypt(salt=salt, length=32, n=_COST, r=_BLOCK, p=_LANES)


@dataclass(frozen=True, slots=True)
class Lock:
    """How many tries failed in a row and until when no further one is looked at; `now_s` is wall-clock time.

    Wall-clock, because the lock must outlive a restart; a clock set back only prolongs it.
    """

    failures: int = 0
    until_s: float = 0.0

    def left_s(self, now_s: float) -> float:
        """Seconds the lock still holds."""
        return max(0.0, min(self.until_s - now_s, LONGEST_LOCK_S))

    def failed(self, now_s: float) -> Lock:
        """Return the lock after one more wrong PIN."""
        failures = self.failures + 1
        if failures < FREE_TRIES:
            return replace(self, failures=failures)
        lock_s = min(FIRST_LOCK_S * 2.0 ** min(failures - FREE_TRIES, 10), LONGEST_LOCK_S)
        return Lock(failures, now_s + lock_s)
