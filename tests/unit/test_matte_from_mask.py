"""From a coarse mask to a person before another background: strands stay, the old wall leaves no rim."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import pytest

from kiosk.colour.srgb import to_linear, to_srgb
from kiosk.matte.choose import best_matte
from kiosk.matte.compositing import Background, composite
from kiosk.matte.even_out import even_out
from kiosk.matte.foreground import estimate_foreground
from kiosk.matte.from_mask import MaskMatter
from kiosk.matte.matte import Matte, NoMatte
from kiosk.matte.smooth_fields import read_tile, spread, tiles

HAIR, SHIRT, WALL = (30, 40, 60), (120, 60, 40), (200, 205, 205)
HEIGHT, WIDTH = 420, 300


@dataclass
class Shot:
    """A dark head with strands and a shirt: what the camera saw, and what is true."""

    bgr: np.ndarray
    alpha: np.ndarray
    person: np.ndarray
    mask: np.ndarray


def shot(hair: tuple[int, int, int] = HAIR, shade: float = 0.0) -> Shot:
    """Draw four times as large; `shade` is how much light the wall lacks at its right edge."""
    large = np.zeros((HEIGHT * 4, WIDTH * 4), np.uint8)
    cv2.ellipse(large, (600, 700), (300, 400), 0, 0, 360, 255, -1)
    cv2.ellipse(large, (600, 1700), (500, 480), 0, 0, 360, 255, -1)
    body = cv2.resize(large, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    for turn in np.linspace(3.4, 6.0, 16):
        along = np.array([np.cos(turn), np.sin(turn)])
        root, tip = (np.array([600, 700]) + along * reach for reach in (300, 380))
        cv2.line(large, tuple(root.astype(int)), tuple(tip.astype(int)), 255, 3)
    alpha = cv2.resize(large, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    person = np.full((HEIGHT, WIDTH, 3), hair, np.uint8)
    person[300:] = SHIRT
    light = 1.0 - shade * np.linspace(0, 1, WIDTH, dtype=np.float32)[None, :, None]
    wall = to_linear(np.full((HEIGHT, WIDTH, 3), WALL, np.uint8)) * light
    seen = to_srgb(alpha[..., None] * to_linear(person) + (1 - alpha[..., None]) * wall).astype(float)
    noisy = np.clip(np.rint(seen + np.random.default_rng(1).normal(0, 1.5, seen.shape)), 0, 255)
    mask = cv2.resize(cv2.GaussianBlur(body, (0, 0), 2), (WIDTH, HEIGHT)).astype(np.float32) / 255
    return Shot(noisy.astype(np.uint8), alpha, person, (np.roll(mask, 2, axis=1) > 0.5).astype(np.float32))


SHOT = shot()
MATTE = MaskMatter(SHOT.mask).matte(SHOT.bgr)
STRANDS = (SHOT.alpha > 0.3) & (SHOT.mask == 0.0)


def worst(one: np.ndarray, other: np.ndarray, where: np.ndarray) -> float:
    return float(np.percentile(np.abs(one.astype(float) - other)[where], 99))


def test_strands_that_the_mask_misses_are_found_and_the_mask_alone_is_far_worse() -> None:
    assert np.count_nonzero(STRANDS) > 100
    assert np.abs(MATTE.alpha - SHOT.alpha)[STRANDS].mean() < 0.1
    error, coarse = (np.square(alpha - SHOT.alpha).mean() for alpha in (MATTE.alpha, SHOT.mask))
    assert error < 2e-4 < 20 * error < coarse
    assert MATTE.confidence > 0.8
    assert MATTE.doubt is None


def test_nothing_of_the_old_wall_is_left_on_any_background() -> None:
    band = (SHOT.alpha > 0.0) & (SHOT.alpha < 1.0)
    for bgr in ((245, 245, 245), (192, 120, 60), (30, 30, 30)):
        made = composite(MATTE, Background(bgr))
        light = SHOT.alpha[..., None] * to_linear(SHOT.person)
        light += (1 - SHOT.alpha[..., None]) * to_linear(np.full((1, 1, 3), bgr, np.uint8))
        assert np.abs(made.astype(float) - to_srgb(light))[band].mean() < 9.0


def test_colours_of_a_true_matte_are_the_persons_and_whole_pixels_the_pictures() -> None:
    foreground = estimate_foreground(SHOT.bgr, SHOT.alpha)
    assert np.array_equal(foreground[SHOT.alpha == 1.0], SHOT.bgr[SHOT.alpha == 1.0])
    band = (SHOT.alpha > 0.3) & (SHOT.alpha < 1.0)
    band[285:315] = False  # two colours meet there
    assert worst(foreground, SHOT.person, band) < 60
    assert worst(SHOT.bgr, SHOT.person, band) > 100, "control: as seen they are mixed with the wall"


def test_a_person_in_the_walls_colour_is_doubted() -> None:
    alike = shot(hair=(196, 201, 201))
    matte = MaskMatter(alike.mask).matte(alike.bgr)
    assert matte.confidence < 0.7
    assert "colour" in str(matte.doubt)


@pytest.mark.parametrize(("level", "reason"), [(0.0, "nobody"), (1.0, "no background"), (0.5, "nobody")])
def test_a_mask_of_one_kind_is_no_matte(level: float, reason: str) -> None:
    with pytest.raises(NoMatte, match=reason):
        MaskMatter(np.full((HEIGHT, WIDTH), level, np.float32)).matte(SHOT.bgr)


def test_even_out_takes_the_shade_and_leaves_person_hue_and_grain() -> None:
    shaded = shot(shade=0.4)
    matte = Matte(shaded.alpha, shaded.person, 1.0, "mask")
    evened = even_out(shaded.bgr, matte)
    whole, bare = shaded.alpha == 1.0, shaded.alpha == 0.0
    assert np.array_equal(evened[whole], shaded.person[whole])
    before, after = (cv2.blur(bgr, (25, 25))[bare].astype(float) for bgr in (shaded.bgr, evened))
    inner = cv2.erode(bare.astype(np.uint8), np.ones((25, 25)))[bare] > 0
    assert np.ptp(before[inner], axis=0).max() > 25, "control"
    assert np.ptp(after[inner], axis=0).max() <= 3
    hue = np.median(evened[bare].astype(int) - evened[bare][:, :1], axis=0)
    assert np.abs(hue - (np.array(WALL) - WALL[0])).max() <= 1
    grain = np.std(evened[20:60, 20:60].astype(float) - cv2.blur(evened, (5, 5))[20:60, 20:60])
    assert grain == pytest.approx(1.5, abs=0.3)
    everywhere = Matte(np.ones_like(shaded.alpha), shaded.bgr, 1.0, "mask")
    assert np.array_equal(even_out(shaded.bgr, everywhere), shaded.bgr), "no wall: nothing to do"


def way(method: str, confidence: float | None):
    def go() -> Matte:
        if confidence is None:
            raise NoMatte("not here")
        return Matte(np.zeros((1, 1), np.float32), np.zeros((1, 1, 3), np.uint8), confidence, method)

    return method, go


def test_the_first_good_way_is_taken_else_the_surest_and_every_other_has_its_reason() -> None:
    matte, why = best_matte([way("mask", 0.9), way("network", 0.6), way("light", None)])
    assert (matte.method, why) == ("network", ("light: not here",))
    matte, why = best_matte([way("light", 0.2), way("network", 0.3), way("mask", 0.1)])
    assert matte.method == "network"
    assert [reason.split()[0] for reason in why] == ["light:", "mask:", "no"]
    with pytest.raises(NoMatte, match="light: not here; mask: not here"):
        best_matte([way("mask", None), way("light", None)])
    with pytest.raises(NoMatte, match="no way"):
        best_matte([])


@pytest.mark.parametrize("times", [1, 2, 5])
def test_a_field_of_places_read_tile_by_tile_tells_every_pixel_its_place(times: int) -> None:
    height, width = 301, 277
    small = height // times, width // times
    places = (np.indices(small, np.float32).transpose(1, 2, 0) + 0.5) * np.float32(times) - 0.5
    read = np.full((height, width, 2), np.nan, np.float32)
    for tile in tiles(np.ones(small, np.bool_), read.shape, times):
        read[tile] = read_tile(places.astype(np.float32), tile, times)
    # Beyond the middle of the last known pixel nothing more is known.
    wanted = np.clip(np.indices((height, width)).transpose(1, 2, 0), (times - 1) / 2, places[-1, -1])
    assert np.abs(read - wanted).max() < 1e-3


def test_what_is_known_at_one_place_only_is_spread_everywhere() -> None:
    weight = np.zeros((60, 80), np.float32)
    weight[10:14, 20:24] = 1.0
    field = np.full((60, 80), 0.9, np.float32)
    field[10:14, 20:24] = 0.25
    assert np.allclose(spread(field, weight, (20.0, 4.0)), 0.25, atol=1e-4)
    with pytest.raises(ValueError, match="nothing to spread"):
        spread(field, np.zeros_like(weight), (4.0,))
