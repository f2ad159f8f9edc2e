"""Colours in L*a*b*, there and back, and the published differences between them."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.colour.difference import delta_e_2000
from kiosk.colour.lab import lab_table, linear_table

# Sharma, Wu, Dalal (2005), table 1: two colours and their ΔE00. They try the hue's every turning point.
PUBLISHED = (
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
    ((50, 0, 0), (50, -1, 2), 2.3669),
    ((50, 2.4900, -0.0010), (50, -2.4900, 0.0009), 7.1792),
    ((50, 2.4900, -0.0010), (50, -2.4900, 0.0011), 7.2195),
    ((50, -0.0010, 2.4900), (50, 0.0009, -2.4900), 4.8045),
    ((50, -0.0010, 2.4900), (50, 0.0011, -2.4900), 4.7461),
    ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((50, 2.5, 0), (56, -27, -3), 31.9030),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((36.4612, 47.8580, 18.3852), (36.2715, 50.5065, 21.2231), 1.4146),
    ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
    ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
)


def test_the_difference_is_the_published_one_and_the_same_from_both_sides():
    one, other = (np.array([pair[side] for pair in PUBLISHED], np.float64) for side in (0, 1))
    published = [pair[2] for pair in PUBLISHED]
    assert delta_e_2000(one, other) == pytest.approx(published, abs=5e-5)
    assert delta_e_2000(other, one) == pytest.approx(published, abs=5e-5)
    assert not delta_e_2000(one, one).any()


def test_lab_leads_back_to_the_same_light_within_srgb_and_outside_of_it():
    light = np.random.default_rng(7).uniform(-0.05, 1.1, (500, 3))
    assert linear_table(lab_table(light)) == pytest.approx(light, abs=1e-6)
