"""A thread from which the network was taken opens no socket, nor does what it starts; the others still do."""

from __future__ import annotations

import errno
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from models.no_network import refuse_sockets

OPEN_ONE = "import socket; socket.socket({}).close()"


def opened(family: int) -> str:
    try:
        socket.socket(family).close()
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    return "opened"


def in_a_thread_of_its_own(family: int) -> str:
    seen: list[str] = []
    thread = threading.Thread(target=lambda: seen.append(opened(family)))
    thread.start()
    thread.join()
    return seen[0]


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6, socket.AF_UNIX])
def test_no_socket_for_the_thread_and_what_it_starts(family: int):
    in_a_program = [sys.executable, "-S", "-c", OPEN_ONE.format(int(family))]
    with ThreadPoolExecutor(1, initializer=refuse_sockets) as alone:
        assert alone.submit(opened, family).result() == "EACCES"
        assert alone.submit(in_a_thread_of_its_own, family).result() == "EACCES"
        inside = alone.submit(subprocess.run, in_a_program, capture_output=True, check=False).result()
    assert b"Permission denied" in inside.stderr
    assert opened(family) == in_a_thread_of_its_own(family) == "opened"
    assert subprocess.run(in_a_program, check=False).returncode == 0
