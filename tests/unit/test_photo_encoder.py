"""Photo files: sRGB, the right resolution, within the issuer's kilobytes, and silent about all else."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kiosk.documents.digital_file import DigitalFile
from kiosk.portrait.digital import upload_file, upload_sizes
from kiosk.portrait.encoder import (
    LEAST_QUALITY,
    ByteBand,
    FileSizeImpossible,
    byte_band,
    jpeg_bytes,
    jpeg_in_band,
    png_bytes,
)
from kiosk.portrait.solver import LARGEST_ENLARGEMENT
from kiosk.srgb_profile import srgb_profile


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


def test_jpeg_has_its_resolution_full_colour_srgb_and_no_exif():
    data = jpeg_bytes(noisy(), 300)
    picture = Image.open(io.BytesIO(data))
    assert picture.info["dpi"] == (300, 300)
    assert picture.info["icc_profile"] == srgb_profile()
    assert not picture.getexif()
    assert all(component[1:3] == (1, 1) for component in picture.layer)
    assert segments(data) == {
        0xE0,
        0xE2,
        0xDB,
        0xC0,
        0xC4,
        0xDA,
    }  # JFIF, ICC, tables, frame, scan: no comment
    assert data.endswith(b"\xff\xd9")


def segments(jpeg: bytes) -> set[int]:
    """Return the markers before the scan, and the scan's."""
    found, at = set(), 2
    while True:
        found.add(jpeg[at + 1])
        if jpeg[at + 1] == 0xDA:
            return found
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")


def test_the_srgb_profile_names_no_day():
    assert srgb_profile()[36:40] == b"acsp"
    assert srgb_profile() == srgb_profile()
    assert srgb_profile()[84:100] == bytes(16)


def error(data: bytes, photo: np.ndarray) -> float:
    return float(np.abs(np.asarray(Image.open(io.BytesIO(data)))[..., ::-1].astype(int) - photo).mean())


@pytest.mark.parametrize(
    ("kb_min", "kb_max"), [(None, 240), (40, 120), (50, 10240), (None, 60), (250, 5120), (300, 400)]
)
def test_the_file_keeps_the_band_whether_a_kilobyte_is_1000_or_1024(kb_min: int | None, kb_max: int):
    photo = noisy(noise=12)
    band = byte_band(DigitalFile(px=(413, 531), kb_min=kb_min, kb_max=kb_max), (413, 531))
    data = jpeg_in_band(photo, 300, band).data
    assert len(data) <= kb_max * 1000
    if kb_min is not None:
        assert len(data) >= kb_min * 1024
    assert 0xFE not in segments(data)  # nothing was filled up
    assert data.count(b"\xff\xd9") >= 1
    assert data.endswith(b"\xff\xd9")
    assert Image.open(io.BytesIO(data)).size == (413, 531)
    assert error(data, photo) < 12


def test_a_looser_ceiling_never_gives_a_worse_picture():
    photo = noisy(noise=12)
    files = [jpeg_in_band(photo, 300, ByteBand(0, most * 1000)).data for most in (60, 100, 200, 1000)]
    errors = [error(data, photo) for data in files]
    assert errors == sorted(errors, reverse=True)


def test_the_quality_is_the_highest_that_fits():
    photo = noisy(noise=12)
    made = jpeg_in_band(photo, 300, ByteBand(0, 100_000))
    assert (
        len(jpeg_bytes(photo, 300, made.quality)) <= 100_000 < len(jpeg_bytes(photo, 300, made.quality + 1))
    )


def test_colour_is_halved_only_where_nothing_else_is_left():
    photo = noisy(noise=20)
    full = len(jpeg_bytes(photo, 300, LEAST_QUALITY))
    assert jpeg_in_band(photo, 300, ByteBand(0, full)).subsampling == "4:4:4"
    assert jpeg_in_band(photo, 300, ByteBand(0, full - 1)).subsampling == "4:2:0"


def test_an_impossible_band_is_said_rather_than_broken_or_padded():
    with pytest.raises(FileSizeImpossible, match="more than 10 KB"):
        jpeg_in_band(noisy(), 300, ByteBand(0, 10_000))
    with pytest.raises(FileSizeImpossible, match="little detail"):
        jpeg_in_band(np.full((531, 413, 3), 180, np.uint8), 300, ByteBand(200_000, None))


def test_a_compression_limit_is_a_floor_that_grows_with_the_picture():
    file = DigitalFile(px_min=(600, 600), px_max=(1200, 1200), kb_max=240, compression_max=20)
    assert byte_band(file, (600, 600)) == ByteBand(54_000, 240_000)
    assert byte_band(file, (1200, 1200)) == ByteBand(216_000, 240_000)


SHAPES = st.tuples(st.integers(100, 900), st.integers(100, 900))


@given(low=SHAPES, wider=st.floats(1.0, 4.0), source=st.floats(50, 5000))
def test_every_size_to_upload_has_the_issuers_shape_and_bounds(
    low: tuple[int, int], wider: float, source: float
):
    most = (int(low[0] * wider), int(low[1] * wider))
    sizes = upload_sizes(DigitalFile(px_min=low, px_max=most), source)
    assert low in sizes
    for width, height in sizes:
        assert width * low[1] == height * low[0]
        assert low[0] <= width <= most[0]
        assert low[1] <= height <= most[1]
        assert width <= max(low[0], source * LARGEST_ENLARGEMENT)


def textured(size: tuple[int, int]) -> np.ndarray:
    return noisy(*size, noise=25)


def test_a_tight_ceiling_is_met_with_fewer_pixels_rather_than_blocks():
    tight = upload_file(DigitalFile(px_min=(300, 400), kb_max=90), 300, 600.0, textured)
    loose = upload_file(DigitalFile(px_min=(300, 400), kb_max=2000), 300, 600.0, textured)
    assert loose.size_px == (600, 800)
    assert tight.size_px < loose.size_px
    assert tight.quality is not None
    assert tight.quality >= 75
    assert len(tight.data) <= 90_000
    assert Image.open(io.BytesIO(tight.data)).size == tight.size_px


def test_a_floor_is_met_with_more_pixels_where_the_issuer_takes_them():
    file = DigitalFile(px_min=(300, 400), px_max=(900, 1200), kb_min=270)
    made = upload_file(file, 300, 310.0, textured)
    assert len(made.data) >= 270 * 1024
    assert made.size_px > (300, 400)
    with pytest.raises(FileSizeImpossible):
        upload_file(DigitalFile(px=(300, 400), kb_min=340), 300, 310.0, textured)


def test_a_png_is_made_where_the_issuer_says_so():
    made = upload_file(DigitalFile(px=(300, 400), format="png"), 300, 600.0, textured)
    assert Image.open(io.BytesIO(made.data)).format == "PNG"
    assert (np.asarray(Image.open(io.BytesIO(made.data)))[..., ::-1] == textured((300, 400))).all()
    with pytest.raises(FileSizeImpossible, match="lossless"):
        upload_file(DigitalFile(px=(300, 400), kb_max=20, format="png"), 300, 600.0, textured)
