"""What a booth promises, held against what its machine says of itself: pure rules on the texts of /proc.

Every rule answers with the same record, so that a certificate can say of each claim what was found. What
cannot be looked at here and now is said to be so, and never counts as kept.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.privacy.papers.trail_summary import TrailSummary, Verdict, Visits

MEMORY_FILE_SYSTEMS = ("tmpfs", "ramfs")
NO_DUMP = "|/bin/false"


class Outcome(StrEnum):
    """How a claim stands."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_SEEN = "not seen"


@dataclass(frozen=True, slots=True)
class Claim:
    """One promise, how it stands, what was found, and how to mend it where it fails."""

    id: str
    promise: str
    outcome: Outcome
    found: str
    mend: str = ""


def zeroed_when_freed(command_line: str) -> Claim:
    """Judge /proc/cmdline: memory must be zeroed when it is given back."""
    held = "init_on_free=1" in command_line.split()
    return Claim(
        "kernel.init_on_free",
        "Memory is overwritten when a program gives it back.",
        Outcome.HOLDS if held else Outcome.FAILS,
        "init_on_free=1" if held else "the kernel runs without init_on_free=1",
        "start the machine with the options in deploy/kernel-cmdline",
    )


def no_swap(swaps: str) -> Claim:
    """Judge /proc/swaps, which has a heading and a line for every swap space."""
    spaces = len(swaps.strip().splitlines()) - 1
    return Claim(
        "kernel.swap",
        "Memory is never written to a disk.",
        Outcome.HOLDS if spaces <= 0 else Outcome.FAILS,
        "no swap space" if spaces <= 0 else f"swap spaces in use: {spaces}",
        "run 'swapoff -a' and remove swap from /etc/fstab",
    )


def no_core_dumps(core_pattern: str, suid_dumpable: str) -> Claim:
    """Judge kernel.core_pattern and fs.suid_dumpable: a program that breaks leaves no picture of itself."""
    held = core_pattern.strip() == NO_DUMP and suid_dumpable.strip() == "0"
    return Claim(
        "kernel.core_dumps",
        "A program that breaks leaves no copy of its memory.",
        Outcome.HOLDS if held else Outcome.FAILS,
        f"core_pattern {core_pattern.strip()!r}, suid_dumpable {suid_dumpable.strip()}",
        "install deploy/sysctl.d/obscura.conf",
    )


def in_memory(folder: str, mounts: str) -> Claim:
    """Judge /proc/mounts: the folder that visits may write into must lie on a memory file system."""
    under = [
        (point, kind)
        for _device, point, kind, *_ in (line.split() for line in mounts.splitlines())
        if folder == point or folder.startswith(point.rstrip("/") + "/")
    ]
    kind = max(under, key=lambda entry: len(entry[0]), default=("", "nothing mounted"))[1]
    return Claim(
        "files.run_folder",
        "What a visit writes, it writes to memory only.",
        Outcome.HOLDS if kind in MEMORY_FILE_SYSTEMS else Outcome.FAILS,
        f"{folder} lies on {kind}",
        "let paths.run lie on a tmpfs, such as /run/booth",
    )


def private(id_: str, promise: str, folder: str, mode: int | None) -> Claim:
    """Judge the mode of a folder that only the booth may open; None where there is no such folder yet."""
    if mode is None:
        return Claim(id_, promise, Outcome.NOT_SEEN, f"there is no {folder} yet")
    held = stat.S_IMODE(mode) & 0o077 == 0
    found = f"{folder} has mode {stat.S_IMODE(mode):04o}"
    return Claim(id_, promise, Outcome.HOLDS if held else Outcome.FAILS, found, f"run 'chmod 0700 {folder}'")


def no_network(sockets: Iterable[int], tables: Sequence[str], processes: int, closed: int = 0) -> Claim:
    """Judge the sockets of the booth's programs against /proc/net/{tcp,udp,raw,packet,…}.

    `sockets` are the inodes of the sockets that the programs with a face hold open; `tables` the texts of
    the tables that they see. The sockets of `closed` of the `processes` may not be seen by this user.
    """
    promise = "No program that sees a face has a network connection."
    if not processes:
        return Claim(
            "network.sockets", promise, Outcome.NOT_SEEN, "no visit runs now; ask while the booth runs"
        )
    listed = {_inode(line.split()) for table in tables for line in table.splitlines()[1:]}
    on_network = len(set(sockets) & listed)
    if closed and not on_network:
        found = f"programs that this user may not look into: {closed} of {processes}; ask as root"
        return Claim("network.sockets", promise, Outcome.NOT_SEEN, found)
    return Claim(
        "network.sockets",
        promise,
        Outcome.FAILS if on_network else Outcome.HOLDS,
        f"network sockets of {processes} running programs: {on_network}",
        "take the booth out of service and report it: see SECURITY.md",
    )


def _inode(fields: list[str]) -> int:
    """Return the inode in a line of such a table: the tenth column, in the narrower packet table the last."""
    return int(fields[9] if len(fields) > 9 else fields[-1])


def empty_spool(data_files: int | None, closed: Sequence[str] = ()) -> Claim:
    """Judge the print spools; None where there is none, `closed` those that this user may not look into."""
    promise = "The print system keeps no picture."
    if closed and not data_files:
        found = f"this user may not look into {', '.join(closed)}; ask as root"
        return Claim("print.spool", promise, Outcome.NOT_SEEN, found)
    if data_files is None:
        return Claim("print.spool", promise, Outcome.HOLDS, "the machine has no print spool")
    return Claim(
        "print.spool",
        promise,
        Outcome.FAILS if data_files else Outcome.HOLDS,
        f"print jobs whose data is still there: {data_files}",
        "install deploy/cups/cupsd.conf, and run 'cancel -a -x'",
    )


def trail_claims(trail: TrailSummary | None) -> list[Claim]:
    """Judge the trail and the wipes that it tells of; None where there is no trail."""
    if trail is None:
        nothing = Verdict("there is no trail: none was begun, or all of it was taken away", good=False)
        return [wipes_proved(Visits()), trail_intact(nothing, is_there=False)]
    if not trail.verdict.good and not trail.visits.failed:
        return [wipes_proved(Visits(), "what a changed trail tells is no proof"), trail_intact(trail.verdict)]
    return [wipes_proved(trail.visits), trail_intact(trail.verdict)]


def trail_intact(verdict: Verdict, *, is_there: bool = True) -> Claim:
    """Judge what the trail's verifier said; what it left open was not seen."""
    promise = "Nobody has changed the record of what the booth did."
    if not is_there:
        return Claim("audit.trail", promise, Outcome.NOT_SEEN, verdict.told)
    if verdict.good and not verdict.sure:
        found = f"{verdict.told} To be sure, give --key-file and --head, or check an export elsewhere."
        return Claim("audit.trail", promise, Outcome.NOT_SEEN, found)
    outcome = Outcome.HOLDS if verdict.good else Outcome.FAILS
    return Claim("audit.trail", promise, outcome, verdict.told, "open an incident: kiosk privacy incident")


def wipes_proved(visits: Visits, unknown: str = "the trail knows of no visit yet") -> Claim:
    """Judge the wipes in the trail: for every visit that was begun, one that found nothing."""
    promise = "After every visit the booth looked for what was left, and found nothing."
    if not visits.begun + visits.failed:
        return Claim("visit.wipes", promise, Outcome.NOT_SEEN, unknown)
    never = visits.unproved - visits.under_way
    found = f"visits: {visits.begun}; proved to have left nothing: {visits.proved}"
    found += f"; searches that did not prove it: {visits.failed}; visits that nobody looked for: {never}"
    if visits.under_way:
        found += f"; visits not over, or being looked for just now: {visits.under_way}; ask again later"
    if visits.failed or never:
        outcome = Outcome.FAILS
    else:
        outcome = Outcome.NOT_SEEN if visits.under_way else Outcome.HOLDS
    return Claim("visit.wipes", promise, outcome, found, "open an incident: kiosk privacy incident")


def rehearsed(found_during: int, found_after: int, unreadable: int) -> Claim:
    """Judge a rehearsal: a stand-in for a visit must be found while it runs, and nothing of it afterwards."""
    promise = "When the program of a visit ends, nothing of it is left in memory."
    if unreadable:
        found = f"processes that may not be read: {unreadable}; ask as root, and in no container"
        return Claim("visit.rehearsal", promise, Outcome.NOT_SEEN, found)
    held = found_during > 0 and found_after == 0
    return Claim(
        "visit.rehearsal",
        promise,
        Outcome.HOLDS if held else Outcome.FAILS,
        f"marks found while it ran: {found_during}; after it ended: {found_after}",
        "take the booth out of service and report it: see SECURITY.md",
    )
