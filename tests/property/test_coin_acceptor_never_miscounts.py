"""On a wire where bytes are flipped and dropped by chance, what the driver counts is what lies in the box."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.payment.acceptor import AcceptorReset, CoinAccepted, CoinUnknown, EventsLost
from hardware.payment.cctalk_codec import Frame, Header, decode, encode
from hardware.payment.coin_acceptor import CoinAcceptor
from hardware.simulated.coin_acceptor_model import CoinAcceptorModel
from hardware.simulated.memory_link import MemoryCable, StandingClock
from hardware.simulated.one_wire_bus import OneWireBus

COINS = (200, 100, 50, 20, 10, 5)


class Session:
    """A device that keeps its state while drivers come and go, on a clock that waits for nobody."""

    def __init__(self, seed: int, noise: float):
        self.chance = random.Random(seed)
        self.clock = StandingClock()
        self.model = CoinAcceptorModel()
        self.cable = MemoryCable(OneWireBus(self.model, noise=noise, chance=self.chance), self.clock)
        self.marks = {}
        self.coins = {}
        self.told = []
        self.boot()

    def boot(self):
        self.driver = CoinAcceptor(self.cable.open_link, self.clock, self.marks.get)
        self.driver.enable()

    def poll(self, store=True):
        self.clock.advance(0.2)
        reading = self.driver.poll()
        if not store:
            return
        if reading.mark:
            self.marks[reading.mark.device] = reading.mark.text
        for event in reading.events:
            self.told.append(event)
            if isinstance(event, CoinAccepted):
                assert self.coins.setdefault(event.key, event.value_cents) == event.value_cents

    def settle(self):
        self.cable.plugged = True
        self.cable.bus.heal()
        for _ in range(60):
            self.poll()


@pytest.mark.parametrize("seed", range(12))
def test_noise_of_one_byte_in_a_hundred_never_makes_or_loses_a_cent(seed):
    session = Session(seed, 0.01)
    for _ in range(150):
        if session.chance.random() < 0.3:
            session.model.insert(session.chance.choice(COINS), session.clock())
        session.poll()
    session.settle()
    assert sum(session.coins.values()) == session.model.box_cents > 1_000
    assert not [
        event for event in session.told if isinstance(event, EventsLost | AcceptorReset | CoinUnknown)
    ]


class ForgingBus(OneWireBus):
    """Puts a coin that never was into one answer, with a right checksum, as 1 damaged packet in 256 has."""

    forge = False

    def carry(self, data, now_s):
        heard = super().carry(data, now_s)
        if not self.forge or data[3] != Header.READ_BUFFERED_EVENTS:
            return heard
        self.forge = False
        counter, *slots = decode(heard[len(data) :]).data
        return data + encode(Frame(1, 0, bytes((counter % 255 + 1, 1, 1, *slots[:-2])), 2))


def test_a_damaged_answer_that_passes_its_checksum_is_not_believed():
    session = Session(0, 0.0)
    session.cable.bus = ForgingBus(session.model)
    session.poll()
    session.poll()
    session.model.insert(50, session.clock())
    session.cable.bus.forge = True
    session.poll()
    assert not session.cable.bus.forge
    session.settle()
    assert sum(session.coins.values()) == session.model.box_cents == 50
    assert not [event for event in session.told if isinstance(event, AcceptorReset)]


events = st.sampled_from(
    ("coin", "coin", "coin", "reject", "poll", "poll", "unplug", "plug", "restart", "crash")
)


@settings(max_examples=60, deadline=None)
@given(st.lists(events, max_size=40), st.integers(0, 9))
def test_cables_and_restarts_never_make_or_lose_a_cent(script, seed):
    session = Session(seed, 0.0)
    session.poll()
    session.poll()
    unread = 0
    for word in script:
        if unread >= 4:
            session.cable.plugged = True
            session.settle()
            unread = 0
        match word:
            case "coin" | "reject":
                session.model.insert(100 if word == "coin" else "GB100A", session.clock())
                unread += 1
            case "poll":
                session.poll()
            case "unplug":
                session.cable.plugged = False
            case "plug":
                session.cable.plugged = True
            case "restart":
                session.boot()
            case "crash":
                session.poll(store=False)
                session.boot()
    session.settle()
    assert sum(session.coins.values()) == session.model.box_cents
    assert not [event for event in session.told if isinstance(event, EventsLost | AcceptorReset)]
