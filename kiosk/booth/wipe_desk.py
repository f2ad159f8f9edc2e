"""Wipes what a visit left and has it proved that nothing is left, without keeping the screens waiting."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kiosk.booth.child import Child
from kiosk.booth.wipe_flag import WipeFlag
from kiosk.privacy.canary import new_seed
from kiosk.privacy.proving import Proof, Question, answer_of, start_search
from kiosk.privacy.wipe import remove_private_folder

PROVE_AGAIN_FOR_S = 3.0
"""What the kernel is still taking down may be found at first; after this long it counts."""
LIMIT_S = 20.0
"""A search that takes longer has failed: a machine so slow should not take pictures."""
CLOCKS_APART_S = 2.0

WipeOf = Literal["visit", "console", "unused"]
"""Whose program was wiped: a visit's that somebody began, the staff console's, or one that nobody used."""


@dataclass(frozen=True, slots=True)
class WipeScope:
    """Where is looked for what a visit left.

    `folders` are searched for changed files; memory is the whole machine's, or that of the processes below
    `roots` but not below `outside`. Where `lenient`, processes that this user may not read do not count.
    """

    folders: tuple[Path, ...]
    roots: tuple[int, ...] = ()
    outside: tuple[int, ...] = ()
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class Wiped:
    """What came of one wipe, `took_s` after it began; `proof` is None when the search itself failed."""

    pid: int
    of: WipeOf
    proof: Proof | None
    passed: bool
    took_s: float


@dataclass(slots=True)
class _Visit:
    seed: str
    since_s: float
    began_s: float


@dataclass(slots=True)
class _Search:
    question: Question
    program: subprocess.Popen[str]
    began_s: float
    of: WipeOf


class WipeDesk:
    """Gives every visit its seed; when one is dead, runs the search for what it left."""

    def __init__(
        self,
        scope: WipeScope,
        flag: WipeFlag,
        clock: Callable[[], float],
        wall_clock: Callable[[], float],
    ) -> None:
        self._scope = scope
        self._flag = flag
        self._clock = clock
        self._wall_clock = wall_clock
        self._visits: dict[int, _Visit] = {}
        self._searches: dict[int, _Search] = {}

    @property
    def failed(self) -> bool:
        """Whether a visit could not be proved gone; nobody may be served then."""
        return self._flag.is_up

    def expect(self, child: Child) -> str:
        """Return the seed of the mark that this new visit is to plant."""
        seed = new_seed()
        self._visits[child.pid] = _Visit(seed, self._wall_clock(), self._clock())
        return seed

    def wipe(self, child: Child, of: WipeOf) -> None:
        """Remove what a dead visit, or console, left and begin to look whether that was all."""
        remove_private_folder(child.private_dir)
        visit = self._visits.pop(child.pid)
        lived_s = self._clock() - visit.began_s
        # The wall clock may have been set meanwhile; the earlier of both beginnings is the safe one.
        since_s = min(visit.since_s, self._wall_clock() - lived_s) - CLOCKS_APART_S
        question = Question(
            seed=visit.seed,
            session=child.pid,
            private_dir=str(child.private_dir),
            folders=tuple(str(folder) for folder in self._scope.folders),
            since_s=since_s,
            roots=self._scope.roots,
            outside=self._scope.outside,
        )
        self._searches[child.pid] = _Search(question, start_search(question), self._clock(), of)

    def outcomes(self) -> Iterator[Wiped]:
        """Yield the wipes that are over since the last call."""
        for pid, search in list(self._searches.items()):
            took_s = self._clock() - search.began_s
            if search.program.poll() is None and took_s < LIMIT_S:
                continue
            if search.program.poll() is None:
                search.program.kill()
            proof = answer_of(search.program)
            passed = proof is not None and proof.clean and (proof.complete or self._excused(proof))
            if not passed and took_s < PROVE_AGAIN_FOR_S:
                search.program = start_search(search.question)
                continue
            del self._searches[pid]
            if not passed:
                self._flag.raise_flag(in_files=proof is None or bool(proof.files_left or proof.file_hits))
            yield Wiped(pid, search.of, proof, passed, took_s)

    def finish(self) -> Iterator[Wiped]:
        """Wait for every wipe that is still going on; for the end of the booth."""
        while self._searches:
            for search in self._searches.values():
                with contextlib.suppress(subprocess.TimeoutExpired):
                    search.program.wait(LIMIT_S)
            yield from self.outcomes()

    def _excused(self, proof: Proof) -> bool:
        return self._scope.lenient and proof.control
