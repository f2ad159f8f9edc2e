"""Runs Python code with the user, rights and system calls that a systemd unit leaves it: `UNIT CODE [WORD…]`.

setpriv(1) takes the rights away, libseccomp the system calls, as systemd.exec(5) has it. Folders, devices and
network stay those of this machine.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

_NOBODY = "65534"
_ALLOW = 0x7FFF0000
_ERRNO = 0x00050000
_EPERM = 1
_UNKNOWN = -1


def missing() -> list[str]:
    """Return what is not installed."""
    found = {
        "systemd": shutil.which("systemd-analyze"),
        "util-linux": shutil.which("setpriv"),
        "libseccomp2": find_library("seccomp"),
    }
    return [name for name, there in found.items() if not there]


def settings_of(unit: Path, key: str) -> list[str]:
    """Return the words of every line of the unit that sets the key, in their order."""
    lines = unit.read_text(encoding="utf-8").splitlines()
    return [word for line in lines if line.startswith(f"{key}=") for word in line.partition("=")[2].split()]


def command(unit: Path, code: str, *words: str) -> list[str]:
    """Return the command that runs the code as the unit's program: nobody, with the unit's rights only."""
    names = [word.removeprefix("CAP_").lower() for word in settings_of(unit, "AmbientCapabilities")]
    rights = ",".join(f"+{name}" for name in names)
    sets = [f"--{kind}=-all,{rights}" for kind in ("inh-caps", "ambient-caps", "bounding-set")]
    user = [f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups", "--no-new-privs"]
    return ["setpriv", *user, *sets, sys.executable, __file__, str(unit), code, *words]


def allowed_calls(unit: Path) -> set[str]:
    """Return the names of the system calls that the unit's SystemCallFilter= lines leave."""
    dumped = subprocess.run(["systemd-analyze", "syscall-filter"], capture_output=True, text=True, check=True)
    groups: dict[str, list[str]] = {}
    for line in dumped.stdout.splitlines():
        if line.startswith("@"):
            group = groups.setdefault(line, [])
        elif line.startswith("    ") and "#" not in line:
            group.append(line.strip())

    def expanded(word: str) -> set[str]:
        return {name for inner in groups[word] for name in expanded(inner)} if word in groups else {word}

    allowed = expanded("@default")
    for line in unit.read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition("=")
        if key == "SystemCallFilter":
            names = {name for word in value.removeprefix("~").split() for name in expanded(word)}
            allowed = allowed - names if value.startswith("~") else allowed | names
    return allowed


def keep_to(calls: set[str]) -> None:
    """Let this process call nothing else from now on: it gets EPERM (seccomp(2)); raises OSError."""
    seccomp = ctypes.CDLL(find_library("seccomp"))
    seccomp.seccomp_init.restype = ctypes.c_void_p
    rules = ctypes.c_void_p(seccomp.seccomp_init(_ERRNO | _EPERM))
    for name in calls:
        number = seccomp.seccomp_syscall_resolve_name(name.encode())
        if number != _UNKNOWN:
            seccomp.seccomp_rule_add(rules, _ALLOW, number, 0)
    if seccomp.seccomp_load(rules) != 0:
        raise OSError("the filter was not taken")


if __name__ == "__main__":
    unit_path, program, *sys.argv = sys.argv[1:]
    keep_to(allowed_calls(Path(unit_path)))
    exec(program)  # noqa: S102 -- the test's own
