"""Framing: a document's crop in the picture, and the reports built on it, for heads placed by this file."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.compliance.document_crop import LiveCrop, check_live_framing
from kiosk.compliance.framing_measures import CropInFrame, live_framing, still_framing
from kiosk.compliance.hints import CHECK_HINTS
from kiosk.compliance.live_checks import BoothOptics, Sighting, assess_live
from kiosk.compliance.pose import GLASSES_LIFT_DEG
from kiosk.compliance.record import Report
from kiosk.compliance.still_checks import NoFace, SeveralFaces, assess_still
from kiosk.documents.band import Band
from kiosk.documents.geometry import Geometry
from kiosk.documents.rule import Background, DocumentRule
from models.face import FaceLandmarks

WIDTH, HEIGHT = 800, 1000


def rule(head_mm: tuple[float, float] = (32, 36), route: tuple = ("print",)) -> DocumentRule:
    printed = route == ("print",)
    return DocumentRule(
        id="test-passport",
        country_code="XX",
        country_en="Testland",
        country_de="Testland",
        name_en="Passport",
        name_de="Pass",
        tier="A",
        issuer="nobody",
        source="https://example.org",
        checked=dt.date(2026, 1, 1),
        route=route,
        print_mm=(35, 45) if printed else None,
        geometry=Geometry(head=Band(min=head_mm[0], max=head_mm[1])) if printed else Geometry(),
        background=Background(allowed=("light-grey",)),
    )


def head(x: float = 400.0, chin_y: float = 700.0, head_px: float = 400.0) -> FaceLandmarks:
    """A frontal face of ordinary proportions: eyes half way up the head, all not named here on the nose."""
    points = np.zeros((478, 3), np.float32)
    points[:, :2] = x, chin_y - 0.35 * head_px
    unit = head_px / 232  # a head of 232 mm
    eyes_y = chin_y - 0.5 * head_px
    for index, right_mm in {33: -44, 133: -17, 362: 17, 263: 44, 468: -31.5, 473: 31.5}.items():
        points[index, :2] = x + right_mm * unit, eyes_y
    points[152, :2] = x, chin_y
    points[17, :2] = x, eyes_y + 0.343 * head_px
    points[10, :2] = x, eyes_y - 0.34 * head_px
    points[234, :2], points[454, :2] = (x - 70 * unit, eyes_y), (x + 70 * unit, eyes_y)
    for upper, lower, side in ((159, 145, -31.5), (386, 374, 31.5)):
        points[upper, :2] = x + side * unit, eyes_y - 5 * unit
        points[lower, :2] = x + side * unit, eyes_y + 5 * unit
    return FaceLandmarks(points)


def person(x: float = 400.0, chin_y: float = 700.0, head_px: float = 400.0) -> np.ndarray:
    """The mask of that person: a block from the crown down."""
    mask = np.zeros((HEIGHT, WIDTH), np.float32)
    mask[max(0, int(chin_y - head_px)) :, max(0, int(x - 0.4 * head_px)) : int(x + 0.4 * head_px)] = 1.0
    return mask


def grey() -> np.ndarray:
    return np.full((HEIGHT, WIDTH, 3), 150, np.uint8)


def live(document: DocumentRule | None = None, **placed: float) -> Report:
    face = head(**placed)
    document = document or rule()
    return assess_live(
        (WIDTH, HEIGHT),
        [face],
        LiveCrop.solved(face.points_px, person(**placed), (WIDTH, HEIGHT), document),
        document,
        time_s=1.1,
        previous=Sighting(face.points_px, 1.0),
        optics=BoothOptics(still_per_live=2.0),
    )


def failed(report: Report) -> dict[str, str | None]:
    checks = [check for check in report.checks if not check.id.startswith("pose")]
    return {check.id: check.hint for check in checks if not check.passed}


def test_a_head_in_its_place_passes_the_live_framing():
    assert failed(live()) == {}


@pytest.mark.parametrize(
    ("placed", "check", "hint"),
    [
        ({"head_px": 200.0, "chin_y": 600.0}, "framing.distance", "come_closer"),
        ({"head_px": 750.0, "chin_y": 880.0}, "framing.distance", "step_back"),
        ({"x": 200.0}, "framing.horizontal", "move_left"),
        ({"x": 600.0}, "framing.horizontal", "move_right"),
        ({"chin_y": 450.0}, "framing.vertical", "sit_lower"),
        ({"chin_y": 920.0}, "framing.vertical", "sit_higher"),
    ],
)
def test_a_head_out_of_place_is_sent_back_the_customers_way_round(placed, check, hint):
    assert failed(live(**placed)).get(check) == hint


def test_a_document_with_a_smaller_head_lets_the_customer_sit_farther_away():
    small_head, large_head = rule((22, 26)), rule((34, 36))
    assert "framing.distance" in failed(live(large_head, head_px=230.0, chin_y=600.0))
    assert "framing.distance" not in failed(live(small_head, head_px=230.0, chin_y=600.0))


def test_fewer_pixels_in_the_still_ask_for_a_closer_customer():
    crop = CropInFrame(300, 300, 311, 400, WIDTH, HEIGHT, 531)
    coarse, fine = live_framing(crop, 1.0)[0], live_framing(crop, 2.0)[0]
    assert coarse.min == pytest.approx(0.531)
    assert fine.min == pytest.approx(0.40)


def test_however_few_the_pixels_the_customer_is_left_some_room():
    distance = live_framing(CropInFrame(300, 300, 311, 400, WIDTH, HEIGHT, 5000), 1.0)[0]
    assert distance.min is not None
    assert distance.max is not None
    assert distance.min < distance.max


def test_without_a_mask_the_framing_is_still_known():
    crop = LiveCrop.solved(head().points_px, None, (WIDTH, HEIGHT), rule())
    assert check_live_framing(crop, head().points_px, 1.0)[0].id == "framing.distance"


def test_glasses_seen_some_pictures_ago_count_for_the_pose():
    def pitch_deg(**measured: float) -> float:
        report = assess_live((WIDTH, HEIGHT), [head()], None, rule(), time_s=1.0, measured=measured)
        return report.find("pose.pitch").value

    assert pitch_deg() - pitch_deg(**{"glasses.present": 0.3}) == pytest.approx(GLASSES_LIFT_DEG)
    assert pitch_deg() == pitch_deg(**{"glasses.present": 0.05})


@settings(deadline=None, max_examples=50)
@given(
    scale=st.floats(0.5, 2.0),
    turn_deg=st.floats(-20.0, 20.0),
    shift=st.tuples(st.floats(-200.0, 200.0), st.floats(-200.0, 200.0)),
)
def test_the_crop_goes_with_the_face_to_where_it_would_be_solved_anew(scale, turn_deg, shift):
    before = head().points_px
    cosine, sine = scale * np.cos(np.radians(turn_deg)), scale * np.sin(np.radians(turn_deg))
    after = before * np.float32(scale)
    after[:, :2] = before[:, :2] @ np.array([[cosine, sine], [-sine, cosine]]) + shift
    solved = LiveCrop.solved(before, None, (WIDTH, HEIGHT), rule())
    anew = LiveCrop.solved(after, None, (WIDTH, HEIGHT), rule())
    assert solved is not None
    assert anew is not None
    followed = solved.with_face(after)
    for side in ("left_px", "top_px", "width_px", "height_px"):
        assert getattr(followed, side) == pytest.approx(getattr(anew.crop, side), abs=0.5)


def test_the_first_picture_cannot_tell_stillness():
    still = assess_live((WIDTH, HEIGHT), [head()], None, rule(), time_s=1.0).find("subject.still")
    assert still is not None
    assert (still.value, still.passed) == (None, False)


@pytest.mark.parametrize(
    ("faces", "hint"),
    [([], "show_face"), ([head(), head(x=200.0)], "come_alone"), ([head(), head(head_px=100)], None)],
)
def test_one_person_at_a_time_and_far_passers_by_do_not_count(faces, hint):
    report = assess_live((WIDTH, HEIGHT), faces, None, rule(), time_s=1.0)
    assert report.checks[0].hint == hint
    assert (len(report.checks) == 1) is (hint is not None)


def test_a_document_taken_at_the_office_has_no_framing():
    report = live(rule(route=("office",)))
    assert not [check.id for check in report.checks if check.id.startswith("framing")]


def test_live_checks_come_in_the_order_the_coach_speaks():
    ids = [check.id for check in live().checks]
    assert ids == sorted(ids, key=list(CHECK_HINTS).index)
    assert ids[:5] == [
        "face.single",
        "framing.distance",
        "framing.horizontal",
        "framing.vertical",
        "pose.yaw",
    ]


def still(finished: bool = False, **placed: float) -> Report:
    return assess_still(grey(), [head(**placed)], person(**placed), rule(), finished=finished)


def test_a_still_with_room_around_the_head_can_be_cut():
    report = still()
    assert not [check_id for check_id in failed(report) if check_id.startswith("framing")]
    assert failed(report)["image.sharpness"] == "picture_blurred"
    assert report.find("framing.rule").value > 0


@pytest.mark.parametrize(
    ("placed", "hint"),
    [
        ({"x": 90.0}, "move_left"),
        ({"x": 710.0}, "move_right"),
        ({"head_px": 900.0, "chin_y": 940.0}, "step_back"),
        ({"head_px": 120.0}, "come_closer"),
    ],
)
def test_a_still_that_cannot_be_cut_says_why(placed, hint):
    assert failed(still(**placed)).get("framing.rule") == hint


@pytest.mark.parametrize("finished", [True, False])
def test_a_head_cut_by_the_upper_edge_is_not_whole(finished):
    assert failed(still(finished, chin_y=380.0)).get("framing.whole_head") == "sit_lower"
    assert "framing.whole_head" not in failed(still(finished))


def test_no_picture_is_enlarged_beyond_what_the_darkroom_allows():
    enlarged = {check.id: check for check in still_framing(CropInFrame(0, 0, 300, 380, WIDTH, HEIGHT, 531))}
    assert not enlarged["image.resolution"].passed


def test_unusable_stills_are_errors_of_their_own_kind():
    with pytest.raises(NoFace):
        assess_still(grey(), [], person(), rule())
    with pytest.raises(SeveralFaces) as seen:
        assess_still(grey(), [head(), head(x=200.0)], person(), rule())
    assert seen.value.count == 2


def test_a_finished_photo_is_measured_in_millimetres_as_it_is():
    width = round(HEIGHT * 35 / 45)
    placed = {"x": width / 2, "chin_y": 870.0, "head_px": 34 / 45 * HEIGHT}
    bgr, mask = np.full((HEIGHT, width, 3), 150, np.uint8), person(**placed)[:, :width]
    report = assess_still(bgr, [head(**placed)], mask, rule(), finished=True)
    assert report.find("photo.head").value == pytest.approx(34, abs=0.3)
    assert report.find("photo.shape").passed
    assert report.find("photo.centre").value == pytest.approx(0, abs=0.1)
    small = assess_still(
        bgr,
        [head(x=width / 2, head_px=600.0)],
        person(x=width / 2, head_px=600.0)[:, :width],
        rule(),
        finished=True,
    )
    assert small.find("photo.head").hint == "come_closer"
    assert not small.passed


def test_a_picture_of_another_shape_is_no_finished_photo():
    assert failed(still(finished=True)).get("photo.shape") == "photo_shape"
