"""The customer's path: what each touch leads to, and what always holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.portability.stick import Outcome
from kiosk.portrait.finish import Finish
from kiosk.privacy.consent import Choice, Consent
from kiosk.visit import effects, events, flow
from kiosk.visit.effects import Reason
from kiosk.visit.flow import Place, Visit, step

CONSENT = Consent("0" * 64, "de", full_notice_opened=False, reprint="not_offered", stick="agreed")
PATH = [
    (events.Started(), Place.LANGUAGE, (effects.TellStarted(),)),
    (events.LanguageChosen("de"), Place.DOCUMENT, ()),
    (events.DocumentChosen("schengen-visa"), Place.TERMS, ()),
    (events.Agreed(CONSENT), Place.PAY, (effects.RecordConsent(CONSENT), effects.AskForMoney())),
    (events.Paid(), Place.POSE, (effects.OpenCamera(),)),
    (events.Shoot(), Place.POSE, (effects.TakeBurst(),)),
    (events.BurstTaken(), Place.CHOOSE, (effects.CloseCamera(),)),
    (events.ShotChosen(0), Place.PRINTING, (effects.PrintShot(0),)),
    (events.PrintDone(), Place.TAKE, ()),
    (events.TakeAlong(locked=True), Place.TAKE, (effects.WriteStick(0, locked=True),)),
    (events.StickAnswered(Outcome.WRITTEN), Place.TAKE, ()),
    (
        events.TakenAlong(),
        Place.ENDING,
        (effects.CloseCamera(), effects.ForgetShots(), effects.EndVisit(Reason.FINISHED)),
    ),
]


AGAIN = [
    (events.ReprintAsked(), Place.CODE, ()),
    (events.CodeTyped("000001"), Place.CODE, (effects.AskForSheet("000001"),)),
    (events.CodeAnswered(events.CodeAnswer.WRONG), Place.CODE, ()),
    (events.CodeTyped("047115"), Place.CODE, (effects.AskForSheet("047115"),)),
    (events.CodeAnswered(events.CodeAnswer.RIGHT, 8), Place.REPRINT, (effects.TellStarted(),)),
    (events.PrintAgain(), Place.PAY, (effects.AskForMoney(camera=False),)),
    (events.Back(), Place.REPRINT, (effects.StopMoney(),)),
    (events.PrintAgain(), Place.PAY, (effects.AskForMoney(camera=False),)),
    (events.Paid(), Place.PRINTING, (effects.PrintKept(),)),
    (
        events.PrintDone(),
        Place.ENDING,
        (effects.CloseCamera(), effects.ForgetShots(), effects.EndVisit(Reason.FINISHED, keep=True)),
    ),
]
"""The way of somebody who has a sheet printed again."""


def walk(*events: events.Event, visit: Visit | None = None) -> Visit:
    visit = visit or Visit()
    for event in events:
        visit, _ = step(visit, event)
    return visit


def visit_at(place: Place) -> Visit:
    visit = Visit()
    for event, _, _ in AGAIN if place in (Place.CODE, Place.REPRINT) else PATH:
        if visit.place is place:
            return visit
        visit, _ = step(visit, event)
    assert visit.place is place
    return visit


def test_the_whole_path_leads_from_attract_to_a_finished_visit() -> None:
    visit = Visit()
    for event, place, wanted in PATH:
        visit, done = step(visit, event)
        assert (visit.place, done) == (place, wanted)
    assert visit.language == "de"
    assert visit.document_id == "schengen-visa"


BACK = {
    Place.LANGUAGE: Place.ENDING,
    Place.DOCUMENT: Place.LANGUAGE,
    Place.TERMS: Place.DOCUMENT,
    Place.PAY: Place.TERMS,
    Place.POSE: Place.TERMS,
    Place.CHOOSE: Place.DOCUMENT,
}


@pytest.mark.parametrize(("place", "before"), BACK.items())
def test_back_goes_one_step_back(place: Place, before: Place) -> None:
    assert walk(events.Back(), visit=visit_at(place)).place is before


def test_back_from_paying_keeps_the_money_and_stops_taking_more() -> None:
    visit, done = step(visit_at(Place.PAY), events.Back())
    assert done == (effects.StopMoney(),)
    assert not visit.agreed


def test_who_has_paid_does_not_pay_again_after_going_back() -> None:
    visit = walk(events.Back(), events.Agreed(CONSENT), visit=visit_at(Place.POSE))
    assert visit.place is Place.POSE


def test_a_coin_that_falls_while_going_back_still_counts() -> None:
    visit = walk(events.Back(), events.Paid(), visit=visit_at(Place.PAY))
    assert (visit.place, visit.paid) == (Place.TERMS, True)


@pytest.mark.parametrize("place", [p for p in Place if p not in {*flow.BEFORE_A_VISIT, Place.ENDING}])
def test_stop_asks_first_then_ends_the_visit_from_anywhere(place: Place) -> None:
    asking = walk(events.StopAsked(), visit=visit_at(place))
    assert (asking.place, asking.asking_to_stop) == (place, True)
    assert walk(events.StopDeclined(), visit=asking).asking_to_stop is False
    stopped, done = step(asking, events.StopConfirmed())
    reason = Reason.FINISHED if place is Place.TAKE else Reason.CANCELLED  # then the sheet is out
    assert stopped.reason is reason
    assert done == (effects.CloseCamera(), effects.ForgetShots(), effects.EndVisit(reason))


@pytest.mark.parametrize("place", sorted(flow.IDLE_LIMIT_S))
def test_a_time_out_is_announced_can_be_extended_and_then_ends_the_visit(place: Place) -> None:
    limit_s = flow.IDLE_LIMIT_S[place]
    fresh = visit_at(place)
    assert walk(events.Tick(limit_s - flow.WARNING_S - 1), visit=fresh).warning_left_s is None
    warned = walk(events.Tick(limit_s - 5.0), visit=fresh)
    assert warned.warning_left_s == pytest.approx(5.0)
    extended = walk(events.Touched(), events.Tick(limit_s + 1), visit=warned)
    assert (extended.place, extended.warning_left_s) == (place, None)
    reason = Reason.FINISHED if place is Place.TAKE else Reason.TIMED_OUT
    assert walk(events.Tick(limit_s), visit=warned).reason is reason


def test_a_sheet_that_never_comes_ends_the_visit_as_failed() -> None:
    visit = visit_at(Place.PRINTING)
    assert walk(events.Tick(flow.PRINT_LIMIT_S + 1), visit=visit).reason is Reason.FAILED
    assert walk(events.PrintFailed(), visit=visit).reason is Reason.FAILED


def test_three_retakes_and_no_fourth() -> None:
    visit = visit_at(Place.CHOOSE)
    for left in (2, 1, 0):
        visit = walk(events.Retake(), events.Shoot(), events.BurstTaken(), visit=visit)
        assert (visit.place, visit.retakes_left) == (Place.CHOOSE, left)
    assert walk(events.Retake(), visit=visit) == visit
    assert visit.shots == 4


def test_a_burst_without_a_usable_picture_costs_no_retake() -> None:
    shooting = walk(events.Shoot(), visit=visit_at(Place.POSE))
    again = walk(events.BurstFailed(), visit=shooting)
    assert (again.place, again.shooting, again.retakes_left) == (Place.POSE, False, flow.MAX_RETAKES)


def test_another_document_needs_other_pictures() -> None:
    visit, done = step(visit_at(Place.CHOOSE), events.Back())
    assert (visit.shots, done) == (0, (effects.ForgetShots(),))


def test_nobody_times_out_during_the_countdown() -> None:
    shooting = walk(events.Shoot(), visit=visit_at(Place.POSE))
    assert walk(events.Tick(10_000.0), visit=shooting).place is Place.POSE


@pytest.mark.parametrize("place", [p for p in Place if p is not Place.ENDING])
def test_a_broken_camera_ends_the_visit(place: Place) -> None:
    reason = Reason.FINISHED if place is Place.TAKE else Reason.FAILED
    assert walk(events.Broken(), visit=visit_at(place)).reason is reason


@pytest.mark.parametrize("stick", ["not_offered", "declined"])
def test_only_who_agreed_to_it_is_asked_for_a_stick(stick: Choice) -> None:
    printing = replace(visit_at(Place.PRINTING), consent=replace(CONSENT, stick=stick))
    assert walk(events.PrintDone(), visit=printing).reason is Reason.FINISHED


def test_one_file_is_written_at_a_time_and_another_may_follow() -> None:
    writing = walk(events.TakeAlong(locked=False), visit=visit_at(Place.TAKE))
    for impatient in (events.TakeAlong(locked=True), events.TakenAlong(), events.Tick(10_000.0)):
        assert step(writing, impatient)[1] == ()
    failed = walk(events.Tick(70.0), events.StickAnswered(Outcome.NO_STICK), visit=writing)
    assert (failed.place, failed.stick, failed.warning_left_s) == (Place.TAKE, Outcome.NO_STICK, None)
    again, done = step(failed, events.TakeAlong(locked=False))
    assert (again.stick, done) == (None, (effects.WriteStick(0, locked=False),))


def test_who_stops_while_the_stick_is_written_is_let_go_when_its_helper_has_let_go_of_the_photo() -> None:
    leaving = walk(
        events.TakeAlong(locked=False), events.StopAsked(), events.StopConfirmed(), visit=visit_at(Place.TAKE)
    )
    assert (leaving.place, leaving.asking_to_stop) == (Place.TAKE, False)
    for outcome in Outcome:
        over, done = step(leaving, events.StickAnswered(outcome))
        assert (over.place, over.reason) == (Place.ENDING, Reason.FINISHED)
        assert effects.EndVisit(Reason.FINISHED, keep=False) in done


def ending(visit: Visit, event: events.Event) -> effects.EndVisit:
    """Return how the visit ends on this event."""
    (end,) = (effect for effect in step(visit, event)[1] if isinstance(effect, effects.EndVisit))
    return end


def test_the_way_to_another_print_has_no_camera_no_document_and_no_free_sheet() -> None:
    visit = Visit()
    for event, place, wanted in AGAIN:
        visit, done = step(visit, event)
        assert (visit.place, done) == (place, wanted)
    paid = walk(events.Paid(), visit=visit_at(Place.REPRINT))  # the last coin fell while going back
    assert step(paid, events.PrintAgain())[1] == (effects.PrintKept(),)


def test_before_the_right_code_there_is_no_visit_to_end() -> None:
    typing = visit_at(Place.CODE)
    for leaves in (events.Back(), events.Tick(flow.CODE_LIMIT_S + 1)):
        visit, done = step(replace(typing, language="de"), leaves)
        assert (visit.place, visit.language, done) == (Place.ATTRACT, "en", ())
    for nothing in (events.StopConfirmed(), events.PrintAgain(), events.DeleteSheet(), events.Paid()):
        assert walk(nothing, visit=typing).place is Place.CODE


@pytest.mark.parametrize("stick", ["declined", "agreed"])
def test_a_sheet_is_kept_only_for_who_agreed_and_leaves_in_good_order(stick: Choice) -> None:
    kept = replace(CONSENT, reprint="agreed", stick=stick)
    printing = replace(visit_at(Place.PRINTING), consent=kept)
    leaves = events.TakenAlong() if stick == "agreed" else events.PrintDone()
    out = walk(events.PrintDone(), visit=printing) if stick == "agreed" else printing
    assert ending(out, leaves).keep
    assert not ending(replace(out, consent=replace(kept, reprint="declined")), leaves).keep
    for otherwise in (events.StopConfirmed(), events.Tick(10_000.0), events.Broken()):
        assert not ending(out, otherwise).keep, "the code would be shown to somebody else"


def test_a_kept_sheet_goes_when_its_customer_says_so_and_stays_whatever_else_happens() -> None:
    chosen = visit_at(Place.REPRINT)
    assert ending(chosen, events.DeleteSheet()) == effects.EndVisit(Reason.CANCELLED, keep=False)
    assert not ending(chosen, events.StopConfirmed()).keep
    assert ending(chosen, events.Back()) == effects.EndVisit(Reason.CANCELLED, keep=True)
    assert ending(chosen, events.Tick(10_000.0)) == effects.EndVisit(Reason.TIMED_OUT, keep=True)
    printing = walk(events.PrintAgain(), events.Paid(), visit=chosen)
    assert ending(printing, events.PrintFailed()) == effects.EndVisit(Reason.FAILED, keep=True)
    paying = walk(events.PrintAgain(), visit=chosen)
    assert ending(paying, events.SheetGone()).reason is Reason.FAILED, "the money comes back"
    assert walk(events.SheetGone(), visit=printing) == printing


def test_the_wall_takes_the_colour_that_was_chosen_until_there_is_another_document() -> None:
    visit, done = step(visit_at(Place.POSE), events.BackdropChosen("white"))
    assert (visit.backdrop, done) == ("white", (effects.LightWall("white"),))
    assert step(replace(visit, shooting=True), events.BackdropChosen("blue"))[0].backdrop == "white"
    assert (
        walk(events.DocumentChosen("us-passport"), visit=replace(visit, place=Place.DOCUMENT)).backdrop
        is None
    )


def test_a_photo_that_is_being_finished_can_be_neither_printed_nor_left() -> None:
    finish = Finish(colour="blue", tight=True)
    finishing, done = step(visit_at(Place.CHOOSE), events.FinishChosen(finish))
    assert done == (effects.FinishShots(finish),)
    for event in (events.ShotChosen(0), events.Retake(), events.Back(), events.FinishChosen(Finish())):
        assert step(finishing, event)[0].place is Place.CHOOSE
        assert step(finishing, event)[1] == ()
    finished = walk(events.ShotsFinished(), visit=finishing)
    assert (finished.finish, finished.finishing) == (finish, False)
    assert step(finished, events.ShotChosen(0))[1] == (effects.PrintShot(0),)
