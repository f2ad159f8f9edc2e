"""What is photographed to measure the checks, and which picture is right or wrong for which check."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.simulated.sitter.description import Look, Pose, Scene
from kiosk.bench.accuracy import accuracy_table
from kiosk.bench.check_accuracy import Answer, count_answer, figures_of, whole_picture
from kiosk.bench.check_truth import CHECKS
from kiosk.bench.degrade import DEGRADATIONS
from kiosk.bench.error_rates import Outcomes
from kiosk.bench.line_of_sight import as_seen, to_be_seen_as
from kiosk.bench.trials import DONE, IN_HATS, PER_PERSON, RIGHT, SKINS, STRAIGHT_DEG, Trial, person_trials
from kiosk.compliance.hints import CHECK_HINTS
from kiosk.compliance.record import Limit, Report

YAW = Limit("pose.yaw", "deg", -5.0, 5.0)


def trial(defect: str = "", strength: float = 0.0, skin: str = "light") -> Trial:
    return Trial(Look(), skin, Scene(), defect, strength, 1)


def test_a_person_sits_down_alike_in_every_skin():
    trials = list(person_trials(1, 3))
    assert len(trials) == PER_PERSON
    bare = [replace(one, look=replace(one.look, skin=0), skin="") for one in trials if one.defect != "hat"]
    each = len(bare) // len(SKINS)
    assert bare[:each] == bare[each : 2 * each] == bare[2 * each :]
    assert Counter(one.skin for one in trials if not one.defect) == dict.fromkeys(SKINS, RIGHT)
    assert all(one.look.skin in SKINS[one.skin] for one in trials)
    assert sum(one.look.hat != "none" for one in trials) == IN_HATS
    assert list(person_trials(1, 3)) == trials != list(person_trials(2, 3))


@given(
    yaw=st.floats(-20, 20),
    pitch=st.floats(-17, 17),
    roll=st.floats(-25, 25),
    x=st.floats(-25, 25),
    y=st.floats(-25, 5),
)
@settings(deadline=None)
def test_a_pose_is_told_as_the_camera_sees_it(yaw, pitch, roll, x, y):
    wanted = Pose(yaw, pitch, roll, x_mm=x, y_mm=y, distance_mm=800.0)
    seen = as_seen(to_be_seen_as(wanted))
    assert (seen.yaw_deg, seen.pitch_deg, seen.roll_deg) == pytest.approx((yaw, pitch, roll), abs=0.05)


def test_a_straight_head_beside_the_axis_is_seen_turned_to_that_side():
    seen = as_seen(Pose(x_mm=25.0, y_mm=-25.0, distance_mm=800.0))
    slope_deg = np.degrees(np.arctan2(25.0, 800.0))
    assert (seen.yaw_deg, seen.pitch_deg) == pytest.approx((slope_deg, -slope_deg), abs=0.01)


def test_right_pictures_show_a_pose_well_inside_the_limits():
    right = [as_seen(one.scene.pose) for one in person_trials(1, 3) if not one.defect]
    assert all(abs(angle) < STRAIGHT_DEG + 0.05 for pose in right for angle in (pose.yaw_deg, pose.pitch_deg))


def test_every_defect_comes_up_and_is_known_to_some_check_and_nothing_else_is():
    wrong = {defect for judgement in CHECKS.values() for defect in judgement.wrong}
    made = DONE.keys() | DEGRADATIONS.keys() | {"hat"}
    assert wrong <= made
    assert made - wrong == {"pixelation"}  # no check is made for it
    seen = {one.defect for person in range(5) for one in person_trials(1, person)}
    assert seen - {""} == made
    assert CHECKS.keys() <= CHECK_HINTS.keys()


def test_a_picture_is_right_wrong_or_not_counted():
    yaw = CHECKS["pose.yaw"]
    assert yaw.is_good(trial()) is True
    assert yaw.is_good(trial("yaw", 0.9)) is False
    assert yaw.is_good(trial("yaw", 0.1)) is None
    assert yaw.is_good(trial("blur", 1.0)) is None
    assert whole_picture(trial("blur", 1.0)) is False
    assert whole_picture(trial("pixelation", 1.0)) is None
    glasses = CHECKS["glasses.present"]
    assert glasses.is_good(replace(trial(), look=Look(glasses="thin"))) is None


def test_answers_become_figures_with_stable_names():
    from hardware.simulated.sitter.whereabouts import Whereabouts

    truth = Whereabouts(Look()).truth(Scene().pose)
    outcomes: dict[str, Outcomes] = {}
    for skin, defect, value in (
        ("light", "", 1.0),
        ("dark", "", 6.0),
        ("light", "yaw", 12.0),
        ("dark", "yaw", 4.0),
    ):
        report = Report("test", (YAW.check(value), Limit("light.mean", "linear").check(0.3)))
        count_answer(outcomes, Answer(trial(defect, 1.0, skin), truth, report))
    count_answer(outcomes, Answer(trial("yaw", 1.0), truth, None))  # refused as a whole
    values = {figure["name"]: figure["value"] for figure in figures_of(outcomes, "accuracy", "command")}
    assert values["accuracy.pose.yaw.frr"] == 50.0
    assert values["accuracy.pose.yaw.far"] == pytest.approx(100 / 3, abs=0.01)
    assert values["accuracy.pose.yaw.frr_skin_spread"] == 100.0
    assert values["accuracy.pose.yaw.error_mean"] == pytest.approx((1 + 6 + 12 + 4) / 4)
    assert values["accuracy.pose.yaw.ficv_eer"] == 4.6
    assert values["accuracy.picture.frr"] == 50.0
    assert values["accuracy.defect.yaw.far"] == pytest.approx(100 / 3, abs=0.01)
    assert not any(name.startswith("accuracy.light.mean") for name in values)
    table = accuracy_table(figures_of(outcomes, "accuracy", "command"))
    assert "accuracy.pose.yaw" in table
    assert "FICV" in table.splitlines()[0]
