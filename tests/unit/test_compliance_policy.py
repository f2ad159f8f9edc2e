"""Policies: families, the document's own word, small children, and errors with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.assets import assets_folder
from kiosk.compliance.policy import FILES, Policies, PolicyError, policy_for
from kiosk.documents.band import Band
from kiosk.documents.rule import DocumentRule
from kiosk.documents.rulebook import Rulebook

SHIPPED = assets_folder() / "compliance"
BOOK = Rulebook.load(assets_folder() / "documents")
GENERAL = BOOK.get("icao-35x45")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "compliance"))


def with_glasses(glasses: str) -> DocumentRule:
    return GENERAL.model_copy(update={"glasses": glasses})


def test_every_document_has_the_checks_of_doc_9303():
    always = {"face.single", "pose.yaw", "pose.pitch", "pose.roll", "eyes.open", "light.clipping"}
    for rule in BOOK.with_variants():
        limits = policy_for(rule).limits
        assert always <= set(limits), rule.id
        yaw_deg = 30.0 if rule.free else 5.0
        assert (limits["pose.yaw"].min, limits["pose.yaw"].max) == (-yaw_deg, yaw_deg)
        assert all(limit.id == check_id for check_id, limit in limits.items())


def test_german_documents_follow_the_bsi_and_others_do_not():
    german = policy_for(GENERAL.model_copy(update={"country_code": "DE"}))
    assert german.limits["image.inter_eye"].min == 120.0
    assert policy_for(GENERAL).limits["image.inter_eye"].min == 90.0
    assert german.limits["subject.still"] == policy_for(GENERAL).limits["subject.still"]


@pytest.mark.parametrize(
    ("glasses", "mandatory", "limited"),
    [
        ("no", True, True),
        ("medical", True, True),
        ("discouraged", False, True),
        ("unstated", False, True),
        ("allowed", False, True),
        ("worn-by-wearers", False, False),
    ],
)
def test_the_document_has_the_last_word_on_glasses(glasses, mandatory, limited):
    worn = policy_for(with_glasses(glasses)).limits["glasses.present"]
    assert worn.mandatory is mandatory
    assert (worn.max is not None) is limited


def test_small_children_may_move_and_smile_but_are_still_one_face_with_open_eyes():
    small = policy_for(GENERAL.model_copy(update={"ages": Band(min=0, max=5)})).limits
    school = policy_for(GENERAL.model_copy(update={"ages": Band(min=0, max=10)})).limits
    assert not small["pose.yaw"].mandatory
    assert not small["mouth.closed"].mandatory
    assert small["face.single"].mandatory
    assert small["eyes.open"].mandatory
    assert school["pose.yaw"].mandatory


def test_information_never_fails():
    assert policy_for(GENERAL).check("light.mean", None).passed
    assert policy_for(GENERAL).check("light.mean", 0.01).passed


def test_another_wall_is_refused_and_one_that_is_a_little_off_only_advised():
    found = [policy_for(GENERAL).check("background.colour", value) for value in (0.0, 12.0, 21.0)]
    assert [(check.passed, check.mandatory) for check in found] == [
        (True, False),
        (False, False),
        (False, True),
    ]


@pytest.mark.parametrize(
    ("broken", "line", "said"),
    [
        ('id = "pose.yawn"\nunit = "deg"\nmax = 5.0\nsource = "x"', 2, "did you mean pose.yaw?"),
        ('id = "pose.yaw"\nunit = "deg"\nmin = 5.0\nmax = -5.0\nsource = "x"', 2, "nothing can pass"),
        ('id = "pose.yaw"\nunit = "deg"\nsource = "x"', 2, "needs min or max"),
        ('id = "pose.yaw"\nunit = "deg"\nmax = 5.0\ngross = 9.0\nsource = "x"', 2, "only advises"),
        ('id = "pose.yaw"\nunit = "deg"\nmax = "much"\nsource = "x"', 5, "max"),
        ('id = "pose.yaw"\nunit = "deg"\nmaximum = 5.0\nsource = "x"', 5, "maximum"),
        ('id = "pose.yaw"\nunit = "deg"\nmax = 5.0', 2, "source"),
        ('id = "pose.yaw"\nunit = ', 4, "not valid TOML"),
    ],
)
def test_a_wrong_policy_is_refused_with_file_and_line(folder, broken, line, said):
    file = folder / "bsi-tr-03121.toml"
    file.write_text(f'name = "Test"\n[[check]]\n{broken}\n')
    with pytest.raises(PolicyError) as refused:
        Policies.load(folder)
    assert str(refused.value).startswith(f"{file}:{line}: ")
    assert said in str(refused.value)


def test_a_check_is_written_once(folder):
    file = folder / "booth.toml"
    once = '[[check]]\nid = "pose.yaw"\nunit = "deg"\nmax = 5.0\nsource = "x"\n'
    file.write_text('name = "Test"\n' + once + once)
    with pytest.raises(PolicyError, match=r"pose\.yaw is written twice"):
        Policies.load(folder)


def test_a_missing_policy_is_named(folder):
    (folder / f"{FILES[0]}.toml").unlink()
    with pytest.raises(PolicyError, match=FILES[0]):
        Policies.load(folder)
