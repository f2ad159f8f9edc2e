"""A matte from a network: as fine as the picture, in its proportions, refused where it tells nothing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from kiosk.matte.compositing import Background, composite
from kiosk.matte.from_network import NetworkMatter
from kiosk.matte.matte import NoMatte
from models.onnx_matte import OnnxMatteNetwork
from models.registry import NetworkForm
from tests.tiny_onnx import tiny_network

FORM = NetworkForm(mean=(0.5,) * 3, std=(0.5,) * 3, long_side_px=128, output="alpha")
WALL, PERSON = (200, 190, 185), (40, 50, 90)
DARKNESS = np.full((3, 1, 1), -255 / 2 / (sum(WALL) - sum(PERSON)), np.float32)
"""From the wall's brightness to the person's in even steps, to be shifted so that the wall is at 0."""
WALL_AT_0 = (2 * sum(WALL) / 255 - 3) * 255 / 2 / (sum(WALL) - sum(PERSON))


def matter(more: float = 0.0, slope: float = 1.0, sides: tuple[int, int] | None = None) -> NetworkMatter:
    """Return a matter that takes darkness for the person's share."""
    bias = (WALL_AT_0 - 0.5) * slope + 0.5 + more
    network = tiny_network(DARKNESS * slope, bias, sides=sides, last_layer="Identity")
    return NetworkMatter(OnnxMatteNetwork(network, FORM))


def bust(width: int, height: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a picture of somebody of one colour before a wall, mixed in light, and the exact matte."""
    fine = np.zeros((height * 4, width * 4), np.uint8)
    reach = min(width, height)
    cv2.circle(fine, (width * 2, height * 2), reach, 255, -1)
    for strand in (-4, 0, 3):
        cv2.line(fine, (width * 2, height * 2), (width * 2 + strand * reach // 5, 0), 255, 6)
    exact = cv2.resize(fine, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    light = [((np.array(colour) / 255) ** 2.2) for colour in (PERSON, WALL)]
    mixed = exact[..., None] * light[0] + (1 - exact[..., None]) * light[1]
    return np.rint(255 * mixed ** (1 / 2.2)).astype(np.uint8), exact


@pytest.mark.parametrize("sides", [None, (128, 128)])
@pytest.mark.parametrize("size", [(300, 420), (500, 260), (90, 120)])
def test_from_a_small_network_to_a_matte_as_fine_as_the_picture(
    size: tuple[int, int], sides: tuple[int, int] | None
):
    bgr, exact = bust(*size)
    matte = matter(sides=sides).matte(bgr)
    assert (matte.alpha.shape, matte.alpha.dtype, matte.method) == (bgr.shape[:2], np.float32, "network")
    assert np.square(matte.alpha - exact).mean() < 0.004
    assert matte.alpha[exact == 1].mean() > 0.97
    sure = matte.alpha == 1
    assert sure.any()
    assert np.array_equal(matte.foreground[sure], bgr[sure])
    paler = matte.foreground[matte.alpha > 0.3].astype(int) - PERSON
    assert np.percentile(paler, 90) < 30, "the old wall is out of the hair"
    assert composite(matte, Background((60, 60, 60)))[0, 0].tolist() == [60, 60, 60]


def test_a_network_that_is_sure_of_nothing_is_doubted():
    bgr, _ = bust(200, 260)
    assert matter().matte(bgr).doubt is None
    unsure = matter(slope=0.1).matte(bgr)
    assert unsure.confidence < 0.1
    assert unsure.doubt is not None
    assert "undecided" in unsure.doubt


def test_nobody_and_nothing_but_somebody_are_told_apart():
    bgr, _ = bust(200, 260)
    with pytest.raises(NoMatte, match="sees nobody"):
        matter(-1.0).matte(bgr)
    with pytest.raises(NoMatte, match="sees no background"):
        matter(1.0).matte(bgr)
