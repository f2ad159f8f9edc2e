"""`kiosk check --ofiq` against a stand-in for python-ofiq 0.3.1, whose models cannot be shipped."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from kiosk.cli.main import main
from kiosk.compliance.record import Limit, Report
from kiosk.still.ofiq import ofiq_on_picture, ofiq_table
from kiosk.still.refusing import PictureRefused

FOUND = {"UnifiedQualityScore": {"scalar": 63.0, "raw": 24.33}, "Sharpness": None}


class OFIQError(Exception):
    pass


class FaceDetectionError(OFIQError):
    pass


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "red.png"
    cv2.imwrite(str(path), np.full((150, 130, 3), (20, 40, 200), np.uint8))
    return path


@pytest.fixture
def ofiq(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module that answers as python-ofiq does and keeps the picture that it was given."""
    module = ModuleType("ofiq")

    class Judge:
        def vector_quality(self, image_rgb: np.ndarray, include_raw: bool = False) -> dict:
            assert include_raw
            module.seen = image_rgb
            return FOUND

    module.__ofiq_version__ = "1.1.2"
    module.OFIQError = OFIQError
    module.OFIQ = Judge
    monkeypatch.setitem(sys.modules, "ofiq", module)
    return module


def test_native_values_and_scores_are_taken_over_with_the_version(ofiq, picture):
    report = ofiq_on_picture(picture)
    assert json.loads(json.dumps(report.to_json())) == {
        "version": "1.1.2",
        "measures": {"UnifiedQualityScore": {"native": 24.33, "value": 63.0}, "Sharpness": None},
    }
    assert ofiq.seen.shape == (150, 130, 3)
    assert ofiq.seen[0, 0].tolist() == [200, 40, 20]  # red first


@pytest.mark.usefixtures("ofiq")
def test_the_table_has_a_line_for_every_component(picture):
    head, *lines = ofiq_table(ofiq_on_picture(picture)).splitlines()
    assert head.startswith("OFIQ 1.1.2")
    assert [line.split() for line in lines] == [
        ["UnifiedQualityScore", "24.33", "63"],
        ["Sharpness", "–", "–"],
    ]


def test_without_the_package_one_line_tells_how_to_get_it(monkeypatch, picture):
    monkeypatch.setitem(sys.modules, "ofiq", None)
    with pytest.raises(
        PictureRefused, match=r"^OFIQ is not installed; run `pip install python-ofiq`"
    ) as refused:
        ofiq_on_picture(picture)
    assert "\n" not in str(refused.value)


def test_without_its_models_one_line_tells_where_they_belong(ofiq, picture):
    def no_models() -> None:
        raise OFIQError("Initialization failed:\nconfig file missing")

    ofiq.OFIQ = no_models
    with pytest.raises(PictureRefused, match="OFIQ_DATA_DIR") as refused:
        ofiq_on_picture(picture)
    assert "\n" not in str(refused.value)


def test_a_picture_that_ofiq_refuses_is_refused_with_its_reason(ofiq, picture, monkeypatch):
    def no_face(*_args: object, **_options: object) -> None:
        raise FaceDetectionError("no faces were detected")

    monkeypatch.setattr(ofiq.OFIQ, "vector_quality", no_face)
    with pytest.raises(PictureRefused, match="no faces were detected"):
        ofiq_on_picture(picture)


@pytest.mark.usefixtures("ofiq")
def test_an_unreadable_picture_is_refused_before(tmp_path):
    with pytest.raises(PictureRefused, match="does not exist"):
        ofiq_on_picture(tmp_path / "none.png")


def test_the_command_refuses_before_it_looks_at_the_picture(monkeypatch, picture):
    monkeypatch.setitem(sys.modules, "ofiq", None)
    result = CliRunner().invoke(main, ["check", str(picture), "--document", "schengen-visa", "--ofiq"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: OFIQ is not installed")
    assert result.stderr.count("\n") == 1


@pytest.mark.usefixtures("ofiq")
@pytest.mark.parametrize("json_option", [(), ("--json",)])
def test_the_command_adds_the_report(monkeypatch, picture, json_option):
    report = Report.of("schengen-visa", (Limit("face.single", "faces", 1, 1).check(1),))
    monkeypatch.setattr("kiosk.still.check.check_picture", lambda *_: report)
    result = CliRunner().invoke(main, ["check", str(picture), "--document", "x", "--ofiq", *json_option])
    assert result.exit_code == 0
    if json_option:
        assert json.loads(result.stdout)["ofiq"]["measures"].keys() == FOUND.keys()
    else:
        assert "UnifiedQualityScore" in result.stdout
        assert result.stdout.endswith("schengen-visa: passes\n")
