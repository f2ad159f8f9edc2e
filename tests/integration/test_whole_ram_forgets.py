"""A whole machine forgets a visit: Debian's own kernel with a booth's options, all of its RAM searched.

Processes can be searched from within (tests/journey/test_nothing_stays_behind.py), but memory that was given
back belongs to none. So a machine is run in software, a visit fills every kind of memory in it and is killed,
and the machine's RAM is searched from outside. The mark comes into the machine disguised; only the visit
works it out.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.whole_ram.guest import COPIES, disguised
from tests.integration.whole_ram.initramfs import python_with
from tests.integration.whole_ram.machine import debians_kernel, machine, missing, unpacked

OPTIONS_FILE = Path(__file__).parents[2] / "deploy" / "kernel-cmdline"
GUEST = Path(__file__).parent / "whole_ram" / "guest.py"
NO_DELAY = ("console=ttyS0", "quiet", "cryptomgr.notests")
"""Talk to the test, and save an emulated processor the time to try its ciphers."""

pytestmark = [
    pytest.mark.timeout(240),
    pytest.mark.skipif(bool(missing()), reason=f"not here: {', '.join(missing())} (see .ci/run)"),
]


@dataclass(frozen=True)
class Parts:
    """What a machine is started with."""

    kernel: Path
    initramfs: Path
    environment: str


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    folder = tmp_path_factory.mktemp("machine")
    kernel, initramfs = folder / "vmlinux", folder / "initramfs"
    installed = debians_kernel()
    assert installed is not None
    kernel.write_bytes(unpacked(installed.read_bytes()))
    archive, libraries = python_with(GUEST)
    initramfs.write_bytes(archive)
    return Parts(kernel, initramfs, f"LD_LIBRARY_PATH={libraries}")


def our_options() -> list[str]:
    lines = OPTIONS_FILE.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def hits_during_and_after(parts: Parts, options: list[str]) -> tuple[int, int]:
    """Run a machine; returns how often the mark is in its RAM during the visit and after the wipe."""
    mark = secrets.token_bytes(16)
    words = [*options, *NO_DELAY, parts.environment, f"DISGUISED_MARK={disguised(mark).hex()}"]
    with machine(parts.kernel, parts.initramfs, " ".join(words)) as running:
        assert running.next_word() == "during"
        during = running.count_in_ram(mark)
        running.answer()
        assert running.next_word() == "after"
        return during, running.count_in_ram(mark)


def test_nothing_of_a_visit_is_in_the_ram_of_a_machine_started_as_a_booth(parts: Parts):
    during, after = hits_during_and_after(parts, our_options())
    assert during >= 4 * COPIES, "heap, shared memory, memory file and sheet: the search finds what is there"
    assert after == 0


def test_without_zeroing_of_freed_memory_all_of_it_is_still_there(parts: Parts):
    options = our_options()
    options.remove("init_on_free=1")
    during, after = hits_during_and_after(parts, options)
    assert during >= 4 * COPIES
    assert after > during / 2
