"""A sheet that is kept as agreed is sealed by the visit that made it, under a key made for it alone.

Sealed sheet and key go to a keeper (`kiosk.keeper`) and from there to the visit that prints it again; only
visits ever seal or open. Erasing the key erases the sheet wherever its sealed bytes lie (cryptographic erase,
NIST SP 800-88r2: the content was never stored in the clear, the key has 256 random bits).

Limits: what the visit itself still holds dies with the visit. While a seal is set or opened the crypto
library has its own copy of the key; it clears that itself. Swap and core dumps must be off, as on every
booth.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.keeper.handover import KEY_BYTES

_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_PURPOSE: Final = b"obscura retained picture 1"


class NotOpened(Exception):
    """The key does not fit these sealed bytes, or somebody changed them."""


@dataclass(frozen=True, slots=True)
class Container:
    """A sealed sheet: 12 bytes of nonce, the AES-256-GCM ciphertext, 16 of tag; `key` opens it."""

    key: bytearray
    sealed: bytes | bytearray

    def erase(self) -> None:
        """Overwrite this copy of the key."""
        _clear(self.key)


def seal(content: bytes | bytearray | memoryview) -> Container:
    """Return the content sealed under a new random key."""
    key = _random_key()
    nonce = os.urandom(_NONCE_BYTES)
    return Container(key, nonce + AESGCM(key).encrypt(nonce, content, _PURPOSE))


@contextmanager
def opened(container: Container) -> Iterator[memoryview]:
    """Give the content for reading, and clear it afterwards; raises NotOpened."""
    nonce, ciphertext = container.sealed[:_NONCE_BYTES], container.sealed[_NONCE_BYTES:]
    if len(ciphertext) < _TAG_BYTES:
        raise NotOpened("too short to be sealed")
    content = bytearray(len(ciphertext) - _TAG_BYTES)
    try:
        AESGCM(container.key).decrypt_into(nonce, ciphertext, _PURPOSE, content)
        with memoryview(content).toreadonly() as view:
            yield view
    except InvalidTag:
        raise NotOpened("not sealed under this key") from None
    finally:
        _clear(content)


def _random_key() -> bytearray:
    """Return random bytes that never were an immutable object: those cannot be overwritten."""
    key = bytearray(KEY_BYTES)
    with Path("/dev/urandom").open("rb", buffering=0) as source:
        source.readinto(key)
    return key


def _clear(buffer: bytearray) -> None:
    """Overwrite in place, so that no copy is made."""
    buffer[:] = bytes(len(buffer))
