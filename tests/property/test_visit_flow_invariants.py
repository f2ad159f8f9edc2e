"""Whatever a customer does in whatever order, the flow keeps its promises."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.portability.stick import Outcome
from kiosk.portrait.finish import Finish
from kiosk.privacy.consent import Consent, Extra
from kiosk.visit import effects, events, flow
from kiosk.visit.flow import Place, Visit, step

CONSENT = Consent("0" * 64, "en", full_notice_opened=False, reprint="declined", stick="agreed")
EVENTS = st.one_of(
    st.sampled_from(
        [
            events.Started(),
            events.ReprintAsked(),
            events.CodeTyped("047115"),
            events.CodeAnswered(events.CodeAnswer.RIGHT, 8),
            events.CodeAnswered(events.CodeAnswer.WRONG),
            events.PrintAgain(),
            events.DeleteSheet(),
            events.SheetGone(),
            events.Agreed(CONSENT),
            events.Paid(),
            events.Shoot(),
            events.BurstTaken(),
            events.BurstFailed(),
            events.Retake(),
            events.PrintDone(),
            events.PrintFailed(),
            events.TakeAlong(locked=False),
            events.StickAnswered(Outcome.FULL),
            events.TakenAlong(),
            events.BackdropChosen("white"),
            events.FinishChosen(Finish(monochrome=True)),
            events.ShotsFinished(),
            events.Back(),
            events.StopAsked(),
            events.StopConfirmed(),
            events.StopDeclined(),
            events.NoticeOpened(),
            events.NoticeClosed(),
            events.Touched(),
        ]
    ),
    st.builds(events.LanguageChosen, st.sampled_from(["en", "de"])),
    st.builds(events.DocumentChosen, st.sampled_from(["us-passport", "schengen-visa"])),
    st.builds(events.ShotChosen, st.integers(-1, 5)),
    st.builds(events.PrintProgress, st.floats(0, 2)),
)


@given(st.lists(st.tuples(EVENTS, st.floats(0, 30)), max_size=60))
def test_camera_money_and_print_only_where_they_belong(history: list[tuple[events.Event, float]]) -> None:
    visit, camera_on, ended, now_s = Visit(), False, 0, 0.0
    recorded: Consent | None = None
    for event, pause_s in history:
        now_s += pause_s
        for happening in (events.Tick(now_s), event):
            before = visit
            visit, done = step(visit, happening)
            for effect in done:
                match effect:
                    case effects.RecordConsent(consent):
                        recorded = consent
                    case effects.OpenCamera():
                        assert visit.agreed
                        assert recorded == visit.consent
                        assert visit.paid
                        camera_on = True
                    case effects.CloseCamera():
                        camera_on = False
                    case effects.PrintKept():
                        assert visit.paid
                        assert visit.reprint
                    case effects.AskForMoney(camera=False):
                        assert visit.reprint
                    case effects.AskForMoney():  # looks whether the camera gives a picture
                        assert visit.agreed
                        assert recorded == visit.consent
                        assert visit.document_id is not None
                    case effects.PrintShot(index):
                        assert visit.paid
                        assert 0 <= index < before.shots
                    case effects.WriteStick(index):
                        assert visit.consent is not None
                        assert visit.consent.allows(Extra.STICK)
                        assert index == visit.chosen
                    case effects.EndVisit():
                        ended += 1
                    case _:
                        pass
            assert camera_on == (visit.place is Place.POSE), (
                "the camera runs on the pose screen and nowhere else"
            )
            assert visit.shots <= flow.MAX_RETAKES + 1
    assert ended == (visit.place is Place.ENDING)
