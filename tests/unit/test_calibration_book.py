"""The calibration on the disk: it outlives the booth, belongs to one printer, and is never guessed."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from kiosk.booth.calibration_book import CalibrationBook
from kiosk.messages.calibration import CameraCalibration, PrintCalibration

ONE = PrintCalibration(scale_x=0.99, scale_y=1.01, shift_x_mm=0.5, shift_y_mm=-0.25)
OTHER = PrintCalibration(scale_x=1.02)


def book_of(path: Path, printer: str) -> CalibrationBook[PrintCalibration]:
    return CalibrationBook(path, printer, PrintCalibration(), "the printer")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "calibration.json"


def test_what_is_kept_is_there_after_a_restart_for_that_printer_alone(path: Path):
    assert book_of(path, "here.sock").current == PrintCalibration()
    assert book_of(path, "here.sock").keep(ONE)
    assert book_of(path, "there.sock").keep(OTHER)
    assert book_of(path, "here.sock").current == ONE
    assert book_of(path, "there.sock").current == OTHER
    assert book_of(path, "nowhere.sock").current == PrintCalibration()
    assert [file.name for file in path.parent.iterdir()] == [path.name], "no draft is left"


def test_it_is_on_the_disk_before_it_counts(path: Path, monkeypatch: pytest.MonkeyPatch):
    synced: list[str] = []
    sync = os.fsync

    def note(fd: int) -> None:
        synced.append(Path(f"/proc/self/fd/{fd}").readlink().name)
        sync(fd)

    monkeypatch.setattr(os, "fsync", note)
    book_of(path, "here.sock").keep(ONE)
    assert synced == ["calibration.json.new", path.parent.name]


@pytest.mark.parametrize(
    "content", ["", "{", '{"here.sock": {"scale_x": 2.0}}', '{"here.sock": 1}', "[]", "\ufffd"]
)
def test_a_damaged_file_means_not_calibrated_and_is_told(
    path: Path, content: str, caplog: pytest.LogCaptureFixture
):
    path.write_text(content, encoding="utf-8")
    book = book_of(path, "here.sock")
    assert book.damaged
    assert book.current == PrintCalibration()
    assert f"{path} cannot be read" in caplog.text
    assert "calibrate in the staff menu" in caplog.text
    assert book.keep(ONE)
    assert not book.damaged
    assert book_of(path, "here.sock").current == ONE


def test_a_disk_that_refuses_changes_nothing_and_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    book = book_of(tmp_path / "not-there" / "calibration.json", "here.sock")
    assert not book.keep(ONE)
    assert book.current == PrintCalibration()
    assert "cannot be written (No such file or directory)" in caplog.text


def test_that_it_changed_is_logged_without_figures(path: Path, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO):
        book_of(path, "here.sock").keep(ONE)
    assert caplog.messages == ["staff changed the calibration of the printer"]


def test_a_camera_nobody_calibrated_is_as_the_settings_say(path: Path):
    as_set = CameraCalibration(focal=1.3, zero_deg=(0.0, -8.0, 0.0))
    measured = CameraCalibration(focal=1.855, distortion=(0.01, -0.1), zero_deg=(0.5, -7.5, 0.1))
    assert CalibrationBook(path, "device:0", as_set, "the camera").current == as_set
    assert CalibrationBook(path, "device:0", as_set, "the camera").keep(measured)
    assert CalibrationBook(path, "device:0", as_set, "the camera").current == measured
    assert CalibrationBook(path, "device:1", as_set, "the camera").current == as_set
