"""A picture kept for a bounded time, as agreed: sealed at once, under a key that only this process has.

Erasing the key erases the picture wherever its sealed bytes lie (cryptographic erase, NIST SP 800-88r2: the
content was never stored in the clear, the key has 256 random bits). It ends by time, by request, and with the
process.

Limits: what whoever gave the content still holds of it is theirs to clear. While a seal is set or opened the
crypto library has its own copy of the key; it clears that itself. Swap and core dumps must be off, as on
every booth.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

LONGEST_S: Final = 3600.0
"""Nothing is kept longer than an hour, whatever is asked for."""

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_PURPOSE: Final = b"obscura retained picture 1"


class Erased(Exception):
    """The time was up, or the picture was asked to be deleted: it is gone."""


class Retained:
    """One sealed picture; `now_s` is monotonic time.

    `sealed` is 12 bytes of nonce, the AES-256-GCM ciphertext and 16 of tag, and may be stored anywhere.
    Raises ValueError for a time to keep that is not between 0 and LONGEST_S.
    """

    def __init__(self, content: bytes | bytearray | memoryview, keep_s: float, now_s: float) -> None:
        if not 0.0 < keep_s <= LONGEST_S:
            raise ValueError(f"a picture is kept for at most {LONGEST_S:g} s")
        self._until_s = now_s + keep_s
        self._key: bytearray | None = _random_key()
        nonce = os.urandom(_NONCE_BYTES)
        self.sealed = nonce + AESGCM(self._key).encrypt(nonce, content, _PURPOSE)

    def left_s(self, now_s: float) -> float:
        """Seconds until it is erased; 0 once it is."""
        return 0.0 if self._key is None else max(0.0, self._until_s - now_s)

    def keep_up(self, now_s: float) -> bool:
        """Erase it when its time is up; to be called all the time. Tells whether it is still there."""
        if self.left_s(now_s) == 0.0:
            self.erase()
        return self._key is not None

    @contextmanager
    def opened(self, now_s: float) -> Iterator[memoryview]:
        """Give the content for reading, and clear it afterwards; raises Erased."""
        if not self.keep_up(now_s) or self._key is None:
            raise Erased("the picture is deleted")
        nonce, ciphertext = self.sealed[:_NONCE_BYTES], self.sealed[_NONCE_BYTES:]
        content = bytearray(len(ciphertext) - _TAG_BYTES)
        try:
            AESGCM(self._key).decrypt_into(nonce, ciphertext, _PURPOSE, content)
            with memoryview(content).toreadonly() as view:
                yield view
        finally:
            _clear(content)

    def erase(self) -> None:
        """Overwrite the key; the picture cannot be opened again by anybody."""
        if self._key is not None:
            _clear(self._key)
            self._key = None


def _random_key() -> bytearray:
    """Return random bytes that never were an immutable object: those cannot be overwritten."""
    key = bytearray(_KEY_BYTES)
    with Path("/dev/urandom").open("rb", buffering=0) as source:
        source.readinto(key)
    return key


def _clear(buffer: bytearray) -> None:
    """Overwrite in place, so that no copy is made."""
    buffer[:] = bytes(len(buffer))
