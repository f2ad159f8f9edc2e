"""Calibrating the camera at the console: the steps, what is watched when, what is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.camera.board import Board
from hardware.camera.frame import CameraError, Frame
from hardware.simulated.board_in_hand import SQUARE_MM, WAYS_TO_HOLD, BoardInHand
from kiosk.compliance.camera_geometry import Lens
from kiosk.compliance.camera_words import in_words, optics_of
from kiosk.compliance.live_checks import BoothOptics
from kiosk.compliance.pose import MODEL_MM, Pose, head_pose
from kiosk.console.calibrating import Sheet
from kiosk.console.camera_calibrating import CameraCalibrating, CameraStep, heard
from kiosk.console.camera_calibrating import press as press_key
from kiosk.console.camera_desk import CameraDesk
from kiosk.console.camera_fit import Doubt, Fitted
from kiosk.console.camera_views import Advice
from kiosk.console.camera_watch import BoardNews, CameraGone, ZeroNews, ZeroWatch
from kiosk.console.desk import Desk, Kept, Page, Wish, board_sent, camera_kept, camera_seen, press
from models.drawn_face import drawn_face
from models.face import FaceLandmarks

KNOWN = BoothOptics(zero=Pose(0, -8, 0), lens=Lens(1.4))
BEGUN = CameraCalibrating(KNOWN)
PICTURE = np.zeros((4, 3, 3), np.uint8)
FITTED = Fitted(Lens(1.855, (0.01, 0.0), (0.02, -0.1)), 0.0001)


def board_news(views: int = 3, result: Fitted | Doubt | None = None) -> BoardNews:
    return BoardNews(views, Advice.TILT, result, PICTURE)


def zero_news(share: float = 0.5, zero: Pose | None = None) -> ZeroNews:
    return ZeroNews(share, askew=False, alone=True, zero=zero, distance_mm=900.0, preview=PICTURE)


def test_board_then_a_look_then_the_result():
    now = heard(BEGUN, board_news())
    assert (now.step, now.views, now.advice) == (CameraStep.BOARD, 3, Advice.TILT)
    now = heard(now, board_news(12, FITTED))
    assert (now.step, now.watching) == (CameraStep.LOOK, False), "nobody is measured before they sit"
    now = press_key(now, "start")
    assert (now.step, now.watching) == (CameraStep.HOLD, True)
    now = heard(heard(now, zero_news()), zero_news(1.0, Pose(0.4, -7.5, 0.1)))
    assert now.step is CameraStep.RESULT
    assert now.result == BoothOptics(zero=Pose(0.4, -7.5, 0.1), lens=FITTED.lens)
    assert now.distance_mm == 900


def test_what_is_skipped_stays_as_it_was():
    no_zero = press_key(heard(BEGUN, board_news(12, FITTED)), "skip")
    assert no_zero.result == replace(KNOWN, lens=FITTED.lens)
    no_lens = heard(press_key(press_key(BEGUN, "skip"), "start"), zero_news(1.0, Pose(1, 2, 3)))
    assert no_lens.result == replace(KNOWN, zero=Pose(1, 2, 3))
    nothing = press_key(press_key(BEGUN, "skip"), "skip")
    assert (nothing.step, nothing.is_new, nothing.result) == (CameraStep.RESULT, False, KNOWN)


@pytest.mark.parametrize("news", [board_news(12, Doubt.ALIKE), CameraGone()])
def test_after_a_doubt_or_without_a_camera_it_begins_again_when_asked(news: BoardNews | CameraGone):
    stopped = heard(BEGUN, news)
    assert not stopped.watching
    again = press_key(stopped, "again")
    assert again.watching
    assert (again.views, again.doubt, again.gone) == (0, None, False)
    assert again.watched != stopped.watched, "the camera is watched anew"


KEYS = ("skip", "start", "again", "nonsense")
NEWS = (board_news(), board_news(12, FITTED), board_news(12, Doubt.ODD), zero_news(), CameraGone())


@settings(deadline=None)
@given(st.lists(st.sampled_from([*KEYS, *NEWS, zero_news(1.0, Pose(1, 1, 1))]), max_size=30))
def test_whatever_comes_the_result_can_be_told_to_the_booth_and_read_back(events: list):
    now = BEGUN
    for event in events:
        now = press_key(now, event) if isinstance(event, str) else heard(now, event)
    assert optics_of(in_words(now.result)) == now.result


# --- within the menu ----------------------------------------------------------------------------------------

MENU = Desk(page=Page.MENU, optics=KNOWN)


def at_result() -> Desk:
    desk, _ = press(MENU, "calibrate_camera", 0.0)
    desk, _ = press(camera_seen(desk, board_news(12, FITTED)), "skip", 1.0)
    return desk


def test_the_board_is_printed_when_asked_and_not_twice_at_a_time():
    desk, wish = press(MENU, "calibrate_camera", 0.0)
    assert (desk.page, wish) == (Page.CAMERA, None)
    desk, wish = press(desk, "print_board", 1.0)
    assert wish is Wish.BOARD_SHEET
    assert press(desk, "print_board", 1.0)[1] is None
    failed = board_sent(desk, taken=False)
    assert failed.camera is not None
    assert failed.camera.sheet is Sheet.FAILED
    assert press(failed, "print_board", 2.0)[1] is Wish.BOARD_SHEET


def test_keeping_tells_the_booth_once_and_the_menu_says_how_it_went():
    desk, wish = press(at_result(), "keep", 2.0)
    assert wish is Wish.KEEP_CAMERA
    assert press(desk, "keep", 2.0)[1] is None
    kept = camera_kept(desk, kept=True)
    assert (kept.page, kept.camera, kept.camera_kept) == (Page.MENU, None, Kept.JUST_NOW)
    assert kept.optics == replace(KNOWN, lens=FITTED.lens)
    refused = camera_kept(desk, kept=False)
    assert (refused.page, refused.optics, refused.camera_kept) == (Page.MENU, KNOWN, Kept.REFUSED)


def test_cancelling_changes_nothing():
    desk, wish = press(at_result(), "cancel", 2.0)
    assert (desk.page, desk.camera, desk.optics, wish) == (Page.MENU, None, KNOWN, None)


# --- with a camera ------------------------------------------------------------------------------------------


class Stand:
    """A camera that gives one picture after the other, told what it was made to do."""

    streams_stills = True

    def __init__(self, pictures: list[np.ndarray], trouble: bool = False) -> None:
        self.pictures, self.trouble = pictures, trouble
        self.number = 0
        self.is_open = False

    def __enter__(self) -> Stand:
        if self.trouble:
            raise CameraError("no camera")
        self.is_open = True
        return self

    def __exit__(self, *exc: object) -> None:
        self.is_open = False

    def read(self, _timeout_s: float) -> Frame | None:
        picture = self.pictures[self.number % len(self.pictures)]
        self.number += 1
        return Frame(picture, self.number / 10.0, self.number)


class OneFace:
    """Finds the same straight face in every picture."""

    def __init__(self) -> None:
        self.points_px = np.zeros((478, 3), np.float32)
        self.points_px[list(MODEL_MM)] = np.array(list(MODEL_MM.values())) + np.array([240, 320, 0])
        self.points_px[[468, 473]] = ((208.5, 320, 0), (271.5, 320, 0))
        self.closed = False

    def find(self, _rgb: np.ndarray) -> tuple[FaceLandmarks, ...]:
        return (FaceLandmarks(self.points_px),)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def at_camera() -> Iterator[Callable[[Stand], CameraDesk]]:
    desks: list[CameraDesk] = []

    def make(stand: Stand) -> CameraDesk:
        desks.append(CameraDesk(lambda: stand, OneFace, Board(SQUARE_MM)))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


def until_over(desk: CameraDesk, now: CameraCalibrating) -> CameraCalibrating:
    """Let the console go round until the camera is not needed any more."""
    idle = threading.Event()
    while now.watching:
        news = desk.step(now)
        if news is not None:
            now = heard(now, news)
        idle.wait(0.01)
    desk.step(now)
    return now


def test_twelve_views_before_the_camera_become_its_lens(at_camera):
    hand = BoardInHand((480, 640))
    pictures = [picture for way in WAYS_TO_HOLD for picture in [hand.picture(way)] * 2]
    stand = Stand(pictures)
    desk = at_camera(stand)
    now = until_over(desk, BEGUN)
    assert now.fitted is not None
    assert now.fitted.lens.focal == pytest.approx(1.855, rel=0.01)
    assert not stand.is_open
    assert (desk.preview, desk.is_watching) == (None, False), "no picture stays"


def test_the_zero_is_measured_with_the_new_lens_as_a_visit_measures():
    finder, lens = OneFace(), Lens(1.2)
    watch = ZeroWatch(lambda: finder, lens)
    stand = Stand([np.full((640, 480, 3), 150, np.uint8)])
    news = [watch.see(stand.read(0.0)) for _ in range(32)]
    watch.close()
    assert news[-1].zero == head_pose(finder.points_px, camera=lens.before((480, 640)))
    assert news[-1].zero != head_pose(finder.points_px)
    assert [one.zero for one in news[:-2]] == [None] * 30
    assert finder.closed


def test_a_camera_that_does_not_open_is_told(at_camera):
    now = until_over(at_camera(Stand([], trouble=True)), BEGUN)
    assert now.gone


def test_leaving_lets_go_of_the_camera_and_its_pictures(at_camera):
    stand = Stand([drawn_face()])
    desk = at_camera(stand)
    idle = threading.Event()
    while desk.preview is None:
        desk.step(BEGUN)
        idle.wait(0.01)
    assert stand.is_open
    desk.step(None)
    assert (stand.is_open, desk.preview, desk.is_watching) == (False, None, False)
