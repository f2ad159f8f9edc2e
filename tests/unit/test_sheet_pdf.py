"""The sheet: one page of exact size, photos of exact size in it, and not a word about anyone."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pypdf
import pypdfium2
import pytest

from kiosk.documents.rulebook import Rulebook
from kiosk.sheet.imposition import PhotoTooLarge, impose
from kiosk.sheet.paper import PAPERS
from kiosk.sheet.sheet_pdf import sheet_pdf

BOOK = Rulebook.load(Path(__file__).parents[2] / "assets" / "documents")
DPI = 600


def photo(width: int = 413, height: int = 531) -> np.ndarray:
    grain = np.random.default_rng(2).integers(0, 120, (height, width, 3), dtype=np.uint8)
    grain[:40, :40] = (200, 30, 30)  # blue corner at the photo's upper left, order BGR
    return grain


def raster(pdf: bytes) -> np.ndarray:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return np.asarray(document[0].render(scale=DPI / 72).to_pil().convert("RGB"))
    finally:
        document.close()


@pytest.mark.parametrize(
    "document", ["icao-35x45", "us-passport", "ca-passport", "es-passport", "fi-passport-print"]
)
@pytest.mark.parametrize("paper", ["4x6in", "10x15", "a6"])
def test_photos_lie_within_a_pixel_of_their_places_at_600_dpi(document: str, paper: str):
    rule = BOOK.get(document)
    assert rule.print_mm is not None
    layout = impose(rule.print_mm, PAPERS[paper])
    assert rule.photo_px is not None
    dark = raster(sheet_pdf(photo(*rule.photo_px), rule, PAPERS[paper])).min(axis=2) < 200
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
    for paper in PAPERS.values():
        page = pypdf.PdfReader(io.BytesIO(sheet_pdf(photo(), BOOK.get("icao-35x45"), paper))).pages[0]
        size = sorted((float(page.mediabox.width), float(page.mediabox.height)))
        assert size == pytest.approx([paper.width_mm * 72 / 25.4, paper.height_mm * 72 / 25.4], abs=1e-3)
    page = pypdf.PdfReader(io.BytesIO(sheet_pdf(photo(), BOOK.get("icao-35x45"), PAPERS["4x6in"]))).pages[0]
    assert [float(value) for value in page.mediabox] == [0, 0, 432, 288]


def test_the_photo_is_in_the_file_once_with_its_own_pixels_unharmed():
    picture = photo()
    reader = pypdf.PdfReader(io.BytesIO(sheet_pdf(picture, BOOK.get("icao-35x45"), PAPERS["4x6in"])))
    assert len(reader.pages) == 1
    images = list(reader.pages[0].images)
    assert len(images) == 1
    assert (np.asarray(images[0].image)[..., ::-1] == picture).all()
    assert photos_on(reader.pages[0]) == 8
    image = images[0].indirect_reference.get_object()
    assert image["/Filter"] in ("/FlateDecode", ["/FlateDecode"])


def photos_on(page: pypdf.PageObject) -> int:
    return len(re.findall(rb"/\S+ Do\b", page.get_contents().get_data()))


def test_a_photo_is_upright_and_a_turned_one_turned_not_mirrored():
    mixed = impose((35.0, 45.0), PAPERS["5x7in"])
    assert any(place.turned for place in mixed.places)
    page = raster(sheet_pdf(photo(), BOOK.get("icao-35x45"), PAPERS["5x7in"]))
    per_mm = DPI / 25.4
    for place in mixed.places:
        # the mark is at the photo's upper left; a quarter turn counter-clockwise takes it to the lower left
        x = (place.x_mm + 1.5) * per_mm
        y_mm = place.y_mm + 1.5 if place.turned else place.y_mm + place.height_mm - 1.5
        red, _, blue = page[round((mixed.page_height_mm - y_mm) * per_mm), round(x)]
        assert blue > 180 > red


def test_the_file_names_srgb_once_and_tells_nothing_of_person_or_time():
    data = sheet_pdf(photo(), BOOK.get("icao-35x45"), PAPERS["4x6in"])
    reader = pypdf.PdfReader(io.BytesIO(data))
    intents = reader.trailer["/Root"]["/OutputIntents"]
    assert len(intents) == 1
    profile = intents[0].get_object()["/DestOutputProfile"].get_data()
    assert profile[36:40] == b"acsp"
    assert profile[12:20] == b"mntrRGB "
    assert dict(reader.metadata or {}) == {"/Title": "Photo sheet", "/Producer": "Obscura"}
    assert reader.xmp_metadata is None
    assert reader.trailer["/Root"]["/ViewerPreferences"] == {"/PrintScaling": "/None"}
    other = pypdf.PdfReader(
        io.BytesIO(sheet_pdf(photo(200, 300), BOOK.get("us-passport"), PAPERS["a4"], copies=1))
    )
    assert reader.trailer["/ID"] == other.trailer["/ID"]  # an identifier of nobody
    assert not re.search(rb"/(CreationDate|ModDate|Author|Subject|Keywords)", data)


def test_the_same_photo_gives_the_same_bytes():
    rule, paper = BOOK.get("icao-35x45"), PAPERS["4x6in"]
    assert sheet_pdf(photo(), rule, paper) == sheet_pdf(photo(), rule, paper)


def test_copies_may_be_fewer_and_a_paper_too_small_is_refused():
    rule = BOOK.get("icao-35x45")
    page = pypdf.PdfReader(io.BytesIO(sheet_pdf(photo(), rule, PAPERS["4x6in"], copies=2))).pages[0]
    assert photos_on(page) == 2
    with pytest.raises(PhotoTooLarge):
        impose((120, 170), PAPERS["4x6in"])
    with pytest.raises(ValueError, match="no printed photo"):
        sheet_pdf(photo(), BOOK.get("uk-passport-digital"), PAPERS["4x6in"])
