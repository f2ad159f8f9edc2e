"""Matting networks: the picture is never squashed, and no file that asks for more than itself is loaded."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.onnx_file import BadNetwork, refuse_other_files
from models.onnx_matte import OnnxMatteNetwork, fit, installed_network
from models.registry import Model, NetworkForm, Registry
from models.store import NotThatModel
from tests.tiny_onnx import tiny_network

FORM = NetworkForm(mean=(0.5,) * 3, std=(0.5,) * 3, long_side_px=256, output="alpha")
DARK_OF_NINE = -np.ones((3, 9, 9), np.float32)
"""Answers where more than half of the places around are dark."""
SIZES = st.integers(1, 6000)


def network(**more: object) -> bytes:
    return tiny_network(DARK_OF_NINE, 0.0, **more)


def threads() -> set[str]:
    return {path.name for path in Path("/proc/self/task").iterdir()}


def dotted(width: int, height: int) -> np.ndarray:
    """White, with a dark dot in the middle."""
    picture = np.full((height, width, 3), 255, np.uint8)
    cv2.circle(picture, (width // 2, height // 2), min(width, height) // 8, (0, 0, 0), -1)
    return picture


@given(SIZES, SIZES, st.sampled_from([(None, None), (64, 64), (192, 128), (None, 320)]))
@settings(deadline=None, max_examples=60)
def test_a_picture_is_scaled_alike_across_and_down(
    width: int, height: int, fixed: tuple[int | None, int | None]
):
    laid = fit(width, height, *fixed, 256)
    scale = laid.inner_width_px / width if width >= height else laid.inner_height_px / height
    assert abs(laid.inner_width_px - width * scale) <= 1
    assert abs(laid.inner_height_px - height * scale) <= 1
    for outer, inner, start, kept in (
        (laid.width_px, laid.inner_width_px, laid.left_px, fixed[0]),
        (laid.height_px, laid.inner_height_px, laid.top_px, fixed[1]),
    ):
        assert 0 <= start <= start + inner <= outer
        assert outer == kept if kept else (outer % 32 == 0 and outer - inner < 32)


@pytest.mark.parametrize("sides", [None, (128, 128), (96, 160)])
@pytest.mark.parametrize("size", [(300, 500), (700, 300)])
def test_a_round_dot_stays_round_in_what_the_network_sees(
    sides: tuple[int, int] | None, size: tuple[int, int]
):
    alpha = OnnxMatteNetwork(network(sides=sides), FORM).alpha(dotted(*size))
    seen = alpha > 0.5
    wide, high = np.count_nonzero(seen.any(axis=0)), np.count_nonzero(seen.any(axis=1))
    assert alpha.dtype == np.float32
    assert wide == pytest.approx(high, abs=1)
    assert 5 < wide < 0.5 * min(alpha.shape)
    assert seen[alpha.shape[0] // 2, alpha.shape[1] // 2]
    assert alpha.shape[0] * size[0] == pytest.approx(alpha.shape[1] * size[1], rel=0.02)


def test_colours_reach_the_network_red_first_and_as_its_form_says():
    red_only = np.zeros((3, 1, 1), np.float32)
    red_only[0] = 1
    form = NetworkForm(mean=(0.2, 0.0, 0.0), std=(0.4, 1.0, 1.0), long_side_px=64, output="logit")
    picture = np.zeros((64, 64, 3), np.uint8)
    picture[..., 0] = 153
    alpha = OnnxMatteNetwork(tiny_network(red_only, 0.0), form).alpha(picture)
    sigmoid = 1 / (1 + np.exp(-(0.6 - 0.2) / 0.4))
    assert alpha == pytest.approx(1 / (1 + np.exp(-sigmoid)), abs=1e-5)


def test_what_is_no_matting_network_is_refused_in_one_line():
    for content, why in (
        (b"", "cannot be loaded"),
        (b"never a network", "no ONNX file|cut off"),
        (network()[:-9], "cut off"),
        (network(keeps_numbers_in="../../etc/shadow"), "keeps numbers in another file"),
        (network(last_layer="CallHome"), "No Op registered for CallHome"),
        (tiny_network(DARK_OF_NINE[:2], 0.0), "cannot be run"),
        (tiny_network(DARK_OF_NINE * np.nan, 0.0), "what is no number"),
        (network(last_layer="Flatten"), r"answers with the shape \(1, "),
    ):
        with pytest.raises(BadNetwork, match=why) as raised:
            OnnxMatteNetwork(content, FORM)
        assert "\n" not in str(raised.value)


@given(st.integers(0, 2000), st.integers(0, 255))
@settings(deadline=None, max_examples=60)
def test_a_broken_file_is_looked_through_without_harm(at: int, byte: int):
    content = bytearray(network(keeps_numbers_in="elsewhere"))
    with pytest.raises(BadNetwork):
        refuse_other_files(bytes(content))
    content[at % len(content)] = byte
    with contextlib.suppress(BadNetwork):
        refuse_other_files(bytes(content))


def test_the_installed_network_is_used_only_when_it_is_the_model(tmp_path: Path):
    content = network()
    tiny = Model(
        name="tiny",
        title="Tiny",
        task="matting",
        licence="MIT",
        file="tiny.onnx",
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        sources=("https://models.example/tiny.onnx",),
        network=FORM,
    )
    registry = Registry((tiny,))
    assert installed_network(folder=tmp_path, registry=registry) is None
    (tmp_path / "tiny.onnx").write_bytes(content[:-1] + b"!")
    with pytest.raises(NotThatModel, match="another checksum"):
        installed_network(folder=tmp_path, registry=registry)
    (tmp_path / "tiny.onnx").write_bytes(content)
    before = threads()
    found = installed_network(folder=tmp_path, registry=registry)
    assert found is not None
    assert found.alpha(dotted(64, 64)).shape == (256, 256)
    found.close()
    found.close()
    assert threads() == before, "its threads went with it"
