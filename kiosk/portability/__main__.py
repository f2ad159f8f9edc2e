"""The stick's helper, the one program that mounts: runs as root, for one file, and ends.

Standard input is a line with name and length, then the content; standard output one JSON line with the
`outcome` and the `name` that the file got. systemd starts it for a connection to its socket
(docs/operator.md, Sticks). It knows no person and no money, and opens no picture.
"""

from __future__ import annotations

import json
import os
import select
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from kiosk.portability.block_devices import block_devices
from kiosk.portability.stick import Outcome, Refused
from kiosk.portability.stick_writer import LARGEST_FILE_BYTES, NAMES, StickWriter
from kiosk.process_hygiene import forbid_looking_in, log_failures_without_values

MOUNT_LIMIT_S = 20.0
LONGEST_LINE = 32


def mount(device: str, file_system: str, options: str, folder: Path) -> None:
    """Mount as the kernel alone does it, without helper programs of a file system; raises OSError."""
    _run("mount", "-i", "-t", file_system, "-o", options, "--", device, str(folder))


def unmount(folder: Path) -> None:
    """Unmount, which writes what is still in memory; raises OSError if that did not succeed."""
    try:
        _run("umount", "-i", "--", str(folder))
    except OSError:
        _run("umount", "-i", "-l", "--", str(folder))  # a stick that does not answer must not stay mounted
        raise


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=MOUNT_LIMIT_S)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failed:
        raise OSError(f"{command[0]} failed") from failed


def end_with_the_visit(line: int) -> None:
    """Watch the socket to the visit: once that is dead nothing else may still hold its photo.

    What is mounted then is only so in this program's own name space and goes with it (`PrivateMounts`).
    """
    if not stat.S_ISSOCK(os.fstat(line).st_mode):
        return
    poller = select.poll()
    poller.register(line, 0)  # hanging up is always told

    def watch() -> None:
        poller.poll()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def main() -> None:
    """Serve one request."""
    forbid_looking_in()
    log_failures_without_values()
    end_with_the_visit(sys.stdin.fileno())
    name, _blank, length = (
        sys.stdin.buffer.readline(LONGEST_LINE).decode("ascii", errors="replace").partition(" ")
    )
    data = sys.stdin.buffer.read(LARGEST_FILE_BYTES + 1)
    if not NAMES.fullmatch(name) or not data or length != f"{len(data)}\n" or len(data) > LARGEST_FILE_BYTES:
        sys.exit("stick helper: expects a line such as `photo.jpg 250000`, then a file of just that length")
    place = Path(tempfile.mkdtemp(prefix="stick-"))
    try:
        written = StickWriter(block_devices, mount, unmount, place).write(name, data)
        answer = {"outcome": Outcome.WRITTEN, "name": written}
    except Refused as refused:
        answer = {"outcome": refused.outcome}
    finally:
        place.rmdir()  # only the empty folder: were a stick still mounted there, its files must stay
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
