"""The real keeper: it holds key and sealed sheet, never the sheet; when it goes, nobody holds the key.

This process plays the visits and so knows key and sheet; every other process is searched.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.booth.keeper_process import KeeperProcess
from kiosk.keeper.handover import HAVE_IT, HandoverBroken, hand_over, take_over
from kiosk.privacy.memory_scan import Unreadable, count_in_process
from kiosk.privacy.retained import Container, opened, seal
from kiosk.privacy.wipe import processes_of_session

LIMIT_S = 20.0


@pytest.fixture
def keepers() -> Iterator[list[KeeperProcess]]:
    running: list[KeeperProcess] = []
    yield running
    for keeper in running:
        keeper.end()


def found(*patterns: bytes) -> dict[int, int]:
    """Return which other processes hold the patterns, and how often, of all that may be read."""
    hits = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(Unreadable):  # of another container of this machine
                hits[int(entry.name)] = count_in_process(int(entry.name), patterns)
    return {pid: count for pid, count in hits.items() if count}


def wait_for(condition: Callable[[], bool]) -> None:
    until_s = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < until_s
        time.sleep(0.01)


def kept(keepers: list[KeeperProcess], sheet: bytes, keep_s: float) -> tuple[KeeperProcess, Container]:
    keeper = KeeperProcess(keep_s)
    keepers.append(keeper)
    container = seal(sheet)
    with keeper.for_visit() as visit:
        hand_over(visit, container.key, container.sealed, LIMIT_S)
    wait_for(keeper.has_it)
    return keeper, container


@pytest.mark.skipif(os.geteuid() != 0, reason="reading the memory of other processes needs root")
def test_the_key_is_with_the_keeper_alone_and_nowhere_once_the_sheet_is_deleted(
    keepers: list[KeeperProcess],
) -> None:
    mark = secrets.token_bytes(24)
    keeper, container = kept(keepers, mark * 50_000, 600.0)
    for _print in range(2):
        with keeper.hand_out() as visit, opened(Container(*take_over(visit, LIMIT_S))) as sheet:
            assert bytes(sheet) == mark * 50_000
    key, start = bytes(container.key), bytes(container.sealed[:36])
    assert count_in_process(keeper.pid, [key]) >= 1, "the search finds it where it is"
    assert count_in_process(keeper.pid, [start]) >= 1
    assert count_in_process(keeper.pid, [mark]) == 0, "the keeper never sees the sheet"
    keeper.end()
    assert found(key, start, mark) == {}
    assert processes_of_session(keeper.pid) == ()
    with keeper.hand_out() as visit, pytest.raises(HandoverBroken):
        take_over(visit, 1.0)


def test_a_keeper_goes_by_itself_when_the_time_is_up(keepers: list[KeeperProcess]) -> None:
    keeper = KeeperProcess(0.2)
    keepers.append(keeper)
    with keeper.for_visit() as visit:
        hand_over(visit, bytearray(b"k" * 32), b"sealed", LIMIT_S)
    wait_for(lambda: not keeper.is_alive())
    assert keeper._control.recv(1) == HAVE_IT, "it was there before"
    assert keeper.left_in_time


def test_a_keeper_that_gets_no_whole_sheet_or_loses_the_booth_goes(keepers: list[KeeperProcess]) -> None:
    keeper = KeeperProcess(600.0)
    keepers.append(keeper)
    with keeper.for_visit() as visit:
        visit.sendall(bytes(100))  # a visit that dies half way
    wait_for(lambda: not keeper.is_alive())
    assert not keeper.has_it()
    assert not keeper.left_in_time

    orphan, _container = kept(keepers, b"sheet", 600.0)
    orphan._control.close()
    wait_for(lambda: not orphan.is_alive())
