"""The fixture that watches over all tests must itself see what is left behind."""

from __future__ import annotations

import subprocess
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def there_now(request: pytest.FixtureRequest) -> Callable[[], set[str]]:
    conftest = request.config.pluginmanager.get_plugin(str(Path(__file__).parents[1] / "conftest.py"))
    assert conftest is not None
    seen: Callable[[], set[str]] = conftest.there_now
    return seen


def test_it_sees_a_thread(there_now: Callable[[], set[str]]) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, name="straggler")
    before = there_now()
    thread.start()
    assert there_now() - before == {"thread straggler"}
    stop.set()
    thread.join()


def test_it_sees_a_process(there_now: Callable[[], set[str]]) -> None:
    before = there_now()
    with subprocess.Popen(["sleep", "30"]) as child:
        assert there_now() - before == {f"process {child.pid}"}
        child.kill()


def test_it_sees_a_file(there_now: Callable[[], set[str]]) -> None:
    before = there_now()
    with tempfile.NamedTemporaryFile() as file:
        assert there_now() - before == {f"file {file.name}"}
