"""What holds for every test: it leaves no thread, no process and no file behind."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.privacy.memory_scan import processes_below

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 -- looked into, not written to
GRACE_S = 3.0
"""Threads and processes that are on their way out get this long to be gone."""


def pytest_configure(config: pytest.Config) -> None:
    """Run without a screen, in a temporary folder that only these tests use.

    Each of several processes that share the work (pytest-xdist) has one of its own beside the others', not
    within: the names of sockets have room for a hundred letters.
    """
    os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    # What somebody installed on this machine for their own use changes no test.
    os.environ.setdefault("OBSCURA_MODELS", str(Path(__file__).parents[2] / "shared" / "models"))
    beside = os.environ.setdefault("OBSCURA_TESTS_BESIDE", tempfile.gettempdir())
    os.environ["TMPDIR"] = tempfile.mkdtemp(prefix="obscura-", dir=beside)
    tempfile.tempdir = None
    config.add_cleanup(lambda: shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True))


def there_now() -> set[str]:
    """Return every thread, process below this one, and file where a careless program leaves things."""
    threads = {f"thread {thread.name}" for thread in threading.enumerate()}
    processes = {f"process {pid}" for pid in processes_below(os.getpid())}
    places = (Path(tempfile.gettempdir()), SHARED_MEMORY)
    files = {f"file {path}" for place in places for path in place.iterdir()}
    return {thing for thing in threads | processes | files if "pytest-of-" not in thing}


@contextmanager
def leaving_nothing() -> Iterator[None]:
    """Fail when a thread, a process or a file is there afterwards that was not there before."""
    before = there_now()
    yield
    until_s = time.monotonic() + GRACE_S
    while left := there_now() - before:
        if time.monotonic() > until_s:
            pytest.fail(f"left behind: {', '.join(sorted(left))}")
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def leaves_nothing_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Look for what every test leaves behind."""
    if request.node.get_closest_marker("booth_stays"):
        yield
    else:
        with leaving_nothing():
            yield


@pytest.fixture(scope="module")
def module_leaves_nothing_behind() -> Iterator[None]:
    """Look for what a module leaves behind whose booth runs on from test to test."""
    with leaving_nothing():
        yield
