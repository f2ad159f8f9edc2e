"""What software does to a background: nothing unless the document's rule says so, and then what it says."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.colour.srgb import to_linear
from kiosk.darkroom import develop
from kiosk.documents.rule import Background
from kiosk.documents.rulebook import Rulebook, RulebookError
from kiosk.matte.background_policy import touch_background
from kiosk.matte.compositing import NOISE_MAX, target_colour
from kiosk.matte.matte import Matte, NoMatte
from kiosk.portrait.crop import Crop
from kiosk.portrait.finish import Finish, NotAllowed, monochrome
from kiosk.portrait.head_points import HeadPoints

DOCUMENTS = Path(__file__).parents[2] / "assets" / "documents"
BOOK = Rulebook.load(DOCUMENTS)
FREE = BOOK.get("cv-portrait")
SIZE = 1280, 960


def camera_picture() -> np.ndarray:
    """Noise, so that every pixel tells whether it was touched."""
    return np.random.default_rng(7).integers(0, 256, (*SIZE, 3), np.uint8)


def half_a_person(bgr: np.ndarray) -> Matte:
    alpha = np.zeros(bgr.shape[:2], np.float32)
    alpha[:, 400:] = 1.0
    return Matte(alpha, bgr, 0.9, "light")


def closed() -> Matte:
    raise NoMatte("the backdrop has not been calibrated")


def never() -> Matte:
    raise AssertionError("nobody is cut out where the background is kept")


def test_no_documents_background_is_touched():
    bgr = camera_picture()
    for rule in BOOK.with_variants():
        if rule.made_here and not rule.free:
            touched = touch_background(bgr, rule.background, None, (("light", never),))
            assert touched.bgr is bgr, rule.id
            assert touched.told == {"policy": "keep", "changed": False}


def test_every_pixel_of_a_documents_photo_is_one_that_the_camera_saw():
    """Resampled once by OpenCV's own Lanczos, and not a level different: nothing else happens on the way."""
    bgr = camera_picture()
    points = HeadPoints(
        (520.5, 560.0), (440.5, 560.0), (480.5, 700.0), 1, 150, (480.5, 420), 1, (480.5, 410), 1
    )
    developed = develop(bgr, points, BOOK.get("icao-35x45"), None)
    crop = developed.crop
    assert crop.roll_applied_deg == 0
    x, y = (
        at - size / crop.scale / 2
        for at, size in zip(crop.centre_px, (crop.width_px, crop.height_px), strict=True)
    )
    matrix = np.array(
        [[1 / crop.scale, 0, x + 0.5 / crop.scale - 0.5], [0, 1 / crop.scale, y + 0.5 / crop.scale - 0.5]]
    )
    how = cv2.INTER_LANCZOS4 | cv2.WARP_INVERSE_MAP
    again = cv2.warpAffine(bgr, matrix, (crop.width_px, crop.height_px), flags=how)
    assert crop.scale > 1
    assert np.array_equal(developed.photo_bgr, again)


def test_where_the_rule_allows_it_the_chosen_colour_is_painted_and_the_person_stays():
    bgr = camera_picture()
    ways = (("light", lambda: half_a_person(bgr)), ("mask", never))
    touched = touch_background(bgr, FREE.background, "blue", ways)
    assert np.array_equal(touched.bgr[:, 400:], bgr[:, 400:])
    apart = touched.bgr[:, :400].astype(float) - target_colour("blue")
    assert np.abs(apart).max() <= 1
    assert np.sqrt((apart**2).mean()) <= NOISE_MAX + 0.02
    told = {"policy": "replace", "changed": True, "method": "light", "confidence": 0.9, "why": []}
    assert touched.told == told | {"colour": "blue"}


def test_a_matte_that_is_not_sure_paints_nothing():
    bgr = camera_picture()
    unsure = Matte(np.ones(SIZE, np.float32), bgr, 0.3, "mask", "the background is uneven near the person")
    touched = touch_background(bgr, FREE.background, "blue", (("light", closed), ("mask", lambda: unsure)))
    assert touched.bgr is bgr
    assert (touched.told["changed"], touched.told["confidence"]) == (False, 0.3)
    assert "the background is uneven near the person" in touched.told["why"]


def test_even_out_keeps_the_walls_own_colour():
    bgr = np.full((64, 96, 3), (90, 140, 170), np.uint8)
    background = Background(allowed=("beige",), policy="even-out")
    touched = touch_background(bgr, background, None, (("mask", lambda: half_a_person(bgr)),))
    assert (touched.told["policy"], touched.told["changed"]) == ("even-out", False)
    assert np.abs(touched.bgr.astype(int) - bgr).max() <= 1
    falling = bgr.copy()
    falling[:32] = bgr[:32] // 2
    touched = touch_background(falling, background, None, (("mask", lambda: half_a_person(falling)),))
    assert touched.told["changed"], "its light falls off, and is evened out"


def test_without_a_matte_the_picture_stays_and_the_report_says_why():
    bgr = camera_picture()
    touched = touch_background(bgr, FREE.background, "blue", (("light", closed),))
    assert touched.bgr is bgr
    assert touched.told == {
        "policy": "replace", "changed": False, "why": ["light: the backdrop has not been calibrated"],
    }  # fmt: skip


@pytest.mark.parametrize("policy", ["even-out", "replace"])
@pytest.mark.parametrize(
    ("alteration", "what"),
    [("background_replacement", "refused"), ("background_replacement", "implied"), ("picture", "refused")],
)
def test_a_rule_that_contradicts_its_issuer_is_refused(
    tmp_path: Path, policy: str, alteration: str, what: str
):
    text = (DOCUMENTS / "free.toml").read_text(encoding="utf-8")
    text = text.replace(
        'policy = "replace"', f'policy = "{policy}"\n[document.alteration]\n{alteration} = "{what}"'
    )
    (tmp_path / "free.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError, match=f"background policy is {policy}, but the issuer refuses"):
        Rulebook.load(tmp_path)


@pytest.mark.parametrize(
    ("rule", "finish"),
    [
        ("us-passport", Finish(colour="white")),
        ("us-passport", Finish(monochrome=True)),
        ("us-passport", Finish(tight=True)),
        ("cv-portrait", Finish(colour="red")),
    ],
)
def test_a_finish_that_the_rule_does_not_leave_open_is_refused(rule: str, finish: Finish):
    with pytest.raises(NotAllowed, match=rule):
        finish.check(BOOK.get(rule))


def test_a_picture_for_no_document_may_have_any_finish():
    Finish(colour="blue", monochrome=True, tight=True).check(FREE)


def test_without_colour_every_pixel_stays_as_bright_as_it_was():
    bgr = camera_picture()
    grey = monochrome(bgr)
    assert (grey == grey[..., :1]).all()
    luminance = to_linear(bgr) @ np.array([0.0722, 0.7152, 0.2126])
    level = 255 * np.where(luminance <= 0.0031308, 12.92 * luminance, 1.055 * luminance ** (1 / 2.4) - 0.055)
    assert np.abs(grey[..., 0] - level).max() <= 0.53
    assert np.array_equal(monochrome(grey), grey)


@given(st.floats(-200, 200), st.floats(-200, 200), st.floats(1.0, 2.0), st.floats(-8, 8))
def test_a_closer_cut_leaves_the_eyes_where_they_were(x: float, y: float, factor: float, roll_deg: float):
    crop = Crop(roll_deg, 0.7, (480.0, 640.0), 413, 531, 1.0)
    eyes = 480.0 + x, 640.0 + y
    closer = crop.tightened(eyes, factor)
    assert closer.to_output(eyes) == pytest.approx(crop.to_output(eyes))
    assert closer.scale == pytest.approx(factor * crop.scale)
