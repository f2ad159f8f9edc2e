"""Calibrating the camera's colours at the console: what is watched, what is told, what is kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hardware.camera.frame import Frame
from hardware.simulated.chart_in_hand import WAYS_TO_HOLD, ChartInHand
from hardware.simulated.sensor import CAST
from kiosk.colour.camera_profile import CameraProfile, Doubt, Fitted, Refused, in_words
from kiosk.colour.chart import Unread
from kiosk.console.camera_watch import CameraGone
from kiosk.console.colour_calibrating import ColourCalibrating, ColourStep, heard
from kiosk.console.colour_calibrating import press as press_key
from kiosk.console.colour_screen import REFERENCE
from kiosk.console.colour_watch import READINGS, ColourNews, ColourWatch
from kiosk.console.desk import Desk, Kept, Page, Wish, camera_seen, colour_kept, press
from kiosk.messages.calibration import ColourCalibration

HALF_OUT, HELD, _ = WAYS_TO_HOLD
HAND = ChartInHand((360, 480), CAST)


def watched(
    watch: ColourWatch, picture: np.ndarray, now: ColourCalibrating, count: int = READINGS
) -> ColourCalibrating:
    for number in range(count):
        now = heard(now, watch.see(Frame(picture, number / 30, number)))
    return now


def test_a_chart_that_is_held_still_becomes_the_cameras_colours():
    watch, now = ColourWatch(card=False), ColourCalibrating()
    now = watched(watch, HAND.picture(HALF_OUT), now, count=1)
    assert (now.problem, now.share, now.watching) == (Unread.CUT_OFF, 0.0, True)
    now = watched(watch, HAND.picture(HELD, level=0.5), now)
    assert isinstance(now.problem, Refused)
    assert (now.problem.doubt, now.share) == (Doubt.TOO_DARK, 1.0), "staff raise the lamps, and it goes on"
    assert now.watching
    now = watched(watch, HAND.picture(HELD), now)
    assert now.step is ColourStep.RESULT
    assert now.fitted is not None
    assert now.fitted.after is not None
    assert now.fitted.after.mean < 1.0
    apart = np.abs(np.array(now.corrected) - np.array(REFERENCE))
    assert np.median(apart) <= 1
    assert apart.max() <= 20, "the blue of yellow, where a level is next to no light"


def test_a_grey_card_sets_the_white():
    now = press_key(ColourCalibrating(), "card")
    assert (now.problem, now.card, now.watching) == (Unread.NOT_GREY, True, True)
    now = watched(ColourWatch(card=True), np.full((60, 80, 3), (100, 118, 130), np.uint8), now)
    assert now.fitted is not None
    assert now.fitted.before is None, "one colour tells nothing of the others"
    ((red, green, blue),) = now.corrected
    assert max(red, green, blue) - min(red, green, blue) <= 1


def at_result() -> Desk:
    desk, _ = press(Desk(page=Page.MENU), "calibrate_colour", 0.0)
    fitted = Fitted(CameraProfile((0.9, 1.0, 1.2)))
    return camera_seen(desk, ColourNews(1.0, None, fitted, REFERENCE, np.zeros((4, 3, 3), np.uint8)))


def test_keeping_tells_the_booth_once_and_the_menu_says_how_it_went():
    desk, wish = press(at_result(), "keep", 1.0)
    assert wish is Wish.KEEP_COLOUR
    assert press(desk, "keep", 1.0)[1] is None
    kept, refused = colour_kept(desk, kept=True), colour_kept(desk, kept=False)
    assert (kept.page, kept.colour, kept.colour_kept) == (Page.MENU, None, Kept.JUST_NOW)
    assert refused.colour_kept is Kept.REFUSED
    cancelled, wish = press(at_result(), "cancel", 1.0)
    assert (cancelled.page, cancelled.colour, wish) == (Page.MENU, None, None)
    assert cancelled.colour_kept is Kept.AS_BEFORE


def test_the_menu_tells_of_the_calibration_that_was_made_last_and_goes_on_telling_of_damage():
    earlier = replace(at_result(), backdrop_kept=Kept.JUST_NOW, camera_kept=Kept.DAMAGED, kept=Kept.REFUSED)
    desk = colour_kept(earlier, kept=False)
    told = (desk.backdrop_kept, desk.colour_kept, desk.camera_kept, desk.kept)
    assert told == (Kept.AS_BEFORE, Kept.REFUSED, Kept.DAMAGED, Kept.AS_BEFORE)


def test_the_correction_can_be_taken_away_and_a_lost_camera_be_tried_again():
    plain = press_key(ColourCalibrating(), "factory")
    assert isinstance(plain.fitted, Fitted)
    assert in_words(plain.fitted.profile) == ColourCalibration()
    gone = heard(ColourCalibrating(), CameraGone())
    assert not gone.watching
    again = press_key(gone, "again")
    assert again.watching
    assert again.watched != gone.watched
