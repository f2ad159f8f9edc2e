"""Whatever a customer does in whatever order, the flow keeps its promises."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.portability.stick import Outcome
from kiosk.privacy.consent import Consent, Extra
from kiosk.visit import flow
from kiosk.visit.flow import Place, Visit, step

CONSENT = Consent("0" * 64, "en", full_notice_opened=False, reprint="declined", stick="agreed")
EVENTS = st.one_of(
    st.sampled_from(
        [
            flow.Started(),
            flow.ReprintAsked(),
            flow.CodeTyped("047115"),
            flow.CodeAnswered(flow.CodeAnswer.RIGHT, 8),
            flow.CodeAnswered(flow.CodeAnswer.WRONG),
            flow.PrintAgain(),
            flow.DeleteSheet(),
            flow.SheetGone(),
            flow.Agreed(CONSENT),
            flow.Paid(),
            flow.Shoot(),
            flow.BurstTaken(),
            flow.BurstFailed(),
            flow.Retake(),
            flow.PrintDone(),
            flow.PrintFailed(),
            flow.TakeAlong(locked=False),
            flow.StickAnswered(Outcome.FULL),
            flow.TakenAlong(),
            flow.Back(),
            flow.StopAsked(),
            flow.StopConfirmed(),
            flow.StopDeclined(),
            flow.NoticeOpened(),
            flow.NoticeClosed(),
            flow.Touched(),
        ]
    ),
    st.builds(flow.LanguageChosen, st.sampled_from(["en", "de"])),
    st.builds(flow.DocumentChosen, st.sampled_from(["us-passport", "schengen-visa"])),
    st.builds(flow.ShotChosen, st.integers(-1, 5)),
    st.builds(flow.PrintProgress, st.floats(0, 2)),
)


@given(st.lists(st.tuples(EVENTS, st.floats(0, 30)), max_size=60))
def test_camera_money_and_print_only_where_they_belong(history: list[tuple[flow.Event, float]]) -> None:
    visit, camera_on, ended, now_s = Visit(), False, 0, 0.0
    recorded: Consent | None = None
    for event, pause_s in history:
        now_s += pause_s
        for happening in (flow.Tick(now_s), event):
            before = visit
            visit, effects = step(visit, happening)
            for effect in effects:
                match effect:
                    case flow.RecordConsent(consent):
                        recorded = consent
                    case flow.OpenCamera():
                        assert visit.agreed
                        assert recorded == visit.consent
                        assert visit.paid
                        camera_on = True
                    case flow.CloseCamera():
                        camera_on = False
                    case flow.PrintKept():
                        assert visit.paid
                        assert visit.reprint
                    case flow.AskForMoney(camera=False):
                        assert visit.reprint
                    case flow.AskForMoney():  # looks whether the camera gives a picture
                        assert visit.agreed
                        assert recorded == visit.consent
                        assert visit.document_id is not None
                    case flow.PrintShot(index):
                        assert visit.paid
                        assert 0 <= index < before.shots
                    case flow.WriteStick(index):
                        assert visit.consent is not None
                        assert visit.consent.allows(Extra.STICK)
                        assert index == visit.chosen
                    case flow.EndVisit():
                        ended += 1
                    case _:
                        pass
            assert camera_on == (visit.place is Place.POSE), (
                "the camera runs on the pose screen and nowhere else"
            )
            assert visit.shots <= flow.MAX_RETAKES + 1
    assert ended == (visit.place is Place.ENDING)
