"""What a program of the booth gives up before it does anything."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

LOOK = "open('/proc/{pid}/mem', 'rb').close()"
GIVE_UP = "from kiosk.process_hygiene import give_up_looking_in; give_up_looking_in()"


def looks_into(pid: int, *before: str) -> bool:
    script = "; ".join([*before, LOOK.format(pid=pid)])
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ended.returncode == 0 or "PermissionError" in ended.stderr, ended.stderr
    return ended.returncode == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has the right that is given up")
def test_a_program_that_gave_it_up_cannot_read_a_process_that_may_not_be_read():
    forbid = "from kiosk.process_hygiene import forbid_looking_in; forbid_looking_in()"
    script = f"{forbid}; print(flush=True); input()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", script], **pipes) as hidden:
        assert hidden.stdout is not None
        hidden.stdout.readline()
        assert looks_into(hidden.pid)
        assert not looks_into(hidden.pid, GIVE_UP)
        hidden.communicate(b"\n")
