"""Picture files: every sound one is read upright in sRGB, every other one is refused in one plain line."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms

from kiosk.portrait import picture_file
from kiosk.portrait.picture_file import UnreadablePicture, read_picture

RED, BLUE = (200, 30, 20), (10, 40, 220)


def top_red_bottom_blue(width: int = 160, height: int = 240) -> Image.Image:
    picture = Image.new("RGB", (width, height), BLUE)
    picture.paste(RED, (0, 0, width, height // 2))
    return picture


def close_to(pixel: np.ndarray, rgb: tuple[int, int, int], by: int = 12) -> bool:
    return bool(np.abs(pixel[::-1].astype(int) - rgb).max() <= by)


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tif", ".bmp"])
def test_common_kinds_come_out_as_bgr(tmp_path: Path, suffix: str):
    path = tmp_path / f"a{suffix}"
    top_red_bottom_blue().save(path, **({"quality": 95} if suffix in (".jpg", ".webp") else {}))
    bgr = read_picture(path)
    assert bgr.shape == (240, 160, 3)
    assert bgr.dtype == np.uint8
    assert close_to(bgr[10, 80], RED)
    assert close_to(bgr[230, 80], BLUE)


@pytest.mark.parametrize(("orientation", "turn"), [(3, 2), (6, 1), (8, 3)])
def test_a_camera_held_sideways_gives_an_upright_picture(tmp_path: Path, orientation: int, turn: int):
    as_stored = Image.fromarray(np.rot90(np.asarray(top_red_bottom_blue()), turn).copy())
    exif = Image.Exif()
    exif[0x0112] = orientation
    as_stored.save(tmp_path / "a.jpg", exif=exif, quality=95, subsampling=0)
    bgr = read_picture(tmp_path / "a.jpg")
    assert bgr.shape == (240, 160, 3)
    assert close_to(bgr[5, 80], RED)
    assert close_to(bgr[235, 80], BLUE)


def test_transparency_is_laid_on_white(tmp_path: Path):
    picture = top_red_bottom_blue().convert("RGBA")
    picture.putalpha(Image.new("L", picture.size, 0))
    picture.save(tmp_path / "a.png")
    assert (read_picture(tmp_path / "a.png") == 255).all()


def test_cmyk_grey_palette_and_sixteen_bit_become_colour(tmp_path: Path):
    top_red_bottom_blue().convert("CMYK").save(tmp_path / "cmyk.jpg", quality=95)
    top_red_bottom_blue().convert("L").save(tmp_path / "grey.png")
    top_red_bottom_blue().convert("P").save(tmp_path / "palette.png")
    deep = np.tile(np.linspace(0, 65535, 200).astype(np.uint16), (200, 1))
    Image.fromarray(deep).save(tmp_path / "deep.png")
    assert close_to(read_picture(tmp_path / "cmyk.jpg")[10, 80], RED, by=40)
    assert read_picture(tmp_path / "grey.png").shape == (240, 160, 3)
    assert close_to(read_picture(tmp_path / "palette.png")[10, 80], RED, by=40)
    assert read_picture(tmp_path / "deep.png")[0, [0, 100, 199], 0].tolist() == [0, 128, 255]


def test_sixteen_bits_of_colour_and_fractions_become_eight(tmp_path: Path):
    bgr = np.asarray(top_red_bottom_blue())[..., ::-1]
    cv2.imwrite(str(tmp_path / "deep.png"), bgr.astype(np.uint16) * 257)
    cv2.imwrite(str(tmp_path / "deep.tif"), bgr.astype(np.uint16) * 257)
    assert (read_picture(tmp_path / "deep.png") == bgr).all()
    assert (read_picture(tmp_path / "deep.tif") == bgr).all()
    fractions = np.tile(np.linspace(0, 1, 256, dtype=np.float32), (200, 1))
    Image.fromarray(fractions).save(tmp_path / "fractions.tif")
    assert (read_picture(tmp_path / "fractions.tif")[0, :, 1] == np.arange(256)).all()


def one_after_another(path: Path, kind: str) -> None:
    first = top_red_bottom_blue()
    first.save(path, kind, save_all=True, append_images=[first.rotate(180)])


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_a_moving_picture_is_refused_for_nobody_knows_which_one_is_meant(tmp_path: Path, kind: str):
    one_after_another(tmp_path / "a.png", kind)
    assert "moving picture" in refused(tmp_path / "a.png")
    top_red_bottom_blue().save(tmp_path / "b.png", kind)
    assert read_picture(tmp_path / "b.png").shape == (240, 160, 3)


@pytest.mark.parametrize("kind", ["MPO", "TIFF"])
def test_what_hangs_on_behind_the_first_picture_is_no_part_of_it(tmp_path: Path, kind: str):
    one_after_another(tmp_path / "a.jpg", kind)
    assert close_to(read_picture(tmp_path / "a.jpg")[10, 80], RED)


def test_a_colour_profile_is_honoured(tmp_path: Path):
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))
    swapped = swapped.replace(b"rXYZ", b"tmpZ").replace(b"bXYZ", b"rXYZ").replace(b"tmpZ", b"bXYZ")
    top_red_bottom_blue().save(tmp_path / "srgb.png", icc_profile=srgb)
    top_red_bottom_blue().save(tmp_path / "swapped.png", icc_profile=swapped)
    assert close_to(read_picture(tmp_path / "srgb.png")[10, 80], RED, by=0)
    red_as_blue = read_picture(tmp_path / "swapped.png")[10, 80].astype(int)  # order blue, green, red
    assert red_as_blue[0] > red_as_blue[2] + 60


def test_a_broken_colour_profile_does_not_stop_a_sound_picture(tmp_path: Path):
    top_red_bottom_blue().save(tmp_path / "a.png", icc_profile=b"not a profile")
    assert close_to(read_picture(tmp_path / "a.png")[10, 80], RED)


def refused(path: Path) -> str:
    with pytest.raises(UnreadablePicture) as caught:
        read_picture(path)
    message = str(caught.value)
    assert "\n" not in message
    assert str(path.parent) not in message
    return message


def test_what_is_not_a_picture_file_is_refused_in_one_line(tmp_path: Path):
    (tmp_path / "text.jpg").write_text("this is no picture " * 50)
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "folder.jpg").mkdir()
    Image.new("RGB", (300, 300)).save(tmp_path / "small.gif")
    assert "does not exist" in refused(tmp_path / "missing.jpg")
    assert "not a picture" in refused(tmp_path / "text.jpg")
    assert "empty" in refused(tmp_path / "empty.jpg")
    assert "folder" in refused(tmp_path / "folder.jpg")
    assert "not a picture this program can read" in refused(tmp_path / "small.gif")
    (tmp_path / "circle.jpg").symlink_to(tmp_path / "circle.jpg")
    assert "leads nowhere" in refused(tmp_path / "circle.jpg")
    assert "ordinary file" in refused(Path("/dev/zero"))
    assert "two?lines" in refused(tmp_path / "two\nlines.jpg")
    assert len(refused(tmp_path / f"{'long' * 80}.jpg")) < 130


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp", "bmp"])
@pytest.mark.parametrize("kept", [0.05, 0.5, 0.9])
def test_a_file_cut_short_is_refused(tmp_path: Path, suffix: str, kept: float):
    noise = np.random.default_rng(1).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    whole = io.BytesIO()
    Image.fromarray(noise).save(whole, {"jpg": "JPEG", "tif": "TIFF"}.get(suffix, suffix.upper()))
    data = whole.getvalue()
    (tmp_path / f"a.{suffix}").write_bytes(data[: int(len(data) * kept)])
    refused(tmp_path / f"a.{suffix}")


def test_too_small_and_too_large_pictures_are_refused_before_they_are_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    Image.new("RGB", (119, 400)).save(tmp_path / "small.png")
    assert "119×400" in refused(tmp_path / "small.png")
    Image.new("1", (10_000, 8_001)).save(tmp_path / "bomb.png")
    assert (tmp_path / "bomb.png").stat().st_size < 100_000
    assert "80 megapixels" in refused(tmp_path / "bomb.png")
    Image.new("1", (20_000, 20_000)).save(tmp_path / "bigger.png")
    assert "80 megapixels" in refused(tmp_path / "bigger.png")
    monkeypatch.setattr(picture_file, "LARGEST_FILE_MB", 0)
    assert "MB" in refused(tmp_path / "small.png")
