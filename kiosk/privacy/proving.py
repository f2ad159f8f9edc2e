"""Proves that a visit is gone: `python -I -m kiosk.privacy.proving`, a question as JSON in, the answer out.

A program of its own, because whoever looks for a mark has it in its memory; it dies with the answer. It needs
the standard library only, so that it starts at once and anybody can read all of it.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from kiosk.privacy.canary import canary_of, patterns_of
from kiosk.privacy.memory_scan import Unreadable, count_in_file, count_in_process, processes_below
from kiosk.privacy.wipe import processes_of_session


@dataclass(frozen=True, slots=True)
class Question:
    """What to look for, and where.

    `session` is the visit's; `private_dir` its folder. Memory is that of the processes below `roots`, or of
    all of the machine's without any, never of those below `outside`. Files are those of `folders` that were
    changed since `since_s` (Unix time).
    """

    seed: str
    session: int
    private_dir: str
    folders: Sequence[str] = ()
    since_s: float = 0.0
    roots: Sequence[int] = ()
    outside: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found of a visit; counts only, for nothing else may be kept of it.

    `control` tells that the search found the mark in the memory of the searching program itself: without it
    nothing found proves nothing. `unreadable` processes, folders and files could not be looked into.
    """

    processes_left: int = 0
    files_left: int = 0
    memory_hits: int = 0
    file_hits: int = 0
    unreadable: int = 0
    processes_read: int = 0
    files_read: int = 0
    control: bool = False
    took_s: float = 0.0

    @property
    def clean(self) -> bool:
        """Whether nothing of the visit was found."""
        return not (self.processes_left or self.files_left or self.memory_hits or self.file_hits)

    @property
    def complete(self) -> bool:
        """Whether everything was looked into, by a search that does find the mark."""
        return self.control and not self.unreadable

    def __str__(self) -> str:
        found = (
            f"processes {self.processes_left}, files {self.files_left}, in memory {self.memory_hits} times, "
            f"in files {self.file_hits} times"
        )
        control = "" if self.control else ", the search does not find its own mark"
        return f"{found}; {self.unreadable} processes, folders or files unreadable{control}"


def prove(question: Question) -> Proof:
    """Look for what is left of the visit, everywhere that the question names."""
    began_s = time.monotonic()
    canary = canary_of(question.seed)
    patterns = patterns_of(canary)
    files, unreadable = _files(question)
    memory_hits = file_hits = processes_read = files_read = 0
    for pid in _processes(question):
        try:
            memory_hits += count_in_process(pid, patterns)
            processes_read += 1
        except Unreadable:
            unreadable += 1
    for path in files:
        try:
            file_hits += count_in_file(path, patterns)
            files_read += 1
        except Unreadable:
            unreadable += 1
    control = False
    with contextlib.suppress(Unreadable):
        control = count_in_process(os.getpid(), patterns) > 0
    private_dir = Path(question.private_dir)
    return Proof(
        processes_left=len(processes_of_session(question.session)),
        files_left=sum(1 for _ in private_dir.rglob("*")) + 1 if private_dir.exists() else 0,
        memory_hits=memory_hits,
        file_hits=file_hits,
        unreadable=unreadable,
        processes_read=processes_read,
        files_read=files_read,
        control=control,
        took_s=time.monotonic() - began_s,
    )


def start_search(question: Question) -> subprocess.Popen[str]:
    """Start the program that answers the question; `answer_of` reads what it found."""
    program = subprocess.Popen(
        [sys.executable, "-I", "-B", "-m", "kiosk.privacy.proving"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdin is not None  # noqa: S101 -- a pipe was asked for
    with contextlib.suppress(BrokenPipeError), program.stdin as words:  # it died: there will be no answer
        json.dump(asdict(question), words)
    return program


def answer_of(program: subprocess.Popen[str]) -> Proof | None:
    """Return what the program found, None when it failed."""
    assert program.stdout is not None  # noqa: S101 -- a pipe was asked for
    with program.stdout as answer:
        said = answer.read()
    return Proof(**json.loads(said)) if program.wait() == 0 else None


def _processes(question: Question) -> Iterator[int]:
    """Yield the processes to look into; of this one the mark is known."""
    outside = {os.getpid(), *(pid for root in question.outside for pid in processes_below(root))}
    if question.roots:
        pids = {pid for root in question.roots for pid in processes_below(root)}
    else:
        pids = {int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()}
    yield from sorted(pids - outside)


def _files(question: Question) -> tuple[list[Path], int]:
    """Return the files to look into, and how many places could not be looked at; what vanishes is no file."""
    files: list[Path] = []
    closed = 0

    def take_in(error: OSError) -> None:
        nonlocal closed
        closed += not isinstance(error, FileNotFoundError)

    for folder in question.folders:
        for place, _folders, names in os.walk(folder, onerror=take_in):
            for name in names:
                path = Path(place, name)
                try:
                    entry = path.lstat()
                except OSError as error:
                    take_in(error)
                    continue
                if entry.st_ctime >= question.since_s and stat.S_ISREG(entry.st_mode):
                    files.append(path)
    return files, closed


def main() -> None:
    """Answer the question on standard input."""
    question = Question(**json.load(sys.stdin))
    json.dump(asdict(prove(question)), sys.stdout)


if __name__ == "__main__":
    main()
