"""Photo files: sRGB, the right resolution, within the issuer's kilobytes, and silent about all else."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from kiosk.portrait.encoder import FileSizeImpossible, jpeg_bytes, jpeg_in_band, png_bytes


def noisy(width: int = 413, height: int = 531, noise: int = 60) -> np.ndarray:
    ramp = np.linspace(40, 200, height)[:, None, None] + np.zeros((height, width, 3))
    grain = np.random.default_rng(5).integers(-noise, noise + 1, (height, width, 3))
    return np.clip(ramp + grain, 0, 255).astype(np.uint8)


def test_png_is_lossless_marked_srgb_and_has_its_resolution():
    photo = noisy()
    data = png_bytes(photo, 300)
    picture = Image.open(io.BytesIO(data))
    assert (np.asarray(picture)[..., ::-1] == photo).all()
    assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.02)
    chunks = {data[i + 4 : i + 8] for i in chunk_starts(data)}
    assert chunks == {b"IHDR", b"sRGB", b"pHYs", b"IDAT", b"IEND"}


def chunk_starts(png: bytes) -> list[int]:
    starts, at = [], 8
    while at < len(png):
        starts.append(at)
        at += 12 + int.from_bytes(png[at : at + 4], "big")
    return starts


def test_jpeg_has_its_resolution_full_colour_and_no_exif():
    picture = Image.open(io.BytesIO(jpeg_bytes(noisy(), 300)))
    assert picture.info["dpi"] == (300, 300)
    assert not picture.getexif()
    assert all(component[1:3] == (1, 1) for component in picture.layer)


@pytest.mark.parametrize(
    ("kb_min", "kb_max"), [(None, 240), (40, 120), (50, 10240), (None, 60), (250, 5120), (400, 500)]
)
def test_the_file_keeps_the_band_whether_a_kilobyte_is_1000_or_1024(kb_min: int | None, kb_max: int):
    photo = noisy(noise=12)
    data = jpeg_in_band(photo, 300, kb_min, kb_max)
    assert len(data) <= kb_max * 1000
    if kb_min is not None:
        assert len(data) >= kb_min * 1024
    picture = Image.open(io.BytesIO(data))
    picture.load()
    assert picture.size == (413, 531)
    assert np.abs(np.asarray(picture)[..., ::-1].astype(int) - photo).mean() < 12


def test_a_looser_ceiling_never_gives_a_worse_picture():
    photo = noisy(noise=12)

    def error(data: bytes) -> float:
        return float(np.abs(np.asarray(Image.open(io.BytesIO(data)))[..., ::-1].astype(int) - photo).mean())

    errors = [error(jpeg_in_band(photo, 300, None, ceiling)) for ceiling in (60, 100, 200, 1000)]
    assert errors == sorted(errors, reverse=True)


def test_an_impossible_band_is_said_rather_than_broken():
    with pytest.raises(FileSizeImpossible):
        jpeg_in_band(noisy(), 300, None, 10)
