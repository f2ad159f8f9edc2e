"""Expression, gaze, glasses, hair, hands and hats on rendered people, light and dark, against the limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import cv2
import numpy as np
import pytest

from hardware.simulated.sitter.description import Expression, Look, Pose
from hardware.simulated.sitter.sitter import Sitter
from kiosk.assets import assets_folder
from kiosk.bench.degrade import Seen, degraded
from kiosk.compliance.expression import smile
from kiosk.compliance.face_values import gaze_value, shape_values
from kiosk.compliance.gaze import gaze
from kiosk.compliance.glasses import frame_share, glare_share, glasses_score, lens_tint
from kiosk.compliance.head_cover import head_covering_score
from kiosk.compliance.occlusion import eyes_covered_share, mouth_hidden_share, sides_difference
from kiosk.compliance.policy import policy_for
from kiosk.compliance.pose import Pose as HeadPose
from kiosk.compliance.pose import head_pose
from kiosk.compliance.red_eye import pupil_redness
from kiosk.compliance.upright_face import UprightFace, upright_face
from kiosk.documents.rulebook import Rulebook
from models.backend import make_face_finder

LOOKS = {
    "pale": Look(skin=0, hair="bob", hair_tone=4, eyes=4),
    "dark": Look(skin=7, hair="crop", hair_tone=0, eyes=0, beard="full"),
}
SIZE_PX = (480, 640)
Shot = tuple[np.ndarray, np.ndarray, UprightFace]
"""Picture (RGB), face points, and the face upright."""

See = Callable[[np.ndarray], Shot]
Passes = Callable[[str, float | None], bool]


@pytest.fixture(scope="module", params=LOOKS)
def sitter(request) -> Sitter:
    return Sitter(LOOKS[request.param], SIZE_PX)


@pytest.fixture(scope="module")
def look_at() -> Iterator[See]:
    finder = make_face_finder(max_faces=1, streaming=False)

    def seen(bgr: np.ndarray) -> Shot:
        rgb = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
        (found,) = finder.find(rgb)
        face = upright_face(rgb, found.points_px)
        assert face is not None
        return rgb, found.points_px, face

    yield seen
    finder.close()


@pytest.fixture(scope="module")
def plain(sitter, look_at) -> Shot:
    """Return the sitter at rest, with nothing wrong."""
    return look_at(sitter.render().bgr)


@pytest.fixture(scope="module")
def passes() -> Passes:
    """Tell whether a value passes a check for a document that wants a face without glasses."""
    policy = policy_for(Rulebook.load(assets_folder() / "documents").get("us-passport"))
    return lambda check, value: policy.check(check, value).passed


def with_defect(shot: Shot, name: str, strength: float) -> UprightFace:
    rgb, points_px, _ = shot
    worse = degraded(name, Seen(rgb, points_px, np.ones(rgb.shape[:2], np.float32)), strength, seed=3)
    face = upright_face(worse, points_px)
    assert face is not None
    return face


@pytest.mark.parametrize(
    ("expression", "neutral"),
    [
        (Expression(), True),
        (Expression(brows=0.5), True),
        (Expression(smile=0.6), False),
        (Expression(smile=0.6, mouth_open_mm=5), False),
    ],
    ids=["at rest", "brows raised", "closed smile", "open smile"],
)
def test_a_smile_is_seen_with_lips_closed_and_open(sitter, look_at, passes, expression, neutral):
    _, points_px, _ = look_at(sitter.render(expression=expression).bgr)
    assert passes("expression.neutral", smile(points_px)) is neutral


def pose_of(shot: Shot, plain: Shot) -> HeadPose:
    """Return the pose in a shot as a booth tells it whose zero is this sitter at rest."""
    return head_pose(shot[1], head_pose(plain[1]))


@pytest.mark.parametrize(("x_deg", "y_deg"), [(0, 0), (-14, 0), (14, 0), (0, -16), (0, 16)])
def test_gaze_is_told_from_the_turn_of_the_head(sitter, look_at, plain, passes, x_deg, y_deg):
    turned = Pose(yaw_deg=4, pitch_deg=-3)
    shot = look_at(sitter.render(turned, Expression(gaze_x_deg=x_deg, gaze_y_deg=y_deg)).bgr)
    pose = pose_of(shot, plain)
    seen = gaze(shot[2], pose.yaw_deg, pose.pitch_deg)
    assert (seen.x_deg, seen.y_deg) == pytest.approx((x_deg, y_deg), abs=6)
    assert passes("eyes.gaze", gaze_value(shot[2], pose)["eyes.gaze"]) is (x_deg == y_deg == 0)


@pytest.mark.parametrize("lids", [0.0, 0.15, 0.8])
def test_closed_lids_are_seen_on_every_skin(sitter, look_at, plain, passes, lids):
    shot = look_at(sitter.render(expression=Expression(lids=lids)).bgr)
    seen = {**shape_values(shot[1]), **gaze_value(shot[2], pose_of(shot, plain))}
    assert passes("eyes.open", seen["eyes.open"]) is (lids == 0.8)


@pytest.mark.parametrize("kind", ["none", "thin", "heavy", "tinted"])
def test_glasses_and_dark_lenses_are_seen(sitter, look_at, passes, kind):
    sitter.wear(kind)
    _, _, face = look_at(sitter.render().bgr)
    sitter.wear("none")
    assert passes("glasses.present", glasses_score(face)) is (kind == "none")
    assert passes("glasses.tint", lens_tint(face)) is (kind != "tinted")
    assert glare_share(face) == 0.0


def test_a_frame_is_no_fault_until_it_crosses_the_eyes(sitter, look_at, passes):
    sitter.wear("thin")
    shot = look_at(sitter.render().bgr)
    sitter.wear("none")
    assert passes("glasses.frame", frame_share(shot[2]))
    assert passes("eyes.visible", eyes_covered_share(shot[2]))
    crossing = with_defect(shot, "frame_over_eyes", 0.9)
    assert not passes("glasses.frame", frame_share(crossing))
    assert not passes("eyes.visible", eyes_covered_share(crossing))


@pytest.mark.parametrize(
    ("defect", "check", "measure"),
    [
        ("glare", "glasses.glare", glare_share),
        ("tint", "glasses.tint", lens_tint),
        ("fringe", "eyes.visible", eyes_covered_share),
        ("hand", "face.occluded", mouth_hidden_share),
        ("mask", "face.occluded", mouth_hidden_share),
        ("held_aside", "face.sides", sides_difference),
        ("red_eyes", "eyes.red", pupil_redness),
        ("headwear", "head.covering", head_covering_score),
    ],
)
def test_a_drawn_defect_is_found_and_its_absence_passes(plain, passes, defect, check, measure):
    assert passes(check, measure(plain[2]))
    assert not passes(check, measure(with_defect(plain, defect, 0.8)))


@pytest.mark.parametrize(("look", "hat"), [("pale", "cap"), ("dark", "scarf")])
def test_hats_and_scarves_are_told_from_hair(look_at, passes, look, hat):
    _, _, face = look_at(Sitter(replace(LOOKS[look], hat=hat), SIZE_PX).render().bgr)
    assert not passes("head.covering", head_covering_score(face))


def test_a_bald_head_has_no_covering(look_at, passes):
    _, _, face = look_at(Sitter(Look(skin=5, hair="bald"), SIZE_PX).render().bgr)
    assert passes("head.covering", head_covering_score(face))
