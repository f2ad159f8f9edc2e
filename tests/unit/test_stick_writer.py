"""One new file on a stick: under a name that was free, read back after unmounting, or a clear refusal."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kiosk.portability.stick import BlockDevice, Outcome, Refused
from kiosk.portability.stick_client import write_to_stick
from kiosk.portability.stick_writer import NO_TIME_S, StickWriter, write_new
from tests.unit.test_stick import STICK, fat

DATA = b"\xff\xd8" + bytes(range(256)) * 100


class Slot:
    """A stick that is a folder; `fail` maps "rw", "ro" or "unmount" to what goes wrong at that step."""

    def __init__(self, tmp_path: Path, fail: dict | None = None) -> None:
        self.place = tmp_path / "place"
        self.place.mkdir()
        (tmp_path / "sdb1").write_bytes(fat())
        self.fail = fail or {}
        self.steps: list[str] = []
        self.writer = StickWriter(self.devices, self.mount, self.unmount, self.place, dev=tmp_path)

    def devices(self) -> list[BlockDevice]:
        return [STICK]

    def mount(self, device: str, file_system: str, options: str, folder: Path) -> None:
        assert (Path(device).name, file_system, folder) == ("sdb1", "vfat", self.place)
        assert {"noexec", "nosuid", "nodev", "nosymfollow"} <= set(options.split(","))
        self.step(options.split(",", maxsplit=1)[0])

    def unmount(self, _folder: Path) -> None:
        self.step("unmount")

    def step(self, name: str) -> None:
        self.steps.append(name)
        self.fail.get(name, lambda: None)()


def failing(number: int):
    def fail() -> None:
        raise OSError(number, os.strerror(number))

    return fail


def test_a_file_is_written_unmounted_and_read_back(tmp_path: Path) -> None:
    slot = Slot(tmp_path)
    assert slot.writer.write("photo.jpg", DATA) == "photo.jpg"
    assert (slot.place / "photo.jpg").read_bytes() == DATA
    assert (slot.place / "photo.jpg").stat().st_mtime == NO_TIME_S
    assert slot.steps == ["rw", "unmount", "ro", "unmount"]


def test_what_is_on_the_stick_is_neither_overwritten_nor_followed(tmp_path: Path) -> None:
    slot, victim = Slot(tmp_path), tmp_path / "victim"
    victim.write_bytes(b"the booth's own")
    (slot.place / "photo.jpg").write_bytes(b"the customer's last photo")
    (slot.place / "photo-2.jpg").symlink_to(victim)
    (slot.place / "photo-3.jpg").symlink_to(tmp_path / "nowhere")
    (slot.place / "photo-4.jpg").mkdir()
    os.mkfifo(slot.place / "photo-5.jpg")
    assert slot.writer.write("photo.jpg", DATA) == "photo-6.jpg"
    assert slot.writer.write("photo.pdf", DATA) == "photo.pdf"
    assert victim.read_bytes() == b"the booth's own"
    assert (slot.place / "photo.jpg").read_bytes() == b"the customer's last photo"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("step", "number", "outcome"),
    [
        ("rw", errno.EIO, Outcome.FAILED),
        ("rw", errno.EROFS, Outcome.WRITE_PROTECTED),
        ("unmount", errno.EIO, Outcome.FAILED),
        ("ro", errno.ENODEV, Outcome.FAILED),
    ],
)
def test_a_stick_that_goes_away_is_never_reported_as_written(tmp_path, step, number, outcome) -> None:
    slot = Slot(tmp_path, {step: failing(number)})
    with pytest.raises(Refused) as refused:
        slot.writer.write("photo.jpg", DATA)
    assert refused.value.outcome is outcome
    assert slot.steps.count("unmount") == slot.steps.count("rw") + slot.steps.count("ro") - (
        step != "unmount"
    )


def test_a_stick_that_does_not_keep_what_it_took_is_found_out(tmp_path: Path) -> None:
    for lie in (
        lambda path: path.write_bytes(DATA[:-1] + b"!"),
        lambda path: os.truncate(path, 5),
        Path.unlink,
    ):
        folder = tmp_path / str(id(lie))
        folder.mkdir()
        slot = Slot(folder)
        slot.fail["ro"] = lambda lie=lie, slot=slot: lie(slot.place / "photo.jpg")
        with pytest.raises(Refused) as refused:
            slot.writer.write("photo.jpg", DATA)
        assert refused.value.outcome is Outcome.FAILED


def test_a_stick_full_or_failing_half_way_keeps_nothing_of_the_photo(tmp_path: Path, monkeypatch) -> None:
    write = os.write
    for number, outcome in ((errno.ENOSPC, Outcome.FULL), (errno.EIO, Outcome.FAILED)):
        folder = tmp_path / str(number)
        folder.mkdir()
        slot = Slot(folder)

        def half(file: int, data: memoryview, number: int = number) -> int:
            if len(data) < len(DATA):
                raise OSError(number, "")
            return write(file, data[:1000])

        monkeypatch.setattr(os, "write", half)
        with pytest.raises(Refused) as refused:
            slot.writer.write("photo.jpg", DATA)
        assert refused.value.outcome is outcome
        assert list(slot.place.iterdir()) == []


def test_only_a_photo_is_written(tmp_path: Path) -> None:
    folder = os.open(tmp_path, os.O_RDONLY)
    for name in ("../photo.jpg", "autorun.inf", "photo.jpg\n", "", "photo.exe"):
        with pytest.raises(ValueError, match="photo"):
            write_new(folder, name, DATA)
    with pytest.raises(ValueError, match="photo"):
        write_new(folder, "photo.jpg", bytes(16 * 1024**2 + 1))
    os.close(folder)
    assert list(tmp_path.iterdir()) == []


def test_the_helper_answers_in_one_line_and_refuses_anything_but_a_photo() -> None:
    def helper(asked: bytes) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "kiosk.portability"],
            input=asked,
            capture_output=True,
            check=False,
            timeout=60,
        )

    answer = helper(b"photo.jpg 7\nhalf")  # whoever sent it died meanwhile: nothing is touched
    assert answer.returncode == 1
    assert answer.stderr.count(b"\n") == 1
    assert helper(b"../../etc/passwd 1\nx").returncode == 1


@pytest.mark.parametrize("visit_dies", [False, True])
def test_the_helper_lets_go_of_the_photo_when_the_visit_that_sent_it_dies(
    tmp_path: Path, visit_dies: bool
) -> None:
    slow = "import time; from kiosk.portability import __main__ as helper; "
    slow += "helper.block_devices = lambda: print('looks', flush=True) or time.sleep(60); helper.main()"
    ours, theirs = socket.socketpair()
    own_tmp = os.environ | {"TMPDIR": str(tmp_path)}  # as `PrivateTmp` in its unit
    with subprocess.Popen([sys.executable, "-c", slow], stdin=theirs, stdout=theirs, env=own_tmp) as helper:
        theirs.close()
        with ours:
            ours.sendall(b"photo.jpg 4\nJPEG")
            ours.shutdown(socket.SHUT_WR)
            assert ours.recv(6, socket.MSG_WAITALL) == b"looks\n", "it holds the photo now"
            if not visit_dies:
                with pytest.raises(subprocess.TimeoutExpired):
                    helper.wait(0.3)
                helper.kill()
        assert helper.wait(10.0) == (1 if visit_dies else -signal.SIGKILL)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (b'{"outcome": "written", "name": "photo-2.jpg"}\n', None),
        (b'{"outcome": "full"}\n', Outcome.FULL),
        (b'{"outcome": "no such"}\n', Outcome.FAILED),
        (b"[]\n", Outcome.FAILED),
        (b"", Outcome.FAILED),
    ],
)
def test_the_visit_hands_the_file_to_the_helper_and_hears_what_came_of_it(tmp_path, answer, outcome) -> None:
    heard: list[bytes] = []
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        listener.listen()

        def serve() -> None:
            line, _ = listener.accept()
            with line, line.makefile("rb") as asked:
                heard.append(asked.read())
                line.sendall(answer)

        server = threading.Thread(target=serve)
        server.start()
        if outcome is None:
            assert write_to_stick(tmp_path / "s", "photo.jpg", DATA) == "photo-2.jpg"
        else:
            with pytest.raises(Refused) as refused:
                write_to_stick(tmp_path / "s", "photo.jpg", DATA)
            assert refused.value.outcome is outcome
        server.join()
    assert heard == [f"photo.jpg {len(DATA)}\n".encode() + DATA]
    with pytest.raises(Refused):
        write_to_stick(tmp_path / "nobody", "photo.jpg", DATA)
