"""Where installed models lie, and the only way to their bytes: whole, and checked each time.

A network is started from the bytes that were checked, never from a path, so that nothing can be put in the
file's place in between.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from models.registry import Model, Registry, Task

FOLDER_VARIABLE = "OBSCURA_MODELS"
_OF_THE_MACHINE = Path("/var/lib/obscura/models")


class NotInstalled(Exception):
    """The model's file is not there; the text says how to install it."""


class NotThatModel(Exception):
    """A file is not the model it should be, and was not used; `why` completes "it …"."""

    def __init__(self, what: str, model: Model, why: str) -> None:
        super().__init__(f"{what} is not the model {model.name}: it {why}")
        self.why = why


def models_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Return where models lie.

    That is OBSCURA_MODELS where it is set, else /var/lib/obscura/models where that exists, else the user's
    own data folder (XDG Base Directory Specification). The folder need not exist.
    """
    told = os.environ if environment is None else environment
    if told.get(FOLDER_VARIABLE):
        return Path(told[FOLDER_VARIABLE])
    if _OF_THE_MACHINE.is_dir():
        return _OF_THE_MACHINE
    data = told.get("XDG_DATA_HOME", "")  # the specification: a path that is not absolute is to be ignored
    own = Path(data) if data.startswith("/") else Path(os.path.expanduser("~/.local/share"))  # noqa: PTH111
    return own / "obscura" / "models"


def is_there(folder: Path, model: Model) -> bool:
    """Tell whether something lies in the model's place, good or not."""
    return os.path.lexists(folder / model.file)


def first_there(folder: Path, registry: Registry, task: Task) -> Model | None:
    """Return the best model for a task that lies in the folder."""
    return next((model for model in registry.for_task(task) if is_there(folder, model)), None)


def load(folder: Path, model: Model) -> bytes:
    """Return the model's bytes, checked; raises NotInstalled and NotThatModel."""
    try:
        return read_checked(folder / model.file, model)
    except FileNotFoundError:
        raise NotInstalled(
            f"the model {model.name} is not installed; run `kiosk models install {model.name}`"
        ) from None


def read_checked(path: Path, model: Model) -> bytes:
    """Return the bytes of a file that is this model; raises NotThatModel, and FileNotFoundError."""
    with open_sized(path, model) as file:
        try:
            data = file.read(model.size_bytes + 1)
        except OSError as error:
            raise NotThatModel(str(path), model, f"cannot be read ({error.strerror})") from None
    if hashlib.sha256(data).hexdigest() != model.sha256:
        raise NotThatModel(str(path), model, "has another checksum")
    return data


def open_sized(path: Path, model: Model) -> BinaryIO:
    """Open a plain file of the model's size, not yet checked further; raises as `read_checked`."""
    try:
        # Neither a link to somewhere else is followed nor is a pipe waited for.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except OSError as error:
        why = "is a link" if error.errno == errno.ELOOP else f"cannot be read ({error.strerror})"
        raise NotThatModel(str(path), model, why) from None
    there = os.fstat(descriptor)
    if stat.S_ISREG(there.st_mode) and there.st_size == model.size_bytes:
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    if not stat.S_ISREG(there.st_mode):
        raise NotThatModel(str(path), model, "is no file")
    raise NotThatModel(str(path), model, f"has {there.st_size} bytes instead of {model.size_bytes}")
