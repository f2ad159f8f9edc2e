"""Hands a sealed sheet with its key from program to program over a stream socket.

The key's 32 bytes, the length in 8 (big-endian), then the sealed bytes. Both ends use buffers that can be
overwritten; nothing here makes a copy that cannot.
"""

from __future__ import annotations

import socket
from typing import Final

HAVE_IT: Final = b"K"
"""What a keeper says once the whole sheet is with it."""
KEY_BYTES: Final = 32
LENGTH_BYTES: Final = 8
MAX_SEALED_BYTES: Final = 65 * 1024 * 1024
"""A printer takes sheets of up to 64 MiB; the rest is room for nonce and tag."""


class HandoverBroken(Exception):
    """The other end went away, was too slow or sent what is no sealed sheet."""


def hand_over(to: socket.socket, key: bytearray, sealed: bytes | bytearray, limit_s: float) -> None:
    """Send key and sealed bytes; no step waits longer than `limit_s`. Raises HandoverBroken."""
    to.settimeout(limit_s)
    try:
        to.sendall(key)
        to.sendall(len(sealed).to_bytes(LENGTH_BYTES, "big"))
        to.sendall(sealed)
    except OSError as error:
        raise HandoverBroken(type(error).__name__) from None


def take_over(source: socket.socket, limit_s: float) -> tuple[bytearray, bytearray]:
    """Return key and sealed bytes; no step waits longer than `limit_s`. Raises HandoverBroken."""
    source.settimeout(limit_s)
    key, length = bytearray(KEY_BYTES), bytearray(LENGTH_BYTES)
    _fill(key, source)
    _fill(length, source)
    size = int.from_bytes(length, "big")
    if not 0 < size <= MAX_SEALED_BYTES:
        raise HandoverBroken("no sealed sheet has that size")
    sealed = bytearray(size)
    _fill(sealed, source)
    return key, sealed


def _fill(buffer: bytearray, source: socket.socket) -> None:
    with memoryview(buffer) as whole:
        at = 0
        while at < len(buffer):
            try:
                count = source.recv_into(whole[at:])
            except OSError as error:
                raise HandoverBroken(type(error).__name__) from None
            if not count:
                raise HandoverBroken("the other end hung up")
            at += count
