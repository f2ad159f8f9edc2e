"""The list of models: what it tells of each, and that a booth may earn money with all of them."""

from __future__ import annotations

import re

import pytest

from models.registry import BadRegistry, UnknownModel, known_models, read_registry

FREE = {"Apache-2.0", "MIT"}
"""Written here once more, on purpose: a licence that gets into the program's own list must be looked at."""

GOOD = """
[[model]]
name = "one"
title = "One"
task = "matting"
licence = "MIT"
file = "one.onnx"
size_bytes = 10
sha256 = "{sha}"
sources = ["https://models.example/one.onnx"]
network = {{ mean = [0.5, 0.5, 0.5], std = [0.5, 0.5, 0.5], long_side_px = 512, output = "alpha" }}
""".format(sha="a" * 64)


def test_every_known_model_is_free_to_earn_money_with_and_held_by_size_and_checksum():
    models = known_models().models
    assert {model.licence for model in models} <= FREE
    assert not [
        model.name for model in models if re.search("rmbg|bria", model.name + model.file, re.IGNORECASE)
    ]
    assert {model.task for model in models} == {"matting", "person-mask", "face-landmarks"}
    assert known_models().get("face-landmarker").size_bytes == 3_758_596
    assert "mediapipe" in known_models().get("face-landmarker").sources[0]


@pytest.mark.parametrize(
    ("told", "instead", "complaint"),
    [
        ('licence = "MIT"', 'licence = "CC-BY-NC-4.0"', "model one: licence: free licences are Apache-2.0"),
        ('"' + "a" * 64 + '"', '"abc"', "model one: sha256: "),
        (f'sha256 = "{"a" * 64}"', "", "model one: sha256: Field required"),
        ("https://", "http://", "model one: sources.0: "),
        ('"one.onnx"', '"../one.onnx"', "model one: file: "),
        ('"one.onnx"', '"one.task"', "model one: .*everything else is an .onnx file"),
        ("size_bytes = 10", "size_bytes = 3000000000", "model one: size_bytes: "),
        ("std = [0.5, ", "std = [0.0, ", "model one: network.std.0: "),
        ("long_side_px = 512, ", "long_side_px = 512, sigmoid = true, ", "model one: network.sigmoid: "),
        ('name = "one"', "", "model 1: name: "),
        ("[[model]]", "[model]", r"\[\[model\]\] tables and nothing else"),
        ("[[model]]", "[[model", "this is no TOML"),
        (GOOD, GOOD + GOOD, "two models have the name one"),
        (GOOD, GOOD + GOOD.replace('"one', '"two'), "two models have the sha256"),
    ],
)
def test_a_contradiction_is_told_in_one_line(told: str, instead: str, complaint: str):
    assert read_registry(GOOD).get("one").size_bytes == 10
    assert told in GOOD
    with pytest.raises(BadRegistry, match=complaint) as raised:
        read_registry(GOOD.replace(told, instead))
    assert "\n" not in str(raised.value)


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(UnknownModel, match="no model 'two'; there are: one"):
        read_registry(GOOD).get("two")
