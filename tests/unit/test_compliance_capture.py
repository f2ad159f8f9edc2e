"""Light, detail, compression and background on drawn pictures whose truth is known.

The face is drawn flat: a skin-coloured oval with two eyes and a mouth, 120 px between the eyes.
"""

from __future__ import annotations

import io
import math
from functools import lru_cache

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.colour.lab import Lab, lab_of, mean_lab
from kiosk.colour.srgb import LINEAR
from kiosk.compliance.background_colour import WORDS, background_lab, colour_error
from kiosk.compliance.background_evenness import background_gradient
from kiosk.compliance.background_objects import objects_share
from kiosk.compliance.background_shadow import shadow_share
from kiosk.compliance.background_view import BackgroundView, view_background
from kiosk.compliance.colour_cast import light_cast, skin_colour_distance
from kiosk.compliance.compression import blockiness, jpeg_quality
from kiosk.compliance.eye_detail import eye_detail
from kiosk.compliance.face_points import EYE_OUTLINES
from kiosk.compliance.illumination import levels, sides
from kiosk.compliance.light import clipped_shares
from kiosk.compliance.noise import noise_levels
from kiosk.compliance.picture_facts import file_facts
from kiosk.documents.rule import Colour

WIDTH, HEIGHT, IED = 720, 900, 120.0
EYES = (360.0, 400.0)
PALE, DARK = (224, 172, 144), (72, 48, 38)
SKINS = pytest.mark.parametrize("skin", [PALE, DARK], ids=["pale", "dark"])


def points() -> np.ndarray:
    """The mesh points that the measures use; all others lie on the oval."""
    around = np.linspace(0, 2 * np.pi, 478)
    mesh = np.zeros((478, 3), np.float32)
    mesh[:, 0], mesh[:, 1] = 360 + 140 * np.sin(around), 440 + 190 * np.cos(around)
    for sign, outline, iris in zip((-1, 1), EYE_OUTLINES, (468, 473), strict=True):
        x, y = EYES[0] + sign * IED / 2, EYES[1]
        turn = np.linspace(np.pi, -np.pi, len(outline), endpoint=False)
        mesh[list(outline), 0] = x + 28 * np.cos(turn)
        mesh[list(outline), 1] = y - 12 * np.sin(turn)
        mesh[iris, :2] = x, y
        for index, (dx, dy) in enumerate(((11, 0), (0, -11), (-11, 0), (0, 11)), 1):
            mesh[iris + index, :2] = x + dx, y + dy
    mesh[61, :2], mesh[291, :2] = (315, 540), (405, 540)
    mesh[152, :2] = 360, 630
    return mesh


@lru_cache
def picture(skin: tuple[int, int, int] = PALE, wall: tuple[int, int, int] = (205, 205, 205)) -> np.ndarray:
    rgb = np.full((HEIGHT, WIDTH, 3), wall, np.uint8)
    rgb[person() > 0] = (60, 70, 90)
    cv2.ellipse(rgb, (360, 440), (140, 190), 0, 0, 360, skin, -1)
    for sign in (-1, 1):
        x = round(EYES[0] + sign * IED / 2)
        cv2.ellipse(rgb, (x, 400), (28, 12), 0, 0, 360, (206, 198, 192), -1, cv2.LINE_AA)
        cv2.circle(rgb, (x, 400), 11, (70, 50, 35), -1, cv2.LINE_AA)
        cv2.circle(rgb, (x, 400), 5, (8, 8, 8), -1, cv2.LINE_AA)
        cv2.ellipse(rgb, (x, 400), (30, 14), 0, 180, 360, (25, 18, 14), 2, cv2.LINE_AA)
    grain = np.random.default_rng(3).normal(0, 1, (HEIGHT, WIDTH, 1))
    return np.clip(rgb + grain, 0, 255).astype(np.uint8)


def person() -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.ellipse(mask, (360, 430), (155, 220), 0, 0, 360, (1,), -1)
    cv2.ellipse(mask, (360, 900), (300, 210), 0, 0, 360, (1,), -1)
    return mask


def lit(rgb: np.ndarray, factor: np.ndarray | tuple[float, float, float]) -> np.ndarray:
    """Multiply linear light, by a colour or a map (height, width)."""
    gain = np.asarray(factor, np.float64)
    gain = gain[..., None] if gain.ndim == 2 else gain
    linear = LINEAR[rgb] * gain
    encoded = np.where(
        linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 1e-9) ** (1 / 2.4) - 0.055
    )
    return np.clip(255 * encoded, 0, 255).round().astype(np.uint8)


def view(rgb: np.ndarray) -> BackgroundView:
    seen = view_background(rgb, person(), points(), HEIGHT)
    assert seen is not None
    return seen


# --- light on the face ------------------------------------------------------------------------------------


@SKINS
@pytest.mark.parametrize("stops", [0.0, 0.5, 1.0, 2.0])
def test_uneven_light_is_told_in_stops_whatever_the_skin(skin, stops):
    darker_left = np.ones((HEIGHT, WIDTH))
    darker_left[:, 360:] = 2.0**-stops
    assert sides(lit(picture(skin), darker_left), points()).stops == pytest.approx(stops, abs=0.1)


def test_the_histograms_of_evenly_lit_cheeks_overlap_and_the_others_do_not():
    half = np.ones((HEIGHT, WIDTH))
    half[:, 360:] = 0.4
    even, uneven = sides(picture(), points()), sides(lit(picture(), half), points())
    assert even.overlap > 0.8
    assert uneven.overlap < 0.1


@SKINS
def test_a_washed_out_picture_has_little_range_and_a_dim_one_keeps_it(skin):
    rgb = picture(skin)
    normal = levels(rgb, points()).range_stops
    dim = levels(lit(rgb, (0.6, 0.6, 0.6)), points()).range_stops
    washed = levels((rgb * 0.4 + 190 * 0.6).astype(np.uint8), points()).range_stops
    assert washed < 2.3 < dim <= normal


def test_levels_are_those_of_linear_light():
    flat = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    flat[:440] = 252
    found = levels(flat, points())
    bright_share = found.over_share
    assert 0.3 < bright_share < 0.6
    assert found.mean == pytest.approx(bright_share * 0.974 + (1 - bright_share) * 0.216, abs=0.005)
    assert found.variance == pytest.approx(bright_share * (1 - bright_share) * 0.758**2, abs=0.005)
    assert found.entropy_bits == pytest.approx(
        -bright_share * math.log2(bright_share) - (1 - bright_share) * math.log2(1 - bright_share), abs=0.01
    )
    assert found.under_share == 0.0


@SKINS
def test_the_eyes_white_shows_a_cast_and_skin_does_not_matter(skin):
    cast = [light_cast(lit(picture(skin), (1 + k, 1.0, 1 - k)), points()) for k in (0.0, 0.1, 0.2, 0.3)]
    assert cast == sorted(cast)
    assert cast[0] < 4
    assert cast[2] > 8
    assert light_cast(lit(picture(skin), (0.75, 1.0, 1.3)), points()) > 8
    assert light_cast(picture(PALE), points()) == pytest.approx(light_cast(picture(DARK), points()), abs=1)


def test_closed_eyes_show_no_white():
    closed = points()
    for outline in EYE_OUTLINES:
        closed[list(outline), 1] = EYES[1]
    assert light_cast(picture(), closed) is None


def test_skin_has_the_colour_of_skin_and_blue_paint_has_not():
    assert skin_colour_distance(picture(PALE), points()) == 0.0
    assert skin_colour_distance(picture(DARK), points()) == 0.0
    assert skin_colour_distance(picture((60, 90, 200)), points()) == 100.0


def test_black_and_white_pixels_of_the_person_are_counted_and_the_wall_is_not():
    rgb = picture(wall=(255, 255, 255)).copy()
    assert clipped_shares(rgb, person(), HEIGHT) == (0.0, 0.0)
    rgb[750:760, 300:400], rgb[770:790, 300:400] = 0, 255
    black, white = clipped_shares(rgb, person(), HEIGHT)
    assert black == pytest.approx(1000 / person().sum())
    assert white == pytest.approx(2 * black)
    assert clipped_shares(rgb, person(), 700) == (0.0, 0.0)
    assert clipped_shares(rgb, np.zeros((HEIGHT, WIDTH), np.float32), HEIGHT) is None


def test_a_face_at_the_edge_of_the_picture_has_no_cheeks():
    aside = points() - np.float32([400, 0, 0])
    assert sides(picture(), aside) is None
    assert skin_colour_distance(picture(), aside) is None


# --- detail and compression -------------------------------------------------------------------------------


@SKINS
def test_blur_takes_sharpness_and_only_movement_shows_as_motion(skin):
    sharp = eye_detail(picture(skin), points())
    blurred = eye_detail(cv2.GaussianBlur(picture(skin), (0, 0), 2.5), points())
    moved = eye_detail(cv2.blur(picture(skin), (9, 1)), points())
    assert max(blurred.sharpness, moved.sharpness) < sharp.sharpness / 1.5
    assert moved.motion > max(sharp.motion, blurred.motion) + 0.15


def test_detail_is_measured_at_the_scale_of_the_eyes():
    twice = cv2.resize(picture(), None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    assert eye_detail(twice, points() * 2).sharpness == pytest.approx(
        eye_detail(picture(), points()).sharpness, rel=0.15
    )
    assert eye_detail(picture(), points() + 5000) is None


@SKINS
@pytest.mark.parametrize("scale", [0.8, 1, 2.5])
def test_grain_is_measured_in_levels_of_the_print_whatever_skin_and_size(skin, scale):
    def measured(deviation: float) -> float:
        large = cv2.resize(picture(skin), None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
        grain = np.random.default_rng(5).normal(0, deviation * max(scale, 1.0), large.shape)
        return noise_levels(np.clip(large + grain, 0, 255).astype(np.uint8), points() * scale)

    assert measured(0.0) < 1.2
    assert measured(8.0) == pytest.approx(8.0, rel=0.15)


def test_a_face_too_small_for_a_block_has_no_grain():
    assert noise_levels(picture(), points() * 0.04) is None


def test_blown_up_pixels_are_no_detail():
    small = cv2.resize(picture(), None, fx=1 / 6, fy=1 / 6, interpolation=cv2.INTER_AREA)
    blown_up = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_NEAREST)
    assert eye_detail(blown_up, points()).sharpness < eye_detail(picture(), points()).sharpness / 2


def textured() -> np.ndarray:
    noise = np.random.default_rng(1).normal(0, 14, (HEIGHT, WIDTH)).astype(np.float32)
    return np.clip(picture() + cv2.GaussianBlur(noise, (0, 0), 1.2)[..., None] * 3, 0, 255).astype(np.uint8)


def jpeg(rgb: np.ndarray, quality: int) -> bytes:
    data = io.BytesIO()
    Image.fromarray(rgb).save(data, "JPEG", quality=quality, subsampling=0)
    return data.getvalue()


def test_blocks_are_steeper_the_stronger_a_picture_is_compressed():
    def found(quality: int) -> float:
        return blockiness(np.asarray(Image.open(io.BytesIO(jpeg(textured(), quality)))), points())

    values = [found(quality) for quality in (95, 75, 50, 25, 10)]
    assert values == sorted(values)
    assert blockiness(textured(), points()) < 0.1 < values[2]


def test_blocks_are_found_wherever_their_grid_begins():
    broken = np.asarray(Image.open(io.BytesIO(jpeg(textured(), 20))))
    whole, cut = blockiness(broken, points()), blockiness(broken[3:, 5:], points() - np.float32([5, 3, 0]))
    assert cut == pytest.approx(whole, rel=0.1)
    assert blockiness(broken, points() - 5000) is None


@given(st.integers(1, 100))
@settings(deadline=None, max_examples=25)
def test_the_quality_of_a_jpeg_is_read_from_its_tables(quality):
    facts = file_facts(jpeg(np.full((64, 64, 3), 120, np.uint8), quality))
    assert facts.jpeg_quality == quality


def test_a_file_tells_its_size_and_how_much_it_was_compressed():
    data = jpeg(picture(), 85)
    facts = file_facts(data)
    assert facts.size_kb == pytest.approx(len(data) / 1024)
    assert facts.ratio == pytest.approx(3 * WIDTH * HEIGHT / len(data))
    lossless = io.BytesIO()
    Image.fromarray(picture()).save(lossless, "PNG")
    assert file_facts(lossless.getvalue()).jpeg_quality is None
    with pytest.raises(ValueError, match="64"):
        jpeg_quality([1] * 63)


# --- behind the person ------------------------------------------------------------------------------------


def test_an_even_wall_has_no_gradient_no_shadow_and_nothing_on_it():
    plain = view(picture())
    assert background_gradient(plain) < 25
    assert shadow_share(plain) < 0.02
    assert objects_share(plain) == 0.0


def test_no_wall_no_measure():
    assert view_background(picture(), np.ones((HEIGHT, WIDTH), np.float32), points(), HEIGHT) is None


def test_folds_are_uneven():
    folds = 0.75 + 0.25 * np.sin(np.arange(WIDTH) / 6) * np.ones((HEIGHT, 1))
    assert background_gradient(view(lit(picture(), folds))) > 43


@given(depth=st.floats(0.1, 0.7), side=st.sampled_from([-1, 1]))
@settings(deadline=None, max_examples=10)
def test_a_shadow_beside_the_head_is_told_by_the_light_it_lacks(depth, side):
    thrown = cv2.warpAffine(person(), np.float32([[1, 0, side * 70], [0, 1, 10]]), (WIDTH, HEIGHT))
    thrown = cv2.GaussianBlur(thrown, (0, 0), 6)
    shaded = view(lit(picture(), 1 - depth * thrown * (1 - person())))
    assert shadow_share(shaded) == pytest.approx(depth, abs=0.1 + 0.3 * depth)
    assert objects_share(shaded) < 0.1


def test_a_wall_that_falls_off_to_one_side_is_no_shadow():
    falls_off = np.linspace(1.0, 0.6, WIDTH) * np.ones((HEIGHT, 1))
    assert shadow_share(view(lit(picture(), falls_off))) < 0.05


@pytest.mark.parametrize("strength", [0.3, 0.6, 1.0])
def test_a_picture_on_the_wall_is_a_thing_however_faint(strength):
    rgb = picture().astype(np.float64)
    rgb[80:200, 560:680] += strength * (np.array([40, 60, 120]) - rgb[80:200, 560:680])
    assert objects_share(view(rgb.astype(np.uint8))) > 0.01


@pytest.mark.parametrize(
    ("wall", "allowed", "forbidden", "right"),
    [
        ((252, 252, 251), ["white"], [], True),
        ((205, 205, 205), ["white"], [], False),
        ((205, 205, 205), ["light-grey"], [], True),
        ((161, 161, 161), ["light-grey"], [], True),
        ((225, 225, 225), ["light-grey"], [], True),
        ((252, 252, 251), ["light"], ["white"], False),
        ((235, 225, 200), ["light"], ["white"], True),
        ((150, 190, 225), ["light-blue", "white"], [], True),
        ((190, 40, 40), ["blue", "red"], [], True),
        ((40, 40, 40), ["light"], [], False),
    ],
)
def test_the_walls_colour_is_held_against_the_documents_words(wall, allowed, forbidden, right):
    error = colour_error(background_lab(view(picture(wall=wall))), allowed, forbidden)
    assert (error < 3) is right


def test_a_colour_off_its_word_is_off_by_delta_e_and_every_word_of_the_rulebook_is_known():
    assert colour_error(Lab(80, 0, 0), ["white"]) == pytest.approx(8)
    assert colour_error(Lab(95, 0, 10), ["white"]) == pytest.approx(3)
    with pytest.raises(ValueError, match="at least one"):
        colour_error(Lab(95, 0, 0), [])
    assert set(WORDS) == set(Colour.__args__)


def test_grey_has_no_hue_and_white_is_the_lightest():
    assert lab_of(np.ones(3)) == pytest.approx((100, 0, 0), abs=0.01)
    assert lab_of(np.full(3, 0.18419)) == pytest.approx((50, 0, 0), abs=0.05)
    assert mean_lab(np.full((4, 4, 3), (255, 0, 0), np.uint8)) == pytest.approx((54.3, 80.8, 69.9), abs=0.2)
