"""Cutting out: points land where the crop says, patterns do not alias, and the background is left alone."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from kiosk.darkroom import print_pictures
from kiosk.portrait.crop import Crop, cut_out
from kiosk.sheet.imposition import Wanted, impose
from kiosk.sheet.paper import PAPERS
from kiosk.sheet.press import Press


def blob_centre(bgr: np.ndarray) -> tuple[float, float]:
    weight = 255.0 - bgr[..., 0]
    ys, xs = np.mgrid[: bgr.shape[0], : bgr.shape[1]] + 0.5
    return float((xs * weight).sum() / weight.sum()), float((ys * weight).sum() / weight.sum())


@pytest.mark.parametrize("scale", [0.13, 0.31, 0.5, 0.77, 1.0, 1.3])
@pytest.mark.parametrize("roll_deg", [0.0, -7.0, 12.5])
def test_a_point_lands_within_a_tenth_of_a_pixel(scale: float, roll_deg: float):
    source = np.full((2000, 2000, 3), 255, np.uint8)
    spot = (1040.0, 985.0)
    radius = 14 / scale
    cv2.circle(
        source,
        (int((spot[0] - 0.5) * 16), int((spot[1] - 0.5) * 16)),
        int(radius * 16),
        (0, 0, 0),
        -1,
        cv2.LINE_AA,
        4,
    )
    crop = Crop(roll_deg, scale, (1000.0, 1000.0), 180, 200, 1.0)
    assert blob_centre(cut_out(source, crop)) == pytest.approx(crop.to_output(spot), abs=0.1)


def test_turning_counter_clockwise_lifts_what_is_on_the_right():
    crop = Crop(10.0, 1.0, (500.0, 500.0), 200, 200, 1.0)
    assert crop.to_output((600.0, 500.0))[1] < 100


@pytest.mark.parametrize("scale", [0.12, 0.23, 0.45])
def test_fine_stripes_become_grey_instead_of_moire(scale: float):
    source = np.zeros((1600, 1600, 3), np.uint8)
    source[:, ::2] = 255
    photo = cut_out(source, Crop(3.0, scale, (800.0, 800.0), 160, 160, 1.0)).astype(float)
    assert photo.mean() == pytest.approx(127.5, abs=2)
    assert photo.std() < 12


def test_nothing_but_resampling_happens():
    source = np.random.default_rng(3).integers(0, 256, (300, 300, 3), dtype=np.uint8)
    same = cut_out(source, Crop(0.0, 1.0, (150.0, 150.0), 100, 120, 1.0))
    assert (same == source[90:210, 100:200]).all()
    flat = np.full((900, 900, 3), (201, 202, 203), np.uint8)
    assert (cut_out(flat, Crop(4.0, 0.3, (450.0, 450.0), 150, 150, 1.0)) == (201, 202, 203)).all()


@pytest.mark.parametrize("aspect", [0.9, 1.0, 1.07])
def test_pixels_that_are_not_square_show_the_same_part_unstretched(aspect: float):
    """On paper such pixels are as far apart as the others: the eyes of a face stay where they were, in mm."""
    source = np.full((1200, 1200, 3), 255, np.uint8)
    spot = (640.0, 530.0)
    cv2.circle(source, (640, 530), 25, (0, 0, 0), -1, cv2.LINE_AA)
    crop = Crop(6.0, 0.35, (600.0, 600.0), 200, 250, 1.0)
    print_crop = crop.resized(400, round(500 * aspect), aspect)
    centre = blob_centre(cut_out(source, print_crop))
    assert centre == pytest.approx(print_crop.to_output((spot[0] + 0.5, spot[1] + 0.5)), abs=0.15)
    plain = crop.to_output((spot[0] + 0.5, spot[1] + 0.5))
    assert (centre[0] / 400, centre[1] / (500 * aspect)) == pytest.approx(
        (plain[0] / 200, plain[1] / 250), abs=0.002
    )
    assert print_crop.to_source(print_crop.to_output(spot)) == pytest.approx(spot)


def test_the_same_crop_with_more_pixels_shows_the_same_part():
    crop = Crop(5.0, 0.5, (400.0, 300.0), 200, 250, 1.0)
    larger = crop.resized(400, 500)
    assert larger.to_source((0, 0)) == pytest.approx(crop.to_source((0, 0)))
    assert larger.to_source((400, 500)) == pytest.approx(crop.to_source((200, 250)))


@pytest.mark.parametrize(("dpi", "again"), [(300, False), (600, True)])
def test_a_photo_is_cut_for_the_sheet_only_when_the_printer_has_other_dots(dpi: int, again: bool):
    source = np.random.default_rng(1).integers(0, 256, (900, 700, 3), np.uint8)
    crop = Crop(2.0, 0.7, (350.0, 450.0), 413, 531, 1.0)
    photo = cut_out(source, crop)
    layout = impose((Wanted((35.0, 45.0), 1),), Press(PAPERS["4x6in"], dpi))
    (anew,), (printed,) = (print_pictures([(source, crop)], layout, cut) for cut in ((), (photo,)))
    assert np.array_equal(printed, anew)
    assert (printed is not photo) == again
