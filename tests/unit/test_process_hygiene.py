"""What a program of the booth gives up before it does anything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
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


@pytest.mark.parametrize("hygienic", [True, False], ids=["as-a-visit", "control"])
@pytest.mark.parametrize(
    "failing",
    ["fail()", "threading.Thread(target=fail).start()", "Picture()"],
    ids=["main", "thread", "while-it-is-freed"],
)
def test_a_failure_is_logged_by_kind_and_place_and_never_with_what_it_held(
    tmp_path: Path, failing: str, hygienic: bool
):
    program = tmp_path / "program.py"
    program.write_text(
        "import threading\n"
        "from kiosk.process_hygiene import log_failures_without_values\n"
        "def fail(): raise ValueError('a face')\n"
        "class Picture:\n"
        "    def __del__(self): fail()\n"
        f"{'log_failures_without_values()' if hygienic else ''}\n"
        f"{failing}\n"
    )
    said = subprocess.run([sys.executable, program], capture_output=True, text=True, check=False, cwd=ROOT)
    assert "ValueError" in said.stderr
    assert ("a face" in said.stderr) is not hygienic
    assert "program.py:3" in said.stderr or not hygienic
