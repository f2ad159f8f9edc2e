"""`kiosk audit`, and the verifier as the one file that a third party gets."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.assets import assets_folder
from kiosk.audit import verify
from kiosk.audit.events import load_events
from kiosk.audit.folder import DiskFolder
from kiosk.audit.trail import Trail
from kiosk.cli.main import main


def kiosk(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["audit", *map(str, arguments)])


def record(place: Path, count: int) -> None:
    folder = DiskFolder(place)
    trail = Trail(folder, load_events(assets_folder() / "audit_events.toml"), lambda: 1_790_000_000.0)
    for number in range(count):
        trail.append("staff_locked", seconds=number)
    folder.close()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A booth's audit folder, begun with the first key on a stick."""
    place = tmp_path / "audit"
    assert kiosk("begin", place, "--key-file", tmp_path / "stick.key").exit_code == 0
    record(place, 8)
    return place


def third_party(export: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the exported verifier, alone in a folder, by a Python that sees no installed package."""
    alone = export.parent / "elsewhere"
    alone.mkdir(exist_ok=True)
    shutil.copy(export / "verify.py", alone)
    return subprocess.run(
        [sys.executable, "-I", "-S", "-B", "verify.py", *map(str, arguments)],
        cwd=alone,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_third_party_checks_an_export_with_one_file_of_the_standard_library(
    place: Path, tmp_path: Path
) -> None:
    out, key = tmp_path / "out", tmp_path / "stick.key"
    head = kiosk("head", place).stdout.strip()
    assert head.startswith("7:")
    assert kiosk("export", place, "--out", out).exit_code == 0
    assert not [file for file in out.iterdir() if key.read_text().strip() in file.read_text()], "no key in it"
    good = third_party(out, out / "trail.jsonl", "--key-file", key, "--head", head)
    assert (good.returncode, good.stdout, good.stderr) == (0, f"good: 8 entries, the last is {head}\n", "")

    lines = (out / "trail.jsonl").read_text(encoding="ascii").splitlines(keepends=True)
    lines[5] = lines[5].replace('"seconds":5', '"seconds":6')
    (out / "trail.jsonl").write_text("".join(lines), encoding="ascii")
    bad = third_party(out, out / "trail.jsonl", "--key-file", key)
    assert (bad.returncode, bad.stdout.splitlines()[0][:12]) == (1, "BAD: entry 5")
    assert len((out / "verify.py").read_text(encoding="utf-8").splitlines()) < 300, "short enough to be read"


def test_what_was_recorded_after_an_export_is_no_tampering_and_a_head_from_before_still_holds(
    place: Path, tmp_path: Path
) -> None:
    head = kiosk("head", place).stdout.strip()
    record(place, 3)
    answer = kiosk("verify", place, "--key-file", tmp_path / "stick.key", "--head", head)
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout.startswith("good: 11 entries")


def test_a_first_key_that_lies_beside_its_trail_is_told_of(tmp_path: Path) -> None:
    place = tmp_path / "audit"
    record(place, 1)
    answer = kiosk("verify", place)
    assert answer.exit_code == 0
    assert "careful" in answer.stderr
    (place / "first.key").rename(tmp_path / "away.key")
    assert kiosk("verify", place).stderr == ""


def cut(place: Path) -> None:
    file = place / "trail-0000000000.jsonl"
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-2]))


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (cut, "BAD: entry 6: it and what followed was cut off: the booth wrote 8 entries"),
        (lambda place: (place / "key-state").write_bytes(b"x" * 1024), "BAD: the key state is damaged"),
        (lambda place: (place / "key-state").unlink(), "BAD: entry 8: nothing says that the trail ends here"),
    ],
)
def test_what_is_cut_off_the_booths_own_folder_is_found(
    place: Path, tmp_path: Path, harm: Callable[[Path], object], told: str
) -> None:
    harm(place)
    answer = kiosk("verify", place, "--key-file", tmp_path / "stick.key")
    assert answer.exit_code == 1
    assert answer.stdout.startswith(told)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["head", "{tmp}/none"], "there is no audit trail; name the audit folder of a booth"),
        (["export", "{tmp}/none", "--out", "{tmp}/out"], "there is no audit trail"),
        (["verify", "{tmp}/none"], "cannot be used: "),
        (["verify", "{place}", "--head", "7"], "a head looks like 1042:"),
        (["verify", "{place}", "--key-file", "{tmp}/none"], "cannot be used: "),
        (["begin", "{place}", "--key-file", "{tmp}/other.key"], "there is a trail already"),
        (
            ["begin", "{tmp}/new", "--key-file", "{tmp}/stick.key"],
            "is there already; name another --key-file",
        ),
    ],
)
def test_bad_input_is_one_clear_line(place: Path, tmp_path: Path, arguments: list[str], told: str) -> None:
    answer = kiosk(*(argument.format(tmp=tmp_path, place=place) for argument in arguments))
    assert answer.exit_code == 2
    error = answer.stderr.splitlines()
    assert len(error) == 1
    assert told in error[0]


def test_who_may_not_read_the_trail_is_told_so(place: Path) -> None:
    place.chmod(0o000)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65_534)
    try:
        answer = kiosk("verify", place)
    finally:
        if is_root:
            os.seteuid(0)
        place.chmod(0o700)
    assert (answer.exit_code, answer.stderr.count("\n")) == (2, 1)
    assert "Permission denied" in answer.stderr


def test_the_verifier_does_its_sums_without_the_writer() -> None:
    source = Path(verify.__file__).read_text(encoding="utf-8")
    assert "kiosk" not in source
