"""Runs a program where nothing can be reached, counts what it sends, and lists the sockets of all it starts.

The program gets a network of its own (a namespace) whose only interface is the loopback; every address there
is routed over it, so that a packet to anywhere is counted, and a name that is looked up, too.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

_IN_A_NETWORK_OF_ITS_OWN = """\
ip link set lo up && ip route add default dev lo && { ip -6 route add default dev lo || true; }
"$@"
status=$?
cat /proc/net/dev >"$COUNTERS"
exit $status
"""
_TRACED = "socket,socketpair,execve,clone,clone3,fork,vfork"
_CALL = re.compile(r"^(?P<pid>\d+) +(?:<\.\.\. )?(?P<name>\w+)(?P<rest>.*)$")
_RETURNED = re.compile(r"= (\d+)(?: .*)?$")
_SOCKET = re.compile(r"^\((AF_\w+), [\w|]+, (\w+)")


@dataclass(frozen=True)
class Watched:
    """What a program did: how it ended, the packets it sent, and the kinds of sockets by program.

    A program is named as `python -m` names it, or by its file.
    """

    returncode: int
    output: str
    packets: int
    sockets: dict[str, set[str]]


def missing() -> list[str]:
    """Return what is needed to watch and is not here."""
    needed = [name for name in ("strace", "ip", "unshare") if shutil.which(name) is None]
    if needed:
        return needed
    tried = subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False)
    return [] if tried.returncode == 0 else ["the right to make a network namespace (root)"]


def watch(command: list[str], folder: Path) -> Watched:
    """Run a program to its end; `folder` receives the logs."""
    log, counters = folder / "strace.log", folder / "counters"
    traced = ["strace", "-f", "--seccomp-bpf", "-qq", "-s", "200", "-e", f"trace={_TRACED}", "-o", str(log)]
    shell = ["sh", "-c", _IN_A_NETWORK_OF_ITS_OWN, "sh", *traced, *command]
    answer = subprocess.run(
        ["unshare", "--net", "env", f"COUNTERS={counters}", *shell],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    sent = _packets_sent(counters.read_text(encoding="utf-8"))
    return Watched(
        answer.returncode, answer.stdout, sent, sockets_by_program(log.read_text(errors="replace"))
    )


def _packets_sent(proc_net_dev: str) -> int:
    """Return the packets sent over all interfaces (proc(5), /proc/net/dev)."""
    rows = [line.partition(":")[2].split() for line in proc_net_dev.splitlines()[2:]]
    return sum(int(row[9]) for row in rows)


def sockets_by_program(strace_log: str) -> dict[str, set[str]]:
    """Return the kinds of sockets (family, or family and protocol) that each program opened."""
    calls = [match.groupdict() for line in strace_log.splitlines() if (match := _CALL.match(line))]
    parents, programs = {}, {}
    for call in calls:
        returned = _RETURNED.search(call["rest"])
        if call["name"] in ("clone", "clone3", "fork", "vfork") and returned:
            parents[returned[1]] = call["pid"]
    sockets: dict[str, set[str]] = {}
    for call in calls:
        pid = call["pid"]
        if call["name"] == "execve" and (words := re.findall(r'"((?:[^"\\]|\\.)*)"', call["rest"])):
            programs[pid] = _program(words[1:])
            sockets.setdefault(programs[pid], set())
        elif socket := _SOCKET.match(call["rest"]):
            while pid not in programs:
                pid = parents[pid]
            kind = f"{socket[1]} {socket[2]}" if socket[1] == "AF_NETLINK" else socket[1]
            sockets[programs[pid]].add(kind)
    return sockets


def _program(words: list[str]) -> str:
    after_m = words.index("-m") + 1 if "-m" in words else 0
    return words[after_m] if after_m else Path(words[0]).name
