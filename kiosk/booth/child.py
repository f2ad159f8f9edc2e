"""A program the supervisor runs: started with one end of a socket, watched, killed with all it started."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

from kiosk.wire import Wire

_KEPT_ENVIRONMENT = (
    "DISPLAY",
    "HOME",
    "LANG",
    "OBSCURA_MODELS",
    "PATH",
    "PYTHONWARNINGS",
    "SDL_AUDIODRIVER",
    "SDL_FRAMEBUFFER_ACCELERATION",
    "SDL_RENDER_DRIVER",
    "SDL_VIDEODRIVER",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
)


_QUIET = {"PYTHONDONTWRITEBYTECODE": "1", "PYGAME_HIDE_SUPPORT_PROMPT": "1", "OPENBLAS_NUM_THREADS": "1"}
"""OpenBLAS's spare threads spin while they wait: a quarter of a core, taken from the live view (measured)."""


class Child:
    """A running `python -m MODULE --fd N` leading its own session, with a temporary folder of its own.

    No two programs ever have a folder of one name: that of a dead one is looked for later.
    """

    def __init__(self, module: str, run_dir: Path) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        private_dir = Path(mkdtemp(prefix=f"{module.rpartition('.')[2]}-", dir=run_dir))
        environment = {key: os.environ[key] for key in _KEPT_ENVIRONMENT if key in os.environ}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module, "--fd", str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                env={**environment, "TMPDIR": str(private_dir), **_QUIET},
            )
        self.private_dir = private_dir
        self.wire = Wire(ours)

    @property
    def pid(self) -> int:
        """Process and session number."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether the process still runs; reaps it when it does not."""
        return self._process.poll() is None

    def end(self, grace_s: float) -> None:
        """Wait up to `grace_s` for the process to leave, then kill its whole session and reap it."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(grace_s)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self.wire.close()
