"""A coin acceptor driver against a device on a real pseudo-terminal: every coin once, whatever fails."""

from __future__ import annotations

import io
import os
import threading
import time
import tty

import pytest

from hardware.payment.acceptor import (
    AcceptanceChanged,
    AcceptorBack,
    AcceptorCleared,
    AcceptorFault,
    AcceptorLost,
    AcceptorReset,
    CoinAccepted,
    CoinRejected,
    EventsLost,
    Reading,
)
from hardware.payment.cctalk_codec import Checksum
from hardware.payment.coin_acceptor import CoinAcceptor
from hardware.payment.polling import PollingThread
from hardware.serial_link import Direction, LinkLost, open_serial
from hardware.simulated import coin_acceptor as program
from hardware.simulated.coin_acceptor import SimulatedCoinAcceptor
from hardware.simulated.coin_acceptor_model import CoinFate
from hardware.simulated.one_wire_bus import Fault

PATIENCE_S = 10.0
_PAUSE = threading.Event()


class Host:
    """A driver, what it told so far, and the marks it gave out."""

    def __init__(self, device, marks=None, **options):
        self.marks = {} if marks is None else marks
        self.told = []
        self.acceptor = CoinAcceptor(
            lambda: open_serial(device.path), time.monotonic, self.marks.get, **options
        )

    def take(self, reading):
        self.told += reading.events
        if reading.mark is not None:
            self.marks[reading.mark.device] = reading.mark.text

    def until(self, wanted, count=1):
        """Poll until `wanted`, a kind of event or an event, was told `count` times in all."""
        ends_s = time.monotonic() + PATIENCE_S
        while sum(event == wanted or type(event) is wanted for event in self.told) < count:
            assert time.monotonic() < ends_s, f"waited for {wanted}, was told {self.told}"
            self.take(self.acceptor.poll())
            _PAUSE.wait(0.002)

    def polls(self, count):
        """Poll so often, each time with a question to the device."""
        for _ in range(count):
            self.acceptor._poll_at_s = 0.0
            self.take(self.acceptor.poll())

    @property
    def cents(self):
        return sum(event.value_cents for event in self.told if isinstance(event, CoinAccepted))


@pytest.fixture
def device():
    with SimulatedCoinAcceptor() as simulated:
        yield simulated


@pytest.fixture
def host(device):
    """A driver that lets coins in."""
    host = Host(device)
    host.acceptor.enable()
    host.until(AcceptanceChanged(accepting=True))
    yield host
    host.acceptor.close()


def test_it_learns_who_the_device_is_and_which_coins_it_knows(host):
    assert host.acceptor.identity.serial == "12345678"
    assert host.acceptor.identity.manufacturer == "Obscura"
    assert [coin.value_cents for coin in host.acceptor.coins.values()] == [200, 100, 50, 20, 10, 5]
    assert [type(event) for event in host.told] == [AcceptorBack, AcceptanceChanged]


def test_every_coin_is_told_once_with_a_key_of_its_own(device, host):
    for cents in (200, 100, 50, 20):
        assert device.insert(cents) is CoinFate.BOX
    assert device.insert("GB100A") is CoinFate.RETURNED
    host.polls(3)
    assert [event.value_cents for event in host.told if isinstance(event, CoinAccepted)] == [200, 100, 50, 20]
    assert len({event.key for event in host.told if isinstance(event, CoinAccepted)}) == 4
    assert host.told[-1] == CoinRejected(1, "rejected", kept=False)


def test_six_events_between_two_polls_lose_the_first(device, host):
    for _ in range(6):
        device.insert(10)
    host.polls(1)
    assert EventsLost(1) in host.told
    assert host.cents == 50


def test_refusing_coins_sends_them_back(device, host):
    host.acceptor.inhibit()
    host.until(AcceptanceChanged(accepting=False))
    assert device.insert(200) is CoinFate.RETURNED
    host.until(CoinRejected(2, "inhibited", kept=False))
    assert host.cents == device.box_cents == 0


def test_coins_not_wanted_stay_refused(device):
    host = Host(device, accept_cents=frozenset({200, 100}))
    host.acceptor.enable()
    host.until(AcceptanceChanged(accepting=True))
    assert device.insert(100) is CoinFate.BOX
    assert device.insert(5) is CoinFate.RETURNED
    host.acceptor.close()


def test_sorter_paths_are_set_and_told(device):
    host = Host(device, sorter_paths={200: 3})
    host.acceptor.enable()
    host.until(AcceptanceChanged(accepting=True))
    device.insert(200)
    device.insert(100)
    host.until(CoinAccepted, 2)
    assert [event.sorter_path for event in host.told if isinstance(event, CoinAccepted)] == [3, 1]
    host.acceptor.close()


def test_a_device_that_is_not_asked_refuses_coins_by_itself(device, host):
    device.model._polled_s -= 1.01
    assert device.insert(200) is CoinFate.RETURNED
    host.polls(1)
    assert device.insert(200) is CoinFate.BOX


@pytest.mark.parametrize("fault", [Fault.DROP_BYTE, Fault.CORRUPT, Fault.REPLAY])
@pytest.mark.parametrize("times", [1, 2])
def test_a_few_bad_answers_change_nothing(device, host, fault, times):
    device.insert(100)
    host.polls(1)
    device.cause(fault, times)
    device.insert(50)
    host.polls(4)
    assert host.cents == device.box_cents == 150
    assert AcceptorLost() not in host.told


def test_a_silent_device_is_lost_and_comes_back_with_its_coins(device, host):
    device.insert(100)
    device.cause(Fault.SILENT)
    host.until(AcceptorLost)
    assert host.cents == 0
    device.clear()
    host.until(AcceptanceChanged(accepting=True), 2)
    assert host.cents == device.box_cents == 100
    assert AcceptorReset() not in host.told


def test_an_unplugged_cable_put_back_goes_on_where_it_was(device, host):
    device.insert(200)
    host.polls(1)
    device.insert(100)
    device.cause(Fault.UNPLUG)
    host.until(AcceptorLost)
    device.clear()
    host.until(AcceptanceChanged(accepting=True), 2)
    assert host.cents == device.box_cents == 300


def test_lost_power_is_noticed_and_coins_let_in_again(device, host):
    device.insert(200)
    host.polls(1)
    device.cause(Fault.LOSE_POWER)
    host.until(AcceptorReset)
    host.until(AcceptanceChanged(accepting=True), 2)
    device.insert(100)
    host.until(CoinAccepted, 2)
    keys = [event.key for event in host.told if isinstance(event, CoinAccepted)]
    assert keys == ["12345678:0:1", "12345678:1:1"]


def test_a_jam_is_told_and_so_is_its_end(device, host):
    device.cause(Fault.JAM)
    assert device.insert(100) is CoinFate.RETURNED
    host.until(AcceptorFault("credit sensor"))
    device.clear()
    host.acceptor._check_at_s = 0.0
    host.until(AcceptorCleared)
    assert device.insert(100) is CoinFate.BOX


def test_a_swallowed_coin_is_told_as_kept(device, host):
    device.cause(Fault.SWALLOW)
    assert device.insert(100) is CoinFate.BOX
    host.until(CoinRejected(36, "swallowed", kept=True))
    assert host.cents == 0


def test_a_restarted_program_counts_nothing_twice_and_misses_nothing(device, host):
    device.insert(200)
    host.polls(1)
    device.insert(100)
    device.insert(50)
    successor = Host(device, host.marks)
    host.acceptor._bus.close()
    successor.until(CoinAccepted, 2)
    successor.polls(2)
    assert (host.cents, successor.cents) == (200, 150)
    successor.acceptor.close()


def test_an_exchanged_device_is_a_reset_and_brings_no_money_along(device, host):
    device.insert(200)
    host.polls(1)
    device.model.serial = 99
    device.cause(Fault.UNPLUG)
    host.until(AcceptorLost)
    device.clear()
    host.until(AcceptorReset)
    assert host.cents == 200
    assert set(host.marks) == {"12345678", "99"}


def test_crc_packets_work_the_same():
    with SimulatedCoinAcceptor(checksum=Checksum.CRC) as device:
        host = Host(device, checksum=Checksum.CRC)
        host.acceptor.enable()
        host.until(AcceptanceChanged(accepting=True))
        device.insert(200)
        host.until(CoinAccepted)
        host.acceptor.close()


def test_a_port_without_a_device_is_lost_once_and_tried_again():
    master, slave = os.openpty()
    tty.setraw(slave)
    try:
        acceptor = CoinAcceptor(lambda: open_serial(os.ttyname(slave)), time.monotonic, {}.get)
        assert acceptor.poll().events == (AcceptorLost(),)
        assert acceptor.poll() == Reading()
        acceptor.close()
    finally:
        os.close(master)
        os.close(slave)


def test_polling_in_the_background_tells_the_same(device):
    acceptor = PollingThread(Host(device).acceptor)
    acceptor.start()
    told = []
    try:
        acceptor.enable()
        ends_s = time.monotonic() + PATIENCE_S
        while not any(isinstance(event, CoinAccepted) for event in told):
            assert time.monotonic() < ends_s, told
            told += acceptor.poll().events
            if AcceptanceChanged(accepting=True) in told and not device.box_cents:
                device.insert(200)
            _PAUSE.wait(0.01)
    finally:
        acceptor.close()
    assert [type(event) for event in told] == [AcceptorBack, AcceptanceChanged, CoinAccepted]


def test_what_ends_the_background_thread_reaches_the_owner():
    class Broken:
        def poll(self):
            raise ZeroDivisionError

        def close(self):
            pass

    acceptor = PollingThread(Broken())
    acceptor.start()
    acceptor._thread.join()
    with pytest.raises(ZeroDivisionError):
        acceptor.poll()
    acceptor.close()


def test_every_way_a_port_fails_is_a_lost_link(device):
    with pytest.raises(LinkLost):
        open_serial("/dev/no-such-port")
    trace = []
    link = open_serial(device.path, trace=lambda _, way, data: trace.append((way, data)))
    with pytest.raises(LinkLost):
        open_serial(device.path)
    link.write(b"\x02\x00\x01\xfe\xff")
    heard = b""
    while len(heard) < 10:
        heard += link.read(64, 1.0)
    assert heard == bytes.fromhex("020001feff01000200fd")
    assert trace[0] == (Direction.SENT, b"\x02\x00\x01\xfe\xff")
    assert b"".join(data for way, data in trace if way is Direction.RECEIVED) == heard
    device.cause(Fault.UNPLUG)
    with pytest.raises(LinkLost):
        link.read(1, 0.1)
    with pytest.raises(LinkLost):
        link.write(b"\x00" * 64)
    link.close()
    link.close()
    with pytest.raises(LinkLost):
        link.read(1, 0.0)


def test_the_device_as_a_program_obeys_lines(tmp_path):
    out = io.StringIO()
    lines = io.StringIO("insert 200\nfault jam\nclear\nfault dance\ndance\nquit\n")
    assert program.main(["--link", str(tmp_path / "port")], lines, out) == 0
    path, fate, jammed, cleared, *errors = out.getvalue().splitlines()
    assert (path, fate, jammed, cleared) == (str(tmp_path / "port"), "returned", "ok", "ok")
    assert all("dance" in error for error in errors)
    assert list(tmp_path.iterdir()) == []
