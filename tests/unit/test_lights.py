"""Scenes reach the lamps, and the driver outlives its widget."""

from __future__ import annotations

import pytest

from hardware.lights.dmx_codec import FrameParser, WidgetFrame, encode, output_levels
from hardware.lights.lights import (
    ANSWER_S,
    DARK_BACKDROP,
    FLASH,
    IDLE,
    POSE,
    REOPEN_S,
    RESEND_S,
    SCENES,
    ChannelMap,
    Lights,
    Scene,
)
from hardware.serial_link import LinkLost

SERIAL_ANSWER = encode(WidgetFrame(10, bytes((0x78, 0x56, 0x34, 0x12))))


class Widget:
    """The other end of the link, in memory."""

    def __init__(self):
        self.parser, self.levels, self.answers = FrameParser(), [], True
        self.pending, self.plugged, self.closed = b"", True, False

    def open(self):
        self._check()
        self.closed = False
        return self

    def write(self, data):
        self._check()
        for frame in self.parser.feed(data):
            if frame.label == 10 and self.answers:
                self.pending += SERIAL_ANSWER
            elif output_levels(frame) is not None:
                self.levels.append(output_levels(frame)[:5])

    def read(self, max_bytes, timeout_s):
        self._check()
        assert timeout_s == 0.0
        data, self.pending = self.pending[:max_bytes], self.pending[max_bytes:]
        return data

    def close(self):
        self.closed = True

    def _check(self):
        if not self.plugged:
            raise LinkLost("gone")


class Clock:
    now_s = 0.0

    def __call__(self):
        return self.now_s


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def widget():
    return Widget()


@pytest.fixture
def lights(widget, clock):
    return Lights(widget.open, ChannelMap(), clock)


def test_a_scene_is_one_byte_per_lamp_on_its_channel():
    channels = ChannelMap(key=2, fill=1, backdrop_red=4, backdrop_green=5, backdrop_blue=7)
    scene = Scene(key=1.0, fill=0.5, backdrop=(0.2, 0.4, 0.6))
    assert channels.levels(scene) == bytes((128, 255, 0, 51, 102, 0, 153))
    assert channels.scene(channels.levels(scene)).backdrop == scene.backdrop
    assert channels.scene(b"\xff") == Scene(key=0.0, fill=1.0, backdrop=(0.0, 0.0, 0.0))


def test_the_scenes_are_what_their_names_say():
    assert SCENES == {"idle": IDLE, "pose": POSE, "flash": FLASH, "dark_backdrop": DARK_BACKDROP}
    assert IDLE.key < POSE.key < FLASH.key
    assert POSE.before((0.0, 0.0, 1.0)) == Scene(POSE.key, POSE.fill, (0.0, 0.0, 1.0))
    with pytest.raises(ValueError, match="between 0 and 1"):
        Scene(key=1.2, fill=0.0, backdrop=(0.0, 0.0, 0.0))
    with pytest.raises(ValueError, match="different"):
        ChannelMap(key=1, fill=1)


def test_a_scene_is_shown_at_once_and_again_every_second(lights, widget, clock):
    lights.set_scene(FLASH)
    assert widget.levels == [ChannelMap().levels(FLASH)]
    clock.now_s = RESEND_S / 2
    lights.tick()
    assert len(widget.levels) == 1
    clock.now_s = RESEND_S
    lights.tick()
    assert widget.levels == [ChannelMap().levels(FLASH)] * 2


def test_a_widget_works_when_it_answers(lights, widget, clock):
    assert not lights.working
    lights.tick()
    assert lights.working
    assert lights.serial_number == 12345678
    widget.answers = False
    clock.now_s = ANSWER_S
    lights.tick()
    assert not lights.working


def test_a_widget_that_comes_back_shows_the_scene_that_is_meant(lights, widget, clock):
    lights.set_scene(POSE)
    widget.plugged = False
    clock.now_s = RESEND_S
    lights.tick()
    assert widget.closed
    assert not lights.working
    lights.set_scene(FLASH)
    widget.plugged = True
    clock.now_s += REOPEN_S
    lights.tick()
    assert widget.levels[-1] == ChannelMap().levels(FLASH)
    assert lights.working


def test_the_end_is_idle_light(lights, widget):
    lights.set_scene(FLASH)
    lights.close()
    lights.close()
    assert widget.levels[-1] == ChannelMap().levels(IDLE)
    assert widget.closed
