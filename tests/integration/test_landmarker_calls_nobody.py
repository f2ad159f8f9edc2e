"""MediaPipe 1.x reports its use to its maker; behind our interface it reaches nobody.

The control is MediaPipe as it is: started the same way, without the thread that can open no socket.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from models.bare_packages import has_module
from tests.integration.network_watch import missing, watch

NETWORK = Path(__file__).parents[2].parent / "shared" / "models" / "face_landmarker.task"
FIND_A_FACE = f"""\
import pathlib, time
from models import tasks_face
from models.drawn_face import drawn_face
{{change}}
finder = tasks_face.TasksFaceFinder(pathlib.Path({str(NETWORK)!r}).read_bytes(), streaming=False)
assert len(finder.follow(drawn_face())) == 1
time.sleep(2.0)
finder.close()
"""

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not has_module("mediapipe.tasks.c"), reason="needs MediaPipe 1.x (Python 3.13)"),
    pytest.mark.skipif(not NETWORK.exists(), reason=f"needs {NETWORK}"),
    pytest.mark.skipif(bool(missing()), reason=f"not here: {', '.join(missing())} (see .ci/run)"),
]


def packets(change: str, folder: Path) -> int:
    folder.mkdir()
    seen = watch([sys.executable, "-c", FIND_A_FACE.format(change=change)], folder)
    assert (seen.returncode, seen.output) == (0, "")
    return seen.packets


def test_mediapipe_calls_home_unless_it_is_kept_from_it(tmp_path: Path):
    assert packets("", tmp_path / "kept") == 0
    assert packets("tasks_face.refuse_sockets = lambda: None", tmp_path / "free") > 0
