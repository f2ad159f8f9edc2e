"""The measures of `kiosk bench --matte`, on mattes whose errors are known."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.bench.figures import bench_table, row
from kiosk.bench.matte_errors import connectivity_error, gradient_error, mean_square, sum_of_differences
from kiosk.bench.matte_scenes import matte_scenes


def disc(radius_px: float) -> np.ndarray:
    y, x = np.mgrid[:80, :80]
    return np.clip(radius_px - np.hypot(x - 40, y - 40) + 0.5, 0, 1).astype(np.float32)


def test_the_four_measures_are_zero_for_the_truth_and_count_what_is_wrong():
    truth = disc(20)
    for measure in (sum_of_differences, mean_square, gradient_error, connectivity_error):
        assert measure(truth, truth) == pytest.approx(0, abs=1e-12)
        assert measure(disc(22), truth) > 0
    half = truth * np.float32(0.5)
    assert sum_of_differences(half, truth) == pytest.approx(float(truth.sum()) / 2000)
    assert mean_square(half, truth, truth == 1) == pytest.approx(0.25)
    assert gradient_error(half, truth) > gradient_error(truth * np.float32(0.9), truth)


def test_connectivity_counts_what_is_torn_off_and_not_what_is_merely_softer():
    truth = np.zeros((60, 60), np.float32)
    truth[10:40, 10:40] = 1
    truth[24:26, 40:55] = 1  # a hair on the head
    softer, torn = truth.copy(), truth.copy()
    softer[24:26, 54] = 0.9
    torn[24:26, 42:44] = 0
    assert connectivity_error(softer, truth) == 0
    # As many pixels are missing from the middle of the head, but there nothing hangs on them.
    holed = truth.copy()
    holed[24:26, 20:22] = 0
    assert sum_of_differences(holed, truth) == sum_of_differences(torn, truth)
    assert connectivity_error(torn, truth) != connectivity_error(truth, truth)


def test_the_scenes_have_every_hair_skin_and_wall_that_is_promised():
    scenes = list(matte_scenes())
    assert len({scene.look.hair for scene in scenes} - {"bald"}) >= 8
    assert len({scene.look.skin for scene in scenes}) >= 6
    assert {scene.look.glasses for scene in scenes} >= {"none", "thin", "heavy"}
    assert {scene.name for scene in scenes} >= {
        "clothes like the wall",
        "skin like the wall",
        "hair like the wall",
    }
    assert scenes == list(matte_scenes())


def test_small_figures_keep_their_digits():
    result = {
        "machine": {},
        "figures": [row("mse", 0.0000071234, "", 1, "x"), row("ms", 12.34567, "", 1, "x")],
    }
    assert [figure["value"] for figure in result["figures"]] == [7.12e-06, 12.346]
    assert "7.12e-06" in bench_table(result)
