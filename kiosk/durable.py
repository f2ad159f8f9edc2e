"""Replacing a file so that after a kill or a power cut it holds either the old content or the new, whole."""

from __future__ import annotations

import os
from pathlib import Path

DRAFT = ".new"
"""Ending of the file that is first written beside the old one; after a kill it may still be there."""


def write_durably(path: Path, data: bytes) -> None:
    """Replace the file in one step that outlives a power cut; only the owner may read it. Raises OSError."""
    draft = path.with_name(path.name + DRAFT)
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make new, renamed and removed names in the folder outlive a power cut; raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
