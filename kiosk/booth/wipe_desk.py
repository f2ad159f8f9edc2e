"""Wipes what a visit left and has it proved that nothing is left, without keeping the screens waiting."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.booth.child import Child
from kiosk.booth.wipe_flag import WipeFlag
from kiosk.booth.wipes_due import Due, DueDamaged, WipeOf, WipesDue
from kiosk.privacy.canary import new_seed
from kiosk.privacy.proving import Proof, Question, answer_of, start_search
from kiosk.privacy.wipe import remove_private_folder

PROVE_AGAIN_FOR_S = 3.0
"""What the kernel is still taking down may be found at first; after this long it counts.

However long the first search took on a busy machine, there is always a second before a booth closes.
"""
LIMIT_S = 20.0
"""A search that takes longer has failed: a machine so slow should not take pictures."""
CLOCKS_APART_S = 2.0
NO_SESSION = -1
"""After the machine itself has started again, the number of the session may be somebody else's."""


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
    """What came of one wipe, `took_s` after it began; `proof` is None when the search itself failed.

    `pid` is None for a program of an earlier life of the booth.
    """

    pid: int | None
    of: WipeOf
    proof: Proof | None
    passed: bool
    took_s: float


@dataclass(slots=True)
class _Search:
    question: Question
    program: subprocess.Popen[str]
    began_s: float
    pid: int | None
    again: bool = False


class WipeDesk:
    """Gives every visit its seed; when one is dead, runs the search for what it left.

    What is owed is on the disk from the first word to a program until it is proved gone.
    """

    def __init__(
        self,
        scope: WipeScope,
        flag: WipeFlag,
        due: WipesDue,
        clock: Callable[[], float],
        wall_clock: Callable[[], float],
    ) -> None:
        self._scope = scope
        self._flag = flag
        self._due = due
        self._clock = clock
        self._wall_clock = wall_clock
        self._dues: dict[str, Due] = {}
        self._running: dict[int, tuple[str, float]] = {}
        self._searches: dict[str, _Search] = {}

    @property
    def failed(self) -> bool:
        """Whether a visit could not be proved gone; nobody may be served then."""
        return self._flag.is_up

    @property
    def owes(self) -> bool:
        """Whether a proof is still owed from an earlier life of the booth; nobody is served before."""
        return any(search.pid is None for search in self._searches.values())

    def take_up(self) -> None:
        """Begin with the proofs that an earlier life of the booth still owed."""
        try:
            owed = self._due.load()
        except DueDamaged:
            self._flag.raise_flag(in_files=True)
            return
        for due in owed:
            self._dues[due.seed] = due
            remove_private_folder(Path(due.private_dir))
            self._look_for(due, due.since_s, None)

    def expect(self, child: Child, of: WipeOf = "unused") -> str:
        """Return the seed of the mark that this new program is to plant."""
        seed, now_s = new_seed(), self._wall_clock()
        self._running[child.pid] = seed, self._clock()
        self._dues[seed] = Due(
            pid=child.pid,
            of=of,
            seed=seed,
            private_dir=str(child.private_dir),
            since_s=now_s,
            boot_id=self._due.boot_id,
        )
        self._save()
        return seed

    def begun(self, child: Child) -> None:
        """Note that somebody uses this program now."""
        seed, _began_s = self._running[child.pid]
        self._dues[seed] = self._dues[seed].model_copy(update={"of": "visit"})
        self._save()

    def wipe(self, child: Child) -> None:
        """Remove what a dead visit, or console, left and begin to look whether that was all."""
        remove_private_folder(child.private_dir)
        seed, began_s = self._running.pop(child.pid)
        due = self._dues[seed]
        # The wall clock may have been set meanwhile; the earlier of both beginnings is the safe one.
        since_s = min(due.since_s, self._wall_clock() - (self._clock() - began_s))
        self._look_for(due, since_s, child.pid)

    def outcomes(self) -> Iterator[Wiped]:
        """Yield the wipes that are over since the last call."""
        for seed, search in list(self._searches.items()):
            took_s = self._clock() - search.began_s
            if search.program.poll() is None and took_s < LIMIT_S:
                continue
            if search.program.poll() is None:
                search.program.kill()
            proof = answer_of(search.program)
            passed = proof is not None and proof.clean and (proof.complete or self._excused(proof))
            if not passed and (took_s < PROVE_AGAIN_FOR_S or not search.again):
                search.program, search.again = start_search(search.question), True
                continue
            del self._searches[seed]
            of = self._dues.pop(seed).of
            if not passed:
                self._flag.raise_flag(in_files=proof is None or bool(proof.files_left or proof.file_hits))
            yield Wiped(search.pid, of, proof, passed, took_s)
            self._save()  # only now: it is on the trail

    def finish(self) -> Iterator[Wiped]:
        """Wait for every wipe that is still going on; for the end of the booth."""
        while self._searches:
            for search in self._searches.values():
                with contextlib.suppress(subprocess.TimeoutExpired):
                    search.program.wait(LIMIT_S)
            yield from self.outcomes()

    def _look_for(self, due: Due, since_s: float, pid: int | None) -> None:
        question = Question(
            seed=due.seed,
            session=due.pid if due.boot_id == self._due.boot_id else NO_SESSION,
            private_dir=due.private_dir,
            folders=tuple(str(folder) for folder in self._scope.folders),
            since_s=since_s - CLOCKS_APART_S,
            roots=self._scope.roots,
            outside=self._scope.outside,
        )
        self._searches[due.seed] = _Search(question, start_search(question), self._clock(), pid)

    def _save(self) -> None:
        self._due.save(tuple(self._dues.values()))

    def _excused(self, proof: Proof) -> bool:
        return self._scope.lenient and proof.control
