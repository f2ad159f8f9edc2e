"""A camera's colours become true: from a chart or a grey card, never from a face, never out of the dark."""

from __future__ import annotations

import time
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.camera.frame import Frame
from hardware.simulated.sensor import CAST
from kiosk.colour.camera_profile import (
    LARGEST_MEAN,
    LUMINANCE,
    MOST_EXPOSURE_STOPS,
    NEUTRAL,
    CameraProfile,
    Doubt,
    Fitted,
    Refused,
    apply,
    difference,
    fit_chart,
    fit_grey_card,
    in_words,
    profile_of,
)
from kiosk.colour.chart import CHART_LIGHT
from kiosk.colour.profiled_camera import profiled
from kiosk.colour.srgb import to_linear, to_srgb
from kiosk.matte.light_reference import LightReference
from kiosk.matte.ways import Cutter
from kiosk.messages.calibration import ColourCalibration
from kiosk.visit.album import Album

SEEN = CHART_LIGHT @ np.array(CAST.mixing).T * CAST.gains
"""The chart as a camera with a cast sees it, without noise."""
ACROSS = np.tile(np.linspace(-0.5, 0.5, 6), 4)[:, None]


def fitted(seen: np.ndarray) -> Fitted:
    result = fit_chart(seen)
    assert isinstance(result, Fitted)
    return result


def refused(seen: np.ndarray) -> Doubt:
    result = fit_chart(seen)
    assert isinstance(result, Refused)
    return result.doubt


def test_the_matrix_that_a_sensor_mixes_with_is_undone():
    result = fitted(SEEN)
    mixed = np.diag(CAST.gains) @ np.array(CAST.mixing)
    assert result.profile.whole @ mixed == pytest.approx(np.eye(3), abs=0.006)
    assert np.array(result.profile.matrix).sum(axis=1) == pytest.approx(1.0), "grey stays grey"
    assert result.before is not None
    assert result.after is not None
    assert result.before.mean > 7
    assert result.after.mean < 0.5, "and half of that is the one patch outside of sRGB"


def test_a_camera_that_is_right_already_keeps_its_very_pictures():
    assert fitted(CHART_LIGHT).profile == NEUTRAL
    picture = np.zeros((4, 4, 3), np.uint8)
    assert apply(NEUTRAL, picture) is picture


def test_light_that_falls_off_over_the_chart_is_taken_out_up_to_a_limit():
    uneven = SEEN * np.exp2(0.4 * ACROSS)
    assert fitted(uneven).profile.whole == pytest.approx(fitted(SEEN).profile.whole, rel=0.02, abs=0.01)
    assert refused(SEEN * np.exp2(0.7 * ACROSS)) is Doubt.UNEVEN


@settings(deadline=None, max_examples=30)
@given(st.floats(-3, 0.3))
def test_exposure_is_left_to_lamps_and_shutter_but_for_a_third_of_a_stop(stops: float):
    result = fit_chart(CHART_LIGHT * 2**stops)
    if isinstance(result, Fitted):
        assert abs(np.log2(result.profile.exposure)) <= MOST_EXPOSURE_STOPS
    else:
        assert result.doubt is Doubt.TOO_DARK
        assert result.stops == pytest.approx(-stops, abs=0.01)
    assert isinstance(result, Fitted) == (stops >= -MOST_EXPOSURE_STOPS)


def test_what_no_profile_can_mend_is_refused():
    assert refused(SEEN * (1.0, 1.0, 0.2)) is Doubt.CAST
    assert refused(SEEN * 1.6) is Doubt.TOO_BRIGHT
    veiled = 0.85 * CHART_LIGHT + 0.04
    assert refused(veiled) is Doubt.MISFIT, "a lamp shines into the lens, or onto the whole chart"
    assert difference(veiled).mean > LARGEST_MEAN


def test_a_grey_card_sets_the_white_and_nothing_else():
    seen = np.array([0.22, 0.18, 0.13])
    result = fit_grey_card(seen)
    assert isinstance(result, Fitted)
    assert result.profile.whole @ seen == pytest.approx(LUMINANCE @ seen), "grey, as bright as before"
    assert (result.profile.matrix, result.profile.exposure) == (NEUTRAL.matrix, 1.0)
    assert fit_grey_card(seen * (1, 1, 0.1)) == Refused(Doubt.CAST)


PROFILE = fitted(SEEN).profile


def test_a_picture_is_changed_in_linear_light_pixel_by_pixel_whoever_sits_there():
    rng = np.random.default_rng(3)
    room = rng.integers(0, 254, (200, 400, 3), np.uint8)
    with_somebody = room.copy()
    with_somebody[50:150, 100:300] = (40, 60, 90)
    one, other = apply(PROFILE, room), apply(PROFILE, with_somebody)
    light = to_linear(room)[..., ::-1] @ PROFILE.whole.T.astype(np.float32)
    assert np.abs(one.astype(int) - to_srgb(light)[..., ::-1]).max() <= 1
    one[50:150, 100:300] = other[50:150, 100:300]
    assert (one == other).all()


def test_black_and_cut_off_white_stay_what_they_are():
    picture = np.array([[(0, 0, 0), (255, 255, 255), (254, 255, 254)]], np.uint8)
    assert apply(CameraProfile((0.7, 1.0, 1.3)), picture).tolist() == [[[0] * 3, [255] * 3, [255] * 3]]


@settings(deadline=None, max_examples=20)
@given(st.lists(st.floats(0.96, 1.2), min_size=3, max_size=3))
def test_the_booth_is_told_a_profile_whole(gains: list[float]):
    profile = fitted(SEEN * gains).profile
    words = ColourCalibration.model_validate_json(in_words(profile).model_dump_json())
    assert profile_of(words) == profile


class Still:
    """A camera that gives one picture."""

    streams_stills = False

    def __init__(self, bgr: np.ndarray) -> None:
        self.frame, self.is_open = Frame(bgr, 1.0, 7), False

    def open(self) -> None:
        self.is_open = True

    def close(self) -> None:
        self.is_open = False

    def read(self, timeout_s: float) -> Frame | None:
        return self.frame if timeout_s else None

    def burst(self, count: int) -> list[Frame]:
        return [self.frame] * count


def test_live_view_and_burst_have_the_same_true_colours():
    still = Still(np.full((4, 6, 3), 100, np.uint8))
    true = apply(PROFILE, still.frame.bgr)
    with profiled(still, PROFILE) as camera:
        assert still.is_open
        assert camera.read(0.0) is None
        for frame in (camera.read(1.0), *camera.burst(2)):
            assert (frame.bgr == true).all()
            assert (frame.captured_s, frame.sequence) == (1.0, 7)
        assert not camera.streams_stills
    assert not still.is_open
    assert profiled(still, NEUTRAL) is still, "nothing lies between when nothing is to be done"


def test_a_visit_takes_its_pictures_with_the_colours_that_staff_calibrated_last():
    still = Still(np.full((4, 6, 3), 100, np.uint8))
    networks = SimpleNamespace(live=(None, None), optics=None, profile=PROFILE, close=lambda: None)
    album = Album(None, lambda: still, networks, None, None, None, b"", time.monotonic)
    try:
        with album._open_camera() as camera:
            assert (camera.read(1.0).bgr == apply(PROFILE, still.frame.bgr)).all()
        album.calibrate_colour(NEUTRAL)
        assert album._open_camera() is still
    finally:
        album.close()


def test_the_empty_booth_is_seen_through_the_same_profile():
    wall = np.random.default_rng(5).integers(60, 200, (6, 8, 3), np.uint8)
    reference = LightReference(to_linear(wall), 0.1 * to_linear(wall), 0.01, (8, 6))
    through = Cutter(light=reference).through(PROFILE)
    assert to_srgb(through.light.lit).astype(int) == pytest.approx(apply(PROFILE, wall).astype(int), abs=1)
    assert through.light.dark == pytest.approx(0.1 * through.light.lit, abs=1e-6)
    assert Cutter(light=reference).through(NEUTRAL).light is reference
