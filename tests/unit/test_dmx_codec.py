"""The frames of an Enttec DMX USB Pro (vectors: another implementation's)."""

from __future__ import annotations

import pytest

from hardware.lights.dmx_codec import (
    MAX_CHANNELS,
    FrameParser,
    WidgetFrame,
    encode,
    output_frame,
    output_levels,
    serial_number,
)


def test_four_full_channels_of_twenty_four():
    frame = encode(output_frame(b"\xff" * 4))
    assert frame == bytes.fromhex("7E 06 19 00 00 FF FF FF FF") + bytes(20) + b"\xe7"


def test_a_whole_universe():
    frame = encode(output_frame(b"\x01" * MAX_CHANNELS))
    assert frame[:5] == bytes.fromhex("7E 06 01 02 00")
    assert len(frame) == 518


@pytest.mark.parametrize(("label", "frame"), [(3, "7E 03 02 00 00 00 E7"), (10, "7E 0A 00 00 E7")])
def test_questions(label, frame):
    data = bytes(2) if label == 3 else b""
    assert encode(WidgetFrame(label, data)) == bytes.fromhex(frame)


def test_the_serial_number_is_low_byte_first_bcd():
    assert serial_number(WidgetFrame(10, bytes((0x78, 0x56, 0x34, 0x12)))) == 12345678
    assert serial_number(WidgetFrame(10, b"\xff" * 4)) is None


def test_only_dimmer_data_sets_levels():
    assert output_levels(output_frame(b"\x07"))[:1] == b"\x07"
    rdm_start_code = WidgetFrame(6, b"\xcc\x07")
    assert output_levels(rdm_start_code) is None


def test_a_damaged_frame_does_not_take_the_next_one_with_it():
    good = encode(WidgetFrame(10))
    damaged = bytes.fromhex("7E 06 05 00 01 02 03 04 05 00")
    assert FrameParser().feed(damaged + good) == [WidgetFrame(10)]


def test_too_much_is_refused():
    with pytest.raises(ValueError, match="512"):
        output_frame(bytes(513))
    with pytest.raises(ValueError, match="600"):
        encode(WidgetFrame(6, bytes(601)))
