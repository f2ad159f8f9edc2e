"""Reads from this machine what the claims are judged by."""

from __future__ import annotations

import contextlib
import itertools
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

WITH_A_FACE = (b"kiosk.visit", b"kiosk.console", b"kiosk.keeper", b"kiosk.portability")
"""Programs that see a picture or hold its key; `kiosk run`, which starts them, counts as one, too."""

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
SPOOLS = (Path("/run/obscura-cups/spool"), Path("/var/spool/cups"))
"""Of the CUPS of deploy/cups, and of one as it comes."""


def machine_claims(paths: Paths) -> list[Claim]:
    """Judge kernel, folders, spool and network of this machine as it is now."""
    kernel = Path("/proc/sys")
    return [
        zeroed_when_freed(_text(Path("/proc/cmdline"))),
        no_swap(_text(Path("/proc/swaps"))),
        no_core_dumps(_text(kernel / "kernel/core_pattern"), _text(kernel / "fs/suid_dumpable")),
        in_memory(str(paths.run.absolute()), _text(Path("/proc/mounts"))),
        private(
            "files.state_folder", "Only the booth reads what it keeps.", str(paths.state), _mode(paths.state)
        ),
        network_claim(),
        spool_claim(),
    ]


def network_claim() -> Claim:
    """Judge the sockets of every program that runs now and sees a face."""
    pids = list(_programs())
    sockets: list[int] = []
    closed = 0
    for pid in pids:
        try:
            sockets += _sockets(pid)
        except PermissionError:
            closed += 1
    tables = [_text(Path(f"/proc/{pid}/net/{name}")) for pid in pids for name in _TABLES]
    return no_network(sockets, tables, len(pids), closed)


def spool_claim() -> Claim:
    """Judge the print spools of this machine."""
    found: list[str] = []
    closed: list[str] = []
    spools = 0
    for spool in SPOOLS:
        try:
            found += [entry.name for entry in spool.iterdir() if entry.name.startswith("d")]
            spools += 1
        except FileNotFoundError:
            continue
        except OSError:
            closed.append(str(spool))
    return empty_spool(len(found) if spools else None, closed)


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
    """Yield the running programs of a booth that deal with faces; the compositor names `kiosk run`, too."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            words = (entry / "cmdline").read_bytes().split(b"\0")
            pairs = set(itertools.pairwise(word.rpartition(b"/")[2] for word in words))
            if (b"kiosk", b"run") in pairs or any((b"-m", module) in pairs for module in WITH_A_FACE):
                yield int(entry.name)


def _sockets(pid: int) -> list[int]:
    """Return the inodes of the sockets that a process holds open; raises PermissionError."""
    inodes = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                if found := _SOCKET.fullmatch(str(link.readlink())):
                    inodes.append(int(found[1]))
    return inodes
