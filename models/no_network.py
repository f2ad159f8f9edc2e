"""Takes the network from a library that calls home: a filter in the kernel, for a thread and what it starts.

MediaPipe from 0.10.35 on reports its use to a server of Google's and has no switch for it (issue 6291 of
google-ai-edge/mediapipe; seen here with 1.2.3). What cannot be switched off is made impossible.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from typing import NamedTuple

_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 22, 38
_MODE_FILTER = 2
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _ANSWER = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES
_OTHER_CALLING_CONVENTION = 0x40000000
_IO_URING_SETUP = 425
"""Through a ring a socket can be opened without the call for it."""


class _Machine(NamedTuple):
    audit_name: int
    socket: int


_MACHINES = {"x86_64": _Machine(0xC000003E, 41), "aarch64": _Machine(0xC00000B7, 198)}


def refuse_sockets() -> None:
    """Let this thread, and every thread and process it starts from now on, open no socket of any kind.

    The calls fail with EACCES; other threads of the process are not touched, and there is no way back
    (seccomp(2), prctl(2)). Sockets of the local machine are refused as well: a name service would look up
    names for us. Raises OSError where the kernel or the processor does not know how.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is None or platform.system() != "Linux":
        raise OSError(errno.ENOSYS, "no filter for this kind of machine", platform.machine())
    program = _assembled(
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_IF_EQUAL, 0, 5, machine.audit_name),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_IF_AT_LEAST, 3, 0, _OTHER_CALLING_CONVENTION),
        (_IF_EQUAL, 2, 0, machine.socket),
        (_IF_EQUAL, 1, 0, _IO_URING_SETUP),
        (_ANSWER, 0, 0, _ALLOW),
        (_ANSWER, 0, 0, _REFUSE),
    )
    steps = ctypes.create_string_buffer(program, len(program))
    filter_ = ctypes.create_string_buffer(struct.pack("HP", len(program) // 8, ctypes.addressof(steps)))
    libc = ctypes.CDLL(None, use_errno=True)
    for request in ((_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (_PR_SET_SECCOMP, _MODE_FILTER, filter_, 0, 0)):
        if libc.prctl(*request) != 0:
            raise OSError(ctypes.get_errno(), "the kernel does not let sockets be refused")


def _assembled(*steps: tuple[int, int, int, int]) -> bytes:
    """Return the filter's steps (code, jump if so, jump if not, value) as struct sock_filter."""
    return b"".join(struct.pack("HBBI", *step) for step in steps)
