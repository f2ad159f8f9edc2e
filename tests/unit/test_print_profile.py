"""A printer's own colours: read from its profile with care, converted to once, told in the sheet's file."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.simulated.sensor import CAST
from kiosk.bench.colour import STAGES, looked_at, through_everything
from kiosk.bench.invented_printer import printed_light, printer_icc
from kiosk.cli.run import run_command
from kiosk.colour.print_profile import BadProfile, PrintProfile, read_print_profile
from kiosk.compliance.light import clipped_shares
from kiosk.portrait.encoder import jpeg_bytes
from kiosk.refusal import Unusable
from kiosk.sheet.imposition import Wanted, impose
from kiosk.sheet.paper import paper_named
from kiosk.sheet.press import Press
from kiosk.sheet.sheet_pdf import sheet_pdf

ICC = printer_icc()
NODES = ICC.rindex(b"mft2") + 64
"""Where the values begin of the last table, the one that photos go through."""
PROFILE = PrintProfile(ICC)


def on_sheet(bgr: np.ndarray, profile: PrintProfile | None) -> tuple[pypdf.generic.PdfObject, np.ndarray]:
    """Return the colour space and the pixels, blue-green-red, of a picture in a sheet's file."""
    press = Press(paper_named("10x15"), profile=profile)
    layout = impose((Wanted((35.0, 45.0)),), press)
    size_px = layout.pictures[0].width_px, layout.pictures[0].height_px
    page = pypdf.PdfReader(io.BytesIO(sheet_pdf(layout, [cv2.resize(bgr, size_px)]))).pages[0]
    (image,) = (entry.get_object() for entry in page["/Resources"]["/XObject"].values())
    rgb = np.frombuffer(image.get_data(), np.uint8).reshape(size_px[1], size_px[0], 3)
    return image["/ColorSpace"], np.ascontiguousarray(rgb[..., ::-1])


def test_a_known_chart_comes_through_camera_file_sheet_and_printer_as_it_is():
    apart = through_everything(CAST)
    assert apart["before"].mean > 5, "the control: without a profile it does not"
    for stage in STAGES[1:]:
        assert apart[stage].mean <= 2
        assert apart[stage].worst <= 5


def test_the_file_says_whose_colours_it_holds_and_they_are_converted_once():
    face = np.full((90, 70, 3), (105, 140, 200), np.uint8)
    space, pixels = on_sheet(face, PROFILE)
    assert space[0] == "/ICCBased"
    assert space[1].get_object()["/N"] == 3
    assert space[1].get_object().get_data() == ICC
    assert (pixels[5, 5] == PROFILE.to_printer(face)[0, 0]).all()
    assert (pixels[5, 5] != face[0, 0]).all(), "a printer that needs no conversion would show nothing"
    assert looked_at(pixels)[5, 5] == pytest.approx(face[0, 0], abs=3)
    assert on_sheet(face, None)[0] == "/DeviceRGB"


@pytest.mark.parametrize("intents", [b"01", b"0"], ids=["two tables", "one table for all"])
def test_white_is_the_paper_and_black_the_printers_black_with_the_greys_between(intents: bytes):
    ramp = np.repeat(np.arange(256, dtype=np.uint8), 3).reshape(1, 256, 3)
    printed = PrintProfile(printer_icc(intents=intents)).to_printer(ramp)[0]
    assert printed[0].max() <= 5
    assert printed[255].tolist() == [255, 255, 255]
    assert (np.diff(printed.astype(int), axis=0) >= 0).all()
    assert len(np.unique(printed[:32], axis=0)) >= 20, "no shadow is lost"
    light = printed_light(printed)
    assert light.max(axis=1) / light.min(axis=1) == pytest.approx(1.0, abs=0.1), "grey stays grey"


@pytest.mark.parametrize("cut_off_px", [0, 40], ids=["well lit", "cut off"])
def test_pixels_that_are_cut_off_stay_under_a_thousandth_in_file_and_on_sheet(cut_off_px: int):
    """ICAO Doc 9303-3 §3.9.1 «saturation», by the check that a photo goes through."""
    steps = np.linspace(6, 249, 413)
    person = np.stack([np.add.outer(np.linspace(-4, 4, 531), steps) + shift for shift in (-2, 0, 2)], axis=-1)
    bgr = np.clip(person, 0, 255).astype(np.uint8)
    bgr[:cut_off_px, :cut_off_px], bgr[-cut_off_px or 531 :, :cut_off_px] = 255, 0
    file = cv2.imdecode(np.frombuffer(jpeg_bytes(bgr, 300), np.uint8), cv2.IMREAD_COLOR)
    everywhere = np.ones(bgr.shape[:2], np.float32)
    for picture in (file, on_sheet(bgr, PROFILE)[1]):
        most = max(clipped_shares(picture[..., ::-1], everywhere, 531))
        assert (most >= 0.001) == bool(cut_off_px)


BAD = {
    "no such file": None,
    "this is no ICC profile": b"not a profile" * 30,
    "for CMYK, but sheets are sent as RGB": printer_icc(space=b"CMYK"),
    "not for a printer": printer_icc(kind=b"scnr"),
    "cut off": ICC[:-1],
    "table of tags is damaged": ICC[:136] + b"\xff\xff\xff\xff" + ICC[140:],
    "LittleCMS cannot": ICC[:2000] + bytes(len(ICC) - 2000),
    "keep dark and light apart": ICC[:NODES] + b"\x80" * 200_000 + ICC[NODES + 200_000 :],
}


@pytest.mark.parametrize("told", BAD)
def test_a_profile_that_cannot_be_used_says_why(told: str, tmp_path: Path):
    path = tmp_path / "paper.icc"
    content = BAD[told]
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadProfile, match=told) as caught:
        read_print_profile(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@settings(deadline=None, max_examples=6)
@given(st.lists(st.tuples(st.integers(0, 700), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_profile_is_refused_or_still_tells_dark_from_light(changes: list[tuple[int, int]]):
    damaged = bytearray(ICC)
    for at, value in changes:
        damaged[at] = value
    try:
        profile = PrintProfile(bytes(damaged))
    except BadProfile:
        return
    black, white = profile.to_printer(np.array([[(0, 0, 0), (255, 255, 255)]], np.uint8))[0]
    assert white.mean() > black.mean()


@pytest.mark.parametrize(
    ("profiles", "told"),
    [
        ('"10x15" = "{bad}"', "printer.profiles: {bad}: this is no ICC profile"),
        ('"post card" = "{good}"', "printer.profiles: no paper "),
        ('"10x15" = "{good}"', "languages: xx"),
    ],
)
def test_a_booth_with_a_wrong_profile_does_not_start(profiles: str, told: str, tmp_path: Path):
    """The last one is the control: it is the language that is refused after the profile was taken."""
    files = {name: tmp_path / f"{name}.icc" for name in ("good", "bad")}
    files["good"].write_bytes(ICC)
    files["bad"].write_bytes(b"no profile")
    config = tmp_path / "kiosk.toml"
    config.write_text(f'languages = ["xx"]\n[printer.profiles]\n{profiles.format(**files)}\n')
    with pytest.raises(Unusable) as caught:
        run_command(config)
    assert told.format(**files) in str(caught.value)
