"""What systemd thinks of the units that a booth is started with, and what they leave its programs to do.

systemd need not run for that.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.booth.child import _KEPT_ENVIRONMENT
from kiosk.booth.compose import _whole_machine
from kiosk.cli.run import _unusable_folder
from kiosk.privacy.canary import new_seed
from kiosk.privacy.proof.machine import SPOOLS
from kiosk.settings import Paths
from tests.integration.as_in_unit import command, missing, settings_of

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = DEPLOY / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
MOST_EXPOSURE = {"obscura-booth": 1.8, "obscura-cups": 1.9, "obscura-metrics": 0.5, "obscura-stick@": 1.5}
"""Of 10; a plain unit has 9.6. The booth searches all memory, so it sees all processes; cupsd is root."""

pytestmark = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd (apt)")


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *words], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


def test_systemd_understands_every_line(tmp_path: Path):
    for unit in UNITS.iterdir():
        # the programs are those of a booth, not of this machine
        lines = re.sub(
            r"^(Exec\w+=)\S+", r"\1/bin/true", unit.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
        (tmp_path / unit.name).write_text(lines, encoding="utf-8")
    answer = analyze("verify", *sorted(map(str, tmp_path.iterdir())))
    assert (answer.returncode, answer.stdout + answer.stderr) == (0, "")
    unit = tmp_path / "obscura-booth.service"
    unit.write_text(unit.read_text(encoding="utf-8") + "[Service]\nMemorySwapMost=0\n", encoding="utf-8")
    assert "MemorySwapMost" in analyze("verify", str(unit)).stderr, "a line that it does not know is told"


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.stem)
def test_nothing_is_swapped_dumped_or_sent_and_little_is_exposed(service: Path):
    lines = service.read_text(encoding="utf-8").splitlines()
    assert {"MemorySwapMax=0", "LimitCORE=0", "PrivateNetwork=yes", "IPAddressDeny=any"} <= set(lines)
    answer = analyze("security", "--offline=true", "--no-pager", str(service))
    exposure = re.search(r"Overall exposure level for \S+: (\d+\.\d)", answer.stdout)
    assert exposure, answer.stderr
    assert float(exposure[1]) <= MOST_EXPOSURE[service.stem]


KEEPS_THE_MARK = """
import sys
from kiosk.privacy.canary import canary_of
mark = canary_of(sys.argv[1])
open(sys.argv[2], "wb").write(mark)
print("kept", flush=True)
sys.stdin.read()
"""
LOOKS_TWICE = """
import json, os, sys
from dataclasses import asdict
from kiosk.privacy.proving import Question, prove
from kiosk.process_hygiene import give_up_looking_in
question = Question(**json.loads(sys.argv[0]))
proofs = [prove(question)]
give_up_looking_in()
os.setuid(os.getuid())  # as Xwayland does before it makes its keymap
proofs.append(prove(question))
print(json.dumps([{**asdict(proof), "complete": proof.complete} for proof in proofs]))
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may list; those within the tests' own are for the user who runs them."""
    with tempfile.TemporaryDirectory(dir=os.environ["OBSCURA_TESTS_BESIDE"]) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can hide something from the booth's user")
@pytest.mark.skipif(bool(missing()), reason=f"needs {' '.join(missing())} (apt)")
def test_the_booths_search_sees_what_only_root_may_see_and_a_visit_does_not(open_folder: Path):
    (open_folder / "closed").mkdir(mode=0o700)
    spool = open_folder / "spool"
    keeper = [sys.executable, "-c", KEEPS_THE_MARK, seed := new_seed(), str(spool)]
    with subprocess.Popen(keeper, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as left_over:
        assert left_over.stdout is not None
        left_over.stdout.readline()
        spool.chmod(0o600)
        question = {"seed": seed, "session": -1, "private_dir": "/none", "roots": [left_over.pid]}
        asked = json.dumps(question | {"folders": [str(open_folder)]})
        booth = command(UNITS / "obscura-booth.service", LOOKS_TWICE, asked)
        answer = subprocess.run(booth, capture_output=True, text=True, check=False)
        left_over.communicate()
    assert answer.returncode == 0, answer.stderr
    search, visit = json.loads(answer.stdout)
    assert search["memory_hits"] >= 1
    assert search["file_hits"] == 1
    assert search["complete"], "a folder of root's does not stop it"
    assert (visit["memory_hits"], visit["file_hits"]) == (0, 0)
    assert visit["unreadable"] == 3, "the process, the folder and the file"


def test_every_folder_that_the_units_let_write_is_searched_after_a_visit():
    written = {Path("/tmp"), Path("/var/tmp"), Path("/dev/shm")}  # noqa: S108
    for unit in ("obscura-booth.service", "obscura-cups.service"):
        assert "strict" in settings_of(UNITS / unit, "ProtectSystem"), "everything else is read-only"
        assert not settings_of(UNITS / unit, "ReadWritePaths")
        written |= {Path("/run", name) for name in settings_of(UNITS / unit, "RuntimeDirectory")}
        written |= {Path("/var/lib", name) for name in settings_of(UNITS / unit, "StateDirectory")}
    searched = _whole_machine(Paths()).folders
    assert [folder for folder in written if not any(map(folder.is_relative_to, searched))] == []


def test_what_the_unit_says_of_the_screen_reaches_the_visit():
    names = {word.partition("=")[0] for word in settings_of(UNITS / "obscura-booth.service", "Environment")}
    of_the_screen = {name for name in names if name.startswith(("SDL_", "XDG_"))}
    assert len(of_the_screen) == 4
    assert of_the_screen <= set(_KEPT_ENVIRONMENT)


def test_a_run_folder_that_the_unit_made_need_not_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    paths = Paths(state=tmp_path / "state", run=tmp_path / "run")
    monkeypatch.setattr(os, "access", lambda folder, _mode: folder != tmp_path)  # as /run is for the booth
    assert "cannot be written" in str(_unusable_folder(paths))
    paths.run.mkdir()
    assert _unusable_folder(paths) is None


def test_the_certificate_looks_into_the_spool_that_is_shipped():
    shipped = (DEPLOY / "cups" / "cups-files.conf").read_text(encoding="utf-8")
    assert re.findall(r"^RequestRoot (\S+)$", shipped, re.MULTILINE) == [str(SPOOLS[0])]
