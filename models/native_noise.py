"""Keeps the chatter of native libraries off the terminal while they start."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def native_stderr_silenced() -> Iterator[None]:
    """Send file descriptor 2 to nowhere inside the block and give it back afterwards.

    TensorFlow Lite and Abseil print before any log level of theirs can be set, straight to the descriptor.
    Process-wide: hold it only around the start of a network, never around work. Python exceptions still rise.
    """
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)
