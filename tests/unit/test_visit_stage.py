"""The stage between customer and flow: touches and keys in, events out, drawing only what changed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pygame
import pytest

from kiosk.portrait.finish import Finish
from kiosk.ui.catalogue import Catalogue
from kiosk.ui.sounds import Sound
from kiosk.ui.speech import SilentSpeaker
from kiosk.visit import events, flow
from kiosk.visit.effects import Reason
from kiosk.visit.flow import Place
from kiosk.visit.screens.gallery import LANGUAGES, blank, live_view, shot, touch
from kiosk.visit.screens.screen import FarewellRead, StaffAsked
from kiosk.visit.stage import Stage, sound_between
from kiosk.visit.view import Farewell

SIZE = (540, 960)
CATALOGUE = Catalogue.load(LANGUAGES)


class Booth:
    """A stage, the true flow behind it, and devices that do as they are told at once."""

    def __init__(self) -> None:
        self.clock = [10.0]
        self.speaker = SilentSpeaker()
        self.stage = Stage(SIZE, CATALOGUE, self.speaker, partial(self.clock.__getitem__, 0))
        self.view = blank("en", CATALOGUE)
        self.shot = shot(width=83, height=106)
        self.show()

    def show(self, **changes) -> None:
        self.view = replace(self.view, **changes)
        self.stage.update(self.view)

    def at(self, place: Place, **visit) -> None:
        document = self.view.documents[1]
        now_s = self.clock[0]
        moved = replace(self.view.visit, place=place, now_s=now_s, touched_s=now_s, **visit)
        self.show(visit=moved, document=document)

    def happen(self, events) -> list[object]:
        for event in events:
            visit, _effects = flow.step(self.view.visit, event)
            chosen = next((d for d in self.view.documents if d.id == visit.document_id), None)
            shots = (self.shot,) * visit.shots
            live = self.view.live or live_view()
            self.show(
                visit=visit, document=chosen, shots=shots, live=live if visit.place is Place.POSE else None
            )
        return list(events)

    def touch(self, target_id: str) -> list[object]:
        return self.happen(touch(self.stage, target_id, self.clock))

    def key(self, key: int) -> list[object]:
        self.clock[0] += 1.0
        return self.happen(self.stage.handle(pygame.event.Event(pygame.KEYDOWN, key=key, mod=0)))

    def press_by_key(self, target_id: str) -> list[object]:
        for _turn in range(80):
            if self.stage._focused == target_id:
                return self.key(pygame.K_RETURN)
            self.key(pygame.K_TAB)
        raise AssertionError(f"{target_id} is not to be reached by keys")


@pytest.fixture
def booth() -> Booth:
    return Booth()


@pytest.mark.parametrize("hand", ["touch", "press_by_key"])
def test_a_whole_visit_by_touch_alone_and_by_keys_alone(booth, hand):
    press = getattr(booth, hand)
    press("start")
    press("language:de")
    assert booth.view.visit.language == "de"
    press("document:schengen-visa")
    press("agree")
    assert booth.view.visit.place is Place.PAY
    booth.happen([events.Paid()])
    booth.show(live=live_view(hint="ready", arrow=None, ring=0.4))
    press("shutter")
    booth.happen([events.BurstTaken()])
    press("retake")
    booth.show(live=live_view(hint="ready", arrow=None, ring=0.4))
    press("shutter")
    booth.happen([events.BurstTaken()])
    press("shot:0")
    press("print")
    assert booth.view.visit.place is Place.PRINTING
    assert booth.view.visit.chosen == 0
    booth.happen([events.PrintDone()])
    assert booth.view.visit.reason is Reason.FINISHED


@pytest.mark.parametrize("hand", ["touch", "press_by_key"])
@pytest.mark.parametrize(
    "place",
    [Place.LANGUAGE, Place.DOCUMENT, Place.TERMS, Place.PAY, Place.POSE, Place.CHOOSE, Place.PRINTING],
)
def test_stop_and_delete_is_two_presses_away_everywhere(booth, hand, place):
    booth.at(place, shots=1)
    booth.show(live=live_view(), shots=(booth.shot,))
    press = getattr(booth, hand)
    press("stop")
    assert booth.view.visit.asking_to_stop
    press("stop_confirm")
    assert booth.view.visit.reason is Reason.CANCELLED


def test_the_notice_opens_pages_and_closes(booth):
    booth.at(Place.TERMS)
    booth.touch("read")
    assert booth.view.visit.showing_notice
    booth.touch("page_after")
    assert "page_before" in booth.stage.targets()
    booth.touch("notice_close")
    assert "agree" in booth.stage.targets()


def test_time_running_out_is_shown_said_and_extended_by_one_touch(booth):
    booth.at(Place.TERMS)
    later_s = booth.view.visit.touched_s + flow.IDLE_LIMIT_S[Place.TERMS] - 15
    booth.clock[0] = later_s
    booth.happen([events.Tick(later_s)])
    assert set(booth.stage.targets()) == {"extend", "stop_confirm"}
    assert booth.speaker.said, "whoever does not look must hear it, help by ear or not"
    booth.clock[0] += 1
    booth.touch("extend")
    assert booth.view.visit.warning_left_s is None
    assert "agree" in booth.stage.targets()


def test_back_by_key_goes_one_step_or_out_of_a_question(booth):
    booth.at(Place.TERMS)
    booth.key(pygame.K_ESCAPE)
    assert booth.view.visit.place is Place.DOCUMENT
    booth.touch("stop")
    booth.key(pygame.K_ESCAPE)
    assert not booth.view.visit.asking_to_stop


def test_any_touch_tells_the_flow_that_somebody_is_there(booth):
    booth.at(Place.TERMS)
    nowhere = pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=(5, 300), button=1, touch=False)
    assert booth.stage.handle(nowhere) == (events.Touched(),)


def test_the_language_can_be_changed_on_any_screen(booth):
    booth.at(Place.TERMS)
    booth.touch("languages")
    assert "agree" not in booth.stage.targets()
    booth.touch("language:de")
    assert booth.view.visit.language == "de"
    assert booth.view.visit.place is Place.TERMS
    assert booth.stage.spoken().startswith("Sind Sie einverstanden")


def test_a_language_on_the_attract_screen_starts_in_it(booth):
    booth.touch("language:de")
    assert (booth.view.visit.place, booth.view.visit.language) == (Place.DOCUMENT, "de")


def test_typing_finds_documents_and_useless_prints_give_advice_first(booth):
    booth.at(Place.DOCUMENT)
    for target in ("search", "key:G", "key:E", "key:R", "key:space", "key:P", "key:A"):
        booth.touch(target)
    found = {t for t in booth.stage.targets() if t.startswith("document:")}
    assert found == {"document:de-passport"}
    assert booth.touch("document:de-passport") == [events.Touched(), events.Touched()]
    booth.touch("advice_decline")
    booth.touch("document:de-passport")
    assert events.DocumentChosen("de-passport") in booth.touch("advice_confirm")


def test_the_list_of_all_documents_turns_pages(booth):
    booth.at(Place.DOCUMENT)
    booth.touch("all")
    first = {t for t in booth.stage.targets() if t.startswith("document:")}
    booth.touch("page_after")
    second = {t for t in booth.stage.targets() if t.startswith("document:")}
    assert second
    assert not first & second
    booth.touch("page_before")
    booth.touch("favourites")
    assert "all" in booth.stage.targets()


def test_going_on_anyway_is_offered_late_and_warned_of(booth):
    booth.at(Place.POSE)
    booth.show(live=live_view())
    assert "shutter" not in booth.stage.targets()
    booth.show(live=live_view(may_override=True))
    assert events.Shoot() not in booth.touch("shutter")
    booth.touch("override_decline")
    booth.touch("shutter")
    assert events.Shoot() in booth.touch("override_confirm")


def test_shots_are_looked_at_before_they_are_printed(booth):
    booth.at(Place.CHOOSE, shots=3)
    refused = replace(booth.shot, passed=False)
    booth.show(shots=(refused, booth.shot, refused))
    assert events.ShotChosen(1) in booth.stage._screen.act("print", booth.view, booth.stage._local)[1]
    booth.touch("shot:2")
    assert events.ShotChosen(2) in booth.touch("print")


def test_no_retake_is_offered_when_none_is_left(booth):
    booth.at(Place.CHOOSE, shots=1, retakes_left=0)
    booth.show(shots=(booth.shot,))
    assert "retake" not in booth.stage.targets()


def test_the_farewell_can_be_left_once_the_deletion_is_proved(booth):
    booth.show(farewell=Farewell(Reason.FINISHED, None))
    assert booth.stage.targets() == {}
    booth.show(farewell=Farewell(Reason.FINISHED, deleted=True, owed_cents=350, voucher="7KQ4"))
    assert "7 K Q 4" in booth.stage.spoken()
    assert touch(booth.stage, "done", booth.clock) == (FarewellRead(),)


def test_technical_reasons_are_never_shown(booth):
    booth.show(out_of_service=("printer.out_of_paper", "gpio17_fault"))
    assert "gpio" not in booth.stage.spoken()
    assert booth.stage.targets() == {}


def finger(booth: Booth, kind: int, x: float, y: float) -> tuple[object, ...]:
    return booth.stage.handle(pygame.event.Event(kind, touch_id=1, finger_id=1, x=x, y=y, dx=0.0, dy=0.0))


@pytest.mark.parametrize(("held_s", "asked"), [(3.1, True), (1.0, False)])
def test_holding_the_left_corner_then_tapping_the_right_asks_for_staff(booth, held_s, asked):
    events = finger(booth, pygame.FINGERDOWN, 0.02, 0.02)
    booth.clock[0] += held_s
    events += finger(booth, pygame.FINGERUP, 0.02, 0.02)
    booth.clock[0] += 1.0
    events += finger(booth, pygame.FINGERDOWN, 0.98, 0.02)
    events += finger(booth, pygame.FINGERUP, 0.98, 0.02)
    assert events == ((StaffAsked(),) if asked else ())


def test_a_double_tap_does_not_press_what_was_not_there_yet(booth):
    start = booth.stage.targets()["start"].center
    booth.touch("start")
    booth.clock[0] += 0.1
    down = pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=start, button=1, touch=False)
    up = pygame.event.Event(pygame.MOUSEBUTTONUP, pos=start, button=1, touch=False)
    assert set(booth.stage.handle(down) + booth.stage.handle(up)) <= {events.Touched()}


def test_help_by_ear_reads_screens_and_follows_the_keys(booth):
    booth.at(Place.TERMS)
    booth.touch("listen")
    assert booth.stage.listening
    assert booth.speaker.said[-1] == ("en", booth.stage.spoken())
    booth.touch("listen")
    booth.speaker.said.clear()
    booth.touch("back")
    assert booth.speaker.said == []


def test_a_background_that_is_chosen_by_keys_is_heard(booth):
    colours = ("white", "blue")
    first, second, *others = booth.view.documents
    booth.show(documents=(first, replace(second, walls=colours), *others))
    booth.at(Place.POSE, document_id=second.id)
    booth.show(live=live_view())
    assert booth.press_by_key("colour:blue") == [events.BackdropChosen("blue")]
    assert booth.speaker.said[-1] == ("en", "Background: Blue, chosen")

    booth.at(Place.CHOOSE, shots=1)
    free = replace(booth.view.document, paints=colours, free=True)
    booth.show(shots=(booth.shot,), document=free)
    assert "The background stays the wall of the booth" in booth.stage.spoken()
    booth.show(shots=(replace(booth.shot, painted=True),))
    assert "Background: White, chosen. Black and white No. Cut closer No." in booth.stage.spoken()
    booth.show(visit=replace(booth.view.visit, finish=Finish(colour="blue", tight=True)))
    heard = booth.speaker.said[-1][1]
    assert heard.endswith("Background: Blue, chosen. Black and white No. Cut closer Yes.")


def test_using_the_keys_turns_help_by_ear_on_and_the_end_of_a_visit_off(booth):
    booth.key(pygame.K_TAB)
    assert booth.stage.listening
    assert booth.speaker.said[-1] == ("en", "Touch to start")
    booth.key(pygame.K_RETURN)
    booth.show(visit=flow.Visit())
    assert not booth.stage.listening


def test_the_countdown_is_said(booth):
    booth.at(Place.POSE)
    booth.show(live=live_view(countdown=3, ring=1.0))
    assert booth.speaker.said[-1] == ("en", "3")


def test_only_what_changed_is_drawn(booth):
    surface = pygame.Surface(SIZE)
    booth.at(Place.TERMS)
    assert booth.stage.draw(surface, 20.0)
    assert not booth.stage.draw(surface, 20.1)
    booth.show(price_cents=900)
    assert booth.stage.draw(surface, 20.2)
    assert not booth.stage.draw(surface, 20.3)


def test_a_new_screen_moves_in_and_settles(booth):
    surface = pygame.Surface(SIZE)
    booth.at(Place.TERMS)
    changed_s = booth.clock[0]
    assert not booth.stage.settled
    assert booth.stage.draw(surface, changed_s + 0.05)
    under_way = pygame.image.tobytes(surface, "RGB")
    assert booth.stage.draw(surface, changed_s + 1.0)
    assert booth.stage.settled
    assert pygame.image.tobytes(surface, "RGB") != under_way


def test_the_live_view_is_mirrored_and_each_frame_is_drawn(booth):
    booth.at(Place.POSE)
    frame = live_view().frame.copy()
    frame[:, :] = (0, 0, 0)
    frame[:, :200] = (0, 0, 255)
    booth.show(live=live_view(frame=frame, hint=None, arrow=None))
    surface = pygame.Surface(SIZE)
    booth.stage.draw(surface, 50.0)
    assert surface.get_at((SIZE[0] - 5, 300))[0] > 200, "red at the left of the sensor is red at the right"
    assert surface.get_at((5, 300))[0] < 50
    assert not booth.stage.draw(surface, 50.1)
    booth.show(live=live_view(frame=frame.copy(), hint=None, arrow=None))
    assert booth.stage.draw(surface, 50.2)


def test_the_flash_is_a_white_screen(booth):
    booth.at(Place.POSE)
    booth.show(live=live_view(flash=True))
    surface = pygame.Surface(SIZE)
    booth.stage.draw(surface, 50.0)
    assert {tuple(surface.get_at((x, y))[:3]) for x in range(0, 540, 60) for y in range(0, 960, 60)} == {
        (255, 255, 255)
    }


def test_forgetting_overwrites_the_live_picture(booth):
    booth.at(Place.POSE)
    booth.show(live=live_view())
    booth.stage.draw(pygame.Surface(SIZE), 50.0)
    buffers = (booth.stage._pose._mirror, booth.stage._pose._hero)
    assert all(buffer.any() for buffer in buffers)
    booth.at(Place.CHOOSE)
    assert not any(buffer.any() for buffer in buffers)


def test_sounds_tell_of_coins_countdown_shutter_and_time_running_out():
    rest = blank()
    pose = replace(rest, live=live_view())
    counting = replace(rest, live=live_view(countdown=2))
    flash = replace(rest, live=live_view(flash=True))
    late = replace(rest, visit=flow.Visit(place=Place.TERMS, now_s=flow.IDLE_LIMIT_S[Place.TERMS] - 5))
    assert sound_between(rest, replace(rest, inserted_cents=50)) is Sound.COIN
    assert sound_between(pose, counting) is Sound.TICK
    assert sound_between(counting, counting) is None
    assert sound_between(counting, flash) is Sound.SHUTTER
    assert sound_between(rest, late) is Sound.ATTENTION
    assert sound_between(late, late) is None
