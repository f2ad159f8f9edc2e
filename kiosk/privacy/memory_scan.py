"""Looks for byte patterns in the memory of processes and in files; the proof behind "nothing stays behind".

The patterns are searched in chunks that overlap, so that one lying across two chunks is found too.
"""

from __future__ import annotations

import json
import mmap
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

_CHUNK_BYTES = 4 * 1024 * 1024
_NOT_MEMORY = ("[vvar]", "[vsyscall]", "[vvar_vclock]")


class Unreadable(Exception):
    """A process or a file is there but cannot be read; a scan that skips it proves nothing."""


def count_in_process(pid: int, patterns: Iterable[bytes]) -> int:
    """Return how often the patterns occur in the readable memory of the process; 0 if it is gone.

    Pages that nobody can read, such as a device's, are passed over. Raises Unreadable when the kernel refuses
    (not root, or ptrace restricted).
    """
    wanted = tuple(patterns)
    try:
        regions = list(_regions(pid))
        memory = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
    except (FileNotFoundError, ProcessLookupError):
        return 0
    except OSError:
        raise Unreadable(f"process {pid} may not be read; run as root") from None
    try:
        return sum(_count_in_region(memory, start, end, wanted) for start, end in regions)
    finally:
        os.close(memory)


def count_apart(pids: Iterable[int], patterns: Iterable[bytes]) -> dict[int, int]:
    """Return how often the patterns occur in each process, read by a program of its own that ends.

    Whoever reads another's memory has it in its own afterwards, where the next search would find it. Raises
    Unreadable.
    """
    asked = json.dumps([list(pids), [pattern.hex() for pattern in patterns]])
    program = [sys.executable, "-I", "-B", "-m", "kiosk.privacy.memory_scan"]
    answer = subprocess.run(program, input=asked, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise Unreadable(answer.stderr.strip().rpartition("\n")[2])
    return {int(pid): count for pid, count in json.loads(answer.stdout).items()}


def count_in_file(path: Path, patterns: Iterable[bytes]) -> int:
    """Return how often the patterns occur in a file; 0 if it is gone. Raises Unreadable."""
    wanted = tuple(patterns)
    try:
        with path.open("rb") as file:
            return _count_in_chunks(iter(lambda: file.read(_CHUNK_BYTES), b""), wanted)
    except (FileNotFoundError, IsADirectoryError):
        return 0
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}") from None


def processes_below(root_pid: int) -> list[int]:
    """Return the pid and those of all its living descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            parent = _parent(int(entry.name))
            if parent is not None:
                children.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [root_pid]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting.extend(children.get(pid, ()))
    return found


def _parent(pid: int) -> int | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(stat.rpartition(")")[2].split()[1])


def _regions(pid: int) -> Iterator[tuple[int, int]]:
    for line in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8", errors="replace").splitlines():
        span, rights, *rest = line.split(maxsplit=5)
        name = rest[-1] if len(rest) == 4 else ""
        if rights.startswith("r") and name not in _NOT_MEMORY and not _is_program_text(rights, name):
            start, _, end = span.partition("-")
            yield int(start, 16), int(end, 16)


def _is_program_text(rights: str, name: str) -> bool:
    """Tell whether the pages are a private, unwritable view of a file: a library's code, or a font.

    They hold what the file holds and nothing else; files are looked at by themselves.
    """
    return rights[1] == "-" and rights[3] == "p" and name.startswith("/") and not name.endswith(" (deleted)")


def _count_in_region(memory: int, start: int, end: int, patterns: tuple[bytes, ...]) -> int:
    def chunks() -> Iterator[bytes]:
        at = start
        while at < end:
            try:
                chunk = os.pread(memory, min(_CHUNK_BYTES, end - at), at)
            except OSError:  # a device's page, a guard, one that went away meanwhile: the next may be there
                at += mmap.PAGESIZE
                continue
            if not chunk:
                return
            yield chunk
            at += len(chunk)

    return _count_in_chunks(chunks(), patterns)


def _count_in_chunks(chunks: Iterator[bytes], patterns: tuple[bytes, ...]) -> int:
    overlap = max(map(len, patterns)) - 1
    tail = b""
    found = 0
    for chunk in chunks:
        window = tail + chunk
        for pattern in patterns:
            found += window.count(pattern) - tail.count(pattern)
        tail = window[-overlap:] if overlap else b""
    return found


if __name__ == "__main__":
    wanted_pids, digits = json.load(sys.stdin)
    wanted = [bytes.fromhex(pattern) for pattern in digits]
    json.dump({pid: count_in_process(pid, wanted) for pid in wanted_pids}, sys.stdout)
