"""Writing several files into a folder: all of them or none."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path


class NotWritten(Exception):
    """The files could not be written, and nothing was; the text names the folder and says why."""


def write_all(folder: Path, files: Mapping[str, bytes], obsolete: Iterable[str] = ()) -> list[Path]:
    """Write `files` by name into `folder`, which is made if needed; returns their paths.

    They are drafted beside their places and then put there. Files of the names in `obsolete` that are not
    written again are removed, so that what an earlier run left is never taken for this one's. Raises
    NotWritten, and then folder and files are as before.
    """
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in files:
            if (folder / name).is_dir():
                raise NotWritten(f"{folder / name} is a folder; name another --out or move it away")
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder))
        try:
            for name, data in files.items():
                (draft / name).write_bytes(data)
            for name in files:
                (draft / name).replace(folder / name)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        for name in set(obsolete) - set(files):
            (folder / name).unlink(missing_ok=True)
    except (OSError, NotWritten) as error:
        for place in missing:
            with contextlib.suppress(OSError):
                place.rmdir()
        if isinstance(error, NotWritten):
            raise
        raise NotWritten(f"{folder} cannot be written ({error.strerror}); name another --out") from None
    return [folder / name for name in files]
