"""Envelope encryption: every item has a key of its own, and that key is sealed under the booth's.

A sealed item is, in bytes: 8 mark and format version, 8 id of the booth's key, 12 nonce, 48 sealed item key,
12 nonce, the content and 16 of tag. Both seals are AES-256-GCM (NIST SP 800-38D) with random nonces; mark,
version and purpose are authenticated with each, so an item passes for no other purpose and no other format.
"""

from __future__ import annotations

import hmac
import os
import re
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
ID_BYTES: Final = 8

_MARK: Final = b"OBSEAL\x00\x01"
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_KEY_END: Final = len(_MARK) + ID_BYTES + _NONCE_BYTES + KEY_BYTES + _TAG_BYTES
_SHORTEST: Final = _KEY_END + _NONCE_BYTES + _TAG_BYTES
PURPOSE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""What a purpose looks like: lower-case letters, digits and dashes."""


class NotOpened(Exception):
    """What should be a sealed item cannot be opened: another key's, another purpose's, or changed."""


@dataclass(frozen=True, slots=True)
class SealingKey:
    """A booth's key; `id` may be shown and tells nothing of the secret, 32 bytes."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes")

    @property
    def id(self) -> bytes:
        """Eight bytes by which an item tells whose it is."""
        return hmac.digest(self.secret, b"obscura key id", "sha256")[:ID_BYTES]


def new_key() -> SealingKey:
    """Return a fresh random key."""
    return SealingKey(os.urandom(KEY_BYTES))


def seal(content: bytes, purpose: str, key: SealingKey) -> bytes:
    """Return the content sealed for one purpose: lower-case letters, digits and dashes, else ValueError."""
    head = _MARK + key.id
    item_key = os.urandom(KEY_BYTES)
    key_nonce, nonce = os.urandom(_NONCE_BYTES), os.urandom(_NONCE_BYTES)
    sealed_key = AESGCM(key.secret).encrypt(key_nonce, item_key, _bound_to("key", purpose))
    sealed_content = AESGCM(item_key).encrypt(nonce, content, _bound_to("content", purpose))
    return head + key_nonce + sealed_key + nonce + sealed_content


def open_sealed(item: bytes, purpose: str, key: SealingKey) -> bytes:
    """Return the content; raises NotOpened, which does not say which of its reasons it was."""
    key_id_of(item)
    key_nonce, sealed_key = _split(item[len(_MARK) + ID_BYTES : _KEY_END])
    nonce, sealed_content = _split(item[_KEY_END:])
    try:
        item_key = AESGCM(key.secret).decrypt(key_nonce, sealed_key, _bound_to("key", purpose))
        return AESGCM(item_key).decrypt(nonce, sealed_content, _bound_to("content", purpose))
    except InvalidTag:
        raise NotOpened("sealed under another key, for another purpose, or changed since") from None


def key_id_of(item: bytes) -> bytes:
    """Return the id of the key that an item says it is sealed under; raises NotOpened for other bytes."""
    if len(item) < _SHORTEST or not item.startswith(_MARK):
        raise NotOpened("not a sealed item of this version, or cut short")
    return item[len(_MARK) : len(_MARK) + ID_BYTES]


def _split(part: bytes) -> tuple[bytes, bytes]:
    return part[:_NONCE_BYTES], part[_NONCE_BYTES:]


def _bound_to(role: str, purpose: str) -> bytes:
    if not PURPOSE.fullmatch(purpose):
        raise ValueError(f"{purpose!r} is no purpose: lower-case letters, digits and dashes")
    return _MARK + f"{role}:{purpose}".encode()
