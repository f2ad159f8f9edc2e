"""The stick's helper on real file systems: images behind loop devices, mounted by the kernel. Needs root."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.portability.__main__ import mount, unmount
from kiosk.portability.stick import BlockDevice, Outcome, Refused
from kiosk.portability.stick_writer import NO_TIME_S, OPTIONS, StickWriter, write_new

DATA = bytes(range(256)) * 1000
IMAGE_BYTES = 8 * 1024**2

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not Path("/dev/loop-control").exists() or shutil.which("losetup") is None,
    reason="mounting an image needs root, loop devices and losetup",
)


def known_to_the_kernel(file_system: str) -> bool:
    return f"\t{file_system}\n" in Path("/proc/filesystems").read_text(encoding="ascii")


@contextmanager
def loop_device(tmp_path: Path, make: list[str]) -> Iterator[str]:
    """Give the name of a block device with a fresh file system."""
    image = tmp_path / "image"
    with image.open("wb") as file:
        file.truncate(IMAGE_BYTES)
    subprocess.run([*make, str(image)], check=True, capture_output=True)
    found = subprocess.run(
        ["losetup", "-f", "--show", str(image)], check=False, capture_output=True, text=True
    )
    if found.returncode:
        pytest.skip(f"no loop device to be had: {found.stderr.strip()}")
    try:
        yield found.stdout.strip().removeprefix("/dev/")
    finally:
        subprocess.run(["losetup", "-d", found.stdout.strip()], check=True)


def writer(name: str, place: Path) -> StickWriter:
    stick = BlockDevice(name, IMAGE_BYTES, True, False, False, frozenset({8}), ())
    return StickWriter(lambda: [stick], mount, unmount, place)


def mounted(place: Path) -> bool:
    return str(place) in Path("/proc/self/mountinfo").read_text(encoding="utf-8")


def test_nothing_on_a_stick_runs_or_leads_elsewhere_while_it_is_mounted(tmp_path: Path) -> None:
    place, victim = tmp_path / "place", tmp_path / "victim"
    place.mkdir()
    victim.write_bytes(b"the booth's own")
    with loop_device(tmp_path, ["mkfs.ext4", "-q"]) as name:
        mount(f"/dev/{name}", "ext4", "rw", place)
        try:
            (place / "photo.jpg").symlink_to(victim)
            (place / "run").write_text("#!/bin/sh\n")
            (place / "run").chmod(0o4755)
            os.mknod(place / "zero", 0o20666, os.makedev(1, 5))
            assert (place / "photo.jpg").read_bytes() == victim.read_bytes()  # the control: all three work
            assert subprocess.run([place / "run"], check=False).returncode == 0
            assert first_byte(place / "zero") == b"\0"
        finally:
            unmount(place)

        mount(f"/dev/{name}", "ext4", f"rw,{OPTIONS}", place)
        try:
            with pytest.raises(OSError, match="symbolic links"):
                (place / "photo.jpg").read_bytes()
            with pytest.raises(PermissionError):
                first_byte(place / "zero")
            with pytest.raises(PermissionError):
                subprocess.run([place / "run"], check=False)
            assert fill_up(place) > 10
            assert (place / "photo.jpg").is_symlink()
            sizes = {path.stat().st_size for path in place.glob("photo-*.jpg")}
            assert sizes == {len(DATA)}  # of the one that found no room nothing is left
        finally:
            unmount(place)
    assert victim.read_bytes() == b"the booth's own"


def first_byte(path: Path) -> bytes:
    with path.open("rb", buffering=0) as file:
        return file.read(1)


def fill_up(place: Path) -> int:
    """Write photos until the stick is full; return how many it took."""
    folder, count = os.open(place, os.O_RDONLY), 0
    try:
        while True:
            write_new(folder, "photo.jpg", DATA)
            count += 1
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return count
    finally:
        os.close(folder)


def test_a_stick_with_another_file_system_is_not_even_mounted(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    with loop_device(tmp_path, ["mkfs.ext4", "-q"]) as name:
        with pytest.raises(Refused) as refused:
            writer(name, place).write("photo.jpg", DATA)
        assert refused.value.outcome is Outcome.ODD_FILE_SYSTEM
    assert not mounted(place)


@pytest.mark.parametrize(("file_system", "make"), [("vfat", ["mkfs.vfat"]), ("exfat", ["mkfs.exfat"])])
def test_a_photo_is_written_onto_a_true_stick_file_system(tmp_path, file_system, make) -> None:
    if not known_to_the_kernel(file_system) or shutil.which(make[0]) is None:
        pytest.skip(f"needs a kernel with {file_system}, and {make[0]} (apt: dosfstools, exfatprogs)")
    place = tmp_path / "place"
    place.mkdir()
    with loop_device(tmp_path, make) as name:
        assert writer(name, place).write("photo.jpg", DATA) == "photo.jpg"
        assert writer(name, place).write("photo.jpg", DATA) == "photo-2.jpg"
        assert not mounted(place)
        mount(f"/dev/{name}", file_system, "ro", place)
        try:
            assert sorted(path.name for path in place.iterdir()) == ["photo-2.jpg", "photo.jpg"]
            assert (place / "photo.jpg").read_bytes() == DATA
            assert (place / "photo.jpg").stat().st_mtime == NO_TIME_S
        finally:
            unmount(place)
