"""What every program of the booth does to itself before anything else: leave no corpse, no core dump."""

from __future__ import annotations

import ctypes
import logging
import os
import resource
import signal
import struct
import sys
import threading
import traceback
from types import TracebackType

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_CAPABILITY_VERSION_3 = 0x20080522
_CAP_DAC_READ_SEARCH, _CAP_SYS_PTRACE = 2, 19
_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4

_log = logging.getLogger(__name__)


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent dies, and never write a core file (prctl(2))."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() == 1:
        sys.exit(1)  # the parent died before the request was made


def forbid_looking_in() -> None:
    """Let no debugger attach and no core dump be made, not even by a handler of the system's (prctl(2)).

    From then on only root may read this process's memory; children get it back with their own program.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def give_up_looking_in() -> None:
    """Give up the rights to read others' memory and closed files, before any thread starts (capset(2)).

    The booth's unit has both, for the search of a dead visit's marks, and hands them down to all. Raises
    OSError.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    header = ctypes.create_string_buffer(struct.pack("=Ii", _CAPABILITY_VERSION_3, 0))
    rights = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable: the lower 32, then the upper
    if libc.capget(header, rights) == 0:
        for kind in range(3):
            rights[kind] &= ~(1 << _CAP_SYS_PTRACE | 1 << _CAP_DAC_READ_SEARCH)
        if libc.capset(header, rights) == 0:
            return
    raise OSError(ctypes.get_errno(), "the rights to look into processes and files could not be given up")


def keep_out_of_swap() -> bool:
    """Keep every page of this process in memory from its first use on; False where the system forbids it.

    Then only the unit's `MemorySwapMax=0` or a machine without swap keeps pictures off the disk
    (mlockall(2)). Under a limit it is not even tried: the limit would strike later, in the middle of a visit.
    """
    limit, _ = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    if os.geteuid() != 0 and limit != resource.RLIM_INFINITY:
        return False
    flags = _MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT
    return bool(ctypes.CDLL(None, use_errno=True).mlockall(flags) == 0)


def log_failures_without_values() -> None:
    """Log an unhandled exception by type and place only: its text or its locals might hold a picture."""

    def report(kind: type[BaseException], trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        places = traceback.extract_tb(trace)
        where = " < ".join(f"{place.name} {place.filename}:{place.lineno}" for place in reversed(places[-6:]))
        _log.critical("%s in %s", kind.__name__, where)

    sys.excepthook = lambda kind, _value, trace: report(kind, trace)
    threading.excepthook = lambda args: report(args.exc_type, args.exc_traceback)
    sys.unraisablehook = lambda args: report(args.exc_type, args.exc_traceback)
