"""Reads from this machine what the claims are judged by."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from kiosk.privacy.proof.claims import (
    Claim,
    empty_spool,
    in_memory,
    no_core_dumps,
    no_network,
    no_swap,
    private,
    zeroed_when_freed,
)
from kiosk.settings import Paths

WITH_A_FACE = (b"kiosk.visit", b"kiosk.booth", b"kiosk.console")
"""Programs that see a picture, or start those that do."""

_TABLES = (
    "tcp",
    "tcp6",
    "udp",
    "udp6",
    "udplite",
    "udplite6",
    "raw",
    "raw6",
    "icmp",
    "icmp6",
    "packet",
)
_SOCKET = re.compile(r"socket:\[(\d+)\]")
SPOOL = Path("/var/spool/cups")


def machine_claims(paths: Paths) -> list[Claim]:
    """Judge kernel, folders, spool and network of this machine as it is now."""
    kernel = Path("/proc/sys")
    pids = list(_programs())
    return [
        zeroed_when_freed(_text(Path("/proc/cmdline"))),
        no_swap(_text(Path("/proc/swaps"))),
        no_core_dumps(_text(kernel / "kernel/core_pattern"), _text(kernel / "fs/suid_dumpable")),
        in_memory(str(paths.run.absolute()), _text(Path("/proc/mounts"))),
        private(
            "files.state_folder", "Only the booth reads what it keeps.", str(paths.state), _mode(paths.state)
        ),
        no_network(
            _sockets(pids),
            [_text(Path(f"/proc/{pid}/net/{name}")) for pid in pids for name in _TABLES],
            len(pids),
        ),
        empty_spool(_data_files()),
    ]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""


def _mode(folder: Path) -> int | None:
    try:
        return folder.stat().st_mode
    except FileNotFoundError:
        return None


def _programs() -> Iterator[int]:
    """Yield the running programs of a booth that deal with faces."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            words = (entry / "cmdline").read_bytes().split(b"\0")
            module = words[words.index(b"-m") + 1] if b"-m" in words[:-1] else b""
            if module in WITH_A_FACE:
                yield int(entry.name)


def _sockets(pids: list[int]) -> Iterator[int]:
    for pid in pids:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for link in Path(f"/proc/{pid}/fd").iterdir():
                with contextlib.suppress(FileNotFoundError):
                    if found := _SOCKET.fullmatch(str(link.readlink())):
                        yield int(found[1])


def _network_tables(pids: list[int]) -> Iterator[str]:
    """Yield the tables of the sockets in each program's own network."""
    for pid in pids:
        yield from (_text(Path(f"/proc/{pid}/net/{name}")) for name in _TABLES)


def _data_files() -> int | None:
    """Count the data files of print jobs; None where there is no spool."""
    return sum(1 for _ in SPOOL.glob("d*")) if SPOOL.is_dir() else None
