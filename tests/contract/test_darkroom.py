"""The darkroom on pictures of people: heads come out at the millimetres the document asks for."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdf
import pytest
from PIL import Image

from hardware.simulated.sitter.description import Look, Pose
from hardware.simulated.sitter.sitter import Sitter
from kiosk.bench.sitters import true_points
from kiosk.darkroom import CannotDevelop, develop
from kiosk.documents.digital_file import DigitalFile
from kiosk.documents.rulebook import Rulebook
from kiosk.portrait.encoder import FileSizeImpossible
from kiosk.portrait.head_points import HeadPoints, estimate_head_points
from kiosk.portrait.picture_file import read_picture
from kiosk.sheet.paper import PAPERS
from kiosk.sheet.press import Press
from models.backend import make_face_finder, make_person_masker
from models.landmark_mask import LandmarkPersonMasker

ROOT = Path(__file__).parents[2]
BOOK = Rulebook.load(ROOT / "assets" / "documents")
FACES = ROOT.parent / "shared" / "faces"


class Eyes:
    """Both networks."""

    def __init__(self) -> None:
        self.finder = make_face_finder(1, streaming=False)
        self.masker = make_person_masker()

    def points(self, bgr: np.ndarray) -> HeadPoints:
        rgb = np.ascontiguousarray(bgr[..., ::-1])
        faces = self.finder.find(rgb)
        return estimate_head_points(faces[0].points_px, self.masker.mask(rgb, faces))

    def close(self) -> None:
        self.finder.close()
        self.masker.close()


@pytest.fixture(scope="module")
def eyes() -> Iterator[Eyes]:
    networks = Eyes()
    yield networks
    networks.close()


@pytest.fixture(scope="module")
def sitter() -> Sitter:
    return Sitter(Look(hair="side"), size_px=(960, 1280))


@pytest.mark.parametrize(
    "pose",
    [
        Pose(),
        Pose(roll_deg=6, pitch_deg=4, x_mm=25),
        Pose(roll_deg=-5, pitch_deg=-4, yaw_deg=4, distance_mm=1050),
    ],
)
def test_the_sitters_head_is_found_within_its_stated_uncertainty(eyes: Eyes, sitter: Sitter, pose: Pose):
    shot = sitter.render(pose)
    seen, true = eyes.points(shot.bgr), true_points(shot.truth)
    head_px = true.above_chin_px(true.crown_skull)

    def off(name: str) -> float:
        return float(np.subtract(getattr(seen, name), getattr(true, name)) @ true.up_axis) / head_px

    assert off("eye_middle") == pytest.approx(0, abs=0.01)
    assert off("chin") == pytest.approx(0, abs=0.03)
    assert off("crown_skull") == pytest.approx(0, abs=0.05)
    assert off("crown_hair") == pytest.approx(0, abs=0.025)
    assert np.degrees(np.arctan2(*seen.right_axis[::-1])) == pytest.approx(pose.roll_deg, abs=1.0)


@pytest.mark.parametrize("change", [{"beard": "full"}, {"hair": "bun"}, {"hair": "afro"}])
def test_beard_bun_and_tall_hair_move_neither_chin_nor_skull(
    eyes: Eyes, sitter: Sitter, change: dict[str, str]
):
    """The same head with and without: what is found moves by less than half a millimetre of 34."""
    plain = eyes.points(sitter.render(Pose()).bgr)
    changed = Sitter(replace(sitter.look, **change), sitter.size_px).render(Pose())
    seen = eyes.points(changed.bgr)
    head_px = plain.above_chin_px(plain.crown_skull)
    assert seen.chin == pytest.approx(plain.chin, abs=0.015 * head_px)
    assert seen.crown_skull == pytest.approx(plain.crown_skull, abs=0.015 * head_px)
    if change.get("hair") == "afro":
        assert seen.above_chin_px(seen.crown_hair) > plain.above_chin_px(plain.crown_hair) + 0.02 * head_px


@pytest.mark.parametrize("document", ["icao-35x45", "nl-passport", "us-passport", "fi-passport-print"])
def test_the_true_head_has_the_size_that_the_document_wants(eyes: Eyes, sitter: Sitter, document: str):
    rule = BOOK.get(document)
    shot = sitter.render(Pose(roll_deg=4, distance_mm=1080))
    developed = develop(shot.bgr, eyes.points(shot.bgr), rule, Press(PAPERS["4x6in"]))
    crop, true = developed.crop, true_points(shot.truth)
    crown = true.crown_hair if rule.geometry.crown == "hair" else true.crown_skull
    head_mm = (crop.to_output(true.chin)[1] - crop.to_output(crown)[1]) / rule.dpi * 25.4
    assert rule.head_mm is not None
    assert rule.head_mm.contains(head_mm)
    assert rule.head_mm.contains(developed.geometry["head_mm"])
    assert developed.geometry["head_mm"] == pytest.approx(head_mm, abs=1.2)
    assert crop.roll_applied_deg == pytest.approx(4, abs=1)


def test_all_that_a_document_needs_is_made(eyes: Eyes, sitter: Sitter):
    shot = sitter.render(Pose())
    made = develop(shot.bgr, eyes.points(shot.bgr), BOOK.get("pl-passport"), Press(PAPERS["4x6in"]))
    photo = Image.open(io.BytesIO(made.photo_png))
    assert (
        photo.size == (made.geometry["photo"]["width_px"], made.geometry["photo"]["height_px"]) == (413, 531)
    )
    assert made.digital_file is not None
    digital = Image.open(io.BytesIO(made.digital_file))
    assert digital.format == "JPEG"
    assert digital.size >= (492, 633)
    assert made.digital_suffix == ".jpg"
    assert made.sheet is not None
    assert len(pypdf.PdfReader(io.BytesIO(made.sheet)).pages) == 1
    assert made.geometry.keys() >= {"head_mm", "head_hair_mm", "eye_line_from_bottom_mm", "crown_from_top_mm"}
    assert made.geometry.keys() >= {"photo", "roll_applied_deg", "scale"}
    assert made.timings_ms.keys() == {"solve", "crop", "png", "digital_file", "sheet"}


def test_an_upload_has_its_own_shape_and_no_sheet(eyes: Eyes, sitter: Sitter):
    shot = sitter.render(Pose())
    made = develop(shot.bgr, eyes.points(shot.bgr), BOOK.get("cn-visa-upload"), Press(PAPERS["4x6in"]))
    assert made.sheet is None
    assert made.geometry["head_mm"] is None
    assert 0.58 <= made.geometry["head_share"] <= 0.69
    assert made.digital_file is not None
    assert 40 * 1024 <= len(made.digital_file) <= 120_000
    width, height = Image.open(io.BytesIO(made.digital_file)).size
    assert (354, 472) <= (width, height) <= (420, 560)


def test_a_print_is_not_lost_to_a_file_that_cannot_be_made(eyes: Eyes, sitter: Sitter):
    rule = BOOK.get("kr-passport").model_copy(update={"digital": DigitalFile(px=(413, 531), kb_max=7)})
    shot = sitter.render(Pose(), noise_sigma=6.0)
    points = eyes.points(shot.bgr)
    made = develop(shot.bgr, points, rule, None)
    assert made.digital_file is None
    assert made.digital_missing == "even at JPEG quality 40 the file has more than 7 KB"
    assert made.geometry["digital"] == {"missing": made.digital_missing}
    with pytest.raises(FileSizeImpossible):
        develop(shot.bgr, points, rule.model_copy(update={"route": ("upload",)}), None)


def test_a_sitter_too_near_is_told_so(eyes: Eyes, sitter: Sitter):
    shot = sitter.render(Pose(distance_mm=560))
    with pytest.raises(CannotDevelop, match="step back") as caught:
        develop(shot.bgr, eyes.points(shot.bgr), BOOK.get("ca-passport"), None)
    assert caught.value.problem.reason == "too_near"


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "head_px", "hair_px"), [("official-portrait.jpg", 388, 404), ("curly-hair-24mp.jpg", None, 2303)]
)
def test_real_heads_agree_with_what_an_eye_reads_off_them(
    eyes: Eyes, name: str, head_px: float | None, hair_px: float
):
    if not (FACES / name).exists():
        pytest.skip(f"{FACES / name} is not there: pictures of people are never committed")
    if name == "official-portrait.jpg" and isinstance(eyes.masker, LandmarkPersonMasker):
        pytest.skip("a mask made from a face's points needs a plain wall, and this room is full of flags")
    bgr = read_picture(FACES / name)
    points = eyes.points(bgr)
    assert points.above_chin_px(points.crown_hair) == pytest.approx(hair_px, rel=0.03)
    if head_px is not None:
        assert points.above_chin_px(points.crown_skull) == pytest.approx(head_px, rel=0.03)
    made = develop(bgr, points, BOOK.get("schengen-visa"), Press(PAPERS["4x6in"]))
    assert 32 <= made.geometry["head_mm"] <= 36
