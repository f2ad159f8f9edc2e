"""MediaPipe's modules, imported without the start-up of the packages around them (docs/decisions/0003)."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import types
from typing import Any


class MediapipeUnavailableError(Exception):
    """MediaPipe, a part of it or a network for it is missing; the text is one line and says what to do."""


def bare_module(name: str) -> Any:  # noqa: ANN401 - mediapipe carries no types
    """Import `mediapipe.….…` with every package above it registered bare, unless it is there already.

    Raises MediapipeUnavailableError where mediapipe is not installed or has no such module.
    """
    os.environ.setdefault("GLOG_minloglevel", "3")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    root = _root()
    packages = name.split(".")[:-1]
    for depth in range(1, len(packages) + 1):
        package = ".".join(packages[:depth])
        if package not in sys.modules:
            bare = types.ModuleType(package)
            bare.__path__ = [os.path.join(root, *packages[1:depth])]  # noqa: PTH118 - an import path is text
            sys.modules[package] = bare
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MediapipeUnavailableError(
            f"this mediapipe lacks {name} ({error}); install the locked requirements with `make demo`"
        ) from error


def has_module(name: str) -> bool:
    """Tell whether the installed mediapipe has a module, without importing anything of it."""
    try:
        path = os.path.join(_root(), *name.split(".")[1:])  # noqa: PTH118 - an import path is text
    except MediapipeUnavailableError:
        return False
    return os.path.isdir(path) or os.path.isfile(path + ".py")  # noqa: PTH112, PTH113


def _root() -> str:
    if loaded := sys.modules.get("mediapipe"):
        return str(loaded.__path__[0])
    spec = importlib.util.find_spec("mediapipe")
    if spec is None or not spec.submodule_search_locations:
        raise MediapipeUnavailableError(
            "mediapipe is not installed; install the locked requirements with `make demo`"
        )
    return spec.submodule_search_locations[0]
