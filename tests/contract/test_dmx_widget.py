"""The lights' driver and the simulated widget understand each other over a real port."""

from __future__ import annotations

import threading
import time

import pytest

from hardware.lights.lights import FLASH, ChannelMap, Lights
from hardware.serial_link import LinkLost, open_serial
from hardware.simulated.dmx_widget import SimulatedDmxWidget


def tick_until(lights, condition):
    deadline_s = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline_s, "this never came true"
        lights.tick()
        time.sleep(0.005)


def test_levels_arrive_and_the_widget_answers():
    threads = threading.active_count()
    seen = []
    with SimulatedDmxWidget(seen.append) as widget:
        lights = Lights(lambda: open_serial(widget.path), ChannelMap(), time.monotonic)
        lights.set_scene(FLASH)
        tick_until(lights, lambda: lights.working and widget.levels)
        assert ChannelMap().levels(FLASH) == seen[-1][:5]
        assert lights.serial_number == 12345678
        lights.close()
    assert threading.active_count() == threads


def test_a_widget_that_is_gone_is_noticed_and_nothing_raises():
    with SimulatedDmxWidget(lambda _: None) as widget:
        path = widget.path
        lights = Lights(lambda: open_serial(path), ChannelMap(), time.monotonic)
        tick_until(lights, lambda: lights.working)
    lights.set_scene(FLASH)
    tick_until(lights, lambda: not lights.working)
    lights.close()
    with pytest.raises(LinkLost):
        open_serial(path)
