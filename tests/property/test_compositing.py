"""Another background is put behind a person once, in linear light: no energy is lost, no colour is left."""

from __future__ import annotations

import typing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.colour.lab import lab_of
from kiosk.colour.srgb import LINEAR
from kiosk.compliance.background_colour import WORDS, colour_error
from kiosk.documents.rule import Colour
from kiosk.matte.compositing import NOISE_MAX, Background, composite, target_colour
from kiosk.matte.matte import Matte

LEVEL = st.integers(0, 255)
BGR = st.tuples(LEVEL, LEVEL, LEVEL)


def picture(seed: int, height: int = 12, width: int = 9) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def matte(alpha: np.ndarray, foreground: np.ndarray) -> Matte:
    return Matte(alpha.astype(np.float32), foreground, 1.0, "mask")


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 1 << 30), bgr=BGR, share=st.floats(0.0, 1.0, width=32))
def test_light_is_mixed_by_the_persons_share(seed: int, bgr: tuple[int, int, int], share: float) -> None:
    person, wall = picture(seed), Background(bgr)
    alpha = np.random.default_rng(seed).choice([0.0, share, 1.0], (12, 9))
    mixed = composite(matte(alpha, person), wall)

    light = alpha[..., None] * LINEAR[person] + (1.0 - alpha[..., None]) * LINEAR[np.array(bgr)]
    lower, upper = (LINEAR[np.clip(mixed.astype(int) + way, 0, 255)] for way in (-1, 1))
    assert np.all(
        (light >= (LINEAR[mixed] + lower) / 2 - 1e-4) & (light <= (LINEAR[mixed] + upper) / 2 + 1e-4)
    )
    assert np.array_equal(mixed[alpha == 1.0], person[alpha == 1.0])
    assert np.all(mixed[alpha == 0.0] == bgr)
    whole = matte(alpha.round(), person)
    once = composite(whole, wall)
    assert np.array_equal(composite(matte(whole.alpha, once), wall), once), "a second time changes nothing"


@settings(deadline=None, max_examples=40)
@given(fore=BGR, back=BGR, low=st.floats(0, 1, width=32), high=st.floats(0, 1, width=32))
def test_more_of_the_person_is_never_less_of_it(
    fore: tuple[int, int, int], back: tuple[int, int, int], low: float, high: float
) -> None:
    alpha = np.array([sorted((low, high))])
    less, more = composite(matte(alpha, np.tile(np.uint8(fore), (1, 2, 1))), Background(back))[0].astype(int)
    assert np.all((more - less) * np.sign(np.array(fore) - np.array(back)) >= 0)


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 1 << 30))
def test_the_background_that_was_there_changes_nothing(seed: int) -> None:
    person, wall = picture(seed), picture(seed + 1)
    alpha = np.random.default_rng(seed).random((12, 9)).round(1)
    seen = composite(matte(alpha, person), wall)
    # What a matte must say is what light did: solved for the foreground, and mixed with the wall again.
    share = np.maximum(alpha, 0.1)[..., None]
    light = np.clip((LINEAR[seen] - (1 - share) * LINEAR[wall]) / share, 0, 1)
    solved = np.abs(LINEAR[None, :] - light[..., None].reshape(-1, 1)).argmin(1).reshape(seen.shape)
    again = composite(matte(alpha, solved.astype(np.uint8)), wall)
    assert np.abs(again.astype(int) - seen).max() <= 1


def test_half_grey_on_white_is_light_added_and_alpha_counts_once() -> None:
    grey = np.full((1, 1, 3), 200, np.uint8)
    # (0.578 + 1.0) / 2 of light is level 230; levels averaged would be 227, alpha twice 177.
    assert composite(matte(np.array([[0.5]]), grey), Background((255, 255, 255)))[0, 0].tolist() == [230] * 3


@pytest.mark.parametrize("word", typing.get_args(Colour))
def test_every_word_is_painted_as_what_a_check_takes_for_it(word: Colour) -> None:
    bgr = target_colour(word)
    lab = lab_of(LINEAR[np.array(bgr[::-1])].astype(np.float64))
    assert WORDS[word].depth(lab) >= 4.0, "well inside of the word"
    assert max(bgr) <= 250, "nothing is fully white"
    if word not in ("white", "off-white"):
        assert colour_error(lab, [word], ["white"]) == 0.0, "right where white is forbidden, too"


def test_noise_is_what_the_guideline_allows_and_grey_stays_grey() -> None:
    wall = Background((208, 208, 208), NOISE_MAX, seed=3).picture(200, 200)
    off = wall.astype(float) - 208
    assert np.sqrt(np.square(off).mean()) == pytest.approx(NOISE_MAX, abs=0.01)
    assert abs(off.mean()) < 0.01
    assert np.all(wall == wall[..., :1])
    assert np.array_equal(wall, Background((208, 208, 208), NOISE_MAX, seed=3).picture(200, 200))
    assert not np.array_equal(wall, Background((208, 208, 208), NOISE_MAX, seed=4).picture(200, 200))
    assert np.all(Background((208, 208, 208)).picture(20, 20) == 208)
    with pytest.raises(ValueError, match="noise"):
        Background((208, 208, 208), 0.6)
