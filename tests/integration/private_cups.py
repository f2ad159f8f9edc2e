"""A CUPS of the test's own: no file, socket or process of the machine's CUPS is touched."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.integration.as_in_unit import settings_of

CUPSD = Path("/usr/sbin/cupsd")
SERVER_BIN = Path("/usr/lib/cups")
GUTENPRINT = SERVER_BIN / "driver" / "gutenprint.5.3"
NEEDED = (CUPSD, GUTENPRINT, Path("/usr/bin/lp"), Path("/usr/sbin/lpadmin"), Path("/usr/bin/gs"))
PACKAGES = "cups, cups-client, cups-filters, ghostscript and printer-driver-gutenprint"
QUEUE = "sheets"
START_LIMIT_S = 10.0
PRINT_LIMIT_S = 60.0
STOP_LIMIT_S = 10.0
LOOK_EVERY_S = 0.05

DEPLOYED = Path(__file__).parents[2] / "deploy" / "cups"
UNIT = DEPLOYED.parent / "systemd" / "obscura-cups.service"
_DEPLOYED_ROOT = "/run/obscura-cups"
_DEFAULTS = """\
Listen {root}/sock
DefaultAuthType None
<Location />
  Order deny,allow
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
"""CUPS as it comes, but reached over a socket of the test's own."""


class PrintFailed(Exception):
    """CUPS did not print; the text is the end of its log."""


def missing() -> list[str]:
    """Return the programs that are not installed."""
    return [str(path) for path in NEEDED if not path.exists()]


class PrivateCups:
    """A cupsd in `root` with one queue, a DS620, whose stream goes to a file."""

    def __init__(self, root: Path, options: list[str]) -> None:
        self._root = root
        self._options = options
        self._stream = root / "ds620.prn"
        self._held = ""

    def start(self) -> None:
        """Start cupsd and wait until it listens; raises PrintFailed."""
        with (self._root / "log" / "cupsd").open("ab") as log:
            # a session of its own, so that whatever a filter leaves running can be ended with it
            self._cupsd = subprocess.Popen(
                [str(CUPSD), "-f", *self._options], stdout=log, stderr=log, start_new_session=True
            )
        _wait_for(self._root / "sock", self._cupsd)

    def stop(self) -> None:
        """End cupsd and everything that it started."""
        self._cupsd.terminate()
        try:
            self._cupsd.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            os.killpg(self._cupsd.pid, signal.SIGKILL)
            self._cupsd.wait()

    @property
    def session_id(self) -> int:
        """The session of cupsd and of all that it starts."""
        return self._cupsd.pid

    def files(self) -> list[Path]:
        """Return all files that CUPS keeps; what the printer was sent is none of them."""
        found = [path for path in self._root.rglob("*") if path.is_file() and path != self._stream]
        return sorted(found)

    def add_queue(self) -> None:
        """Make the queue as gutenprint's driver describes the printer."""
        self._stream.touch()
        driver = "gutenprint.5.3://dnp-ds620/expert"
        self._run("lpadmin", "-p", QUEUE, "-E", "-v", f"file://{self._stream}", "-m", driver)

    def print_pdf(self, pdf: bytes, *options: str) -> bytes:
        """Print a PDF with `options` such as `PageSize=w288h432`; returns the printer's stream."""
        self.hold(pdf, *options)
        return self.release()

    def hold(self, pdf: bytes, *options: str, title: str = "booth") -> None:
        """Give a PDF to the queue, where it waits."""
        chosen = [word for option in options for word in ("-o", option)]
        answer = self._run("lp", "-d", QUEUE, "-t", title, "-H", "indefinite", *chosen, "-", stdin=pdf)
        self._held = answer.decode().split()[3]  # request id is sheets-1 (1 file(s))

    def release(self) -> bytes:
        """Let the waiting PDF be printed; returns the printer's stream. Raises PrintFailed."""
        self._run("lp", "-i", self._held, "-H", "resume")
        until_s = time.monotonic() + PRINT_LIMIT_S
        while self._run("lpstat", "-o", QUEUE):
            if time.monotonic() > until_s or b"disabled" in self._run("lpstat", "-p", QUEUE):
                raise PrintFailed(self._log())
            time.sleep(LOOK_EVERY_S)
        return self._stream.read_bytes()

    def _run(self, *command: str, stdin: bytes = b"") -> bytes:
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "CUPS_SERVER": str(self._root / "sock")}
        environment |= {"LC_ALL": "C", "HOME": str(self._root)}
        done = subprocess.run(command, input=stdin, env=environment, capture_output=True, check=False)
        if done.returncode != 0:
            raise PrintFailed(f"{' '.join(command)}: {done.stderr.decode()}{self._log()}")
        return done.stdout

    def _log(self) -> str:
        log = self._root / "log" / "error"
        return "\n".join(log.read_text(encoding="utf-8").splitlines()[-30:]) if log.exists() else ""


@contextmanager
def private_cups(*, as_deployed: bool = True) -> Iterator[PrivateCups]:
    """Run a cupsd until the end of the block, as a booth has it or as it comes; takes away what it wrote."""
    # not below the tests' own folder: cupsd's filters run as another user, who may not look into that
    root = Path(tempfile.mkdtemp(prefix="obscura-cups-", dir="/tmp"))
    try:
        cups = PrivateCups(root, _configured(root, as_deployed=as_deployed))
        try:
            cups.start()
            cups.add_queue()
            yield cups
        finally:
            cups.stop()
    finally:
        shutil.rmtree(root)


def _configured(root: Path, *, as_deployed: bool) -> list[str]:
    """Write the settings; returns the options that name them. Filters of root's cupsd run as user lp."""
    user = pwd.getpwnam("lp") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    group = grp.getgrgid(user.pw_gid).gr_name
    root.chmod(0o711)
    for name in settings_of(UNIT, "ExecStartPre")[2:]:  # mkdir -p
        (root / name).mkdir(parents=True)
    folders, settings = (
        (DEPLOYED / name).read_text(encoding="utf-8").replace(_DEPLOYED_ROOT, str(root))
        for name in ("cups-files.conf", "cupsd.conf")
    )
    folders = folders.replace("User lp", f"User {user.pw_name}").replace("Group lp", f"Group {group}")
    conf = root / "conf"
    # the printer of the test is a file
    (conf / "cups-files.conf").write_text(f"{folders}FileDevice Yes\n", encoding="utf-8")
    (conf / "cupsd.conf").write_text(
        settings if as_deployed else _DEFAULTS.format(root=root), encoding="utf-8"
    )
    return ["-c", str(conf / "cupsd.conf"), "-s", str(conf / "cups-files.conf")]


def _wait_for(socket: Path, cupsd: subprocess.Popen[bytes]) -> None:
    until_s = time.monotonic() + START_LIMIT_S
    while not socket.exists():
        if cupsd.poll() is not None or time.monotonic() > until_s:
            log = (socket.parent / "log" / "cupsd").read_text(encoding="utf-8")
            raise PrintFailed(f"cupsd did not start: {log}")
        time.sleep(LOOK_EVERY_S)
