"""Who may have a kept sheet, under which code, how long; and that nothing makes it longer."""

from __future__ import annotations

import pytest

from kiosk.booth.reprint_desk import MOST_KEPT, SLEEP_S, TRIES, ReprintDesk


class Keeper:
    """Stands in for the real one, which tests/contract/test_keeper.py looks at."""

    def __init__(self, keep_s: float) -> None:
        self.keep_s, self.alive, self.left_in_time, self.whole = keep_s, True, False, True

    def for_visit(self) -> str:
        return "to the keeper"

    def hand_out(self) -> str:
        return "from the keeper"

    def has_it(self) -> bool:
        return self.whole

    def is_alive(self) -> bool:
        return self.alive

    def end(self) -> None:
        self.alive = False


class Booth:
    """A desk with ten minutes, and visits that come and go; codes are 000001, 000002, …"""

    def __init__(self, minutes: int = 10) -> None:
        self.now_s, self.keepers, self.trail, self.drawn = 1000.0, [], [], 0
        self.desk = ReprintDesk(minutes, self.start, self.draw, self.record, lambda: self.now_s)

    def start(self, keep_s: float) -> Keeper:
        self.keepers.append(Keeper(keep_s))
        return self.keepers[-1]

    def draw(self, below: int) -> int:
        assert below == 1_000_000
        self.drawn += 1
        return self.drawn // 2  # every number twice: no two sheets may have one code

    def record(self, event: str, **fields: str) -> None:
        self.trail.append(event.removeprefix("reprint_") + "".join(f":{value}" for value in fields.values()))

    def visit(self, *, agrees=True, keep=True, done=True, proved=True, show_code=True):
        """Let a customer print, and leave; returns what they are told."""
        self.desk.agreed(to_keep=agrees)
        self.desk.allow_print()
        self.desk.print_over(done=done)
        self.desk.visit_over(keep=keep, show_code=show_code)
        return self.farewell(proved=proved)

    def farewell(self, *, proved=True):
        return self.desk.farewell(proved=proved, owed_cents=0, voucher=None)

    @property
    def kept(self) -> int:
        return sum(keeper.alive for keeper in self.keepers)


@pytest.fixture
def booth() -> Booth:
    return Booth()


def test_a_sheet_is_printed_again_as_often_as_wanted_and_deleted_when_asked(booth: Booth) -> None:
    told = booth.visit()
    assert (told.sheet, told.kept_minutes, told.code) == ("kept", 10, "000000")
    assert booth.keepers[0].keep_s == 600.0
    assert (booth.desk.at_rest().count, booth.desk.at_rest().room) == (1, True)
    for _print in range(2):
        booth.now_s += 61.0
        assert booth.desk.look_up(told.code).answer == "right"
        allowed, way = booth.desk.allow_print()
        assert (allowed.sheet, way) == ("again", "from the keeper")
        booth.desk.print_over(done=True)
        booth.desk.visit_over(keep=True, show_code=True)
        assert booth.farewell().sheet == "kept"
    assert booth.farewell().kept_minutes == 8
    booth.desk.look_up(told.code)
    booth.desk.visit_over(keep=False, show_code=False)
    assert booth.kept == 0, "before anybody is told so"
    assert (booth.farewell().sheet, booth.farewell().code) == ("deleted", None)
    assert booth.desk.look_up(told.code).answer == "wrong"
    assert booth.trail == ["kept", "printed", "printed", "erased:asked"]


@pytest.mark.parametrize(
    ("how", "sheet"),
    [
        ({"agrees": False}, "none"),
        ({"keep": False}, "none"),
        ({"done": False, "keep": False}, "none"),
        ({"proved": False}, "not_kept"),
    ],
    ids=["was-not-wanted", "stopped-everything", "did-not-come-out", "visit-not-proved-gone"],
)
def test_nothing_is_kept_of_a_sheet_that(booth: Booth, how: dict[str, bool], sheet: str) -> None:
    told = booth.visit(**how)
    assert (told.sheet, told.code, booth.kept, booth.trail) == (sheet, None, 0, [])


def test_a_keeper_that_does_not_have_it_promises_nothing(booth: Booth) -> None:
    booth.desk.agreed(to_keep=True)
    booth.desk.allow_print()
    booth.keepers[0].whole = False
    booth.desk.visit_over(keep=True, show_code=True)
    assert (booth.farewell().sheet, booth.kept) == ("not_kept", 0)


def test_a_visit_that_dies_takes_its_new_sheet_along_but_not_one_that_was_kept(booth: Booth) -> None:
    booth.desk.agreed(to_keep=True)
    booth.desk.allow_print()
    booth.desk.visit_crashed()
    assert (booth.farewell().sheet, booth.kept) == ("none", 0)
    code = booth.visit().code
    booth.desk.look_up(code)
    booth.desk.visit_crashed()
    told = booth.farewell()
    assert (told.sheet, told.code, booth.kept) == ("kept", None, 1), "the code is for its customer only"


def test_a_farewell_that_is_never_said_leaves_no_keeper_behind(booth: Booth) -> None:
    booth.desk.agreed(to_keep=True)
    booth.desk.allow_print()
    booth.desk.print_over(done=True)
    booth.desk.visit_over(keep=True, show_code=True)
    booth.desk.visit_crashed()  # the next process, before the proof of this one
    assert (booth.farewell().sheet, booth.kept, booth.trail) == ("none", 0, [])


def test_the_time_is_up_whoever_uses_it_and_whatever_the_keeper_does(booth: Booth) -> None:
    code = booth.visit().code
    booth.now_s += 599.0
    assert booth.desk.look_up(code).kept_minutes == 1
    assert not booth.desk.tick()
    booth.now_s += 1.0
    assert booth.desk.tick(), "the visit on the screen is to hear of it"
    booth.desk.visit_over(keep=True, show_code=True)
    assert (booth.farewell().sheet, booth.kept) == ("time_up", 0)
    assert booth.desk.look_up(code).answer == "wrong"
    booth.visit()
    booth.keepers[-1].alive = False
    booth.desk.tick()
    assert booth.trail == ["kept", "erased:expired", "kept", "erased:lost"]


def test_after_three_wrong_codes_none_is_looked_at_for_a_minute(booth: Booth) -> None:
    code = booth.visit().code
    answers = [booth.desk.look_up("999999").answer for _ in range(TRIES - 1)]
    assert booth.desk.look_up(code).answer == "right"  # which gives no new tries
    booth.desk.visit_over(keep=True, show_code=True)
    answers += [booth.desk.look_up(typed).answer for typed in ("999999", code)]
    assert answers == ["wrong", "wrong", "asleep", "asleep"]
    booth.now_s += SLEEP_S
    assert booth.desk.look_up(code).answer == "right"


def test_no_more_than_eight_are_kept_and_none_goes_for_a_newer_one(booth: Booth) -> None:
    codes = {booth.visit().code for _ in range(MOST_KEPT)}
    assert len(codes) == MOST_KEPT
    assert not booth.desk.at_rest().room
    assert booth.visit().sheet == "not_kept"
    assert booth.kept == MOST_KEPT


def test_a_booth_that_stops_erases_everything(booth: Booth) -> None:
    booth.visit()
    booth.desk.agreed(to_keep=True)
    booth.desk.allow_print()
    booth.desk.close()
    assert (booth.kept, booth.trail) == (0, ["kept", "erased:booth_stopped"])


def test_without_minutes_in_the_settings_nothing_is_ever_kept() -> None:
    booth = Booth(minutes=0)
    assert (booth.visit().sheet, booth.keepers) == ("none", [])
