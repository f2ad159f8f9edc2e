"""What the pose screen says beyond the hint, what it says before going on anyway, and marks on a photo."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kiosk.assets import assets_folder
from kiosk.compliance.hints import HINTS
from kiosk.compliance.marks import Mark
from kiosk.compliance.way_out import COVERED_HEAD
from kiosk.ui.catalogue import Catalogue
from kiosk.visit.flow import Place
from kiosk.visit.screens.gallery import blank, live_view
from kiosk.visit.screens.override import ASKING
from kiosk.visit.screens.photo_marks import draw_marks
from kiosk.visit.screens.pose import PoseScreen, hint_more
from kiosk.visit.screens.screen import Local
from kiosk.visit.view import View

CATALOGUE = Catalogue.load(assets_folder() / "languages")
ENGLISH = CATALOGUE.language("en")


def pose_view(**changes) -> View:
    view = blank("en", CATALOGUE)
    return replace(view, visit=replace(view.visit, place=Place.POSE), live=live_view(**changes))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"help": "explanation"}, HINTS["move_left"].more),
        ({"help": "explanation", "hint": "ready"}, ""),
        ({"help": "explanation", "frame": None}, ""),
        ({"help": "way_out"}, HINTS["move_left"].more),
        (
            {"help": "way_out", "may_override": True},
            "Cannot do this? Touch “Take it anyway” to hear what that means.",
        ),
    ],
)
def test_the_second_line_helps_those_whom_the_hint_did_not(changes, said):
    view = pose_view(**changes)
    assert hint_more(ENGLISH, view.live) == said
    spoken = PoseScreen().spoken(ENGLISH, view, Local())
    assert spoken.endswith(said)


def test_going_on_anyway_says_aloud_what_it_means_for_this_customer():
    way_out = COVERED_HEAD["religious"]
    view = pose_view(may_override=True, help="way_out", ways_out=(way_out,))
    spoken = PoseScreen().spoken(ENGLISH, view, Local(asking=ASKING))
    assert "The office may refuse this photo." in spoken
    assert way_out in spoken


def test_the_screen_is_painted_anew_when_more_is_to_be_said():
    screen = PoseScreen()
    keys = {screen.key(pose_view(help=help_), Local()) for help_ in ("hint", "explanation")}
    assert len(keys) == 2


@pytest.mark.parametrize(
    ("mark", "inside", "outside"),
    [
        (Mark("ring", 0.5, 0.5, 0.4, 0.4, mandatory=True), (50, 30), (50, 50)),
        (Mark("arrow", 0.5, 0.5, 0.4, 0.4, mandatory=True, towards="down"), (60, 50), (20, 20)),
        (Mark("shade", 0.1, 0.5, 0.2, 1.0, mandatory=False), None, (50, 50)),
        (Mark("shade", 1.5, 0.5, 0.2, 1.0, mandatory=False), None, (50, 50)),
    ],
)
def test_marks_are_drawn_where_they_lie_and_nowhere_else(mark, inside, outside):
    photo = np.full((100, 100, 3), 128, np.uint8)
    draw_marks(photo, (mark,))
    assert tuple(photo[outside]) == (128, 128, 128)
    if inside is not None:
        assert tuple(photo[inside]) != (128, 128, 128)
    assert (photo != 128).any() or mark.x > 1.0
