"""Coin names and the event buffer of a coin acceptor: each event once, lost ones counted, resets noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.payment.cctalk_events import (
    BadReply,
    EventBuffer,
    Mark,
    adopt,
    advance,
    decode_coin_id,
    decode_events,
    error_text,
    inhibit_mask,
    keeps_coin,
)

EMPTY = ((0, 0),) * 5
COIN = (1, 5)


def mark(counter: int, recent=EMPTY, epoch: int = 0) -> Mark:
    return Mark("7", epoch, counter, recent)


@pytest.mark.parametrize(
    ("name", "cents"),
    [
        ("EU200A", 200),
        ("EU005B", 5),
        ("GB100A", 100),
        ("XX2.5A", None),  # 2.5 of the smallest unit cannot be counted in whole units
        ("XX2K5A", 2_500),
        ("XX1K0A", 1_000),
        ("XXM10A", 100_000),
        ("XX10MA", 10_000_000),
        ("XXG10A", 100_000_000),
        ("XX5m0A", None),
        ("XX000A", None),
        ("TK001A", None),
        ("Token ", None),
        ("......", None),
        ("EU1..A", None),
        ("EU20", None),
    ],
)
def test_coin_names_of_part_3_appendix_3(name, cents):
    coin = decode_coin_id(name.encode())
    assert (coin.value_cents if coin else None) == cents


@pytest.mark.parametrize(
    ("counter", "last", "new", "lost"),
    [(23, 23, 0, 0), (104, 102, 2, 0), (1, 255, 1, 0), (3, 253, 5, 0), (54, 48, 5, 1), (5, 0, 5, 0)],
)
def test_the_counter_table_of_part_2_section_3_27(counter, last, new, lost):
    before = tuple((1, age) for age in range(1, 6)) if last else EMPTY
    slots = (tuple((2, age) for age in range(1, new + 1)) + before)[:5]
    progress = advance(mark(last, before), EventBuffer(counter, slots))
    assert (len(progress.fresh), progress.lost, progress.reset) == (new, lost, False)
    assert progress.mark.counter == counter
    assert [slot for _, slot in progress.fresh] == list(reversed(slots[:new]))


def test_the_last_row_of_the_table_is_a_power_failure():
    progress = advance(mark(67, (COIN,) * 5), EventBuffer(0, EMPTY))
    assert progress.reset
    assert (progress.fresh, progress.lost) == ((), 0)
    assert progress.mark == Mark("7", 1, 0, EMPTY)


def test_the_counter_alone_would_take_a_reset_for_two_new_events():
    """5 events, power failure, 7 events: the difference is 2, but the older slots do not repeat."""
    before = ((1, 1), (2, 1), (3, 1), (4, 1), (5, 1))
    after = ((6, 1), (6, 1), (6, 1), (6, 1), (6, 1))
    progress = advance(mark(5, before), EventBuffer(7, after))
    assert progress.reset
    assert [sequence for sequence, _ in progress.fresh] == [3, 4, 5, 6, 7]
    assert progress.lost == 2
    assert progress.mark.epoch == 1


def test_a_reset_and_one_coin_is_not_taken_for_250_lost_events():
    progress = advance(mark(6, (COIN,) * 5), EventBuffer(1, ((3, 1), *EMPTY[1:])))
    assert progress.reset
    assert (progress.fresh, progress.lost) == (((1, (3, 1)),), 0)


def test_what_lies_in_the_buffer_of_an_unknown_device_is_not_ours():
    buffer = EventBuffer(200, (COIN,) * 5)
    assert advance(adopt("7", buffer), buffer).fresh == ()


def test_a_mark_survives_being_stored():
    kept = Mark("12345678", 3, 1_000, ((1, 5), (0, 2), *EMPTY[2:]))
    assert Mark.from_text(kept.to_text()) == kept


class Device:
    """The truth: an event buffer as Part 2 §3.27 draws it."""

    def __init__(self):
        self.reset()

    def push(self, slot):
        self.counter = self.counter % 255 + 1
        self.slots = (slot, *self.slots[:4])

    def reset(self):
        self.counter, self.slots = 0, EMPTY


slots = st.one_of(st.tuples(st.integers(1, 6), st.integers(1, 4)), st.tuples(st.just(0), st.integers(1, 40)))


@given(st.lists(st.lists(slots, max_size=9), max_size=80))
def test_every_event_is_told_once_or_counted_as_lost(polls):
    device = Device()
    at, keys, told, lost = adopt("7", EventBuffer(0, EMPTY)), [], [], 0
    for pushed in polls:
        for slot in pushed:
            device.push(slot)
        progress = advance(at, EventBuffer(device.counter, device.slots))
        assert advance(progress.mark, EventBuffer(device.counter, device.slots)).fresh == ()
        at = Mark.from_text(progress.mark.to_text())
        assert not progress.reset
        keys += [sequence for sequence, _ in progress.fresh]
        told += [slot for _, slot in progress.fresh]
        lost += progress.lost
        assert told[len(told) - len(progress.fresh) :] == pushed[-5:]
    assert len(told) + lost == sum(map(len, polls))
    assert keys == sorted(set(keys))


@given(st.lists(st.tuples(st.booleans(), st.lists(slots, max_size=5)), max_size=40))
def test_keys_stay_unique_over_resets(steps):
    device, at, keys, told, pushed_after = Device(), adopt("7", EventBuffer(0, EMPTY)), [], [], []
    for resets, pushed in steps:
        if resets:
            device.reset()
        for slot in pushed:
            device.push(slot)
        pushed_after += pushed
        progress = advance(at, EventBuffer(device.counter, device.slots))
        at = progress.mark
        keys += [(at.epoch, sequence) for sequence, _ in progress.fresh]
        told += [slot for _, slot in progress.fresh]
    assert len(set(keys)) == len(keys)
    assert len(told) <= len(pushed_after)


def test_masks_let_in_what_they_name():
    assert inhibit_mask(frozenset({1, 9, 16})) == bytes((0b1, 0b1000_0001))
    assert inhibit_mask(frozenset(range(1, 17))) == b"\xff\xff"


def test_errors_have_names_and_a_swallowed_coin_is_money():
    assert error_text(1) == "rejected"
    assert error_text(129) == error_text(2) == "inhibited"
    assert error_text(77) == "error 77"
    assert [code for code in range(256) if keeps_coin(code)] == [36, *range(160, 192)]


def test_a_buffer_of_another_size_is_refused():
    with pytest.raises(BadReply):
        decode_events(bytes(10))
