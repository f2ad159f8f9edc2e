"""Runs as the first program of a machine: lets a visit fill memory, kills it, wipes, and tells how far it is.

The host reads the machine's RAM from outside at `during` and `after`, and answers with a line to go on.
"""

from __future__ import annotations

import mmap
import os
import signal
import socket
import sys
import time
from pathlib import Path

from kiosk.privacy.wipe import remove_private_folder

COPIES = 100_000
"""How often the visit writes the mark into each kind of memory: 1.6 MB, some hundred pages."""

RUN = Path("/run")
PRIVATE = RUN / "visit-1"
DISGUISE = 0x5A
SETTLE_S = 0.3
"""Some memory is given back a moment after its last user is gone (RCU, lists of each processor)."""


def disguised(mark: bytes) -> bytes:
    """Return the mark as it comes into the machine, and what was so disguised as it was."""
    return bytes(byte ^ DISGUISE for byte in mark)


def main() -> None:
    """Be process 1."""
    PRIVATE.mkdir()
    ready, told = os.pipe()
    # the process that lives on never works the mark out: only the visit does
    visit = os.fork()
    if visit == 0:
        os.setsid()
        be_a_visit(disguised(bytes.fromhex(os.environ["DISGUISED_MARK"])), told)
    os.close(told)
    os.read(ready, 1)
    tell("during")
    os.kill(visit, signal.SIGKILL)
    os.waitpid(visit, 0)
    remove_private_folder(PRIVATE)
    time.sleep(SETTLE_S)
    tell("after")


def be_a_visit(mark: bytes, told: int) -> None:
    """Hold the mark in every kind of memory that a visit uses, until killed."""
    many = mark * COPIES
    held = [
        many,
        [bytearray(mark) for _ in range(1000)],
        shared(-1, many),
        shared(os.memfd_create("frames"), many),
        unread_in_a_socket(many[:100_000]),
        unread_in_a_pipe(many[:50_000]),
    ]
    (PRIVATE / "sheet.pdf").write_bytes(many)
    os.write(told, b".")
    signal.pause()
    raise SystemExit(len(held))


def shared(descriptor: int, content: bytes) -> mmap.mmap:
    """Return memory that processes may share, of a descriptor or, with -1, of none."""
    if descriptor >= 0:
        os.ftruncate(descriptor, len(content))
    memory = mmap.mmap(descriptor, len(content))
    memory[:] = content
    return memory


def unread_in_a_socket(content: bytes) -> tuple[socket.socket, socket.socket]:
    """Return both ends of a socket in whose kernel buffers the content waits."""
    ours, theirs = socket.socketpair()
    ours.sendall(content)
    return ours, theirs


def unread_in_a_pipe(content: bytes) -> tuple[int, int]:
    """Return both ends of a pipe in which the content waits."""
    ends = os.pipe()
    os.write(ends[1], content)
    return ends


def tell(how_far: str) -> None:
    """Say a line to the host and wait for its answer."""
    print(f"guest: {how_far}", flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main()
