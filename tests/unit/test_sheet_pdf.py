"""The sheet: one page of exact size, photos of exact size in it, and not a word about anyone."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pypdf
import pypdfium2
import pytest

from kiosk.sheet.calibration import NEUTRAL, Calibration
from kiosk.sheet.imposition import Imposition, Wanted, impose
from kiosk.sheet.paper import PAPERS, paper_named
from kiosk.sheet.press import Press
from kiosk.sheet.sheet_pdf import sheet_pdf

DPI = 600
ICAO, US, CANADA, SPAIN, FINLAND = (35.0, 45.0), (50.8, 50.8), (50.0, 70.0), (26.0, 32.0), (36.0, 47.0)


def laid(paper: str, *sizes: tuple[float, float], press: Press | None = None) -> Imposition:
    return impose(tuple(Wanted(size) for size in sizes), press or Press(paper_named(paper)))


def photo(width: int = 413, height: int = 531) -> np.ndarray:
    grain = np.random.default_rng(2).integers(0, 120, (height, width, 3), dtype=np.uint8)
    grain[:40, :40] = (200, 30, 30)  # blue corner at the photo's upper left, order BGR
    return grain


def pictures(layout: Imposition) -> list[np.ndarray]:
    return [photo(picture.width_px, picture.height_px) for picture in layout.pictures]


def sheet(layout: Imposition) -> bytes:
    return sheet_pdf(layout, pictures(layout))


def raster(pdf: bytes) -> np.ndarray:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return np.asarray(document[0].render(scale=DPI / 72).to_pil().convert("RGB"))
    finally:
        document.close()


def poppler(pdf: bytes, folder: Path) -> np.ndarray:
    """Return the page as poppler, which CUPS prints with, rasters it at 600 dpi."""
    (folder / "sheet.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-singlefile", folder / "sheet.pdf", folder / "sheet"], check=True
    )
    header, size, depth, dots = (folder / "sheet.ppm").read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    assert (header, depth) == (b"P6", b"255")
    return np.frombuffer(dots, np.uint8).reshape(height, width, 3)


needs_poppler = pytest.mark.skipif(
    shutil.which("pdftoppm") is None, reason="pdftoppm is not installed (Debian: poppler-utils)"
)


@pytest.mark.parametrize("size", [ICAO, US, CANADA, SPAIN, FINLAND])
@pytest.mark.parametrize("paper", ["4x6in", "a6"])
def test_photos_lie_within_a_pixel_of_their_places_at_600_dpi(size: tuple[float, float], paper: str):
    layout = laid(paper, size)
    check_edges(raster(sheet(layout)), layout)


@needs_poppler
@pytest.mark.parametrize(
    ("paper", "sizes", "dpi", "calibration"),
    [
        ("4x6in", [ICAO], 300, NEUTRAL),
        ("4x6in", [ICAO], 600, NEUTRAL),
        ("10x15", [ICAO], 300, Calibration(0.99, 1.02, 0.7, -1.2)),
        ("10x15", [CANADA], 600, Calibration(1.013, 0.981, -0.4, 0.3)),
        ("120x180", [US, ICAO], 300, NEUTRAL),
        ("a5", [ICAO], 600, Calibration(0.992, 1.004)),
        ("a4", [US, ICAO, FINLAND], 300, Calibration(1.01, 1.01, 1, 1)),
    ],
)
def test_prints_measure_what_was_asked(
    paper: str, sizes: list[tuple[float, float]], dpi: int, calibration: Calibration, tmp_path: Path
):
    """Found by poppler at 600 dpi; the printer's error is taken out again: its print measures right."""
    layout = laid(paper, *sizes, press=Press(paper_named(paper), dpi, calibration))
    page = poppler(sheet(layout), tmp_path)
    check_edges(page, layout)
    own = calibration.on_landscape() if layout.page_width_mm > layout.page_height_mm else calibration
    for place in layout.places:
        size = sizes[layout.pictures[place.picture].wanted]
        wide, tall = size[::-1] if place.turned else size
        half_dot_mm = 25.4 / dpi / 2 + 0.005
        assert place.width_mm / own.scale_x == pytest.approx(wide, abs=half_dot_mm)
        assert place.height_mm / own.scale_y == pytest.approx(tall, abs=half_dot_mm)


@needs_poppler
def test_a_photo_drawn_too_large_is_seen_to_be(tmp_path: Path):
    layout = laid("4x6in", ICAO)
    page = pypdf.PdfWriter(io.BytesIO(sheet(layout)))
    page.pages[0].add_transformation(pypdf.Transformation().scale(1.005))
    larger = io.BytesIO()
    page.write(larger)
    with pytest.raises(AssertionError):
        check_edges(poppler(larger.getvalue(), tmp_path), layout)


def check_edges(page: np.ndarray, layout: Imposition) -> None:
    """Every photo starts and ends within one pixel of its place; photos are dark, paper and marks are not."""
    dark = page.min(axis=2) < 200
    per_mm = DPI / 25.4
    for place in layout.places:
        left, right = place.x_mm * per_mm, (place.x_mm + place.width_mm) * per_mm
        top = (layout.page_height_mm - place.y_mm - place.height_mm) * per_mm
        bottom = (layout.page_height_mm - place.y_mm) * per_mm
        row = dark[round((top + bottom) / 2), max(round(left) - 6, 0) : round(right) + 6]
        column = dark[max(round(top) - 6, 0) : round(bottom) + 6, round((left + right) / 2)]
        assert first_last(row, max(round(left) - 6, 0)) == pytest.approx((left, right), abs=1.001)
        assert first_last(column, max(round(top) - 6, 0)) == pytest.approx((top, bottom), abs=1.001)


def first_last(line: np.ndarray, start: int) -> tuple[int, int]:
    found = np.flatnonzero(line)
    return start + int(found[0]), start + int(found[-1]) + 1


def test_the_page_is_exactly_the_paper():
    for paper in (*PAPERS.values(), paper_named("123.4x234.5")):
        page = pypdf.PdfReader(io.BytesIO(sheet(laid(paper.name, ICAO)))).pages[0]
        size = sorted((float(page.mediabox.width), float(page.mediabox.height)))
        assert size == pytest.approx([paper.width_mm * 72 / 25.4, paper.height_mm * 72 / 25.4], abs=1e-3)
    page = pypdf.PdfReader(io.BytesIO(sheet(laid("4x6in", ICAO)))).pages[0]
    assert [float(value) for value in page.mediabox] == [0, 0, 432, 288]


def test_each_photo_is_in_the_file_once_with_its_own_pixels_unharmed():
    for layout, count in ((laid("4x6in", ICAO), 1), (laid("4x6in", US, ICAO), 2)):
        given = pictures(layout)
        reader = pypdf.PdfReader(io.BytesIO(sheet_pdf(layout, given)))
        assert len(reader.pages) == 1
        images = list(reader.pages[0].images)
        assert len(images) == count
        for image, picture in zip(images, given, strict=True):
            assert (np.asarray(image.image)[..., ::-1] == picture).all()
            assert image.indirect_reference.get_object()["/Filter"] in ("/FlateDecode", ["/FlateDecode"])
        assert photos_on(reader.pages[0]) == len(layout.places)


def test_pictures_of_other_pixels_are_refused():
    with pytest.raises(ValueError, match="asks for pictures"):
        sheet_pdf(laid("4x6in", ICAO), [photo(412, 531)])


def photos_on(page: pypdf.PageObject) -> int:
    return len(re.findall(rb"/\S+ Do\b", page.get_contents().get_data()))


def test_a_photo_is_upright_and_a_turned_one_turned_not_mirrored():
    mixed = laid("5x7in", ICAO)
    assert {place.turned for place in mixed.places} == {True, False}
    page = raster(sheet(mixed))
    per_mm = DPI / 25.4
    for place in mixed.places:
        # the mark is at the photo's upper left; a quarter turn counter-clockwise takes it to the lower left
        x = (place.x_mm + 1.5) * per_mm
        y_mm = place.y_mm + 1.5 if place.turned else place.y_mm + place.height_mm - 1.5
        red, _, blue = page[round((mixed.page_height_mm - y_mm) * per_mm), round(x)]
        assert blue > 180 > red


@pytest.mark.parametrize("scale", [1.0, 0.97])
def test_the_ruler_is_as_long_as_it_says(scale: float):
    layout = impose((Wanted(US),), Press(PAPERS["4x6in"], 600, Calibration(scale, scale), ruler=True))
    ruler = layout.ruler
    assert ruler is not None
    assert ruler.upright
    page = raster(sheet(layout)).min(axis=2)
    per_mm = DPI / 25.4
    x = round((ruler.x_mm - 0.8) * per_mm)  # through the shortest ticks
    ticks = np.flatnonzero(np.diff((page[:, x - 2 : x + 2].min(axis=1) < 200).astype(int)) == 1)
    assert len(ticks) == ruler.length_mm + 1
    assert (ticks[-1] - ticks[0]) / per_mm / scale == pytest.approx(ruler.length_mm, abs=0.06)
    said = pypdf.PdfReader(io.BytesIO(sheet(layout))).pages[0].extract_text()
    assert said.strip() == f"{ruler.length_mm} mm"


def test_the_file_names_srgb_once_and_tells_nothing_of_person_or_time():
    data = sheet(laid("4x6in", ICAO))
    reader = pypdf.PdfReader(io.BytesIO(data))
    intents = reader.trailer["/Root"]["/OutputIntents"]
    assert len(intents) == 1
    profile = intents[0].get_object()["/DestOutputProfile"].get_data()
    assert profile[36:40] == b"acsp"
    assert profile[12:20] == b"mntrRGB "
    assert dict(reader.metadata or {}) == {"/Title": "Photo sheet", "/Producer": "Obscura"}
    assert reader.xmp_metadata is None
    assert reader.trailer["/Root"]["/ViewerPreferences"] == {"/PrintScaling": "/None"}
    other = pypdf.PdfReader(io.BytesIO(sheet(laid("a4", US))))
    assert reader.trailer["/ID"] == other.trailer["/ID"]  # an identifier of nobody
    assert not re.search(rb"/(CreationDate|ModDate|Author|Subject|Keywords)", data)


def test_the_same_photos_give_the_same_bytes():
    layout = laid("a5", US, ICAO)
    first = sheet(layout)
    impose.cache_clear()
    assert sheet(laid("a5", US, ICAO)) == first
