"""The calibration on the disk: it outlives the booth, belongs to one printer, and is never guessed."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from kiosk.booth.calibration_book import CalibrationBook
from kiosk.messages import PrintCalibration

ONE = PrintCalibration(scale_x=0.99, scale_y=1.01, shift_x_mm=0.5, shift_y_mm=-0.25)
OTHER = PrintCalibration(scale_x=1.02)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "calibration.json"


def test_what_is_kept_is_there_after_a_restart_for_that_printer_alone(path: Path):
    assert CalibrationBook(path, "here.sock").current == PrintCalibration()
    assert CalibrationBook(path, "here.sock").keep(ONE)
    assert CalibrationBook(path, "there.sock").keep(OTHER)
    assert CalibrationBook(path, "here.sock").current == ONE
    assert CalibrationBook(path, "there.sock").current == OTHER
    assert CalibrationBook(path, "nowhere.sock").current == PrintCalibration()
    assert [file.name for file in path.parent.iterdir()] == [path.name], "no draft is left"


def test_it_is_on_the_disk_before_it_counts(path: Path, monkeypatch: pytest.MonkeyPatch):
    synced: list[str] = []
    sync = os.fsync

    def note(fd: int) -> None:
        synced.append(Path(f"/proc/self/fd/{fd}").readlink().name)
        sync(fd)

    monkeypatch.setattr(os, "fsync", note)
    CalibrationBook(path, "here.sock").keep(ONE)
    assert synced == ["calibration.new", path.parent.name]


@pytest.mark.parametrize(
    "content", ["", "{", '{"here.sock": {"scale_x": 2.0}}', '{"here.sock": 1}', "[]", "\ufffd"]
)
def test_a_damaged_file_means_not_calibrated_and_is_told(
    path: Path, content: str, caplog: pytest.LogCaptureFixture
):
    path.write_text(content, encoding="utf-8")
    book = CalibrationBook(path, "here.sock")
    assert book.damaged
    assert book.current == PrintCalibration()
    assert f"{path} cannot be read" in caplog.text
    assert "calibrate in the staff menu" in caplog.text
    assert book.keep(ONE)
    assert not book.damaged
    assert CalibrationBook(path, "here.sock").current == ONE


def test_a_disk_that_refuses_changes_nothing_and_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    book = CalibrationBook(tmp_path / "not-there" / "calibration.json", "here.sock")
    assert not book.keep(ONE)
    assert book.current == PrintCalibration()
    assert "cannot be written (No such file or directory)" in caplog.text


def test_that_it_changed_is_logged_without_figures(path: Path, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO):
        CalibrationBook(path, "here.sock").keep(ONE)
    assert caplog.messages == ["staff changed the calibration of the printer"]
