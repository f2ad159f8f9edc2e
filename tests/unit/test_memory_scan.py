"""The scan that proves forgetting must find what is there."""

from __future__ import annotations

import ctypes
import mmap
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.privacy import memory_scan
from kiosk.privacy.memory_scan import _CHUNK_BYTES, count_in_file, count_in_process, processes_below

_MADV_GUARD_INSTALL = 102

HOLDER = """
import sys
secret = bytes.fromhex(sys.stdin.readline()[::-1])  # arrives reversed, so the pipe holds no copy of it
keep = bytearray(3_000_000) + secret + bytearray(7_000_000) + secret
print("ready", flush=True)
sys.stdin.readline()
"""


def test_a_marker_in_another_process_is_found_and_gone_with_it() -> None:
    marker = secrets.token_bytes(24)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        holder.stdin.write(marker.hex()[::-1] + "\n")
        holder.stdin.flush()
        assert holder.stdout.readline() == "ready\n"
        assert count_in_process(holder.pid, [marker]) >= 2
        assert count_in_process(holder.pid, [secrets.token_bytes(24)]) == 0
        assert holder.pid in processes_below(os.getpid())
        holder.stdin.write("\n")
    assert count_in_process(holder.pid, [marker]) == 0
    assert holder.pid not in processes_below(os.getpid())


@pytest.mark.parametrize("at", [0, _CHUNK_BYTES - 24, _CHUNK_BYTES - 7, _CHUNK_BYTES, 2 * _CHUNK_BYTES - 1])
def test_a_marker_in_a_file_is_counted_once_wherever_it_lies(tmp_path: Path, at: int) -> None:
    marker, other = secrets.token_bytes(24), secrets.token_bytes(30)
    path = tmp_path / "spill"
    path.write_bytes(bytes(at) + marker + bytes(2 * _CHUNK_BYTES))
    assert count_in_file(path, [marker, other]) == 1
    assert count_in_file(tmp_path / "none", [marker]) == 0


def test_what_lies_behind_a_page_that_nobody_can_read_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is a guard as the C library puts below a thread's stack; the kernel has such since 6.13."""
    marker, pages = secrets.token_bytes(24), mmap.mmap(-1, 3 * mmap.PAGESIZE, mmap.MAP_PRIVATE)
    pages[-24:] = marker
    handle = ctypes.c_char.from_buffer(pages)
    start = ctypes.addressof(handle)
    del handle
    if ctypes.CDLL(None).madvise(ctypes.c_void_p(start), mmap.PAGESIZE, _MADV_GUARD_INSTALL) != 0:
        pytest.skip("needs Linux 6.13")
    monkeypatch.setattr(memory_scan, "_regions", lambda _pid: iter([(start, start + 3 * mmap.PAGESIZE)]))
    assert count_in_process(os.getpid(), [marker]) == 1
    pages.close()
