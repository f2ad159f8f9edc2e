"""The photo behind a password: readers open it, and the file inside is the photo byte for byte."""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from pypdf import PasswordType, PdfReader

from kiosk.portability.container import locked_pdf
from kiosk.portability.password import DIGITS, Password, new_password
from kiosk.portrait.encoder import jpeg_bytes, png_bytes

PASSWORD = Password("4711081512345678")
WRONG = "4711081512345679"


def photo_bgr() -> np.ndarray:
    noise = np.random.default_rng(1).integers(0, 255, (12, 9, 3), dtype=np.uint8)
    return np.repeat(np.repeat(noise, 40, axis=0), 40, axis=1)


PHOTOS = {"photo.jpg": jpeg_bytes(photo_bgr(), 300), "photo.png": png_bytes(photo_bgr(), 300)}


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("typed", [PASSWORD.digits, PASSWORD.for_people])
def test_pdfium_shows_the_photo_and_gives_out_the_file(name: str, typed: str) -> None:
    with pypdfium2.PdfDocument(locked_pdf(PHOTOS[name], name, PASSWORD), password=typed) as document:
        assert len(document) == 1
        page = document[0]
        shown = page.render(scale=300 / 72).to_numpy()[..., :3]
        attached = document.get_attachment(0)
        assert attached.get_name() == name
        assert bytes(attached.get_data()) == PHOTOS[name]
        page.close()
    height, width = photo_bgr().shape[:2]
    assert np.abs(shown[:height, :width].astype(int) - photo_bgr()).mean() < 3.0
    assert max(shown.shape[0] - height, shown.shape[1] - width) <= 1  # PDFium rounds up


@pytest.mark.skipif(shutil.which("pdfdetach") is None, reason="poppler-utils is not installed")
def test_poppler_gives_out_the_file_for_the_password_only(tmp_path: Path) -> None:
    locked = tmp_path / "photo.pdf"
    locked.write_bytes(locked_pdf(PHOTOS["photo.jpg"], "photo.jpg", PASSWORD))

    def detach(password: str) -> int:
        command = ["pdfdetach", "-upw", password, "-saveall", "-o", str(tmp_path), str(locked)]
        return subprocess.run(command, capture_output=True, check=False).returncode

    assert detach(WRONG) != 0
    assert not (tmp_path / "photo.jpg").exists()
    assert detach(PASSWORD.digits) == 0
    assert (tmp_path / "photo.jpg").read_bytes() == PHOTOS["photo.jpg"]


def test_without_the_password_there_is_nothing_to_see() -> None:
    locked = locked_pdf(PHOTOS["photo.jpg"], "photo.jpg", PASSWORD)
    reader = PdfReader(io.BytesIO(locked))
    assert reader.decrypt(WRONG) == PasswordType.NOT_DECRYPTED
    assert reader.decrypt("") == PasswordType.NOT_DECRYPTED
    assert reader.decrypt(PASSWORD.digits) != PasswordType.NOT_DECRYPTED  # the control
    encryption = reader.trailer["/Encrypt"]
    assert (encryption["/V"], encryption["/R"], encryption["/CF"]["/StdCF"]["/CFM"]) == (5, 6, "/AESV3")
    for clear in (
        PHOTOS["photo.jpg"][:40],
        PHOTOS["photo.jpg"][-40:],
        b"photo.jpg",
        PASSWORD.digits.encode(),
    ):
        assert clear not in locked


def test_neither_the_file_nor_the_pdf_tells_when_where_or_by_what_it_was_made() -> None:
    assert [marker for marker, _ in segments(PHOTOS["photo.jpg"])] == [0xE0, 0xE2]  # JFIF and the profile
    with Image.open(io.BytesIO(PHOTOS["photo.png"])) as png:
        assert set(png.info) <= {"dpi", "srgb"}
    reader = PdfReader(
        io.BytesIO(locked_pdf(PHOTOS["photo.jpg"], "photo.jpg", PASSWORD)), password=PASSWORD.digits
    )
    assert not reader.metadata
    assert reader.xmp_metadata is None
    everything = b"".join(
        str(reader.get_object(number)).encode() for number in range(1, len(reader.xref[0]) + 1)
    )
    assert b"/EmbeddedFile" in everything
    assert not re.search(rb"/(Creat|Mod|Producer|Author|Title|Info|CheckSum)", everything)


def segments(jpeg: bytes) -> list[tuple[int, bytes]]:
    """Return application and comment segments of a JPEG: what is neither tables nor pixels."""
    found, at = [], 2
    while jpeg[at + 1] != 0xDA:
        length = int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if jpeg[at + 1] >= 0xE0:
            found.append((jpeg[at + 1], jpeg[at + 4 : at + 2 + length]))
        at += 2 + length
    return found


def test_a_password_is_sixteen_digits_shown_in_fours_and_never_in_a_log() -> None:
    chance = random.Random(3)
    made = {new_password(chance.randrange).digits for _ in range(1000)}
    assert len(made) == 1000
    assert {len(digits) for digits in made} == {DIGITS}
    assert set("".join(made)) == set("0123456789")
    assert PASSWORD.for_people == "4711 0815 1234 5678"
    assert "4711" not in repr(PASSWORD)
