"""What systemd thinks of the units that a booth is started with; it need not run for that."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).parents[2] / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
MOST_EXPOSURE = {"obscura-booth": 1.5, "obscura-cups": 1.9, "obscura-metrics": 0.5, "obscura-stick@": 1.5}
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
